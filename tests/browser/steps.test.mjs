// What is done to an account below its maintenance margin, step by step, and to many that share a market: the two folds of
// the dialog, against figures written out.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { asksForBook, eventually, frames, indices, openOver, orderBooks, part, saved, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

/** The dialog over a book, at prices that were typed, with a fold open; `daily` is what the law takes for a day's volatility. */
async function open(fold, positions, holdings, prices, { width = 1280, daily, fixtures } = {}) {
  const opened = await openOver(site, saved(positions, holdings, indices(prices)), { width, fixtures });
  const { page } = opened;
  const field = async (id, value) => {
    await part(page, id).fill(value);
    await part(page, id).press("Tab");
  };
  const unfold = (name) => part(page, name).locator("summary").click();
  await part(page, "all-axes").click();
  if (daily) {
    await unfold("steps");
    await field("daily-vol", daily);
  }
  if (!daily || fold !== "steps") await unfold(fold);
  return { ...opened, field, unfold };
}

/** Waits until a text of the page is so. */
const says = (page, id, pattern) => eventually(async () => assert.match(await text(part(page, id)), pattern));
const cell = (page, step, label) => text(part(page, "step").nth(step).locator(`td[data-label="${label}"]`));

// 1 BTC bought at 60,000 with 10,000 dollars: maintenance is 0.8 · 15.5 % of the price, 12.4 %
const long = [[["BTC-PERP", "1", "60000"]], [["USD", "10000"]], { BTC: "60000" }];
// the same with 6,000 dollars, which is below maintenance as it stands
const under = [[["BTC-PERP", "1", "60000"]], [["USD", "6000"]], { BTC: "60000" }];

test("a typed move is followed to health, at the mark", async () => {
  const { page, field, close } = await open("steps", ...long);
  // liquidated at 50,000 / (1 − 0.124) = 57,077.6; a hundredth less is 5.8219 % below today
  await eventually(async () => assert.equal(await part(page, "move").getAttribute("placeholder"), "−5.83"));
  await part(page, "impact").selectOption("none");
  await field("move", "-10");
  // at 54,000: 4,000 left, 0.124 · 54,000 = 6,696 to keep, 167.4 %
  await says(page, "steps-moved", /^BTC 60,000 → 54,000: equity \$4,000, maintenance margin \$6,696, margin ratio 167\.4 %\.$/);
  // 4,000 − 27 n = 6,696 (1 − n): n = 2,696 / 6,669 = 0.404258…
  assert.match(await cell(page, 0, "Closed"), /^−0\.40425\d* BTC-PERP$/);
  assert.equal(await cell(page, 0, "Price"), "54,000");
  // 0.05 % of 21,829.96 = 10.915
  assert.equal(await cell(page, 0, "Fee"), "$10.92");
  assert.equal(await cell(page, 0, "Impact"), "$0");
  assert.equal(await cell(page, 0, "Equity"), "$3,989");
  assert.equal(await part(page, "steps-end").getAttribute("data-end"), "healthy");
  assert.match(await text(part(page, "steps-end")), /^Healthy after 1 step in 0 s: .* Fees, impact and what was given up: \$10\.92\.$/);
  assert.deepEqual(await axe(page), []);
  await close();
});

test("a move of nothing is the default of what is liquidatable as it stands; impact by the law is paid", async () => {
  const { page, field, close } = await open("steps", ...under);
  await field("daily-vol", "3");
  await field("volume", "1,000,000");
  await says(page, "steps-moved", /^BTC 60,000 → 60,000: equity \$6,000, maintenance margin \$7,440, margin ratio 124 %\.$/);
  await says(page, "steps-impact", /an order pays 1 × 3 % × √\(its dollars \/ 1,000,000\)/);
  assert.equal(await part(page, "steps-end").getAttribute("data-end"), "healthy");
  // all else the same, 0.1943 BTC would do: 1,440 / 7,410; √(0.21 · 60,000 / 1,000,000) · 3 % = 0.34 % more is paid
  const sold = -Number((await cell(page, 0, "Closed")).replace("−", "-").split(" ")[0]);
  assert.ok(sold > 0.1943 && sold < 0.21, `${sold}`);
  const rate = 0.03 * Math.sqrt((sold * 60_000) / 1_000_000);
  const paid = Number((await cell(page, 0, "Impact")).replace("$", ""));
  assert.ok(Math.abs(paid - rate * sold * 60_000) < 0.02, `${paid} and not ${rate * sold * 60_000}`);
  await close();
});

test("an order book that is too small leaves the account stuck, and one that cannot be read leaves the last answer", async () => {
  const { page, close } = await open("steps", ...under);
  await part(page, "impact").selectOption("book");
  await part(page, "book").fill("bid 59990 0.04\nask 60010 5");
  await eventually(async () => assert.equal(await part(page, "steps-end").getAttribute("data-end"), "stuck"));
  // 0.04 are sold at 59,990, 10 below the mark: 0.4 dollars
  assert.equal(await cell(page, 0, "Closed"), "−0.04 BTC-PERP");
  assert.equal(await cell(page, 0, "Price"), "59,990");
  assert.equal(await cell(page, 0, "Impact"), "$0.40");
  assert.match(await text(part(page, "steps-end")), /the bids hold 0 of the 0\.96 that this order needs/);
  await part(page, "book").fill("bid 59990\nask 60010 5");
  await eventually(async () => assert.match(await text(part(page, "steps")), /Line 1 is “bid 59990”; /));
  assert.equal(await part(page, "book").getAttribute("aria-invalid"), "true");
  assert.equal(await cell(page, 0, "Closed"), "−0.04 BTC-PERP");
  assert.match(await text(part(page, "steps")), /The answer below is of what could be read last\./);
  // deep enough: 1,440 dollars are short and each coin costs 10 more: 6,000 − 40 n = 7,440 (1 − n), less half a dollar of fee
  await part(page, "book").fill("bid 59990 5\nask 60010 5");
  await eventually(async () => assert.equal(await part(page, "steps-end").getAttribute("data-end"), "healthy"));
  assert.match(await cell(page, 0, "Closed"), /^−0\.194\d+ BTC-PERP$/);
  await close();
});

test("an order book is fetched when it is wished, a fault leaves it, and an answer that comes too late is dropped", async () => {
  const book = { json: { bids: [{ price: "59990", size: "5" }], asks: [{ price: "60010", size: "5" }] } };
  const slow = { json: { coin: "BTC", time: 1, levels: [[{ px: "59000", sz: "1", n: 1 }], []] }, delay: 500 };
  const fixtures = orderBooks({ hyperliquid: slow, dydx: [book, { status: 404, json: { errors: [] } }] });
  const { page, requests, assertClean, close } = await open("steps", ...under, { fixtures });
  await part(page, "impact").selectOption("book");
  const fetch = (source) => page.locator(`[data-testid=book-fetch][data-source=${source}]`);
  await fetch("dydx").waitFor();
  assert.match(await text(part(page, "book-fetch-words")), /order book of BTC-PERP: its name is sent, and nothing else\./);
  assert.equal(requests.filter(asksForBook).length, 0);
  await fetch("dydx").click();
  await eventually(async () => assert.equal(await part(page, "book").inputValue(), "bids\n59990 5\nasks\n60010 5\n"));
  assert.equal(await text(part(page, "book-from")), "dYdX, 00:00:00: 1 bid, 1 ask.");
  assert.match(requests.find(asksForBook).url(), /\/v4\/orderbooks\/perpetualMarket\/BTC-USD$/);
  // 1,440 dollars are short and each coin costs 10: 6,000 − 40 n = 7,440 (1 − n), less half a dollar of fee
  await eventually(async () => assert.equal(await part(page, "steps-end").getAttribute("data-end"), "healthy"));
  assert.match(await cell(page, 0, "Closed"), /^−0\.194\d+ BTC-PERP$/);
  await fetch("dydx").click();
  await says(page, "book-fetch-wrong", /^dYdX knows no order book of BTC-PERP\.$/);
  assert.equal(await part(page, "book").inputValue(), "bids\n59990 5\nasks\n60010 5\n");
  await fetch("hyperliquid").click();
  await part(page, "book").fill("bid 59980 5");
  await page.waitForTimeout(800);
  assert.equal(requests.filter(asksForBook).length, 3);
  assert.equal(await part(page, "book").inputValue(), "bid 59980 5", "what was typed meanwhile stays");
  assert.equal(await part(page, "book-from").count(), 0);
  assert.deepEqual(await axe(page), []);
  assertClean();
  await close();
});

test("a loss that is left is said, with who bears it; what is typed is kept when the dialog is closed", async () => {
  const { page, field, close } = await open("steps", ...under);
  await part(page, "impact").selectOption("none");
  await field("move", "-20");
  // at 48,000: 6,000 − 12,000 − 24 of fee
  await says(page, "steps-end", /^Bankrupt after 1 step in 0 s: nothing is left to close, and others bear a loss of \$6,024\./);
  await field("move", "far");
  await says(page, "steps", /“far” is none; a percentage above −100 and up to 900 is right/);
  await page.locator("#liquidation-sheet [data-testid=close]").click();
  await part(page, "all-axes").click();
  assert.equal(await part(page, "move").inputValue(), "far");
  await close();
});

test("what cannot be liquidated is said, and a move can be typed; another procedure is dated", async () => {
  const safe = [[["BTC-PERP", "1", "60000"]], [["USD", "1000000"]], { BTC: "60000" }];
  const { page, field, close } = await open("steps", ...safe);
  await part(page, "impact").selectOption("none");
  await says(page, "steps", /BTC alone cannot liquidate this account\. Type a move, such as −10\./);
  await field("move", "-50");
  await says(page, "steps-end", /The account is healthy there, so nothing is closed\./);
  await part(page, "procedure").selectOption("okx");
  await says(page, "procedure-source", /^OKX, approximate, parameters of 2025-05-16\./);
  await close();
});

/** The figures of the cascade. */
const figures = (page) =>
  page.locator("[data-testid=cascade-answer] tbody tr").evaluateAll((rows) =>
    rows.map((row) => [row.dataset.row, ...[...row.querySelectorAll("td")].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())]),
  );
const settled = (page) =>
  eventually(async () => {
    assert.equal(await part(page, "cascade-answer").getAttribute("aria-busy"), "false");
    assert.equal((await figures(page)).length, 4);
  }, { timeout: 15_000 });

test("a cascade over a hedge: apart one is liquidated and together none; the same seed makes the same crowd", async () => {
  // each leg alone keeps 0.8 · 15.5 % of its 60,000; together they offset
  const hedge = [[["BTC-PERP", "1", "60000"], ["BTC_USDC-PERPETUAL", "-1", "60000"]], [["USD", "20000"]], { BTC: "60000", USDC: "1" }];
  const { page, field, close } = await open("cascade", ...hedge, { daily: "2.5" });
  // apart each has 10,000; at 48,000 the long has lost 12,000 of them
  await field("shock", "-20");
  await eventually(async () => {
    await settled(page);
    const [liquidated, price, insurance] = await figures(page);
    assert.deepEqual(liquidated.slice(1, 3), ["1 of 2", "0 of 1"]);
    // it is sold for 2.5 % · √(48,000 / 1,000,000,000) = 0.0173 % less, of which two thirds stay: 47,994
    assert.deepEqual(price.slice(1, 3), ["60,000 → 47,994 −20.01 %", "60,000 → 48,000 −20 %"]);
    // 12,000 − 10,000, 24 of fee, 8.31 of impact
    assert.deepEqual(insurance.slice(1, 3), ["$2,033", "$0"]);
  }, { timeout: 15_000 });
  const curve = () => page.locator("[data-testid=curves] polyline").evaluateAll((lines) => lines.map((line) => line.getAttribute("points")));
  const [first, drawn] = [await figures(page), await curve()];
  assert.equal(drawn.length, 3);
  await part(page, "another-seed").click();
  assert.equal(await part(page, "seed").inputValue(), "2");
  await eventually(async () => {
    await settled(page);
    assert.notDeepEqual(await figures(page), first);
  }, { timeout: 15_000 });
  await field("seed", "1");
  await eventually(async () => {
    await settled(page);
    assert.deepEqual(await figures(page), first);
    assert.deepEqual(await curve(), drawn);
  }, { timeout: 15_000 });
  await close();
});

test("fields of a cascade that cannot be read are said and the last answer stays", async () => {
  const { page, field, close } = await open("cascade", ...long, { daily: "2.5" });
  await settled(page);
  const before = await figures(page);
  await field("crowd", "51");
  await says(page, "cascade", /“51” is none; a whole number from 2 to 50 is right\./);
  await field("seed", "x");
  await says(page, "cascade", /“x” is none; a whole number from 0 on is right\./);
  assert.deepEqual(await figures(page), before);
  assert.deepEqual(await axe(page), []);
  await close();
});

test("on a phone both folds fit", async () => {
  const { page, unfold, close } = await open("steps", ...under, { width: 390, daily: "2.5" });
  await unfold("cascade");
  await settled(page);
  await part(page, "step").first().waitFor();
  await frames(page);
  const wide = await page.evaluate(() => {
    const sheet = document.querySelector("#liquidation-sheet .sheet-body");
    return sheet.scrollWidth - sheet.clientWidth;
  });
  assert.ok(wide <= 0, `${wide} px too wide`);
  assert.deepEqual(await axe(page), []);
  await close();
});
