// Scenes: made by a teacher, opened by a student from the link alone, changed no further than was left open, put back, printed.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { bookKey, eventually, frames, headline, keeps, part, saved, stillToday, text, typed } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

/** 1 BTC at 60,000 and 10 ETH short at 3,000 with 20,000 dollars, at prices that were typed. */
const book = saved(
  [
    ["BTC-PERP", "1", "60000"],
    ["ETH-PERP", "-10", "3000"],
  ],
  [["USDC", "20000"]],
  { as_of: 0, index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") } },
);
const own = saved([["SOL-PERP", "7", "200"]], [["USDC", "900"]]);

const opened = (path, options = {}) =>
  site.openPage({
    width: 1200,
    height: 900,
    path,
    until: "[data-testid=headline], #learn-room h1",
    ...options,
    before: async (page) => {
      await stillToday(page);
      if (options.kept) await keeps(page, options.kept);
    },
  });

const fragment = (link) => `/${link.slice(link.indexOf("#"))}`;
const calculator = (page) => page.locator(".played .inner");
const says = (page) => calculator(page).locator("[data-testid=headline]").textContent();

/** Makes a scene of the kept book; `make` fills the form. */
async function made(make = async () => {}) {
  const { page, assertClean, close } = await opened("/#scene", { kept: book });
  await part(page, "scene-link").waitFor();
  await part(page, "scene-name").fill("Two legs");
  await part(page, "scene-text").fill("Buy a put.\nWhat does it free?");
  await make(page);
  await frames(page);
  const link = await part(page, "scene-link").inputValue();
  const told = await text(part(page, "scene-says"));
  assertClean();
  await close();
  return { link, told };
}

test("a scene is made of the book as it stands, with a preview, and nothing typed is lost", async () => {
  const { page, assertClean, close } = await opened("/#scene", { kept: book });
  await calculator(page).locator("[data-testid=headline]").waitFor();
  await part(page, "scene-name").fill("Two legs");
  await part(page, "scene-text").fill("Buy a put.");
  const link = await part(page, "scene-link").inputValue();
  assert.match(link, /#scene=1\.[A-Za-z0-9_-]+$/);
  assert.ok(link.length < 1_000, `${link.length}`);
  assert.match(await text(part(page, "scene-says")), new RegExp(`^${link.length} characters\\. It holds 2 positions, 1 kind of collateral`));
  // what may be changed shows in the preview at once
  assert.equal(await text(part(page, "scene-open-to")), "You may change sizes.");
  await part(page, "scene-may-prices").check();
  assert.equal(await text(part(page, "scene-open-to")), "You may change sizes and prices.");
  assert.notEqual(await part(page, "scene-link").inputValue(), link);
  // another source, and back
  const source = (value) => page.locator(`[data-testid=scene-source][value=${value}]`);
  await source("lesson").check();
  await part(page, "scene-lesson").selectOption("hedge");
  await part(page, "scene-step").selectOption("1");
  await eventually(async () => assert.equal(await calculator(page).locator("[data-testid=position]").count(), 2));
  assert.equal(await part(page, "scene-name").inputValue(), "Two legs");
  await source("exercises").check();
  await part(page, "scene-seed").fill("12");
  await part(page, "exercise").waitFor();
  await source("book").check();
  await source("lesson").check();
  assert.equal(await part(page, "scene-step").inputValue(), "1");
  await page.reload();
  await eventually(async () => assert.equal(await part(page, "scene-name").inputValue(), "Two legs"));
  assert.equal(await part(page, "scene-lesson").inputValue(), "hedge");
  assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
  await screenshot(page, "scene-form");
  assertClean();
  await close();
});

test("a student sees the book, the task and the figures, and keeps a book of their own", async () => {
  const { link, told } = await made();
  assert.match(told, /prices as of .*sent to no server/);
  const { page, requests, assertClean, close } = await opened(fragment(link), { kept: own });
  assert.equal(await text(part(page, "scene-title")), "Two legs");
  assert.equal(await part(page, "scene-task").textContent(), "Buy a put.\nWhat does it free?");
  await calculator(page).locator("[data-testid=headline]").waitFor();
  const names = await calculator(page).locator("[data-testid=position] .instrument").allInnerTexts();
  assert.deepEqual(names.map((name) => name.trim()), ["BTC-PERP", "ETH-PERP"]);
  const before = await says(page);
  // sizes are open, prices and rows are not
  const size = calculator(page).locator("[data-testid=quantity]").first();
  await size.fill("2");
  await size.press("Enter");
  await eventually(async () => assert.notEqual(await says(page), before));
  const price = calculator(page).locator("input[data-column=price]").first();
  assert.equal(await price.evaluate((field) => field.readOnly), true);
  assert.equal(await size.evaluate((field) => field.readOnly), false);
  assert.equal(await calculator(page).locator("[data-testid=quick]").isVisible(), false);
  assert.equal(await calculator(page).locator("[data-testid=delete]").first().isVisible(), false);
  assert.equal(await part(page, "scene-rules").count(), 0);
  // how it changed, and back
  await part(page, "scene-changed").click();
  const row = part(page, "scene-difference").locator("tbody tr").first();
  assert.match(await text(row), /^Unified margin \$[\d,]+ \$[\d,]+ \+[\d,]+$/);
  await part(page, "scene-back").click();
  await eventually(async () => assert.equal(await says(page), before));
  assert.match(await text(row), /none$/);
  assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
  await screenshot(page, "scene");
  assert.match(await page.evaluate((key) => localStorage.getItem(key), bookKey), /SOL-PERP/);
  assert.ok(!requests.some((request) => request.url().includes("scene")), "nothing of it is sent");
  await page.locator(".rooms a").first().click();
  await eventually(async () => assert.equal(await page.locator(".room").count(), 0));
  assert.match((await page.locator("[data-testid=position] .instrument").allInnerTexts()).join(), /SOL-PERP/);
  assert.notEqual(await headline(page), before);
  assertClean();
  await close();
});

test("rules may be left open, and what is shown may be less than everything", async () => {
  const { link } = await made(async (page) => {
    await part(page, "scene-may-rules").check();
    await page.locator("[data-testid=scene-shown][value=figures]").check();
  });
  const { page, assertClean, close } = await opened(fragment(link));
  await calculator(page).locator("[data-testid=headline]").waitFor();
  assert.equal(await text(part(page, "scene-open-to")), "You may change sizes and the rules.");
  assert.equal(await calculator(page).locator(".tables").isVisible(), false);
  await part(page, "scene-rules").click();
  const rules = calculator(page).locator("[data-testid=choose-rules]");
  await rules.selectOption("hyperliquid");
  await page.keyboard.press("Escape");
  await part(page, "scene-changed").click();
  await eventually(async () =>
    assert.doesNotMatch(await text(part(page, "scene-difference").locator("tbody tr").first()), /none$/));
  assertClean();
  await close();
});

test("in front of a class it fills the screen, and Escape leaves", async () => {
  const { link } = await made();
  const { page, assertClean, close } = await opened(fragment(link), { width: 1440, height: 900 });
  await part(page, "scene-present").click();
  await eventually(async () => assert.ok(page.url().endsWith("/present"), page.url()));
  assert.equal(await page.locator("header.head").first().isVisible(), false);
  assert.equal(await page.locator(".room > .tabs").isVisible(), false);
  const size = await part(page, "scene-title").evaluate((title) => parseFloat(getComputedStyle(title).fontSize));
  assert.ok(size >= 30, `${size}`);
  await screenshot(page, "scene-presented");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.locator("header.head").first().isVisible(), true));
  assert.ok(!page.url().endsWith("/present"));
  assertClean();
  await close();
});

test("a scene of exercises is answered where it is opened", async () => {
  const { link } = await made(async (page) => {
    await page.locator("[data-testid=scene-source][value=exercises]").check();
    await part(page, "scene-count").selectOption("3");
    await part(page, "scene-level").selectOption("medium");
  });
  const { page, assertClean, close } = await opened(fragment(link));
  await eventually(async () => assert.equal(await part(page, "exercise").count(), 3));
  assert.equal(await text(part(page, "scene-title")), "Two legs");
  assertClean();
  await close();
});

test("its handout has the book, the task and room for the answer", async () => {
  const { link } = await made();
  const { page, assertClean, close } = await opened(`${fragment(link)}/handout`);
  const sheet = part(page, "handout");
  await sheet.waitFor();
  assert.equal(await text(sheet.locator("h1")), "Two legs");
  assert.match(await text(sheet), /BTC-PERP 1 60,000 60,000.*Buy a put\..*What does it free\?/);
  assert.ok((await sheet.locator(".rule").count()) >= 10);
  assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
  assertClean();
  await close();
});

test("a lesson’s handout keeps its answer back until it is asked for", async () => {
  const { page, assertClean, close } = await opened("/#learn/hedge/handout");
  await part(page, "handout").waitFor();
  assert.equal(await part(page, "handout-solutions").count(), 0);
  assert.equal(await page.locator(".to-tick li").count(), 3);
  await part(page, "handout-other").click();
  await part(page, "handout-solutions").waitFor();
  assertClean();
  await close();
});

test("a link that cannot be read says so calmly, and what would be right", async () => {
  const { link } = await made();
  const token = fragment(link);
  for (const [bad, said] of [
    [token.slice(0, -20), /cut off or changed; copy it again/],
    [token.replace("scene=1.", "scene=7."), /of version 7; this page reads version 1/],
    ["/#scene=search-words", /not of this page: right would be one with .*#scene=1\./],
    [`/#scene=1.${"A".repeat(30_000)}`, /characters long/],
  ]) {
    const { page, assertClean, close } = await opened(bad, { kept: own });
    assert.match(await text(part(page, "scene-wrong")), said);
    assert.match(await page.evaluate((key) => localStorage.getItem(key), bookKey), /SOL-PERP/);
    assertClean();
    await close();
  }
});

test("it stands on a narrow screen", async () => {
  const { link } = await made();
  for (const path of ["/#scene", fragment(link), `${fragment(link)}/handout`]) {
    const { page, assertClean, close } = await opened(path, { width: 320, height: 640, kept: book });
    await page.locator("#learn-room h1").first().waitFor();
    await frames(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path);
    assertClean();
    await close();
  }
});
