// A front end in React and Vite: a hedge on a slider, every figure before and after it, and all venues asked in a worker.
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { preview } from "cross-margin";
import "./style.css";

const account = {
  holdings: [{ asset: "USDC", quantity: "30000" }],
  positions: [{ instrument: "BTC-PERP", quantity: "1", entry: "60000" }],
};
const market = { index: { BTC: "60000", USDC: "1" }, forwards: [{ underlying: "BTC", expiry: "26MAR27", price: "61000" }] };
// one object for as long as the page lives: another would be another book to the element
const book = { account, market };
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const dollars = (amount) => money.format(Number(amount));

const FIGURES = [
  ["Initial margin", "initial_margin"],
  ["Maintenance margin", "maintenance_margin"],
  ["Held apart", "held_apart"],
  ["Freed by hedging", "hedge_benefit"],
  ["Free collateral", "free_collateral"],
];

/** The answer to the latest question; while it is worked out the last one stands. */
function useAnswer(ask, question) {
  const [answer, setAnswer] = useState();
  useEffect(() => {
    let wanted = true;
    ask().then((found) => wanted && setAnswer(found));
    return () => { wanted = false; };
  }, [question]);
  return answer;
}

function BeforeAfter({ tried }) {
  return (
    <table>
      <caption>Before and after the hedge</caption>
      <thead><tr><th scope="col">Figure</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
      <tbody>
        {FIGURES.map(([name, key]) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td>{dollars(tried.before[key])}</td>
            <td data-figure={key}>{dollars(tried.after[key])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What every venue asks, worked out beside the page's own thread. */
function Venues({ account }) {
  const [answer, setAnswer] = useState();
  useEffect(() => {
    const worker = new Worker(new URL("./compare.worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => setAnswer(data);
    worker.onerror = () => setAnswer({ ok: false, errors: [{ message: "the worker did not start" }] });
    worker.postMessage({ account, market });
    return () => worker.terminate();
  }, [account]);
  if (!answer) return <p role="status">Asking the venues …</p>;
  if (!answer.ok) return <p role="alert">{answer.errors.map(({ message }) => message).join("; ")}</p>;
  return (
    <ol aria-label="What each rule set asks, least first">
      {answer.value.rows.filter(({ margined }) => margined > 0).map(({ rules, initial_margin, margined, positions }) => (
        <li key={rules.name} data-rules={rules.name}>
          {rules.title}, {rules.fidelity}: {dollars(initial_margin)}
          {margined < positions && ` for ${margined} of ${positions} positions; it does not list the rest`}
        </li>
      ))}
    </ol>
  );
}

/** The calculator itself, told of the hedge by a property: React sets properties of elements it knows. */
function Calculator({ trades }) {
  const [said, setSaid] = useState("");
  return (
    <>
      <cross-margin
        mode="preview"
        prices="off"
        portfolio={book}
        trade={trades.length > 0 ? trades : null}
        oncm-error={({ detail }) => setSaid(`${detail.path}: ${detail.message}; ${detail.remedy}`)}
      />
      <p role="alert">{said}</p>
    </>
  );
}

function App() {
  const [size, setSize] = useState("0");
  const [compared, setCompared] = useState();
  const trades = Number(size) === 0 ? [] : [{ instrument: "BTC-26MAR27", quantity: `-${Number(size) * 61000}` }];
  const answer = useAnswer(() => preview({ account, market, trades }), size);
  if (!answer) return <p role="status">Fetching the engine …</p>;
  if (!answer.ok) return <p role="alert">{answer.errors.map(({ path, message, remedy }) => `${path}: ${message}; ${remedy}`).join(" ")}</p>;
  const { verdict } = answer.value;
  return (
    <>
      <h1>Try a hedge</h1>
      <p>Long 1 BTC-PERP with $30,000. Sell the March future against it:</p>
      <label>
        Coins sold: <output>{size}</output>
        <input type="range" min="0" max="1.5" step="0.25" value={size} onChange={({ target }) => setSize(target.value)} />
      </label>
      <BeforeAfter tried={answer.value} />
      <p role="status" id="verdict">{verdict.allowed ? "Allowed" : "Not allowed"}: {verdict.why}.</p>
      <button type="button" onClick={() => setCompared(answer.value.account)}>Compare venues</button>
      {compared && <Venues account={compared} />}
      <h2>The same in the calculator</h2>
      <Calculator trades={trades} />
    </>
  );
}

createRoot(document.getElementById("root")).render(<StrictMode><App /></StrictMode>);
