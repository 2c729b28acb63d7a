// Sizes, limits of one's own and hedges: each figure is arithmetic of the reference rules, written out beside it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { dollars, eventually, frames, openOver, part, saved, text, typed } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const market = {
  as_of: 0,
  index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") },
  marks: { "BTC-PERP": typed("60000"), "ETH-PERP": typed("3000") },
};
/** 1 BTC at 60,000 with 20,000 dollars: 15.5 % of 60,000 is 9,300, so 10,700 are free. */
const book = saved([["BTC-PERP", "1", "60000"]], [["USDC", "20000"]], market);
const capsKey = "cross-margin/v1/caps";

const opened = async ({ kept = book, ...options } = {}) => {
  const it = await openOver(site, kept, options);
  await part(it.page, "try").click();
  await part(it.page, "ticket").waitFor();
  return it;
};

/** Types a line into the ticket. */
async function tries(page, line) {
  await part(page, "trade-line").fill(line);
  await part(page, "trade-line").press("Enter");
  await frames(page);
}

/** What ends the largest size, limit by limit. */
const ends = (page) =>
  part(page, "largest-limits").locator("div").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

/** A limit of one's own, typed. */
async function limits(page, on, most, asset) {
  if (!(await part(page, "limits").evaluate((fold) => fold.open))) await part(page, "limits").locator("summary").click();
  await part(page, "cap-add").click();
  const cap = part(page, "cap").last();
  await cap.locator("[data-testid=cap-on]").selectOption(on);
  if (asset) await cap.locator("[data-testid=cap-asset]").fill(asset);
  await cap.locator("[data-testid=cap-most]").fill(most);
  await frames(page);
}

test("a leg through an order book pays the average of what fills it, and what it cannot fill is said", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 1 BTC-PERP; buy 1 ETH-PERP");
  await part(page, "leg-priced").first().selectOption("book");
  await part(page, "leg-book").waitFor();
  await part(page, "leg-book").fill("bid 59990 1.5\nbid 59970 2\nask 60010 1");
  await part(page, "leg-size").first().fill("3");
  // (1.5 × 59,990 + 1.5 × 59,970) / 3 = 59,980, a thirtieth of a percent below the mark
  await eventually(async () => assert.equal(await part(page, "leg-price").first().inputValue(), "59,980"));
  assert.match(await text(part(page, "leg-book-said")), /2 bids for 3\.5, the best 59,990; 1 ask for 1.*down to 59,970; 0\.03 % worse than the mark of 60,000\./);
  await part(page, "leg-size").first().fill("4");
  await eventually(async () => assert.match(await text(part(page, "leg-size-said")), /The bids hold 3\.5 of the 4 that this order needs/));
  assert.match(await text(part(page, "leg-does").nth(1)), /Long 1 ETH/, "the other leg is answered");
  await part(page, "leg-book").fill("bid 59990");
  await eventually(async () => assert.match(await text(part(page, "leg-book-said")), /Line 1 is “bid 59990”/));
  assert.equal(await part(page, "leg-book").getAttribute("aria-invalid"), "true");
  await part(page, "leg-book").fill("bid 59990 5");
  await part(page, "leg-priced").first().selectOption("mark");
  await part(page, "leg-priced").first().selectOption("book");
  assert.equal(await part(page, "leg-book").inputValue(), "bid 59990 5", "nothing typed is lost");
  assert.deepEqual(await axe(page), []);
  assertClean();
  await close();
});

test("the largest that passes fills the size and says what ends it", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "buy 0.1 BTC-PERP");
  await part(page, "largest").click();
  // 10,700 / 9,300 = 1.150537634…
  await eventually(async () => assert.match(await part(page, "leg-size").inputValue(), /^1\.1505376/));
  assert.match(await text(part(page, "largest-said")), /is the largest that passes: a larger one would leave equity below initial margin\./);
  assert.match(await text(part(page, "verdict")), /^Allowed/);
  assert.equal((await ends(page))[0][0], "initial margin");
  // notional of 150,000 leaves 90,000: one and a half more
  await limits(page, "notional", "150k");
  await part(page, "largest").click();
  await eventually(async () => assert.match((await ends(page))[1]?.join(" ") ?? "", /gross notional, at most \$150,000 1\.5/));
  await part(page, "cap-most").fill("90,000");
  await part(page, "largest").click();
  // 30,000 of 60,000 a coin
  await eventually(async () => assert.equal(await part(page, "leg-size").inputValue(), "0.5"));
  assert.match(await text(part(page, "largest-said")), /break a limit of your own \(gross notional, at most \$90,000\)/);
  await part(page, "leg-priced").selectOption("book");
  await part(page, "leg-book").fill("ask 60000 0.25");
  await part(page, "largest").click();
  await eventually(async () => assert.equal(await part(page, "leg-size").inputValue(), "0.25"));
  assert.match(await text(part(page, "largest-said")), /the order book holds no more/);
  await screenshot(page, "ticket-largest");
  await part(page, "leg-size").fill("0.2");
  await eventually(async () => assert.equal(await part(page, "largest-said").count(), 0, "it is of the leg as it was"));
  assertClean();
  await close();
});

test("the other legs are done first, and what cannot be asked says why", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 1 BTC-PERP; buy 1 BTC-PERP");
  await part(page, "largest").nth(1).click();
  // nothing is held after the first: 20,000 / 9,300 = 2.150537634…
  await eventually(async () => assert.match(await part(page, "leg-size").nth(1).inputValue(), /^2\.1505376/));
  await part(page, "leg-instrument").nth(1).fill("NOPE-PERP");
  await part(page, "largest").nth(1).click();
  await eventually(async () => assert.match(await text(part(page, "largest-said")), /o price for NOPE/));
  assertClean();
  await close();
});

test("a size is found for a liquidation price, collateral for a health", async () => {
  // 10,000 dollars, nothing held
  const { page, assertClean, close } = await opened({ kept: saved([], [["USDC", "10000"]], market) });
  await tries(page, "buy 0.1 BTC-PERP");
  await part(page, "other-way").locator("summary").click();
  await part(page, "at-ask").click();
  await eventually(async () => assert.match(await text(part(page, "at-price-wrong")), /Write the price of the underlying/));
  await part(page, "at-price").fill("50,000");
  await part(page, "at-ask").click();
  // 10,000 − 10,000 q = 0.8 × 15.5 % × 50,000 q: q = 10,000 / 16,200 = 0.617283…
  await eventually(async () => assert.match(await text(part(page, "at-said")), /^0\.617283\d*: up to it the account stands with BTC at 50,000/));
  await part(page, "at-use").click();
  await eventually(async () => assert.match(await part(page, "leg-size").inputValue(), /^0\.617283/));
  await part(page, "leg-size").fill("2");
  await part(page, "post-figure").fill("much");
  await part(page, "post-ask").click();
  await eventually(async () => assert.match(await text(part(page, "post-figure-wrong")), /Write dollars, such as 500/));
  await part(page, "post-figure").fill("500");
  await part(page, "post-ask").click();
  // two ask for 18,600, and 500 are to be free: 9,100 more than 10,000
  await eventually(async () => assert.match(await text(part(page, "post-said")), /^9,100 USDC, \$9,100, of which \$9,100 count: free collateral is \$500 then/));
  await part(page, "post-goal").selectOption("ratio");
  await part(page, "post-figure").fill("80 %");
  await part(page, "post-ask").click();
  // 0.8 × 18,600 = 14,880 is 80 % of 18,600
  await eventually(async () => assert.match(await text(part(page, "post-said")), /^8,600 USDC/));
  await part(page, "post-yields").fill("USDC much");
  await part(page, "post-compare").click();
  assert.match(await text(part(page, "post-yields-wrong")), /USDC 4, wstETH 3/);
  await part(page, "post-yields").fill("USDC 4");
  await part(page, "post-compare").click();
  await eventually(async () => assert.match(await text(part(page, "compared-status")), /^\d+ assets asked\.$/));
  assert.match(await text(part(page, "cheapest-collateral").locator("tbody tr").first()), /8,600/);
  // 4 % of 8,600; what USD earns was not typed
  assert.match(await text(part(page, "cheapest-collateral").locator("tr", { hasText: "USDC" }).first()), /\$344/);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "ticket-other-way");
  assertClean();
  await close();
});

test("limits of one's own are checked before and after, said apart from the rules', and kept", async () => {
  const { page, assertClean, close } = await opened();
  await limits(page, "delta-of", "100,000", "BTC");
  assert.equal(await text(part(page, "cap-becomes")), "$60,000: kept");
  await tries(page, "buy 1 BTC-PERP");
  // two need 18,600 of 20,000, and are 120,000 dollars
  assert.equal(await text(part(page, "cap-becomes")), "$60,000 → $120,000: broken");
  assert.match(await text(part(page, "verdict")), /^Allowed\..*Breaks a limit of your own: net delta of BTC would be \$120,000, above your \$100,000\./);
  await part(page, "cap-most").fill("50k");
  await part(page, "leg-side").selectOption("sell");
  await part(page, "leg-size").fill("0.1");
  await eventually(async () =>
    assert.equal(await text(part(page, "cap-becomes")), "$60,000 → $54,000: was broken already, and is broken by no more"));
  assert.equal(await part(page, "own-limit").count(), 0);
  await part(page, "cap-most").fill("-1");
  await eventually(async () => assert.match(await text(part(page, "cap-most-said")), /at least 0/));
  await part(page, "cap-most").fill("50k");
  await eventually(async () => assert.match(await page.evaluate((key) => localStorage.getItem(key) ?? "", capsKey), /"asset":"BTC","most":"50k"/));
  await page.reload();
  await part(page, "try").click();
  await part(page, "cap").waitFor();
  assert.equal(await part(page, "cap-most").inputValue(), "50k");
  await part(page, "cap-remove").click();
  await frames(page);
  assert.equal(await part(page, "cap").count(), 0);
  assertClean();
  await close();
});

test("what a damaged browser store holds is no limit and no trouble", async () => {
  const before = (page) => page.addInitScript((key) => localStorage.setItem(key, '[{"on":"Charm"}]'), capsKey);
  const { page, assertClean, close } = await opened({ before });
  assert.equal(await part(page, "cap").count(), 0);
  assertClean();
  await close();
});

/** Opens the search and waits until it is over. */
async function searched(page) {
  await part(page, "find-hedge").click();
  await part(page, "hedge-form").waitFor();
  await eventually(async () => assert.match(await text(part(page, "hedge-progress")), /The search is over/), { timeout: 30_000 });
}

const cells = async (row) => (await row.locator("td").allInnerTexts()).map((cell) => cell.trim());

test("a hedge is found, has its figures, and is tried in the ticket", async () => {
  const asked = [];
  const before = (page) => page.on("request", (request) => asked.push(request.url().split("/").pop()));
  const kept = saved([["BTC-PERP", "1", "60000"]], [["USD", "20000"]], market);
  const { page, assertClean, close } = await opened({ kept, before });
  await tries(page, "buy 1 ETH-PERP");
  assert.ok(!asked.includes("split_hedge.wasm"));
  await searched(page);
  assert.ok(asked.includes("split_hedge.wasm"));
  await part(page, "hedge-wish").selectOption("most");
  await part(page, "hedge-spread").fill("");
  await part(page, "hedge-search").click();
  await eventually(async () => assert.match(await text(part(page, "hedge-best")), /^Best: sell 1 BTC-PERP at 60,000 frees \$9,300 of initial margin for \$30\.00\.$/), { timeout: 30_000 });
  const best = part(page, "hedge").first();
  // 15.5 % of 60,000 for 0.05 % of it: 9,300 / 30 = 310; 20,000 less 30 are free
  assert.deepEqual((await cells(best)).slice(0, 5), ["$9,300", "$30.00", "$310", "$0", "$19,970"]);
  await screenshot(page, "hedge");
  await best.locator("[data-testid=hedge-try]").click();
  await eventually(async () => assert.equal(await part(page, "leg-instrument").inputValue(), "BTC-PERP"));
  assert.equal(await part(page, "leg").count(), 1);
  assert.match(await text(part(page, "verdict")), /^Allowed\. Frees \$9,300 of initial margin\./);
  const free = page.locator("[data-testid=difference] tr", { has: page.getByRole("rowheader", { name: "Free collateral", exact: true }) });
  assert.equal(dollars((await free.locator("td").nth(1).innerText()).trim()), 19_970);
  // what stood in the ticket is kept beside it
  assert.match(await text(part(page, "alternatives")), /A Load Remove/);
  assertClean();
  await close();
});

test("costs that cannot be are said beside their fields; a search is cancelled and begun again", async () => {
  const { page, assertClean, close } = await opened();
  await searched(page);
  await part(page, "hedge-fee").fill("much");
  await part(page, "hedge-fee").press("Enter");
  assert.match(await text(part(page, "hedge-fee-wrong")), /Write a percentage from 0 to 90/);
  await part(page, "hedge-fee").fill("0.05");
  await page.evaluate(() => {
    // the turn in which the button comes is the one in which it is pressed
    new MutationObserver((_, watching) => {
      const cancel = document.querySelector("[data-testid=hedge-cancel]");
      if (cancel) (cancel.click(), watching.disconnect());
    }).observe(document.body, { childList: true, subtree: true });
  });
  await part(page, "hedge-search").click();
  await frames(page);
  await page.waitForTimeout(200);
  assert.equal(await part(page, "hedge-cancel").count(), 0);
  const progress = await part(page, "hedge-progress").allInnerTexts();
  assert.ok(progress.every((said) => !said.includes("over")), progress.join());
  await part(page, "hedge-search").click();
  await eventually(async () => assert.match(await text(part(page, "hedge-progress")), /The search is over/), { timeout: 30_000 });
  assertClean();
  await close();
});

test("at the margin each leg says what closing a tenth of it frees", async () => {
  const { page, assertClean, close } = await opened();
  await searched(page);
  await eventually(async () => assert.equal(await part(page, "margin-leg").count(), 1));
  // a tenth of 9,300, 0.8 of it, and all of it free
  assert.deepEqual(await cells(part(page, "margin-leg")), ["sell 0.1", "+930", "+744", "+930", "9,300"]);
  await eventually(async () => assert.match(await text(part(page, "margins-said")), /Every charge is in proportion to the book/));
  assertClean();
  await close();
});

test("with nothing to hedge the dialog says so; on a phone nothing is cut off; by keys it opens and closes", async () => {
  const empty = await opened({ kept: saved([], [["USDC", "1000"]], market) });
  await part(empty.page, "find-hedge").click();
  await eventually(async () => assert.match(await text(part(empty.page, "hedge-trouble")), /nothing to hedge/));
  await eventually(async () => assert.match(await text(empty.page.locator("#hedge-dialog")), /no legs that need margin/));
  assert.deepEqual(await axe(empty.page), []);
  await empty.close();
  const { page, assertClean, close } = await opened({ width: 390, colorScheme: "dark" });
  await part(page, "find-hedge").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await text(part(page, "hedge-progress")), /The search is over/), { timeout: 30_000 });
  const wide = await page.evaluate(() => {
    const sheet = document.querySelector("#hedge-dialog .sheet-body");
    return sheet.scrollWidth - sheet.clientWidth;
  });
  assert.ok(wide <= 0, `${wide} px too wide`);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "hedge-390-dark");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.evaluate(() => document.querySelector("#hedge-dialog").open), false));
  assertClean();
  await close();
});
