// A front end with an order form of its own: the element shows the account, and answers what each order would do to it.
const calculator = document.querySelector("cross-margin");
const verdict = document.getElementById("verdict");
const wrong = document.getElementById("wrong");
const size = document.querySelector("input[name=size]");

await customElements.whenDefined("cross-margin");
calculator.portfolio = {
  holdings: [{ asset: "USDC", quantity: "30000" }],
  positions: [{ instrument: "BTC-PERP", quantity: "1", entry: "60000" }],
};
// a venue's own prices; nothing is fetched for them
calculator.prices = { BTC: "60000", USDC: "1" };

async function ask() {
  wrong.textContent = "";
  const answer = await calculator.preview({ instrument: "BTC-PERP", quantity: `-${size.value.trim() || 0}` });
  if (!answer.ok) return; // told by cm-error, below
  const { before, after, verdict: said } = answer.value;
  const money = (amount) => `$${Number(amount).toLocaleString("en-US")}`;
  verdict.textContent = `Initial margin ${money(before.initial_margin)} before, ${money(after.initial_margin)} after: ${said.allowed ? "allowed" : "not allowed"}, as ${said.why}.`;
}

calculator.addEventListener("cm-error", ({ detail }) => { wrong.textContent = `${detail.path}: ${detail.message}; ${detail.remedy}`; });
calculator.addEventListener("cm-change", ask);
size.addEventListener("input", ask);
ask();
