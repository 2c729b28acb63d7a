// The next trade: tried, seen before and after, applied, undone, kept beside others, and shared.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { asksForBook, bookKey, dollars, eventually, frames, openOver, orderBooks, part, saved, stillToday, text, typed } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const market = {
  as_of: 0,
  index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") },
  marks: { "BTC-PERP": typed("60000"), "ETH-PERP": typed("3000") },
};
/** 1 BTC at 60,000 with 30,000 dollars: 15.5 % of 60,000 is 9,300. */
const book = saved([["BTC-PERP", "1", "60000"]], [["USDC", "30000"]], market);

const opened = ({ kept = book, ...options } = {}) => openOver(site, kept, options);

/** Opens the ticket and types a line into it. */
async function tries(page, line) {
  if ((await part(page, "ticket").count()) === 0) await part(page, "try").click();
  await part(page, "ticket").waitFor();
  await part(page, "trade-line").fill(line);
  await part(page, "trade-line").press("Enter");
  await frames(page);
}

/** A row of the table in the ticket: before, after, difference. */
async function row(page, label) {
  const cells = part(page, "difference").locator("tr", { has: page.getByRole("rowheader", { name: label, exact: true }) });
  return (await cells.locator("td").allInnerTexts()).map((cell) => cell.trim());
}

/** The figure that stands behind another on the page. */
const behind = (page, id) =>
  page.evaluate((id) => {
    const after = document.querySelector(`[data-testid="${id}"] + [data-testid=after]`);
    return after?.querySelector("b")?.textContent;
  }, id);

test("nothing of the ticket is asked for before it is opened", async () => {
  const asked = [];
  const listens = (page) => page.on("request", (request) => asked.push(request.url().split("/").pop()));
  const { page, assertClean, close } = await opened({ before: listens });
  await frames(page);
  assert.ok(!asked.includes("split_ticket.wasm"));
  await part(page, "try").click();
  await part(page, "ticket").waitFor();
  assert.ok(asked.includes("split_ticket.wasm"), asked.join("\n"));
  assert.equal(await part(page, "try").getAttribute("aria-expanded"), "true");
  assert.match(await text(part(page, "verdict")), /Nothing is tried yet/);
  assertClean();
  await close();
});

test("figures without a story turn as well: the rows, the greeks, the bar, the scenarios", async () => {
  const { page, assertClean, close } = await opened();
  const turned = (selector) =>
    page.evaluate((selector) => [...document.querySelectorAll(selector)].map((after) => after.textContent), selector);
  assert.deepEqual(await turned("[data-testid=after]"), []);
  await tries(page, "sell 0.5 BTC-PERP");
  const row = (column) => turned(`[data-testid=position] td.${column} [data-testid=after] b`);
  assert.deepEqual(await row("quantity"), ["0.5"]);
  assert.deepEqual(await row("entry"), [], "half of it stays as it was bought");
  assert.deepEqual(await row("delta"), ["+0.500"]);
  // 15.5 % of 30,000
  assert.deepEqual(await row("apart"), ["4,650"]);
  assert.deepEqual(await turned("[data-testid=positions] tfoot [data-testid=after] b"), ["4,650", "4,650"]);
  // 600 dollars a percent
  assert.deepEqual(await turned("[data-testid=greeks] [data-testid=after] b"), ["+300"]);
  // maintenance is 0.8 of 4,650: 3,720 of 30,000
  assert.deepEqual(await turned("[data-testid=bar] .ratio [data-testid=after] b"), ["12.4 %"]);
  assert.match(await text(page.locator("[data-testid=bar] .segments")), /Scan risk .* → /);
  assert.ok((await turned("[data-testid=grid] [data-testid=after] b")).length > 20);
  await part(page, "leg-remove").click();
  await frames(page);
  assert.deepEqual(await turned("[data-testid=after]"), [], "with no trade nothing stands behind");
  assertClean();
  await close();
});

test("every figure turns to before → after, and the verdict says why", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 0.5 BTC-PERP");
  assert.deepEqual(await row(page, "Initial margin"), ["9,300", "4,650", "−4,650"]);
  assert.deepEqual(await row(page, "Free collateral"), ["20,700", "25,350", "+4,650"]);
  assert.deepEqual(await row(page, "Leverage"), ["2×", "1×", "−1×"]);
  assert.match(await text(part(page, "verdict")), /^Allowed\. Frees \$4,650 of initial margin\.$/);
  assert.match(await text(part(page, "leg-does")), /reduces long 1 to long 0\.5/);
  assert.equal(await behind(page, "unified"), "4,650");
  assert.equal(await behind(page, "free"), "25,350");
  assert.equal(await behind(page, "equity"), undefined, "what stays has nothing behind it");
  await eventually(async () => assert.deepEqual((await row(page, "Liquidation BTC, below")).slice(0, 2), ["34,247", "none"]));
  assert.equal(await behind(page, "liquidation-price"), "none");
  assert.match(await page.locator("[data-testid=after]").first().textContent(), /after the trade/);
  await screenshot(page, "ticket-before-after");
  await part(page, "try").click();
  await frames(page);
  assert.equal(await part(page, "after").count(), 0, "closing takes it off the page");
  await part(page, "try").click();
  await part(page, "ticket").waitFor();
  await eventually(async () => assert.equal(await part(page, "leg-instrument").inputValue(), "BTC-PERP", "and loses nothing"));
  assertClean();
  await close();
});

test("a trade that equity does not cover is not allowed, and says what is missing", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "buy 3 BTC-PERP");
  // four need 37,200
  assert.match(await text(part(page, "verdict")), /^Not allowed: free collateral would be −\$7,200\..*\$37,200.*\$30,000: \$7,200 are missing\./);
  await tries(page, "sell 5 BTC-PERP");
  assert.match(await text(part(page, "leg-does").nth(1)), /turns long 4 into short 1/);
  assert.match(await text(part(page, "verdict")), /^Allowed/);
  assertClean();
  await close();
});

test("what cannot be is said beside its field, the rest is answered, nothing is lost", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 0.5 BTC-PERP; buy 2 NOPE-PERP; buy 1 BTC-25DEC26-75000-P; buy 1 ETH-PERP");
  assert.match(await text(part(page, "leg").nth(1)), /No price for NOPE/);
  assert.equal((await row(page, "Initial margin"))[0], "9,300");
  await part(page, "leg-size").nth(3).fill("-2");
  assert.match(await text(part(page, "leg-size-said")), /without a sign/);
  assert.equal(await part(page, "leg-size").nth(3).getAttribute("aria-invalid"), "true");
  await part(page, "leg-size").nth(3).fill("9".repeat(28));
  await frames(page);
  assert.match(await text(part(page, "leg").nth(3)), /too many digits/);
  await part(page, "leg-fee").nth(0).fill("x");
  assert.match(await text(part(page, "leg-fee-said")), /at least zero/);
  await part(page, "leg-fee").nth(0).fill("0.05");
  await frames(page);
  // 0.5 × 60,000 × 0.05 %
  assert.match(await text(part(page, "cost")), /fee \$15/);
  await part(page, "trade-line").fill("2 what is");
  await part(page, "trade-line").press("Enter");
  await part(page, "trade-line-wrong").waitFor();
  assert.equal(await part(page, "trade-line").inputValue(), "2 what is");
  await part(page, "trade-line").press("Escape");
  assert.equal(await part(page, "leg").count(), 4);
  const objections = await axe(page);
  assert.equal(objections.length, 0, objections.join("\n"));
  assertClean();
  await close();
});

test("after only shows the whole page as if it were done and changes nothing", async () => {
  const { page, assertClean, close } = await opened();
  const kept = () => page.evaluate((key) => localStorage.getItem(key), bookKey);
  const before = await kept();
  await tries(page, "sell 0.5 BTC-PERP; buy 2 ETH-PERP");
  await part(page, "show-after").click();
  await part(page, "as-if").waitFor();
  await frames(page);
  // 15.5 % of 30,000 and of 6,000, whatever nets: less than before
  assert.ok(dollars(await part(page, "unified").first().textContent()) < 9_300);
  assert.equal(await part(page, "after").count(), 0);
  assert.equal(await part(page, "position").count(), 2);
  assert.equal(await part(page, "quantity").first().inputValue(), "0.5");
  assert.equal((await row(page, "Initial margin"))[0], "9,300", "the ticket still knows what was");
  await page.waitForTimeout(600);
  assert.equal(await kept(), before, "what is kept is the book itself");
  await screenshot(page, "ticket-after-only");
  await part(page, "as-if-back").click();
  await frames(page);
  assert.equal(await part(page, "position").count(), 1);
  assert.equal(dollars(await part(page, "unified").first().textContent()), 9_300);
  // an edit is one of the book itself
  await part(page, "show-after").click();
  await part(page, "quantity").first().fill("2");
  await eventually(async () => assert.equal(await part(page, "as-if").count(), 0));
  assertClean();
  await close();
});

test("applying is one step, and one undo takes all of it back", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 0.5 BTC-PERP; buy 2 ETH-PERP; buy 1 NOPE-PERP");
  await part(page, "apply").click();
  await frames(page);
  assert.equal(await part(page, "position").count(), 2);
  assert.equal(await part(page, "quantity").first().inputValue(), "0.5");
  assert.equal(await part(page, "leg").count(), 1, "what could not be traded stays in the ticket");
  assert.equal(await part(page, "leg-instrument").inputValue(), "NOPE-PERP");
  await part(page, "undo").click();
  await frames(page);
  assert.equal(await part(page, "position").count(), 1);
  assert.equal(await part(page, "quantity").first().inputValue(), "1");
  assert.equal(await part(page, "undo").isDisabled(), true);
  assertClean();
  await close();
});

test("alternatives stand in columns, outlive a reload, and are loaded and removed", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "sell 0.5 BTC-PERP");
  await part(page, "keep").click();
  await part(page, "clear").click();
  await tries(page, "sell 1 BTC-PERP");
  await part(page, "keep-name").fill("Close it");
  await part(page, "keep").click();
  await frames(page);
  const heads = () => part(page, "alternatives").locator("thead .name").allInnerTexts();
  assert.deepEqual(await heads(), ["Now", "In the ticket", "A", "Close it"]);
  const figures = async (label) => {
    const cells = part(page, "alternatives").locator("tr", { has: page.getByRole("rowheader", { name: label, exact: true }) });
    return (await cells.locator("td").allInnerTexts()).map((cell) => cell.trim());
  };
  assert.deepEqual(await figures("Initial margin"), ["9,300", "0", "4,650", "0"]);
  assert.deepEqual(await figures("Initial-margin test"), ["", "allowed", "allowed", "allowed"]);
  await eventually(async () =>
    assert.deepEqual(await figures("Liquidation BTC, below"), ["34,247", "none", "none", "none"]));
  await screenshot(page, "ticket-alternatives");
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await frames(page);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${width}`);
  }
  await screenshot(page, "ticket-390");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.waitForTimeout(600);
  await page.reload();
  await part(page, "try").click();
  await part(page, "ticket").waitFor();
  await eventually(async () => assert.equal((await heads()).length, 4));
  await part(page, "alternative-load").first().click();
  await frames(page);
  assert.equal(await part(page, "leg-size").inputValue(), "0.5");
  await part(page, "alternative-remove").first().click();
  await frames(page);
  assert.deepEqual(await heads(), ["Now", "In the ticket", "Close it"]);
  await part(page, "keep-name").fill(" ");
  await part(page, "keep").click();
  assert.match(await text(part(page, "keep-wrong")), /Write a name/);
  assertClean();
  await close();
});

test("a link carries the trade that is tried, and shows it where it is opened", async () => {
  const one = await opened();
  await tries(one.page, "sell 0.5 BTC-PERP @ 60000");
  await part(one.page, "export").click();
  await part(one.page, "session-link").waitFor({ state: "visible" });
  const link = await part(one.page, "session-link").inputValue();
  assert.match(await text(part(one.page, "session-says")), /a trade of 1 leg to try/);
  one.assertClean();
  await one.close();
  const { page, assertClean, close } = await site.openPage({
    path: `/${link.slice(link.indexOf("#"))}`,
    until: "[data-testid=headline]",
    before: stillToday,
  });
  await part(page, "ticket").waitFor();
  await eventually(async () => assert.deepEqual(await row(page, "Initial margin"), ["9,300", "4,650", "−4,650"]));
  assert.equal(await part(page, "leg-price").inputValue(), "60,000");
  assertClean();
  await close();
});

/** The button that fetches an order book from a source. */
const fetch = (page, source) => page.locator(`[data-testid=book-fetch][data-source=${source}]`);
/** What Hyperliquid answers: 1.5 bid at 59,990 and 2 at 59,970, 1 asked at 60,010. */
const depth = {
  coin: "BTC",
  time: 1,
  levels: [
    [{ px: "59990.0", sz: "1.50", n: 3 }, { px: "59970.0", sz: "2.0", n: 1 }],
    [{ px: "60010.0", sz: "1.0", n: 1 }],
  ],
};
const asLines = "bids\n59990 1.5\n59970 2\nasks\n60010 1\n";

test("an order book is fetched when it is wished, and a fault leaves what stands in the box", async () => {
  const fixtures = orderBooks({ hyperliquid: { json: depth }, dydx: { status: 503 } });
  const { page, requests, assertClean, close } = await opened({ fixtures });
  await tries(page, "sell 3 BTC-PERP");
  await part(page, "leg-priced").selectOption("book");
  await fetch(page, "hyperliquid").waitFor();
  assert.match(await text(part(page, "book-fetch-words")), /order book of BTC-PERP: its name is sent, and nothing else\. It is not asked again by itself\./);
  assert.equal(requests.filter(asksForBook).length, 0, "nothing is asked before the press");
  await fetch(page, "hyperliquid").click();
  await eventually(async () => assert.equal(await part(page, "leg-book").inputValue(), asLines));
  const [asked] = requests.filter(asksForBook);
  assert.deepEqual([asked.method(), asked.url(), asked.postData()], ["POST", "https://api.hyperliquid.xyz/info", '{"type":"l2Book","coin":"BTC"}']);
  assert.equal(await text(part(page, "book-from")), "Hyperliquid, 00:00:00: 2 bids, 1 ask.");
  // (1.5 × 59,990 + 1.5 × 59,970) / 3
  await eventually(async () => assert.equal(await part(page, "leg-price").inputValue(), "59,980"));
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "ticket-book-fetched");
  await fetch(page, "dydx").click();
  await eventually(async () => assert.match(await text(part(page, "book-fetch-wrong")), /^dYdX: failing\. The source answered with HTTP status 503\.$/));
  assert.equal(await part(page, "leg-book").inputValue(), asLines);
  assert.equal(await part(page, "leg-price").inputValue(), "59,980");
  await fetch(page, "hyperliquid").click();
  await eventually(async () => assert.equal(requests.filter(asksForBook).length, 3, "a press asks again"));
  await part(page, "book-from").waitFor();
  await part(page, "leg-book").fill("bid 59990 5");
  await eventually(async () => assert.equal(await part(page, "book-from").count(), 0, "what was changed is nobody's"));
  assertClean();
  await close();
});

test("a book that comes after the leg was changed is dropped", async () => {
  const { page, requests, assertClean, close } = await opened({ fixtures: orderBooks({ hyperliquid: { json: depth, delay: 500 } }) });
  await tries(page, "sell 1 BTC-PERP");
  await part(page, "leg-priced").selectOption("book");
  await fetch(page, "hyperliquid").click();
  assert.equal(await text(fetch(page, "hyperliquid")), "Asking Hyperliquid …");
  assert.equal(await fetch(page, "dydx").isDisabled(), true);
  await part(page, "leg-instrument").fill("ETH-PERP");
  await eventually(async () => assert.equal(await fetch(page, "dydx").isDisabled(), false, "another can be asked for at once"));
  await page.waitForTimeout(800);
  assert.equal(await part(page, "leg-book").inputValue(), "", "it is of another instrument");
  await fetch(page, "hyperliquid").click();
  await part(page, "leg-book").fill("bid 2990 5");
  await page.waitForTimeout(800);
  assert.equal(await part(page, "leg-book").inputValue(), "bid 2990 5", "what was typed meanwhile stays");
  await fetch(page, "hyperliquid").click();
  await part(page, "leg-priced").selectOption("mark");
  await page.waitForTimeout(800);
  await part(page, "leg-priced").selectOption("book");
  assert.equal(await part(page, "leg-book").inputValue(), "bid 2990 5");
  const coins = requests.filter(asksForBook).map((request) => JSON.parse(request.postData()).coin);
  assert.deepEqual(coins, ["BTC", "ETH", "ETH"]);
  assertClean();
  await close();
});

test("only venues that list the instrument can be asked, and where there is none that is said", async () => {
  const { page, assertClean, close } = await opened();
  await tries(page, "buy 1 BTC-PERP");
  await part(page, "leg-priced").selectOption("book");
  const offered = () => part(page, "book-fetch").evaluateAll((all) => all.map((button) => button.dataset.source));
  for (const [name, sources] of [
    ["BTC-PERP", ["hyperliquid", "dydx"]],
    ["BTC-PERPETUAL", ["deribit"]],
    ["BTC-25DEC26-75000-P", ["deribit"]],
    ["BTC/USD", ["coinbase", "kraken", "bitstamp"]],
    ["BTC/USDC", []],
  ]) {
    await part(page, "leg-instrument").fill(name);
    await eventually(async () => assert.deepEqual(await offered(), sources, name));
  }
  assert.match(await text(part(page, "book-fetch-words")), /^No venue that lists BTC\/USDC can be asked .* such as BTC\/USD\.$/);
  await part(page, "leg-instrument").fill("");
  await eventually(async () => assert.equal(await text(part(page, "book-offers")), "", "without a name there is nothing to ask for"));
  assertClean();
  await close();
});

test("all of it is done by keys", async () => {
  const { page, assertClean, close } = await opened();
  await part(page, "try").focus();
  await page.keyboard.press("Enter");
  await part(page, "trade-line").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("sell 0.5 BTC-PERP");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await text(part(page, "verdict")), /^Allowed/));
  await part(page, "leg-side").focus();
  await page.keyboard.press("b");
  await eventually(async () => assert.match(await text(part(page, "leg-does")), /adds to long 1, which becomes long 1\.5/));
  await part(page, "apply").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await part(page, "quantity").first().inputValue(), "1.5"));
  assertClean();
  await close();
});

test("dark, and with nothing in the book", async () => {
  const { page, assertClean, close } = await opened({ kept: saved([], [], market), colorScheme: "dark" });
  await tries(page, "buy 1 BTC-PERP");
  assert.match(await text(part(page, "verdict")), /^Not allowed.*liquidatable at once/);
  const objections = await axe(page);
  assert.equal(objections.length, 0, objections.join("\n"));
  await screenshot(page, "ticket-dark");
  assertClean();
  await close();
});
