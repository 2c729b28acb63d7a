// The two front ends of their own in examples/: a plain page, and one in React that Vite builds and that asks in a worker. They
// use the package as `npm pack` makes it, each under the policy that docs/embedding.md says is enough.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serve } from "../../script/static-server.mjs";
import { firefoxAt } from "./firefox-driver.mjs";
import { axe, chromiumWith, screenshot } from "./harness.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const built = join(repository, "dist-package");
if (!existsSync(built)) throw new Error("dist-package/ is not there; run: script/package");
const place = mkdtempSync(join(tmpdir(), "cross-margin-demos-"));
const run = (folder, program, ...words) =>
  execFileSync(program, words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

// what somebody who installs the package has
const archive = run(built, "npm", "pack", "--silent", "--pack-destination", place).trim();
const installed = join(place, "node_modules/cross-margin");
mkdirSync(installed, { recursive: true });
run(place, "tar", "-xzf", archive, "--strip-components=1", "-C", installed);

const plain = join(place, "plain");
cpSync(join(repository, "examples/plain"), plain, { recursive: true });
cpSync(installed, join(plain, "cross-margin"), { recursive: true });

const element = join(place, "element");
cpSync(join(repository, "examples/element"), element, { recursive: true });
cpSync(join(installed, "element"), join(element, "cross-margin"), { recursive: true });

const react = join(place, "react");
cpSync(join(repository, "examples/react"), react, { recursive: true });
for (const name of ["react", "react-dom"]) symlinkSync(join(repository, "node_modules", name), join(place, "node_modules", name));
run(react, process.execPath, join(repository, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error");

const policy = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src data:" };
const sites = { plain: await serve(plain, 0, policy), element: await serve(element, 0, policy), react: await serve(join(react, "dist"), 0, policy) };
const browser = await chromiumWith();
after(async () => {
  await browser.close();
  await Promise.all(Object.values(sites).map((site) => site.close()));
  rmSync(place, { recursive: true, force: true });
});

async function opened(site) {
  const page = await browser.newPage({ viewport: { width: 720, height: 900 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (said) => said.type() === "error" && errors.push(said.text()));
  await page.goto(`${site.origin}/`);
  // by the debugger, as the policy forbids a page to evaluate words
  const until = async (expression) => {
    for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) if (await page.evaluate(expression)) return;
    assert.fail(`not in time: ${expression}\n${await page.locator("body").innerText()}`);
  };
  return { page, until, close: async () => { assert.deepEqual(errors, []); await page.close(); } };
}

// two that offset: 15 % of 60,000 less 60 % of it, and 300 of basis each; apart 15.5 % of 60,000 twice
const HEDGED = "Together $4,200, apart $18,600: hedging frees $14,400. Free collateral: $25,800.";
const says = (words) => `document.getElementById("answer").textContent === ${JSON.stringify(words)}`;

test("the plain page answers what is typed, and says what it cannot read", async () => {
  const { page, until, close } = await opened(sites.plain);
  await until(says(HEDGED));
  assert.deepEqual(await page.locator("#legs tbody th").allInnerTexts(), ["BTC-PERP", "ETH-PERP"]);
  assert.match(await page.locator("#lost").innerText(), /ETH: liquidated above \$/);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "demo-plain");
  await page.locator("#lines").fill("1 BTC-PERP @ 60000\n<img src=x onerror=alert(1)>\n30k USDC");
  // the rest of the lines is answered: 15.5 % of 60,000
  await until(says("Together $9,300, apart $9,300: hedging frees $0. Free collateral: $20,700."));
  assert.match(await page.locator("#remarks").innerText(), /^Line 2: /);
  assert.equal(await page.locator("img").count(), 0, "what is typed is never markup");
  await page.locator("input[name=BTC]").fill("much");
  await until(`/much/.test(document.getElementById("remarks").textContent)`);
  await close();
});

test("React shows before and after as the slider moves, and a worker asks the venues", async () => {
  const { page, until, close } = await opened(sites.react);
  const figure = (key) => page.locator(`[data-figure=${key}]`);
  await until(`document.querySelector("[data-figure=initial_margin]")?.textContent === "$9,300"`);
  await page.locator("input[type=range]").fill("1");
  await until(`document.querySelector("[data-figure=hedge_benefit]").textContent !== "$0"`);
  const dollars = async (key) => Number((await figure(key).innerText()).replaceAll(/[$,]/g, ""));
  // a coin sold against one held leaves the basis, and what needs margin apart doubles
  assert.ok((await dollars("initial_margin")) < 9_300 / 3);
  assert.ok((await dollars("held_apart")) > 9_300 * 1.5);
  await page.getByRole("button", { name: "Compare venues" }).click();
  await until(`document.querySelectorAll("[data-rules]").length > 15`);
  assert.equal(await page.locator("[data-rules=reference]").count(), 1);
  assert.match(await page.locator("[data-rules=hyperliquid]").innerText(), /\$1,500 for 1 of 2 positions/, "a fortieth of 60,000");
  assert.match(await page.locator("[data-rules=bybit-portfolio]").innerText(), /, approximate: /, "what cannot be known of a venue is said beside its figure");
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "demo-react");
  await close();
});

test("an order form asks the element of the package, and both say what cannot be read", async () => {
  const { page, until, close } = await opened(sites.element);
  // 15.5 % of 60,000, and half of it once half is sold
  await until(`/\\$9,300 before, \\$4,650 after: allowed/.test(document.getElementById("verdict").textContent)`);
  assert.match(await page.locator("cross-margin").getByTestId("headline").innerText(), /\$9,300/);
  await page.locator("input[name=size]").fill("much");
  await until(`/trades\\[0\\]\\.quantity/.test(document.getElementById("wrong").textContent)`);
  assert.deepEqual(await axe(page), []);
  await close();
  const pictured = await opened(sites.element);
  await pictured.until(says("").replace("answer", "wrong"));
  await screenshot(pictured.page, "demo-element");
  await pictured.page.close();
});

test("React hands the element a book and a trade", async () => {
  const { page, until, close } = await opened(sites.react);
  await until(`document.querySelector("cross-margin")?.result?.assessment.initial_margin === "9300"`);
  await page.locator("input[type=range]").fill("1");
  await page.locator("cross-margin").getByTestId("ticket").waitFor();
  await until(`document.querySelector("cross-margin").result.assessment.initial_margin === "9300"`);
  assert.equal(await page.locator("[role=alert]").innerText(), "");
  await close();
});

test("both answer in Firefox", { timeout: 120_000 }, async () => {
  const shown = await firefoxAt(`${sites.plain.origin}/`);
  await shown.eventually(says(HEDGED));
  await shown.assertClean();
  await shown.close();
  const built = await firefoxAt(`${sites.react.origin}/`);
  await built.eventually(`document.querySelector("[data-figure=initial_margin]")?.textContent === "$9,300"`);
  await built.assertClean();
  await built.close();
});
