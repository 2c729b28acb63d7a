// The element under a host that pushes prices with every frame: how many frames a second there are, and how many of them come
// late. The page in dist/, in Chromium; printed beside what the same page does with no push at all, in the same run.
//   node benches/browser/element.mjs [SECONDS]
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { serve } from "../../script/static-server.mjs";
import { chromiumWith } from "../../tests/browser/harness.mjs";

const seconds = Number(process.argv[2] ?? 10);
const files = await serve(process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)), 0, { "access-control-allow-origin": "*" });
const book = {
  holdings: [{ asset: "USDC", quantity: "200000" }],
  positions: [
    { instrument: "BTC-PERP", quantity: "2", entry: "91200" }, { instrument: "ETH-PERP", quantity: "-30", entry: "3100" },
    { instrument: "BTC-25DEC26-100000-C", quantity: "-3", entry: "0.02" }, { instrument: "BTC-25DEC26-80000-P", quantity: "3", entry: "0.018" },
  ],
};
const host = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><title>Host</title><cross-margin prices="manual"></cross-margin><script type="module" src="${files.origin}/cross-margin-element.js"></script>`);
});
await new Promise((done) => host.listen(0, "127.0.0.1", done));
const browser = await chromiumWith();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`http://127.0.0.1:${host.address().port}/`);
await page.waitForFunction(() => document.querySelector("cross-margin").result !== undefined && customElements.get("cross-margin"));
await page.evaluate(async (book) => {
  const element = document.querySelector("cross-margin");
  await element.assess();
  element.portfolio = book;
}, book);
await page.waitForTimeout(1_000);

/** Counts frames; with `push` each hands in prices. */
const frames = (push) => page.evaluate(async ([push, seconds]) => {
  const element = document.querySelector("cross-margin");
  let told = 0;
  const heard = () => { told += 1; };
  element.addEventListener("cm-result", heard);
  const gaps = [];
  const begun = performance.now();
  for (let last = begun; last - begun < seconds * 1_000; ) {
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
    if (push) element.prices = { BTC: (93_000 + Math.sin(now) * 500).toFixed(2), ETH: (3_200 + Math.cos(now) * 20).toFixed(2), USDC: "1" };
  }
  element.removeEventListener("cm-result", heard);
  gaps.shift();
  return { perSecond: gaps.length / seconds, late: gaps.filter((gap) => gap > 25).length / gaps.length, told };
}, [push, seconds]);

const quiet = await frames(false);
const pushed = await frames(true);
const line = (name, { perSecond, late, told }) => console.log(`${name.padEnd(24)} ${perSecond.toFixed(1)} frames a second, ${(late * 100).toFixed(2)} % late, ${told} results told`);
line("nothing pushed", quiet);
line("prices every frame", pushed);
console.log(`${(pushed.perSecond / quiet.perSecond).toFixed(3)} of the frames`);
await browser.close();
host.close();
await files.close();
