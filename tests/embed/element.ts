// How a program uses the element and the frame: compiled under strict rules, and not run.
import "cross-margin/element";
import { CrossMargin, type ErrorDetail, type Result } from "cross-margin/element";
import { frame } from "cross-margin/frame";

const element = document.createElement("cross-margin");
const same: CrossMargin = element;
same.mode = "compact";
same.theme = "dark";
same.rules = "deribit-portfolio";
same.storageKey = "desk";
same.readonly = true;
same.portfolio = { holdings: [{ asset: "USDC", quantity: "20000" }], positions: [{ instrument: "BTC-PERP", quantity: 1 }] };
same.portfolio = "s=1.AAAA";
same.prices = "manual";
same.prices = { BTC: "93812.5", ETH: { price: 3200, confidence: "2", time: Date.now() } };
same.prices = { index: { BTC: 93_812 }, vols: { "BTC-25DEC26-80000-P": "0.58" } };
same.trade = { instrument: "BTC-PERP", quantity: "-0.5" };
same.trade = null;

element.addEventListener("cm-result", ({ detail }) => {
  const result: Result | null = detail.result;
  if (result) console.log(detail.version, result.assessment.initial_margin.padStart(12), result.liquidation.map(({ underlying, below }) => [underlying, below?.price]));
});
document.addEventListener("cm-error", ({ detail }) => said(detail));
document.querySelector("cross-margin")?.addEventListener("cm-change", ({ detail }) => console.log(detail.by === "user", detail.portfolio?.length));
element.addEventListener("cm-preview", ({ detail }) => console.log(detail.preview?.verdict.why));
element.addEventListener("cm-price", ({ detail }) => console.log(detail.prices["BTC"]));

function said({ code, path, message, remedy }: ErrorDetail): string {
  return code === "not_started" ? message : `${path}: ${message}; ${remedy}`;
}

const previewed = await element.preview([{ instrument: "BTC-PERP", quantity: "-0.5" }]);
if (previewed.ok) console.log(previewed.value.verdict.allowed);
const saved = await element.save();
if (saved.ok) await element.restore(saved.value);

const framed = frame(document.body, { mode: "preview", prices: "off", readonly: true }, { events: ["cm-result"] });
framed.addEventListener("cm-result", ({ detail }) => console.log(detail.result?.rules));
framed.configure({ theme: "light" });
const status = await framed.status();
if (status.ok) console.log(status.value.ignored.foreign + framed.ignored.malformed);

// @ts-expect-error a mode is one of four
same.mode = "tiny";
// @ts-expect-error the result is read only
same.result = null;
// @ts-expect-error a frame has no such setting
framed.configure({ colour: "red" });
