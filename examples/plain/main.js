// A front end of its own, without a framework or a build. What is typed is read by the engine's own import, so a line may be
// written as people say it ("short 3 ETH perp"), and what cannot be read is said while the rest is answered.
import { assess, liquidation, parseBook } from "./cross-margin/cross-margin.js";

const byId = (id) => document.getElementById(id);
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const dollars = (amount) => money.format(Number(amount));

/** Text in an element; nothing that is typed is ever markup. */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function row({ name, isolated, part }) {
  const tr = document.createElement("tr");
  const head = element("th", name);
  head.scope = "row";
  tr.append(head, element("td", dollars(isolated.total)), element("td", dollars(part)));
  return tr;
}

const lost = ({ underlying, below, above, reason }) =>
  reason ?? `${underlying}: liquidated ${[below && `below ${dollars(below.price)}`, above && `above ${dollars(above.price)}`].filter(Boolean).join(" and ")}`;

const remark = ({ line, message, remedy }) => [line && `Line ${line}: `, message, remedy && `; ${remedy}`].filter(Boolean).join("");

function draw(answer, prices, remarks) {
  byId("remarks").replaceChildren(...remarks.map((said) => element("li", remark(said))));
  if (!answer.ok) return; // the last good answer stays
  const { initial_margin, held_apart, hedge_benefit, free_collateral, legs } = answer.value;
  byId("answer").textContent =
    `Together ${dollars(initial_margin)}, apart ${dollars(held_apart)}: hedging frees ${dollars(hedge_benefit)}. ` +
    `Free collateral: ${dollars(free_collateral)}.`;
  byId("legs").hidden = legs.length === 0;
  byId("legs").querySelector("tbody").replaceChildren(...legs.map(row));
  byId("lost").replaceChildren(...(prices.ok ? prices.value.prices : []).map((of) => element("li", lost(of))));
}

let turn = 0;

async function answer() {
  const this_turn = ++turn;
  const fields = byId("prices").querySelectorAll("input");
  const market = { index: Object.fromEntries([...fields].map(({ name, value }) => [name, value])) };
  const read = await parseBook(byId("lines").value);
  const account = read.ok ? read.value.accounts[0]?.account : undefined;
  const given = { account: account ?? {}, market };
  const [assessed, prices] = await Promise.all([assess(given), liquidation(given)]);
  // of several answers on their way the last question's counts
  if (this_turn !== turn) return;
  const said = [read, assessed].flatMap((of) => (of.ok ? of.notices.filter(({ kind }) => kind !== "info") : of.errors));
  draw(read.ok ? assessed : read, prices, said);
}

byId("book").addEventListener("input", answer);
answer();
