// Prices from many sources at once: what is in use and why, what is left out,
// what a careful reader switches on, and what the user alone decides.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { answers } from "./fault-answers.mjs";
import { axe, launch } from "./harness.mjs";
import { dollars, eventually, frames, keeps, part, saved, text, today } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const kept = "cross-margin/v1/sources";
const venues = ["hyperliquid", "dydx", "coinbase", "kraken", "bitstamp"];
/** One source each a dollar apart, so that the middle of five is the third. */
const said = { hyperliquid: 3_200, dydx: 3_201, coinbase: 3_202, kraken: 3_203, bitstamp: 3_204 };
const book = saved([["ETH-PERP", -12, 3_310]], [["ETH", 20], ["USDC", 5_000]]);

/** A page whose sources say of ETH what `prices` has; one that is not in it cannot be reached. */
async function open({ prices = { ...said }, content = book, ...options } = {}) {
  const wall = Date.now();
  let forward = 0;
  const now = () => today + (Date.now() - wall) + forward;
  const late = {};
  const requests = [];
  const answered = (name) => (request) => {
    const price = prices[name];
    if (price === undefined) return { abort: true };
    const at = now() - 300 + (late[name] ?? 0);
    return answers[name].answer(request, "ETH", { price, base: price, at, now: now() });
  };
  const fixtures = {};
  for (const name of Object.keys(answers).filter((name) => name !== "hyperliquid-mids"))
    fixtures[answers[name].address] = (request) => {
      requests.push({ name, url: request.url(), key: request.headers().authorization });
      const mids = name === "hyperliquid" && !answers.hyperliquid.is(request);
      return answered(mids ? "hyperliquid-mids" : name)(request);
    };
  const opened = await site.openPage({
    width: 1440,
    height: 900,
    until: "[data-testid=headline]",
    fixtures,
    ...options,
    before: async (page) => {
      await page.clock.install({ time: now() });
      if (content) await keeps(page, content);
      await options.before?.(page);
    },
  });
  const { page } = opened;
  return {
    ...opened,
    prices,
    late,
    asked: requests,
    async pass(seconds) {
      for (let turn = 0; turn < 4; turn += 1) await frames(page);
      forward += seconds * 1000;
      await page.clock.fastForward(seconds * 1000);
      for (let turn = 0; turn < 4; turn += 1) await frames(page);
    },
  };
}

const row = (page, asset) => part(page, "price").filter({ has: page.getByRole("rowheader", { name: asset, exact: true }) });
const priceOf = (page, asset = "ETH") => row(page, asset).locator("input").inputValue();
const stateOf = (page, asset = "ETH") => text(row(page, asset).locator("[data-testid=state]"));
const flagOf = (page, asset = "ETH") => row(page, asset).locator("[data-state=flag]").allInnerTexts();
const shows = (page, price, state = "live", asset = "ETH") =>
  eventually(async () => assert.deepEqual([await priceOf(page, asset), await stateOf(page, asset)], [price, state]));
const equity = async (page) => dollars(await part(page, "equity").first().textContent());
const voice = (page, source) => page.locator(`#price-sheet [data-testid=voice][data-source=${source}]`);
async function sheet(page, asset = "ETH") {
  await row(page, asset).locator("[data-testid=from]").click();
  await page.locator("#price-sheet [data-testid=source]").first().waitFor();
}
const closeSheet = (page) => page.locator("#price-sheet [data-testid=close]").click();
async function addresses(page) {
  await part(page, "sources").click();
  await page.locator("#price-sheet [data-testid=source]").first().waitFor();
  await page.locator("#price-sheet summary", { hasText: "Addresses and keys" }).click();
}

test("the middle of five is in use; the row says whose, how wide, how far apart, how old", async () => {
  const { page, assertClean, close } = await open();
  await shows(page, "3,202");
  await eventually(async () => assert.match(await text(row(page, "ETH").locator("[data-testid=from]")), /^median of 5/));
  // distances from the middle 0 1 1 2 2: half of them keep 1 of 3,202, and the ends are 4 apart
  await eventually(async () => assert.equal(await text(row(page, "ETH").locator("[data-testid=apart]")), "± 0.03 % · 0.12 % apart"));
  await eventually(async () => assert.match(await text(row(page, "ETH").locator("td.ticking")), /^\d+ s$/));
  await sheet(page);
  assert.equal(await page.locator("#price-sheet h2").innerText(), "Prices: ETH");
  await eventually(async () => assert.equal(await page.locator("[data-testid=voice][data-used=true]").count(), 5));
  await eventually(async () => assert.match(await text(voice(page, "dydx")), /dYdX 3,201 −0.03 % \d+ s counts · live/));
  await eventually(async () => assert.match(await text(page.locator("#price-sheet .rests-on")), /Band 3,201 to 3,203 \(± 0.03 %\) Sources apart 0.12 % Exponential average/));
  assert.deepEqual(await axe(page, { include: "#price-sheet" }), []);
  assertClean();
  await close();
});

test("one of five that is far off is left out by name and moves nothing", async () => {
  const { page, prices, pass, close } = await open({ prices: { ...said, kraken: 3_202 } });
  await shows(page, "3,202");
  for (const price of [3_300, 140_000]) {
    prices.kraken = price;
    await pass(7);
    await shows(page, "3,202");
    await eventually(async () => assert.deepEqual(await flagOf(page), ["outlier"]));
    await sheet(page);
    await eventually(async () => assert.match(await text(voice(page, "kraken")), /left out: too far from the others/));
    await eventually(async () => assert.match(await text(page.locator("[data-testid=sheet-said]")), new RegExp(`Kraken says ${price} and is left out`)));
    await closeSheet(page);
  }
  prices.kraken = 3_203;
  await pass(7);
  await eventually(async () => assert.match(await text(row(page, "ETH").locator("[data-testid=from]")), /^median of 5/));
  await close();
});

test("two that disagree are marked as diverging, and so is what rests on them", async () => {
  const content = saved([["ETH-PERP", -12, 3_310]], [["ETH", 20]]);
  const { page, close } = await open({ content, prices: { hyperliquid: 3_200, coinbase: 3_300 } });
  await shows(page, "3,250", "diverging"); // 3.08 % apart
  await eventually(async () => assert.equal(await part(page, "liquidated").locator("[data-testid=state]").innerText(), "diverging"));
  await close();
});

test("an aggregate calls a price in question and does not move it", async () => {
  const { page, close } = await open({ prices: { hyperliquid: 3_200, coinbase: 3_202, defillama: 3_000 } });
  await shows(page, "3,201", "diverging");
  await eventually(async () => assert.deepEqual(await flagOf(page), ["questioned"]));
  await sheet(page);
  await eventually(async () => assert.match(await text(voice(page, "defillama")), /left out: only a check on the others/));
  await close();
});

test("a contract stands by, and stands in when no venue answers", async () => {
  const { page, prices, pass, close } = await open({ prices: { hyperliquid: 3_200, chainlink: 3_195 } });
  await shows(page, "3,200");
  await sheet(page);
  await eventually(async () => assert.match(await text(voice(page, "chainlink")), /stands by/));
  await closeSheet(page);
  delete prices.hyperliquid;
  await pass(30);
  await pass(60);
  await shows(page, "3,195");
  await eventually(async () => assert.match(await text(row(page, "ETH").locator("[data-testid=from]")), /^Chainlink/));
  await close();
});

test("collateral at the low edge is worth less, strictly never more than that; the choice is kept", async () => {
  const live = await open({ prices: { hyperliquid: 3_190, coinbase: 3_210 } });
  const { page } = live;
  await shows(page, "3,200");
  const middle = await equity(page);
  await part(page, "conservative").click();
  await frames(page);
  // 20 ETH, each 10 dollars lower, after a haircut of at most a tenth; the short's profit stays
  const low = await equity(page);
  assert.ok(middle - low >= 180 - 1 && middle - low <= 200 + 1, `${middle} − ${low}`);
  await eventually(async () => assert.match(await text(part(page, "notices")), /low edge of its price’s confidence band/));
  live.prices.hyperliquid = 3_222;
  live.prices.coinbase = 3_242;
  await live.pass(7);
  await shows(page, "3,232");
  const edge = await equity(page);
  await part(page, "strict").click();
  await frames(page);
  assert.ok((await equity(page)) < edge, "the averages are still lower than the edge");
  await page.reload();
  await page.waitForSelector("[data-testid=headline]");
  assert.equal(await part(page, "strict").getAttribute("aria-pressed"), "true");
  await part(page, "middle").click();
  await live.close();
});

test("a typed price is the user’s until released, through a lost network and back", async () => {
  const { page, context, prices, pass, close } = await open();
  await shows(page, "3,202");
  await row(page, "ETH").locator("input").fill("3000");
  await row(page, "ETH").locator("input").press("Enter");
  await shows(page, "3,000", "typed");
  await sheet(page);
  await eventually(async () => assert.match(await text(page.locator("[data-testid=sheet-said]")), /You typed this price/));
  await closeSheet(page);
  await context.setOffline(true);
  await pass(90);
  await shows(page, "3,000", "typed");
  await context.setOffline(false);
  for (const venue of venues) prices[venue] += 10;
  await eventually(async () => assert.match(await text(part(page, "price-pill")), /Live/));
  await shows(page, "3,000", "typed");
  await row(page, "ETH").getByRole("button", { name: "Release the typed price of ETH" }).click();
  await shows(page, "3,212");
  await close();
});

test("a device whose clock is wrong is told so, and by how much", async () => {
  const { page, late, pass, close } = await open({ prices: { coinbase: 3_202, bitstamp: 3_204 } });
  await shows(page, "3,203");
  assert.doesNotMatch(await text(part(page, "notices")), /clock/);
  late.coinbase = late.bitstamp = -40_000;
  await pass(50);
  await eventually(async () => assert.match(await text(part(page, "notices")), /This device’s clock is wrong. It seems to be (39|40|41) s ahead of the price sources’/));
  await close();
});

test("the page around hands in prices, which are taken at their word and marked", async () => {
  const { page, prices, pass, close } = await open();
  await shows(page, "3,202");
  const hand = (detail) => page.evaluate((detail) => dispatchEvent(new CustomEvent("cross-margin:prices", { detail })), detail);
  await hand({ ETH: { price: "3100.5", confidence: "2" }, USDC: 0.9999 });
  await shows(page, "3,100.5", "host");
  await shows(page, "0.9999", "host", "USDC");
  await hand({ ETH: "NaN" });
  await hand(undefined);
  await hand("<b>no</b>");
  await frames(page);
  assert.equal(await priceOf(page), "3,100.5", "nonsense changes nothing");
  await pass(90);
  await eventually(async () => assert.equal(await stateOf(page), "ageing"));
  await pass(300);
  // sources that say the same for minutes would not be live; what was under way was given up, and is asked for again
  for (const venue of venues) prices[venue] += 1;
  for (let turn = 0; turn < 8 && (await priceOf(page)) !== "3,203"; turn += 1) await pass(8);
  await eventually(async () => assert.equal(await priceOf(page), "3,203"));
  await close();
});

test("Pyth says that it needs a key, is asked with one, and the key is kept only when that is asked for", async () => {
  const live = await open({ prices: { ...said, pyth: 25 }, content: saved([["AVAX-PERP", 100, 20]], [["AVAX", 10]]) });
  const { page, asked } = live;
  await addresses(page);
  const pyth = page.locator("#price-sheet [data-testid=source][data-source=pyth]");
  await eventually(async () => assert.match(await text(pyth), /key needed The source answers only with a key \(HTTP 401\)/));
  assert.equal(asked.filter(({ name }) => name === "pyth").length, 0, "nothing is asked without it");
  await part(page, "address-1").fill("my secret");
  await part(page, "address-1").press("Tab");
  await eventually(async () => assert.match(await text(page.getByRole("alert")), /a key is letters, digits and signs without spaces/));
  await part(page, "address-1").fill("s3cret");
  await part(page, "address-1").press("Tab");
  await eventually(async () => assert.equal(asked.find(({ name }) => name === "pyth")?.key, "Bearer s3cret"));
  await shows(page, "25", "live", "AVAX");
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }) + location.href);
  assert.doesNotMatch(await stored(), /s3cret/);
  await part(page, "keep-addresses").click();
  assert.doesNotMatch(await stored(), /s3cret/);
  await part(page, "keep-key").click();
  assert.match(await stored(), /s3cret/);
  await closeSheet(page);
  await part(page, "export").click();
  await page.locator("#export-dialog[open]").waitFor();
  assert.doesNotMatch(await page.locator("#export-dialog").innerHTML(), /s3cret/);
  await page.keyboard.press("Escape");
  await page.reload();
  await shows(page, "25", "live", "AVAX");
  await addresses(page);
  await part(page, "forget-addresses").click();
  await frames(page);
  assert.equal(await page.evaluate((kept) => localStorage.getItem(kept), kept), null);
  assert.equal(await part(page, "address-1").inputValue(), "");
  await live.close();
});

test("where no asset of the book is to be named, the same five are asked for", async () => {
  const { page, asked, close } = await open({ content: saved([["AVAX-PERP", 1, 20]], [["LINK", 5]]) });
  const coins = () => new Set(asked.filter(({ name }) => name === "coinbase").map(({ url }) => /products\/(\w+)-USD/.exec(url)[1]));
  await eventually(async () => assert.deepEqual([...coins()].sort(), ["AVAX", "LINK"]));
  await addresses(page);
  asked.length = 0;
  await part(page, "discreet").check();
  await eventually(async () => assert.deepEqual([...coins()].sort(), ["BTC", "ETH", "SOL", "USDT"])); // it lists no USDC in dollars
  assert.ok(asked.every(({ url }) => !/AVAX|LINK|avalanche|chainlink"/.test(url)));
  await close();
});

test("an Ethereum node can be named where the page’s policy allows it, and else is refused in words", async () => {
  const { page, close } = await open();
  const nodes = [];
  await page.route("http://localhost:8545/**", (route) => {
    nodes.push(route.request().postDataJSON());
    return route.fulfill({ json: { jsonrpc: "2.0", id: 1, error: { code: -32000, message: "header not found" } }, headers: { "access-control-allow-origin": "*" } });
  });
  await addresses(page);
  const field = part(page, "address-0");
  assert.equal(await field.getAttribute("placeholder"), "https://ethereum-rpc.publicnode.com");
  for (const [address, why] of [["my node", /is no address/], ["https://evil.example", /security policy does not let it reach evil.example/]]) {
    await field.fill(address);
    await field.press("Tab");
    await eventually(async () => assert.match(await text(page.getByRole("alert")), why));
    assert.equal(await field.inputValue(), address, "what was typed stays");
  }
  await field.fill("http://localhost:8545");
  await field.press("Tab");
  await eventually(async () => {
    assert.equal(nodes[0]?.method, "eth_call");
    await eventually(async () => assert.match(await text(page.locator("#price-sheet [data-source=chainlink]")), /header not found/));
  });
  assert.equal(await page.getByRole("alert").count(), 0);
  await close();
});

test("an asset that no source gives is missing with the reason, and can be typed", async () => {
  const { page, close } = await open({ content: saved([["ETH-PERP", 1, 3_000]], [["NOSUCH", 5]]) });
  await shows(page, "3,202");
  await eventually(async () => assert.equal(await stateOf(page, "NOSUCH"), "missing"));
  await eventually(async () => assert.match(await text(row(page, "NOSUCH")), /no source that answers gives NOSUCH|no source gives NOSUCH/));
  await row(page, "NOSUCH").locator("input").fill("2");
  await row(page, "NOSUCH").locator("input").press("Enter");
  await shows(page, "2", "typed", "NOSUCH");
  await close();
});
