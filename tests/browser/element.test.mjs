// <cross-margin> as somebody else's page has it: from another origin, under the policy that docs/embedding.md says is enough.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../script/static-server.mjs";
import { firefoxAt } from "./firefox-driver.mjs";
import { axe, chromiumWith, screenshot } from "./harness.mjs";

const dist = process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
const files = await serve(dist, 0, { "access-control-allow-origin": "*" });

const book = {
  holdings: [{ asset: "USD", quantity: "20000" }],
  positions: [{ instrument: "BTC-PERP", quantity: "1", entry: "60000" }],
};
const market = { index: { BTC: "60000", ETH: "3000", USDC: "1", USDT: "1" } };
const saved = { account: book, market };

/** A page of another origin; `bodies` are what it has under each path. */
async function host(bodies) {
  const policy = [
    "default-src 'none'", `script-src 'self' ${files.origin} 'wasm-unsafe-eval'`, `style-src ${files.origin}`,
    `connect-src 'self' ${files.origin}`, `frame-src ${files.origin}`, "img-src data:",
  ].join("; ");
  const served = createServer((request, response) => {
    const path = new URL(request.url, "http://host").pathname;
    const found = bodies[path];
    const [type, body] = found ?? ["text/plain", "not here"];
    const strict = path === "/strict" ? policy.replace(" 'wasm-unsafe-eval'", "") : policy;
    response.writeHead(found ? 200 : 404, { "content-type": `${type}; charset=utf-8`, "content-security-policy": strict });
    response.end(body);
  });
  await new Promise((done) => served.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${served.address().port}`, close: () => new Promise((done) => served.close(done)) };
}

const page = (body) => ["text/html", `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title><link rel="icon" href="data:,"><main><h1>Host</h1>${body}</main></html>`];
const script = `<script type="module" src="${files.origin}/cross-margin-element.js"></script>`;
const site = await host({
  "/": page(`<cross-margin id="one" prices="off"></cross-margin>${script}`),
  "/strict": page(`<cross-margin id="one" prices="off"></cross-margin>${script}`),
  "/bare": page(script),
  "/two": page(`<cross-margin id="one" prices="off" storage-key="one"></cross-margin><cross-margin id="two" prices="off" storage-key="two"></cross-margin>${script}`),
  "/src": page(`<cross-margin id="one" prices="off" src="/book.json"></cross-margin>${script}`),
  "/early": page(`<cross-margin id="one" prices="off"></cross-margin><script type="module" src="/early.js"></script>${script}`),
  "/early.js": ["text/javascript", `document.querySelector("cross-margin").portfolio = ${JSON.stringify(saved)};`],
  "/book.json": ["application/json", JSON.stringify(saved)],
  "/frame": page(`<div id="place"></div><script type="module" src="/frame.js"></script>`),
  "/frame.js": ["text/javascript", `
    import { frame } from "${files.origin}/cross-margin-frame.js";
    globalThis.told = [];
    globalThis.calculator = frame(document.getElementById("place"), { mode: "compact", prices: "off", portfolio: ${JSON.stringify(saved)} });
    for (const name of ["cm-ready", "cm-result", "cm-error"]) calculator.addEventListener(name, ({ detail }) => told.push([name, detail]));
  `],
});
// the browser's own better code for what runs often would count as something that is left behind
const browser = await chromiumWith("--js-flags=--no-opt --no-maglev --no-sparkplug");
after(async () => {
  await browser.close();
  await site.close();
  await files.close();
});

/** Opens a page of the host's; every event of its elements is in `told`. */
async function opened(path = "/", { width = 1280, height = 900, colorScheme = "light", clean = true, ready = "#one", before, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce", locale: "en-GB", ...more });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  await page.addInitScript(() => {
    globalThis.told = [];
    for (const name of ["cm-ready", "cm-change", "cm-result", "cm-preview", "cm-price", "cm-error"]) {
      addEventListener(name, (event) => globalThis.told.push({ name, id: event.target.id, detail: event.detail, bubbles: event.bubbles, composed: event.composed }));
    }
  });
  await before?.(page, context);
  await page.goto(site.origin + path);
  const until = async (found, what = String(found), given) => {
    const handle = await page.waitForFunction(found, given, { timeout: 20_000 }).catch(async () => {
      assert.fail(`not in time: ${what}\n${errors.join("\n")}\n${await page.locator("cross-margin").first().innerText().catch(() => "")}`);
    });
    return handle.jsonValue();
  };
  if (ready) await until((id) => globalThis.told.some((of) => of.name === "cm-ready" && `#${of.id}` === id), `${ready} is ready`, ready);
  /** The errors told so far, and none any more. */
  const told = () => page.evaluate(() => {
    const errors = globalThis.told.filter(({ name }) => name === "cm-error").map(({ detail }) => detail);
    globalThis.told = globalThis.told.filter(({ name }) => name !== "cm-error");
    return errors;
  });
  const close = async () => {
    if (clean) assert.deepEqual(errors, []);
    await context.close();
  };
  return { page, context, until, told, errors, close };
}

/** Sets properties of an element, and waits until its figures are those of the new book. */
const set = (page, properties, id = "one") => page.evaluate(([id, properties]) => Object.assign(document.getElementById(id), properties), [id, properties]);
const figures = (page, id = "one") => page.evaluate((id) => {
  const { result } = document.getElementById(id);
  return { initial: result?.assessment.initial_margin, rules: result?.rules, positions: result?.assessment.legs.length };
}, id);

test("a book is margined in somebody else's page, and every event says its version", async () => {
  const { page, until, close } = await opened();
  await set(page, { portfolio: saved });
  // 15 % of 60,000 and 0.5 % of basis: 15.5 %
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "9300", "15.5 % of 60,000");
  assert.match(await page.locator("#one").getByTestId("positions").innerText(), /BTC-PERP/);
  const { value } = await page.evaluate(() => document.getElementById("one").assess());
  assert.equal(value.initial_margin, "9300");
  await until(() => globalThis.told.some(({ name, detail }) => name === "cm-result" && detail.result?.assessment.initial_margin === "9300"));
  const told = await page.evaluate(() => globalThis.told.map(({ name, detail, bubbles, composed }) => ({ name, version: detail.version, bubbles, composed })));
  assert.ok(["cm-ready", "cm-change", "cm-result", "cm-price"].every((name) => told.some((of) => of.name === name)), JSON.stringify(told));
  assert.ok(told.every((of) => of.version === 1 && of.bubbles && of.composed));
  const { by, portfolio } = await page.evaluate(() => {
    const { by, portfolio } = globalThis.told.findLast(({ name }) => name === "cm-change").detail;
    return { by, portfolio };
  });
  assert.equal(by, "host");
  assert.match(portfolio, /^s=1\./);
  await close();
});

test("what is set before the class is known counts, and a book comes from an address", async () => {
  for (const path of ["/early", "/src"]) {
    const { until, close } = await opened(path);
    await until(() => document.getElementById("one").result?.assessment.initial_margin === "9300", path);
    await close();
  }
});

test("save and restore are inverse, and a token can be an attribute", async () => {
  const { page, until, close } = await opened();
  await set(page, { portfolio: saved, rules: "hyperliquid" });
  const token = await page.evaluate(async () => (await document.getElementById("one").save()).value);
  await set(page, { portfolio: { holdings: [], positions: [] } });
  assert.equal((await figures(page)).positions, 0);
  const answer = await page.evaluate((token) => document.getElementById("one").restore(token), token);
  assert.deepEqual(answer, { ok: true, value: null, notices: [] });
  assert.deepEqual(await figures(page), { initial: "1500", rules: "hyperliquid", positions: 1 });
  await page.evaluate((token) => {
    const another = Object.assign(document.createElement("cross-margin"), { id: "two" });
    another.setAttribute("prices", "off");
    another.setAttribute("portfolio", token);
    document.body.append(another);
  }, token);
  await until(() => document.getElementById("two").result?.assessment.initial_margin === "1500", "a fortieth of 60,000, by the token");
  assert.equal(await page.evaluate(() => document.getElementById("two").portfolio), token);
  await close();
});

test("a trade is previewed by a call, and tried in the ticket by a property", async () => {
  const { page, until, close } = await opened();
  await set(page, { portfolio: saved });
  const answer = await page.evaluate(() => document.getElementById("one").preview({ instrument: "BTC-PERP", quantity: "-1" }));
  assert.equal(answer.value.after.initial_margin, "0", "the only position is closed");
  assert.equal(answer.value.verdict.allowed, true);
  await set(page, { mode: "preview", trade: [{ instrument: "BTC-PERP", quantity: "-0.5" }] });
  await until(() => globalThis.told.some(({ name, detail }) => name === "cm-preview" && detail.preview?.after.initial_margin === "4650"), "half of it");
  await page.locator("#one").getByTestId("ticket").waitFor();
  assert.equal((await figures(page)).initial, "9300", "the book is as it was");
  await set(page, { trade: null });
  await close();
});

test("the host's prices count, and nothing is fetched", async () => {
  const asked = [];
  const { page, until, close } = await opened("/", {
    before: (page) => page.on("request", (request) => asked.push(new URL(request.url()).origin)),
  });
  await set(page, { portfolio: book, prices: "manual" });
  await set(page, { prices: { BTC: "60000", USD: "1" } });
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "9300", "at the host's price");
  await set(page, { prices: { BTC: { price: "80000", confidence: "10" } } });
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "12400", "15.5 % of 80,000");
  // whoever asks right after handing prices in is answered with them, however many there were since the last frame
  const answers = await page.evaluate(() => ["70000", "65000", "50000"].map((BTC) => {
    const one = document.getElementById("one");
    one.prices = { BTC };
    return one.result.assessment.initial_margin;
  }));
  assert.deepEqual(answers, ["10850", "10075", "7750"], "15.5 % each");
  // and what is drawn a frame later is of the same prices: 15 % of 50,000
  await until(() => document.getElementById("one").shadowRoot.querySelector("[data-testid=headline]").textContent.includes("$7,750"));
  await until(() => document.getElementById("one").shadowRoot.querySelector("[data-binding] div").textContent === "−7.5k");
  await set(page, { prices: { index: { BTC: "40000" }, vols: {} } });
  assert.deepEqual([...new Set(asked)].sort(), [files.origin, site.origin].sort());
  await close();
});

test("two elements share nothing", async () => {
  const { page, until, close } = await opened("/two");
  await until(() => globalThis.told.filter(({ name }) => name === "cm-ready").length === 2);
  await set(page, { portfolio: saved, theme: "dark", rules: "hyperliquid" }, "one");
  await set(page, { portfolio: { account: { ...book, positions: [] }, market } }, "two");
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "1500", "the rules of the one");
  assert.deepEqual(await figures(page, "two"), { initial: "0", rules: "reference", positions: 0 });
  const quantity = page.locator("#one").getByTestId("quantity").first();
  await quantity.fill("2");
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "3000");
  assert.deepEqual(await figures(page, "two"), { initial: "0", rules: "reference", positions: 0 });
  // undo in one is undo in one
  await page.locator("#two").getByRole("textbox").first().focus();
  await page.keyboard.press("Control+z");
  assert.equal((await figures(page, "one")).initial, "3000");
  await page.locator("#one").getByTestId("undo").click();
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "1500");
  await until(() => localStorage.getItem("cross-margin/v1/one/book") !== null && localStorage.getItem("cross-margin/v1/two/book") !== null);
  const kept = await page.evaluate(() => Object.keys(localStorage).sort());
  assert.ok(kept.every((key) => /^cross-margin\/v1\/(one|two)\//.test(key)), kept.join(", "));
  assert.equal(await page.evaluate(() => document.documentElement.getAttribute("data-theme")), null, "the page's own theme is its own");
  assert.notEqual(
    await page.locator("#one").evaluate((of) => getComputedStyle(of.shadowRoot.querySelector(".card")).backgroundColor),
    await page.locator("#two").evaluate((of) => getComputedStyle(of.shadowRoot.querySelector(".card")).backgroundColor),
  );
  await close();
});

test("with a storage key the book of the last visit is there again, prices that came with it too, and its rules", async () => {
  const { page, until, close } = await opened("/two");
  await set(page, { portfolio: saved });
  const quantity = page.locator("#one").getByTestId("quantity").first();
  await quantity.fill("3");
  await until(() => JSON.parse(localStorage.getItem("cross-margin/v1/one/book") ?? "{}").account?.positions[0].quantity === "3");
  // as the dialog of the rules keeps it
  await page.evaluate(() => localStorage.setItem("cross-margin/v1/one/rules", "hyperliquid"));
  await page.reload();
  // 3 × 60,000 at 40 times is 4,500
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "4500", "the book and its rules");
  assert.deepEqual(await figures(page, "one"), { initial: "4500", rules: "hyperliquid", positions: 1 });
  assert.deepEqual(await figures(page, "two"), { initial: "0", rules: "reference", positions: 0 });
  await close();
});

test("where the application stops for good every element says so, keeps what it shows, and answers with that", async () => {
  const { page, close } = await opened("/two", { clean: false });
  await set(page, { portfolio: saved }, "one");
  const shown = await page.locator("#one").getByTestId("headline").textContent();
  // the event of the hook that hears of a panic
  await page.evaluate(() => dispatchEvent(new CustomEvent("cross-margin:stopped", { detail: "a test" })));
  for (const id of ["one", "two"]) {
    await page.locator(`#${id}`).getByRole("alert").filter({ hasText: "stopped because of a fault of its own" }).waitFor();
  }
  assert.equal(await page.locator("#one").getByTestId("headline").textContent(), shown);
  const errors = await page.evaluate(() => globalThis.told.filter(({ name }) => name === "cm-error").map(({ id, detail }) => [id, detail.code, detail.message]));
  assert.deepEqual(errors.sort(), [
    ["one", "internal", "the calculator stopped: a test"], ["two", "internal", "the calculator stopped: a test"],
  ]);
  const answer = await page.evaluate(async () => [document.getElementById("one").result, await document.getElementById("one").assess()]);
  assert.equal(answer[0], null);
  assert.deepEqual([answer[1].ok, answer[1].errors[0].code, answer[1].errors[0].remedy], [false, "internal", "reload the page, and tell us what was asked"]);
  assert.equal(await page.locator("body > #stopped").count(), 0, "the host's page is its own");
  await close();
});

test("without a storage key nothing is kept", async () => {
  const { page, until, close } = await opened();
  await set(page, { portfolio: saved });
  await page.locator("#one").getByTestId("quantity").first().fill("3");
  await until(() => document.getElementById("one").result?.assessment.initial_margin === "27900");
  await page.waitForTimeout(400);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  await close();
});

test("what cannot be read is told, said in the element, and the last good state stays", async () => {
  const { page, told, close } = await opened("/", { clean: false });
  await set(page, { portfolio: saved });
  const before = await figures(page);
  const cases = [
    [{ mode: "tiny" }, "wrong_value", "mode"], [{ theme: "pink" }, "wrong_value", "theme"], [{ prices: "never" }, "wrong_value", "prices"],
    [{ rules: "derribit" }, "unknown_rules", "rules"], [{ rules: { family: "none" } }, "wrong_rules", /^rules/],
    [{ portfolio: "s=1.AAAA" }, "no_book", "portfolio"], [{ portfolio: "hello" }, "no_book", "portfolio"],
    [{ portfolio: "s=7.AAAA" }, "newer_version", "portfolio"], [{ portfolio: 12 }, "wrong_type", "portfolio"], [{ portfolio: [1] }, "wrong_type", "portfolio"],
    [{ portfolio: { positions: 7 } }, "wrong_value", /^portfolio/],
    [{ trade: "buy" }, "wrong_type", "trades"], [{ trade: { instrument: "BTC-PERP" } }, "missing", "trades[0].quantity"],
    [{ prices: [1, 2] }, "wrong_type", "prices"], [{ prices: { BTC: "much" } }, /wrong_value|left_out/, /^prices/], [{ locale: "de" }, "wrong_value", "locale"],
    [{ src: "/nowhere.json" }, "not_fetched", "src"], [{ src: "https://nowhere.invalid/book.json" }, "not_fetched", "src"],
  ];
  for (const [given, code, path] of cases) {
    await told();
    await set(page, given);
    await page.waitForFunction(() => globalThis.told.some(({ name }) => name === "cm-error"), null, { timeout: 10_000 })
      .catch(() => assert.fail(`nothing was told of ${JSON.stringify(given)}`));
    const [error] = await told();
    assert.match(error.code, code instanceof RegExp ? code : new RegExp(`^${code}$`), JSON.stringify([given, error]));
    assert.match(error.path, path instanceof RegExp ? path : new RegExp(`^${path.replace(/[[\]]/g, "\\$&")}$`), JSON.stringify([given, error]));
    assert.ok(error.message.length > 5 && error.remedy.length > 5 && error.version === 1, JSON.stringify(error));
    await page.locator("#one").locator(".notices").getByText(error.message.slice(1, 24)).first().waitFor({ timeout: 5_000 })
      .catch(() => assert.fail(`nothing was said of ${JSON.stringify([given, error])}`));
    assert.deepEqual(await figures(page), before, JSON.stringify(given));
  }
  // what JavaScript cannot write down
  const hostile = await page.evaluate(async () => {
    const element = document.getElementById("one");
    const cycle = {}; cycle.self = cycle;
    const given = [cycle, () => 1, Symbol("book"), 10n, { get account() { throw new Error("no"); } }, new Proxy({}, { ownKeys() { throw new Error("no"); } })];
    const codes = [];
    for (const value of given) {
      globalThis.told = [];
      element.portfolio = value;
      codes.push(globalThis.told.find(({ name }) => name === "cm-error")?.detail.code);
      codes.push((await element.preview(value)).errors[0].code);
    }
    return codes;
  });
  assert.ok(hostile.every((code) => code === "wrong_type" || code === "missing" || code === "no_book"), hostile.join(", "));
  assert.deepEqual(await figures(page), before);
  // too large
  await told();
  await page.evaluate(() => { document.getElementById("one").portfolio = { positions: Array.from({ length: 10_001 }, () => ({ instrument: "BTC-PERP", quantity: 1 })) }; });
  assert.equal((await told())[0].code, "too_large");
  assert.deepEqual(await figures(page), before);
  // put right, the remark goes
  await set(page, { mode: "full" });
  assert.equal(await page.locator("#one").getByText("“tiny” is not known here").count(), 0);
  await close();
});

test("a row that cannot be read is told by its path, and the others count", async () => {
  const { page, told, close } = await opened();
  await set(page, { portfolio: { ...saved, account: { ...book, positions: [...book.positions, { instrument: "ETH-PERP", quantity: "many" }] } } });
  const [error] = await told();
  assert.equal(error.code, "left_out");
  assert.match(error.path, /positions\[1\]\.quantity$/);
  assert.equal((await figures(page)).initial, "9300");
  await close();
});

test("read only, nothing of the book can be changed, and a trade can be tried", async () => {
  const { page, close } = await opened();
  await set(page, { portfolio: saved, readonly: true });
  const quantity = page.locator("#one").getByTestId("quantity").first();
  assert.equal(await quantity.evaluate((field) => field.readOnly), true);
  assert.equal(await page.locator("#one").getByTestId("delete").first().isVisible(), false);
  assert.equal(await page.locator("#one").getByTestId("rules").isVisible(), false);
  await set(page, { trade: { instrument: "BTC-PERP", quantity: "-0.5" } });
  await page.locator("#one").getByTestId("ticket").waitFor();
  await set(page, { readonly: false });
  assert.equal(await quantity.evaluate((field) => field.readOnly), false);
  await close();
});

test("without WebAssembly, under a policy that forbids it, or where a file does not come, it says so and can be asked again", async () => {
  const wasm = (page, context) => context.route("**/cross-margin-element.wasm", (route) => route.abort());
  const { page, until, context, close } = await opened("/", { ready: "", clean: false, before: wasm });
  await until(() => globalThis.told.some(({ name, detail }) => name === "cm-error" && detail.code === "not_started" && detail.remedy.length > 5));
  const said = page.locator("#one").getByRole("alert");
  assert.match(await said.innerText(), /could not start/);
  await screenshot(page, "element-not-started");
  await context.unroute("**/cross-margin-element.wasm");
  await said.getByRole("button", { name: "Try again" }).click();
  await until(() => globalThis.told.some(({ name }) => name === "cm-ready"));
  await close();
  const none = await opened("/", { ready: "", clean: false, before: (page) => page.addInitScript(() => { delete globalThis.WebAssembly; }) });
  await none.until(() => globalThis.told.some(({ name, detail }) => name === "cm-error" && detail.code === "not_started"));
  assert.match(await none.page.locator("#one").getByRole("alert").innerText(), /WebAssembly/);
  await none.close();
  const strict = await opened("/strict", { ready: "", clean: false });
  await strict.until(() => globalThis.told.some(({ name, detail }) => name === "cm-error" && detail.code === "not_started" && /wasm-unsafe-eval/.test(detail.remedy)));
  assert.match(await strict.page.locator("#one").getByRole("alert").innerText(), /could not start.*(WebAssembly|wasm)/s);
  await strict.close();
});

test("it fits its place from 320 pixels up, in every theme, and axe has nothing to say", async () => {
  // taking a picture puts a style into the page, which its policy forbids
  const { page, until, close } = await opened("/", { width: 1440, height: 1000, clean: false });
  await set(page, { portfolio: { ...saved, account: { ...book, positions: [...book.positions, { instrument: "ETH-PERP", quantity: "-12", entry: "3100" }] } } });
  await until(() => document.getElementById("one").result?.assessment.legs.length === 2);
  for (const mode of ["full", "compact", "preview"]) {
    for (const width of [320, 480, 1200]) {
      for (const theme of ["light", "dark"]) {
        await page.evaluate(([mode, width, theme]) => {
          const one = document.getElementById("one");
          one.style.width = `${width}px`;
          Object.assign(one, { mode, theme });
        }, [mode, width, theme]);
        await page.waitForTimeout(80);
        const wide = await page.evaluate(() => {
          const one = document.getElementById("one");
          const edge = one.getBoundingClientRect().right + 1;
          return [...one.shadowRoot.querySelectorAll(".card, .hero, .head, .pill, .button, h1, h2, .figure")]
            .filter((of) => of.checkVisibility() && !of.closest(".grid-scroll, .table-scroll, .scroll") && of.getBoundingClientRect().right > edge)
            .map((of) => `${of.className} ${of.textContent.slice(0, 30)}`);
        });
        assert.deepEqual(wide, [], `${mode} at ${width}`);
        await screenshot(page, `element-${mode}-${width}-${theme}`, { fullPage: false, clip: await page.locator("#one").boundingBox() });
        assert.deepEqual(await axe(page), [], `${mode} at ${width}, ${theme}`);
      }
    }
  }
  await close();
});

test("a host styles it by its own properties and parts", async () => {
  const { page, close } = await opened();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("cross-margin { --cm-accent: rgb(255, 0, 128); --cm-card: rgb(1, 2, 3); --cm-round: 0px } cross-margin::part(answer) { letter-spacing: 3px }");
    document.adoptedStyleSheets = [sheet];
  });
  const seen = await page.locator("#one").evaluate((of) => {
    const style = (selector) => getComputedStyle(of.shadowRoot.querySelector(selector));
    return { card: style(".card").backgroundColor, round: style(".card").borderTopLeftRadius, part: style(".hero").letterSpacing };
  });
  assert.deepEqual(seen, { card: "rgb(1, 2, 3)", round: "0px", part: "3px" });
  const used = await page.evaluate(async (address) => new Set((await (await fetch(address)).text()).match(/--cm-[\w-]+/g)).size, `${files.origin}/cross-margin-element.css`);
  assert.ok(used > 10 && used <= 25, `${used} properties`);
  await close();
});

test("its type has the sizes of the page's, and others where a host says so", async () => {
  const { page, close } = await opened();
  await set(page, { portfolio: saved });
  const sizes = () => page.locator("#one").evaluate((of) => {
    const size = (selector) => Number.parseFloat(getComputedStyle(of.shadowRoot.querySelector(selector)).fontSize);
    return { text: size(".cm-root"), title: size(".title h2"), grid: size(".grid th"), headline: size(".hero h1") };
  });
  // style/main.css and style/panels.css, of 16 pixels: 0.875, 0.8125 and 0.75 of them; the headline 1.375 to 2.125
  const { headline, ...usual } = await sizes();
  assert.deepEqual(usual, { text: 14, title: 13, grid: 12 });
  assert.ok(headline >= 22 && headline <= 34, `a headline of ${headline} pixels`);
  await page.locator("#one").evaluate((of) => of.style.setProperty("--cm-rem", "20px"));
  const { headline: larger, ...large } = await sizes();
  assert.deepEqual(large, { text: 17.5, title: 16.25, grid: 15 });
  assert.ok(larger >= 27.5 && larger <= 42.5, `a headline of ${larger} pixels`);
  await close();
});

test("500 mounts and unmounts leave nothing behind", { timeout: 600_000 }, async () => {
  const { page, context, until, errors, close } = await opened("/bare", { ready: "" });
  await until(() => customElements.get("cross-margin"));
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const cycles = (count) => page.evaluate(async ([count, saved]) => {
    for (let turn = 0; turn < count; turn++) {
      const element = document.createElement("cross-margin");
      element.setAttribute("prices", "off");
      element.portfolio = saved;
      const ready = new Promise((done) => { element.addEventListener("cm-ready", done, { once: true }); });
      document.body.append(element);
      await ready;
      await new Promise(requestAnimationFrame);
      element.remove();
      globalThis.told.length = 0;
    }
    await new Promise((done) => { setTimeout(done, 500); });
  }, [count, saved]);
  const level = async () => {
    for (let turn = 0; turn < 4; turn++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    const memory = await page.evaluate(async (address) => {
      const code = await import(address);
      return (await code.default()).memory.buffer.byteLength;
    }, await page.evaluate(async (address) => (await (await fetch(address)).text()).match(/\.\/cross-margin-[0-9a-f]+\.js/)[0], `${files.origin}/cross-margin-element.js`).then((name) => new URL(name, `${files.origin}/`).href));
    return { heap: of("JSHeapUsedSize"), listeners: of("JSEventListeners"), nodes: of("Nodes"), memory };
  };
  await cycles(50);
  const before = await level();
  await cycles(450);
  const after = await level();
  assert.deepEqual(errors, [], "nothing goes wrong when it is taken off");
  console.log(`after 50 mounts ${JSON.stringify(before)}, after 500 ${JSON.stringify(after)}`);
  // WebAssembly's memory grows by whole pages: one page is all that it may be off by
  const PAGE = 65_536;
  for (const name of Object.keys(before)) {
    const [grown, allowed] = [after[name] - before[name], Math.max(before[name] * 0.02, name === "memory" ? PAGE : 0)];
    assert.ok(grown <= allowed, `${name} grew by ${grown}, more than ${allowed}: ${JSON.stringify({ before, after })}`);
  }
  await close();
});

test("a frame follows the protocol: it answers, resizes, and ignores what is foreign or malformed", async () => {
  const { page, until, close } = await opened("/frame", { ready: "" });
  await until(() => globalThis.told.some(([name]) => name === "cm-ready"));
  await until(() => globalThis.told.some(([name, detail]) => name === "cm-result" && detail.result?.assessment.initial_margin === "9300"), "a result in a message");
  const answers = await page.evaluate(async () => {
    const assessed = await calculator.assess();
    const previewed = await calculator.preview({ instrument: "BTC-PERP", quantity: "-1" });
    const token = await calculator.save();
    const restored = await calculator.restore("s=1.AAAA");
    return { margin: assessed.value.initial_margin, after: previewed.value.after.initial_margin, token: token.value, restored };
  });
  assert.deepEqual([answers.margin, answers.after], ["9300", "0"]);
  assert.match(answers.token, /^s=1\./);
  assert.equal(answers.restored.errors[0].code, "no_book");
  assert.ok(await page.evaluate(() => calculator.element.getBoundingClientRect().height) > 150, "the frame is as high as what is in it");
  // malformed ones, and foreign ones from a window of another origin
  const ignored = await page.evaluate(async () => {
    for (const message of [null, 7, "INIT", {}, { "cross-margin": 2, type: "INIT" }, { "cross-margin": 1, type: "CONFIG" }, { "cross-margin": 1, type: "CALL" }]) {
      calculator.element.contentWindow.postMessage(message, "*");
    }
    return (await calculator.status()).value.ignored;
  });
  assert.deepEqual(ignored, { foreign: 0, malformed: 7 });
  const wrong = await page.evaluate(async () => {
    calculator.configure({ colour: "red" });
    calculator.configure({ storageKey: "mine" });
    calculator.configure({ mode: "full" });
    await calculator.assess();
    return told.filter(([name]) => name === "cm-error").map(([, detail]) => detail.path);
  });
  assert.deepEqual(wrong.filter((path) => path !== "portfolio"), ["colour", "storageKey"]);
  await page.evaluate(() => calculator.remove());
  assert.equal(await page.locator("iframe").count(), 0);
  await close();
});

test("a frame speaks to the origin that is named and to no other", async () => {
  const { page, close } = await opened("/bare", { ready: "" });
  const heard = await page.evaluate(async (address) => {
    const heard = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const frame = document.createElement("iframe");
    frame.src = `${address}/embed.html#origin=https://else.example`;
    document.body.append(frame);
    await new Promise((done) => { frame.onload = done; });
    frame.contentWindow.postMessage({ "cross-margin": 1, type: "INIT" }, "*");
    await new Promise((done) => { setTimeout(done, 500); });
    return heard;
  }, files.origin);
  assert.deepEqual(heard, []);
  const frame = page.frames().find((frame) => frame.url().includes("embed.html"));
  assert.equal(await frame.locator("cross-margin").count(), 0);
  await close();
});

test("the element and the frame run in Firefox", { timeout: 180_000 }, async () => {
  const shown = await firefoxAt(`${site.origin}/src`);
  await shown.eventually(`document.getElementById("one").result?.assessment.initial_margin === "9300"`);
  await shown.assertClean();
  await shown.close();
  const framed = await firefoxAt(`${site.origin}/frame`);
  await framed.eventually(`globalThis.told?.some(([name, detail]) => name === "cm-result" && detail.result?.assessment.initial_margin === "9300")`);
  await framed.assertClean();
  await framed.close();
});
