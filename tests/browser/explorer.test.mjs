// The explorer: a book, a hedge, a size that is dragged; every figure follows in the same frame, the isolated one stands still.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { dollars, eventually, frames, openOver, part, saved, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const book = saved([["ETH-PERP", -10, 3000]], [["USDC", 40000]], undefined);
const open = (options = {}) => openOver(site, book, { path: "/#explorer", until: "[data-testid=explorer] .inner", ...options });
const figure = async (page, name) => text(page.locator(`[data-testid="explorer-${name}"] dd`));
/** What the calculator beside says, out of its shadow root. */
const beside = (page, id) => page.locator(`.inner [data-testid="${id}"]`).first();
const drag = async (page, size) => {
  await part(page, "explorer-size").evaluate((at, size) => {
    at.value = String(size);
    at.dispatchEvent(new Event("input", { bubbles: true }));
  }, size);
  await frames(page);
};

test("Ether against Bitcoin: unified margin falls, the isolated figure stands still", async () => {
  const { page, assertClean, close } = await open();
  await part(page, "explorer-hedge").selectOption({ label: "Sell the perpetual ETH-PERP" });
  await eventually(async () => assert.equal(await figure(page, "unified"), "$15,500"));
  assert.equal(await figure(page, "apart"), "$15,500");
  assert.equal(await figure(page, "adds"), "$0");
  await drag(page, 25);
  // 15,000 lost on Bitcoin, six tenths of 15,000 gained on Ether, basis of both
  assert.equal(await figure(page, "unified"), "$7,000");
  assert.equal(await figure(page, "apart"), "$15,500");
  assert.equal(await figure(page, "adds"), "$15,500");
  assert.equal(await figure(page, "freed"), "$24,000");
  assert.equal(dollars(await text(beside(page, "unified"))), 7000);
  assertClean();
  await close();
});

test("all of it moves in the frame of the drag", async () => {
  // by the browser's own clock: a made one calls back in turns of its own
  const { page, assertClean, close } = await site.openPage({ path: "/#explorer", until: "[data-testid=explorer] .inner" });
  await part(page, "payoff").waitFor();
  // what came with the opening is on screen
  await eventually(async () => assert.match(await text(part(page, "explorer-interval")), /BTC above/));
  const changed = await page.evaluate(async () => {
    const range = document.querySelector("[data-testid=explorer-size]");
    const within = document.querySelector(".inner").shadowRoot;
    const read = () => ({
      unified: document.querySelector("[data-testid=explorer-unified] dd").textContent,
      interval: document.querySelector("[data-testid=explorer-interval] dd").textContent,
      curve: document.querySelector(".payoff-hedged[points]").getAttribute("points"),
      grid: within.querySelector("[data-testid=grid]").textContent,
      bar: within.querySelector("[data-testid=bar]").textContent,
      rail: within.querySelector(".liq").textContent,
    });
    const before = read();
    range.value = "1";
    range.dispatchEvent(new Event("input", { bubbles: true }));
    // one frame: what is read after its callbacks is what is painted
    await new Promise((done) => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); }));
    const then = read();
    return Object.fromEntries(Object.keys(before).map((name) => [name, before[name] !== then[name]]));
  });
  assert.deepEqual(changed, { unified: true, interval: true, curve: true, grid: true, bar: true, rail: true });
  assertClean();
  await close();
});

test("sizes are marked, typed, and refused in words; nothing to undo is left behind", async () => {
  const { page, assertClean, close } = await open();
  await part(page, "mark-same").click();
  assert.equal(await part(page, "explorer-typed").inputValue(), "1");
  assert.equal(await part(page, "explorer-size").inputValue(), "1");
  assert.equal(await part(page, "mark-same").getAttribute("aria-pressed"), "true");
  await part(page, "mark-least").waitFor();
  await part(page, "explorer-typed").fill("9000");
  await part(page, "explorer-typed").press("Enter");
  assert.equal(await part(page, "explorer-typed").getAttribute("aria-invalid"), "true");
  assert.match(await text(page.locator("#explorer-size-right")), /Write a size from 0 to 2\./);
  await part(page, "explorer-size").focus();
  await page.keyboard.press("ArrowRight");
  await frames(page);
  assert.equal(await part(page, "explorer-typed").getAttribute("aria-invalid"), null);
  assert.match(await part(page, "explorer-size").getAttribute("aria-valuetext"), /unified margin \$/);
  await page.getByText("Sizes in numbers").click();
  assert.ok((await part(page, "explorer-sizes").locator("tbody tr").count()) >= 11);
  assert.match(await part(page, "payoff").getAttribute("aria-label"), /Gain or loss over the price of BTC/);
  assertClean();
  await close();
});

test("the reader’s own book is hedged as it is now, and left alone", async () => {
  const { page, assertClean, close } = await open();
  const kept = await page.evaluate(() => localStorage.getItem("cross-margin/v1/book"));
  await part(page, "explorer-book").selectOption("mine");
  await eventually(async () => assert.match(await text(part(page, "explorer-hedge").locator("option").first()), /^Buy the dated future ETH/));
  await part(page, "mark-same").click();
  await frames(page);
  assert.ok(dollars(await figure(page, "freed")) > 0);
  assert.equal(await page.evaluate(() => localStorage.getItem("cross-margin/v1/book")), kept);
  // what was chosen is there again at the next visit
  await page.reload();
  await eventually(async () => assert.equal(await part(page, "explorer-book").inputValue(), "mine"));
  assertClean();
  await close();
});

for (const [width, colorScheme] of [[320, "light"], [480, "dark"], [1200, "light"]]) {
  test(`it fits ${width} pixels, ${colorScheme}`, async () => {
    const { page, assertClean, close } = await open({ width, height: 900, colorScheme });
    await part(page, "payoff").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is wider than the screen");
    assert.deepEqual(await axe(page), []);
    assertClean();
    await close();
  });
}
