// Rule sets: choosing, changing, keeping, sharing, bringing in and comparing them, as a person does.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { dollars, eventually, frames, headline, keeps, part, quick, saved, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

/** 1 BTC at 60,000 and 10 ETH short at 3,000 with 20,000 dollars, at prices that were typed. */
const typed = (price) => ({ price, source: "typed", time: 0, state: "manual" });
const book = saved(
  [
    ["BTC-PERP", "1", "60000"],
    ["ETH-PERP", "-10", "3000"],
  ],
  [["USDC", "20000"]],
  { as_of: 0, index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") } },
);

const opened = (options = {}) =>
  site.openPage({
    width: 1280,
    height: 900,
    until: "[data-testid=headline]",
    ...options,
    before: async (page) => {
      await stillToday(page);
      await keeps(page, options.book ?? book);
      await options.before?.(page);
    },
  });

async function openRules(page) {
  await part(page, "rules").focus();
  await page.keyboard.press("Enter");
  await part(page, "rules-dialog").waitFor({ state: "visible" });
}

async function choose(page, name) {
  await part(page, "choose-rules").selectOption(name);
  await frames(page);
}

const effect = async (page) => text(part(page, "effect"));
const field = (page, path) => page.locator(`input[data-path="${path}"]`);
async function change(page, path, value) {
  await field(page, path).fill(value);
  await field(page, path).press("Tab");
  await frames(page);
}
const close = (page, id) => part(page, id).locator("[data-testid=close]").click();

test("a venue chosen margins the same book as it would, and is still chosen after a reload", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  await choose(page, "hyperliquid");
  // 60,000 ÷ 40 + 30,000 ÷ 25, and half of it
  assert.match(await effect(page), /Unified margin \$2,700 Maintenance \$1,350 Free collateral \$17,300/);
  assert.match(await text(part(page, "rules-fidelity")), /venue-matched/);
  await close(page, "rules-dialog");
  assert.match(await headline(page), /Unified margin needs \$2,700/);
  assert.match(await text(part(page, "rules")), /Hyperliquid/);
  await page.reload();
  await page.waitForSelector("[data-testid=headline]");
  assert.match(await headline(page), /Unified margin needs \$2,700/);
  // and the figure opens to the venue's own words
  await page.locator("[data-testid=unified]").first().click();
  await part(page, "explain").waitFor({ state: "visible" });
  assert.match(await text(part(page, "explain")), /Initial margin.*notional at mark ÷ the highest leverage/);
  assertClean();
  await done();
});

test("a value changed shows its effect, can be put back, and one that cannot be is refused by its path", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  await choose(page, "hyperliquid");
  await change(page, "markets.BTC[0].max_leverage", "20");
  // 60,000 ÷ 20 + 30,000 ÷ 25
  assert.match(await effect(page), /Unified margin \$2,700 → \$4,200/);
  assert.match(await text(part(page, "changed")), /1 value changed/);
  assert.match(await text(part(page, "rules-source")), /changed here: markets\.BTC\[0\]\.max_leverage = 20$/);
  assert.match(await text(part(page, "rules-fidelity")), /approximate/);
  // lower than the tier after it: refused beside the field, the text kept, the rules as they were
  await change(page, "markets.BTC[0].max_leverage", "5");
  assert.equal(await field(page, "markets.BTC[0].max_leverage").getAttribute("aria-invalid"), "true");
  assert.equal(await field(page, "markets.BTC[0].max_leverage").inputValue(), "5");
  assert.match(await text(part(page, "rules-dialog")), /markets\.BTC\[1\]\.max_leverage is 20; no more leverage than in the tier before is right/);
  assert.match(await effect(page), /→ \$4,200/);
  await change(page, "withdrawal_fraction", "5");
  assert.match(await text(part(page, "rules-dialog")), /5: a fraction from 0 to 1 is right, 0\.05 for 5 %/);
  await change(page, "withdrawal_fraction", "10 %");
  assert.equal(await field(page, "withdrawal_fraction").getAttribute("aria-invalid"), null);
  await page.getByRole("button", { name: "Put all back" }).click();
  await frames(page);
  assert.match(await effect(page), /Unified margin \$2,700 Maintenance/);
  assert.equal(await part(page, "changed").count(), 0);
  assertClean();
  await done();
});

test("rules of one's own are kept, found again, forgotten", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  await choose(page, "hyperliquid");
  await change(page, "markets.ETH[0].max_leverage", "15");
  await part(page, "own-save").click();
  assert.match(await text(part(page, "rules-dialog")), /Give it a name first/);
  await part(page, "own-title").fill("Careful <b>me</b>");
  await part(page, "own-save").click();
  assert.match(await text(part(page, "rules-dialog")), /Kept in this browser as “Careful <b>me<\/b>”/);
  await page.reload();
  await page.waitForSelector("[data-testid=headline]");
  assert.match(await text(part(page, "rules")), /Careful/);
  // 60,000 ÷ 40 + 30,000 ÷ 15
  assert.match(await headline(page), /\$3,500/);
  await openRules(page);
  await choose(page, "reference");
  await choose(page, "own-careful-b-me-b");
  assert.match(await effect(page), /Unified margin \$3,500/);
  await part(page, "own-forget").click();
  await frames(page);
  assert.match(await text(part(page, "rules")), /Reference/);
  assert.equal(await page.locator("option[value=own-careful-b-me-b]").count(), 0);
  assertClean();
  await done();
});

test("a link brings the rules and nothing else; one that was cut says so and changes nothing", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  await choose(page, "hyperliquid");
  await change(page, "markets.BTC[0].max_leverage", "25");
  await part(page, "share-rules").locator("summary").first().click();
  const link = await part(page, "share-link").inputValue();
  assert.ok(link.includes("#rules=1.") && link.length < 8000, link.slice(0, 80));
  await done();

  const other = await opened({ path: `/${link.slice(link.indexOf("#"))}` });
  await part(other.page, "rules-dialog").waitFor({ state: "visible" });
  await eventually(async () => assert.match(await text(part(other.page, "bring-summary")), /Read as a link to a rule set.*Hyperliquid, changed/));
  assert.equal(new URL(other.page.url()).hash, "", "a reload does not bring it again");
  assert.match(await text(part(other.page, "rules")), /Reference/, "nothing is used before it is wanted");
  await part(other.page, "bring-use").click();
  await frames(other.page);
  // 60,000 ÷ 25 + 30,000 ÷ 25
  assert.match(await effect(other.page), /Unified margin \$2,700 → \$3,600/);
  other.assertClean();
  await other.close();

  const cut = await opened({ path: `/${link.slice(link.indexOf("#"), -30)}` });
  await part(cut.page, "rules-dialog").waitFor({ state: "visible" });
  await eventually(async () => assert.match(await text(part(cut.page, "bring-wrong")), /cut off or changed/));
  assert.match(await text(part(cut.page, "rules")), /Reference/);
  assert.equal(await part(cut.page, "bring-use").isDisabled(), true);
  cut.assertClean();
  await cut.close();
});

test("a venue's own answer is read, said, and used", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  await part(page, "bring").locator("summary").first().click();
  const answer = {
    universe: [
      { name: "BTC", szDecimals: 5, maxLeverage: 10, marginTableId: 10 },
      { name: "ETH", szDecimals: 4, maxLeverage: 20, marginTableId: 99 },
    ],
    marginTables: [[99, { description: "tiered", marginTiers: [{ lowerBound: "0.0", maxLeverage: 20 }, { lowerBound: "1000000.0", maxLeverage: 5 }] }]],
  };
  await part(page, "bring-text").fill(JSON.stringify(answer));
  await eventually(async () => assert.match(await text(part(page, "bring-summary")), /Read as Hyperliquid meta/));
  await part(page, "bring-use").click();
  await frames(page);
  // 60,000 ÷ 10 + 30,000 ÷ 20
  assert.match(await effect(page), /Unified margin .*\$7,500/);
  assert.match(await text(part(page, "rules-source")), /Hyperliquid meta, pasted 2026-11-22/);
  // what is no answer is refused, and the rules stay
  await part(page, "bring").locator("summary").first().click();
  await part(page, "bring-text").fill('{"hello": 1}');
  await eventually(async () => assert.match(await text(part(page, "bring-wrong")), /no venue's parameters look like this/));
  assert.match(await effect(page), /\$7,500/);
  assertClean();
  await done();
});

test("compare sorts, names the cheapest venue, and follows the book; one row puts its rules in force", async () => {
  const { page, assertClean, close: done } = await opened();
  await part(page, "compare").click();
  await part(page, "compare-dialog").waitFor({ state: "visible" });
  const rows = part(page, "compared");
  await eventually(async () => {
    assert.ok((await rows.count()) >= 20);
    assert.doesNotMatch(await text(part(page, "compare-dialog")), /…/);
  }, { timeout: 20_000 });
  const read = () =>
    rows.evaluateAll((all) =>
      all.map((row) => ({
        name: row.dataset.rules,
        part: row.dataset.part === "true",
        best: row.dataset.best === "true",
        cells: [...row.querySelectorAll("td")].map((cell) => cell.innerText.trim()),
      })),
    );
  const table = await read();
  const hyperliquid = table.find((row) => row.name === "hyperliquid");
  assert.deepEqual(hyperliquid.cells.slice(1, 5), ["$2,700", "$1,350", "$17,300", "$0"]);
  const whole = table.filter((row) => !row.part);
  const initial = whole.map((row) => dollars(row.cells[1]));
  assert.deepEqual(initial, initial.toSorted((a, b) => a - b), "cheapest first");
  assert.ok(table.findIndex((row) => row.part) === whole.length || whole.length === table.length, "part of a book comes last");
  const best = table.find((row) => row.best);
  const venues = whole.filter((row) => row.name !== "reference");
  assert.equal(best.name, venues[0].name);
  assert.match(await text(part(page, "cheapest")), /holds all of this book for the least: \$/);
  await part(page, "by-Maintenance").click();
  const maintenance = (await read()).filter((row) => !row.part).map((row) => dollars(row.cells[2]));
  assert.deepEqual(maintenance, maintenance.toSorted((a, b) => a - b));
  assert.equal(await page.locator("th[aria-sort]").count(), 1);
  await page.getByRole("button", { name: "Use Hyperliquid", exact: true }).click();
  await close(page, "compare-dialog");
  assert.match(await headline(page), /\$2,700/);
  // what a venue does not list is left out by name, in the table and on the page
  await quick(page, "-1 BTC-25DEC26-80000-C @ 0.01");
  assert.match(await text(part(page, "notices")), /BTC-25DEC26-80000-C is left out\. Hyperliquid lists no options\./);
  assert.match(await headline(page), /\$2,700/);
  await part(page, "compare").click();
  await eventually(async () => {
    const row = (await read()).find((row) => row.name === "hyperliquid");
    assert.ok(row.part && row.cells[0].startsWith("2 of 3"), JSON.stringify(row));
  });
  assertClean();
  await done();
});

test("rules of the last visit that cannot be used are said, and the reference is in force", async () => {
  const { page, assertClean, close: done } = await opened({
    before: (page) => page.addInitScript(() => localStorage.setItem("cross-margin/v1/rules", "gone")),
  });
  assert.match(await text(part(page, "notices")), /rules of your last visit cannot be used.*reference rules are in force/);
  assert.match(await text(part(page, "rules")), /Reference/);
  assertClean();
  await done();
});

test("every rule set can be put in force: figures, parameters and explanation are there, and nothing breaks", async () => {
  const { page, assertClean, close: done } = await opened();
  await openRules(page);
  const names = await page.locator("[data-testid=choose-rules] option").evaluateAll((all) => all.map((o) => o.value));
  assert.ok(names.length >= 20, names.join(", "));
  for (const name of names) {
    await choose(page, name);
    assert.match(await effect(page), /Unified margin \$[\d,]+/, name);
    assert.ok((await page.locator("#rules-dialog .blocks input, #rules-dialog .blocks summary").count()) > 0, name);
    assert.doesNotMatch(await effect(page), /\bNaN|\binf/i, name);
  }
  assertClean();
  await done();
});

for (const [width, colorScheme] of [[1440, "light"], [390, "dark"]])
  test(`the rules and the comparison are accessible at ${width} px, ${colorScheme}, and fit`, async () => {
    const { page, assertClean, close: done } = await opened({ width, height: 844, colorScheme });
    await openRules(page);
    await choose(page, "binance");
    const folded = page.locator("#rules-dialog details:not([open]) > summary");
    while ((await folded.count()) > 0) await folded.first().click();
    await frames(page);
    assert.deepEqual(await axe(page, { include: "#rules-dialog" }), []);
    await close(page, "rules-dialog");
    await part(page, "compare").click();
    await eventually(async () => assert.ok((await part(page, "compared").count()) >= 20), { timeout: 20_000 });
    await part(page, "compare-dialog").locator("details").first().locator("summary").click();
    assert.deepEqual(await axe(page, { include: "#compare-dialog" }), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "nothing runs off the page");
    assertClean();
    await done();
  });
