// Words that open: on the calculator to a card with two sentences, a formula and the value in the book on screen; in the
// glossary to an entry with an address of its own.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { eventually, openOver, part, quick, saved, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const book = saved([["BTC-PERP", 1, 90000]], [["USDC", 60000]], undefined);
const opened = (page) => page.locator(".term-card:popover-open");
const word = (page, term) => page.locator(`.term[data-term="${term}"]`).first();
/** What asks for prices makes words of the first screen open; it follows by itself. */
const ready = (page) => word(page, "held-apart").waitFor();

test("a term of the first screen opens to two sentences, a formula and its value", async () => {
  const { page, assertClean, close } = await openOver(site, book);
  await ready(page);
  await word(page, "maintenance-margin").click();
  const card = opened(page);
  await card.waitFor();
  const shown = await text(card);
  assert.match(shown, /^Maintenance margin/);
  assert.match(shown, /Below this much equity the account is liquidated\./);
  assert.match(shown, /maintenance share × initial margin/);
  const value = (await text(part(page, "term-value"))).replace("$", "");
  assert.equal(value, await text(part(page, "maintenance")));
  assert.equal(await word(page, "maintenance-margin").getAttribute("aria-expanded"), "true");
  assertClean();
  await close();
});

test("the card follows the book, and closes by Escape, by its button, and by a press beside it", async () => {
  const { page, assertClean, close } = await openOver(site, book);
  await ready(page);
  const term = word(page, "unified-margin");
  await term.focus();
  await page.keyboard.press("Enter");
  await opened(page).waitFor();
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.locator(".term-card").count(), 0));
  await eventually(async () => assert.ok(await term.evaluate((at) => at === document.activeElement), "the focus is not given back"));
  assert.equal(await term.getAttribute("aria-expanded"), "false");
  await page.waitForTimeout(300);
  await page.keyboard.press("Space");
  await opened(page).waitFor();
  await part(page, "term-close").click();
  await eventually(async () => assert.equal(await page.locator(".term-card").count(), 0));
  await page.waitForTimeout(300);
  await term.click();
  await opened(page).waitFor();
  await page.mouse.click(4, 4);
  await eventually(async () => assert.equal(await page.locator(".term-card").count(), 0));
  assertClean();
  await close();
});

test("rows that come later and figures that open carry terms too", async () => {
  const { page, assertClean, close } = await openOver(site, saved([], []));
  await quick(page, "10k USDC");
  await quick(page, "1 BTC-PERP @ 90000");
  await eventually(async () => assert.equal(await page.locator(".positions th .term").count() > 4, true));
  // a column keeps its head: a button stands in it
  assert.equal(await page.getByRole("columnheader", { name: "Part of margin" }).count(), 1);
  assert.equal(await page.locator(".term button, button .term").count(), 0);
  await part(page, "unified").last().click();
  const panel = part(page, "explain");
  await panel.getByRole("button", { name: "What is this?" }).click();
  const card = panel.locator(".term-card:popover-open");
  await card.waitFor();
  assert.match(await text(card), /What all positions need as one account/);
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.locator(".term-card").count(), 0));
  assert.ok(await panel.evaluate((at) => at.open), "the panel closed with the card");
  assertClean();
  await close();
});

test("the glossary holds every term, finds them, and goes to one by its address", async () => {
  const { page, assertClean, close } = await openOver(site, book, { path: "/#glossary/haircut", until: "[data-testid=glossary]" });
  assert.equal(await page.locator("[data-testid=term]").count(), 73);
  await eventually(async () => assert.ok(await page.locator("#term-haircut").evaluate((at) => at === document.activeElement)));
  assert.ok(await page.locator("#term-haircut").evaluate((at) => { const { top } = at.getBoundingClientRect(); return top >= 0 && top < innerHeight; }));
  await part(page, "glossary-search").fill("worth haircut");
  await eventually(async () => assert.ok((await page.locator("[data-testid=term]:not([hidden])").count()) < 6));
  // an address clears the search
  await page.evaluate(() => { location.hash = "#glossary/beta"; });
  await eventually(async () => assert.ok(await page.locator("#term-beta").isVisible()));
  assert.equal(await part(page, "glossary-search").inputValue(), "");
  assert.deepEqual(await axe(page), []);
  assertClean();
  await close();
});

test("a card leads to the glossary and fits a narrow screen", async () => {
  const { page, assertClean, close } = await openOver(site, book, { width: 320, height: 640 });
  await ready(page);
  await word(page, "margin-ratio").click();
  const card = opened(page);
  await card.waitFor();
  const box = await card.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
  assert.deepEqual(await axe(page), []);
  await card.getByRole("link", { name: "In the glossary" }).click();
  await part(page, "glossary").waitFor();
  await eventually(async () => assert.ok(await page.locator("#term-margin-ratio").evaluate((at) => at === document.activeElement)));
  assert.equal(await page.locator(".term-card").count(), 0);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assertClean();
  await close();
});
