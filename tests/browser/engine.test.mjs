// The engine without a view in a page and in a worker of another origin, under a policy without unsafe-eval: as a plain HTML
// page uses the package.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../script/static-server.mjs";
import { chromiumWith } from "./harness.mjs";

const folder = fileURLToPath(new URL("../../dist-package", import.meta.url));
if (!existsSync(folder)) throw new Error("dist-package/ is not there; run: script/package");

// its files may be used from any page, as a host of packages says
const host = await serve(folder, 0, { "access-control-allow-origin": "*" });
const question = {
  account: {
    holdings: [{ asset: "USD", quantity: 10_000 }],
    positions: [{ instrument: "BTC-PERP", quantity: "1", entry: "60000" }],
  },
  market: { index: { BTC: "60000" } },
};

const asked = `
  const begun = performance.now();
  await init();
  const ready = performance.now() - begun;
  const question = ${JSON.stringify(question)};
  const cycle = {}; cycle.self = cycle;
  const given = [
    await assess(question), await assess({ ...question, rules: "hyperliquid" }), await liquidation({ ...question, axes: true }),
    await parseBook("1 BTC-PERP @ 60000"), await assess(cycle),
  ];
`;
// the page's own files; the package's come from where it is hosted
const files = (origin) => ({
  "/": ["text/html", `<!doctype html><meta charset="utf-8"><title>Host</title><script type="module" src="./page.js"></script>`],
  "/page.js": ["text/javascript", `
    import init, { assess, liquidation, parseBook } from "${origin}/cross-margin.js";
    ${asked}
    globalThis.answered = { ready, given };
    const worker = new Worker("./worker.js", { type: "module" });
    worker.onmessage = ({ data }) => { globalThis.worked = data; };
    worker.onerror = ({ message }) => { globalThis.worked = { message: message ?? "the worker did not start" }; };
  `],
  "/worker.js": ["text/javascript", `
    import init, { assess, liquidation, parseBook } from "${origin}/cross-margin.js";
    ${asked}
    postMessage({ ready, given });
  `],
});

/** A page on an origin of its own. */
async function page() {
  const served = createServer((request, response) => {
    const [type, body] = files(host.origin)[new URL(request.url, "http://host").pathname] ?? ["text/plain", ""];
    const policy = `default-src 'none'; script-src 'self' ${host.origin} 'wasm-unsafe-eval'; worker-src 'self' ${host.origin}; connect-src ${host.origin}`;
    response.writeHead(body ? 200 : 404, { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy });
    response.end(body);
  });
  await new Promise((done) => served.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${served.address().port}`, close: () => new Promise((done) => served.close(done)) };
}

const own = await page();
const browser = await chromiumWith();
after(async () => {
  await browser.close();
  await own.close();
  await host.close();
});

/** Checks what was answered; returns the milliseconds until it was ready. */
function checked({ ready, given, message }, where) {
  assert.equal(message, undefined, where);
  const [own, venue, lost, read, cycle] = given;
  // 15.5 % of 60,000; a fortieth of it
  assert.deepEqual([own, venue].map(({ value }) => Number(value.initial_margin)), [9_300, 1_500], where);
  assert.equal(lost.value.axes.length, 3, where);
  assert.equal(read.value.accounts[0].account.positions[0].instrument, "BTC-PERP", where);
  assert.deepEqual([cycle.ok, cycle.errors[0].path], [false, "account"], where);
  return ready;
}

test("a plain page and a worker of another origin use the package under a strict policy", async () => {
  const [errors, asked] = [[], []];
  const times = { page: [], worker: [] };
  // several times, each in a browser profile of its own, and the quickest counts: others use this machine too
  for (let turn = 0; turn < 5; turn++) {
    const context = await browser.newContext();
    const shown = await context.newPage();
    shown.on("pageerror", (error) => errors.push(String(error)));
    shown.on("console", (said) => said.type() === "error" && errors.push(said.text()));
    shown.on("request", (request) => asked.push(request.url()));
    await shown.goto(`${own.origin}/`);
    await shown.waitForFunction(() => globalThis.answered && globalThis.worked, undefined, { timeout: 20_000 });
    times.page.push(checked(await shown.evaluate(() => globalThis.answered), "page"));
    times.worker.push(checked(await shown.evaluate(() => globalThis.worked), "worker"));
    await context.close();
  }
  for (const [where, all] of Object.entries(times)) {
    console.log(`${where}: ready in ${Math.min(...all).toFixed(0)} ms`);
    assert.ok(Math.min(...all) < 150, `${where}: ${all} ms`);
  }
  // favicon.ico, which the host has not got, is nobody's fault here
  assert.deepEqual(errors.filter((error) => !/favicon|404|img-src/.test(error)), []);
  assert.ok(asked.some((address) => address.endsWith("/cross-margin.wasm")));
});
