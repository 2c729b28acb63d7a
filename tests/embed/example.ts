// How a program uses the package: compiled under strict rules, and not run.
import init, {
  type Answer, type Assessment, type Fault, type Question,
  assess, compare, liquidation, parseBook, preview, ruleSets, version,
} from "cross-margin";

await init();
await init({ venues: true, import: true });
await init(new URL("https://example.org/cross-margin.wasm"));
await init({ engine: new Uint8Array(8) });

const question: Question = {
  account: {
    holdings: [{ asset: "USDC", quantity: "20000" }],
    positions: [{ instrument: "BTC-PERP", quantity: 1.5, entry: "91200" }],
  },
  market: { as_of: Date.now(), index: { BTC: 93_812, ETH: { price: "3200", source: "mine", state: "live" } } },
  rules: "deribit-portfolio",
};

function told(errors: readonly Fault[]): string {
  return errors.map(({ code, path, message, remedy }) => `${code} at ${path}: ${message}; ${remedy}`).join("\n");
}

const answer: Answer<Assessment> = await assess(question);
if (answer.ok) {
  const ratio: string | null = answer.value.margin_ratio;
  const worst = answer.value.legs.map((leg) => leg.isolated.total);
  console.log(answer.value.initial_margin.padStart(12), ratio, worst, answer.notices.map(({ path }) => path ?? "?"));
} else {
  console.error(told(answer.errors));
}

const tried = await preview({ ...question, trades: [{ instrument: "BTC-PERP", quantity: "-0.5", price: 93_800, fee: "3" }] });
if (tried.ok && !tried.value.verdict.allowed) console.log(tried.value.verdict.why, tried.value.verdict.short?.length);

const lost = await liquidation({ ...question, axes: true, outlook: { horizon_days: 30, funding_per_day: { BTC: "0.0003" } } });
if (lost.ok) {
  for (const { underlying, below, reason } of lost.value.prices) console.log(underlying, below?.price ?? reason);
  for (const { axis, maintenance } of lost.value.axes ?? []) {
    const name = typeof axis === "string" ? axis : "price" in axis ? axis.price : axis.depeg;
    console.log(name, maintenance[0]?.driver?.cause);
  }
}

const compared = await compare({ account: question.account, rules: ["reference", "hyperliquid"], liquidation: false });
if (compared.ok) console.log(compared.value.cheapest, compared.value.rows.map(({ rules, nearest }) => [rules.title, nearest?.[1].price]));

const read = await parseBook("-2 BTC-PERP @ 65000", { format: "lines", now: Date.now() });
if (read.ok) {
  const [first] = read.value.accounts;
  // an account out of a text can be asked about as it stands
  if (first) await assess({ account: first });
}

for (const { name, fidelity, venue } of ruleSets()) console.log(version, name, fidelity, venue);

// @ts-expect-error a quantity is a number or a text
await assess({ account: { holdings: [{ asset: "USDC", quantity: true }] } });
// @ts-expect-error a trade has to be named
await preview(question);
// @ts-expect-error the answer has to be looked at before its value
console.log((await assess(question)).value);
