// How the account stands and where it is lost along every axis: the dialog, its gauge, its log, what can be typed over.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { eventually, frames, indices, openOver, part, saved, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

/** The dialog over a book, at prices that were typed. */
async function open(positions, holdings, prices, { width = 1280 } = {}) {
  const opened = await openOver(site, saved(positions, holdings, indices(prices)), { width });
  const { page } = opened;
  await part(page, "all-axes").click();
  await part(page, "gauge").waitFor();
  const axis = (name) => page.locator(`[data-testid=axis][data-axis="${name}"]`);
  await eventually(async () => assert.equal(await part(page, "axes").getAttribute("aria-busy"), "false"));
  return { ...opened, axis };
}

// 1 BTC bought at 60,000 with 10,000 dollars: maintenance is 0.8 · 15.5 % of the price
const long = [[["BTC-PERP", "1", "60000"]], [["USD", "10000"]], { BTC: "60000" }];
const cells = async (axis, level) => (await axis.locator(`tr[data-level=${level}] td`).allInnerTexts()).map((cell) => cell.replace(/\s+/g, " ").trim());
// in days it depends on the volatility of the sample prices
const places = async (axis, level) => (await cells(axis, level)).map((cell) => cell.replace(/, [\d.]+ (day|hour|minute)s? of volatility/, ""));

test("a price has its initial margin, its liquidation and its bankruptcy, with what drives it", async () => {
  const { page, axis, close } = await open(...long);
  const btc = axis("BTC");
  // 50,000 over 1 − 0.155, 1 − 0.124 and 1
  assert.deepEqual(await places(btc, "initial"), ["59,172 −1.3 %", "none"]);
  assert.deepEqual(await places(btc, "maintenance"), ["57,078 −4.8 %", "none"]);
  assert.deepEqual(await places(btc, "bankruptcy"), ["50,000 −16.6 %", "none"]);
  assert.match(await text(btc), /Below: the loss on BTC-PERP takes \$2,922; the rest of the account gives back \$362 of it\./);
  assert.match(await text(axis("Volatility")), /No option here: volatility changes nothing\./);
  assert.match(await text(axis("Time")), /Nothing here decays, expires or pays funding\./);
  assert.deepEqual(await axe(page), []);
  await close();
});

test("funding that is typed takes days; what cannot be read is said and nothing is lost", async () => {
  const { page, axis, close } = await open(...long);
  await part(page, "outlook").locator("summary").click();
  const field = part(page, "funding-BTC");
  await field.fill("much");
  await field.press("Tab");
  assert.match(await text(part(page, "outlook")), /“much” is none; a percentage from −10 to 10 a day is right\./);
  await field.fill("0.1");
  await field.press("Tab");
  // 60 dollars a day of 10,000 − 7,440
  await eventually(async () => assert.match((await cells(axis("Time"), "maintenance"))[0] ?? "", /^42\.6 days /));
  assert.doesNotMatch(await text(part(page, "outlook")), /is none/);
  await close();
});

test("funding is said by perpetual, over the days, and with the day it liquidates; what is missing for it is said first", async () => {
  const { page, close } = await open(...long);
  const funding = part(page, "funding");
  await eventually(async () => assert.match(await text(funding), /No funding rate is typed\. .* type what longs pay a day for BTC: 0\.03 /));
  await part(page, "outlook").locator("summary").click();
  const typed = async (field, value) => {
    await part(page, field).fill(value);
    await part(page, field).press("Tab");
  };
  await typed("funding-BTC", "0.1");
  // 60 dollars a day of 10,000 − 7,440
  const verdict = part(page, "funding-verdict");
  await eventually(async () => assert.match(await text(verdict), /^Funding alone liquidates this account after 42\.6 days, on \d+[A-Z]{3}\d\d\.$/));
  assert.equal(await text(part(page, "funding-leg")), "BTC-PERP longs pay 0.1 % a day pays 60 USD pays $60.00");
  // 365 · 60 = 21,900 of equity 10,000; 10,000 − 0.155 · 60,000 = 700 are free
  assert.equal(
    await text(part(page, "funding-figures")),
    "All, a day pays $60.00 All, over 365 days pays $21,900 Equity then −$11,900 Maintenance margin then $7,440 Free collateral then −$21,200",
  );
  const picture = part(page, "funding-lines").locator("svg[role=img]");
  assert.match(await picture.getAttribute("aria-label"), /^Over 365 days equity goes from \$10,000 to −\$11,900, the maintenance margin stays at \$7,440\. /);
  // 42.67 of 365 days
  assert.equal(await picture.locator("line.meeting").getAttribute("x1"), "11.69");
  assert.deepEqual(await axe(page), []);
  await typed("horizon", "30");
  await eventually(async () => assert.match(await text(verdict), /, beyond the days drawn\.$/));
  assert.match(await text(part(page, "funding-figures")), /All, over 30 days pays \$1,800 Equity then \$8,200/);
  assert.equal(await picture.locator("line.meeting").count(), 0);
  await typed("funding-BTC", "-0.1");
  await eventually(async () => assert.match(await text(verdict), /within ten years: on balance it is received\.$/));
  assert.equal(await text(part(page, "funding-leg")), "BTC-PERP shorts pay 0.1 % a day receives 60 USD receives $60.00");
  await typed("funding-BTC", "");
  await eventually(async () => assert.match(await text(funding), /No funding rate is typed\./));
  await close();
});

test("without perpetuals nothing pays funding, and no rate is asked for", async () => {
  const { page, close } = await open([["BTC_USD-25DEC26", "1", "60000"]], [["USD", "20000"]], { BTC: "60000" });
  await eventually(async () => assert.match(await text(part(page, "funding")), /No perpetuals here: nothing pays or receives funding\./));
  assert.equal(await part(page, "funding-BTC").count(), 0);
  assert.equal(await part(page, "funding-figures").count(), 0);
  await close();
});

test("a depeg has its place, and a beta that is typed moves the others", async () => {
  const { page, axis, close } = await open(
    [["BTC-PERP", "1", "60000"], ["ETH-PERP", "20", "3000"]],
    [["USDC", "25000"]],
    { BTC: "60000", ETH: "3000", USDC: "1" },
  );
  // 25,000 x = 0.8 · 18,600
  assert.match((await cells(axis("USDC loses its peg"), "maintenance"))[0], /^0\.5952 −40\.4 %/);
  // 25,000 + 120,000 (y − 1) = 14,880 y
  await part(page, "outlook").locator("summary").click();
  await part(page, "beta-ETH").fill("1");
  await part(page, "beta-ETH").press("Tab");
  const alike = 95_000 / 105_120;
  const shown = async () => Number((await cells(axis("All together"), "maintenance"))[0].replace("−", "-").match(/^-[\d.]+/)[0]);
  await eventually(async () => assert.ok(Math.abs(-(1 - alike) * 100 - (await shown())) < 0.1));
  await part(page, "beta-ETH").fill("2");
  await part(page, "beta-ETH").press("Tab");
  const y = (-52_560 + Math.sqrt(52_560 ** 2 + 4 * 52_560 * 95_000)) / (2 * 52_560);
  await eventually(async () => assert.ok(Math.abs(-(1 - y) * 100 - (await shown())) < 0.1));
  await close();
});

test("the gauge says how the account stands, its thresholds can be moved by keyboard, and crossings are logged and kept", async () => {
  const { page, close } = await open(...long);
  const word = () => text(part(page, "gauge").locator("b.health"));
  assert.equal(await word(), "watch"); // 74.4 %
  assert.match(await text(part(page, "gauge")), /Maintenance uses 74\.4 % of equity/);
  assert.equal(await text(part(page, "vital-Leverage")), "6×");
  assert.equal(await text(part(page, "vital-Free collateral")), "$700");
  await part(page, "threshold-Watch from").focus();
  for (let n = 0; n < 25; n++) await page.keyboard.press("ArrowRight");
  assert.equal(await word(), "safe");
  assert.match(await text(part(page, "crossings")), /open \(1\)/);
  await part(page, "crossings").locator("summary").click();
  assert.match(await text(part(page, "crossings")), /From watch to safe: margin ratio 74\.4 %/);
  await page.locator("#liquidation-sheet [data-testid=close]").click();
  assert.equal(await text(part(page, "health")), "safe");
  await page.reload();
  await eventually(async () => assert.equal(await text(part(page, "health")), "safe"));
  await close();
});

test("on a phone nothing is cut off", async () => {
  const { page, close } = await open(...long, { width: 390 });
  await frames(page);
  const wide = await page.evaluate(() => {
    const sheet = document.querySelector("#liquidation-sheet .sheet-body");
    return sheet.scrollWidth - sheet.clientWidth;
  });
  assert.ok(wide <= 0, `${wide} px too wide`);
  assert.deepEqual(await axe(page), []);
  await close();
});
