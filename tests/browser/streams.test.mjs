// Streams: what sources send by themselves over a socket. The requests that are
// answered here say nothing of the coins in the book, so whatever is live of them
// came by socket. The page's clock runs as ever and is put forward where a test
// says so.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launch } from "./harness.mjs";
import { eventually, frames, headline, keeps, part, quick, saved, text, today } from "./helpers.mjs";

const site = await launch();
after(() => site.close());
const until = "[data-testid=headline]";
const addresses = { hyperliquid: "wss://api.hyperliquid.xyz/ws", deribit: "wss://www.deribit.com/ws/api/v2" };
const book = saved([["BTC-PERP", 1.5, 63_000]], [["BTC", 1]]);

/** Hyperliquid's side of a line: confirms, and says the price of each coin that is subscribed to. */
function hyperliquid({ socket }, message, prices) {
  if (message.method === "ping") return prices.mute ? undefined : socket.send('{"channel":"pong"}');
  const { type, coin } = message.subscription;
  if (type === "activeAssetCtx" && !(coin in prices))
    return socket.send(JSON.stringify({ channel: "error", data: `Invalid subscription ${JSON.stringify(message.subscription)}` }));
  socket.send(JSON.stringify({ channel: "subscriptionResponse", data: message }));
  if (type === "activeAssetCtx") return socket.send(context(coin, prices[coin]));
  if (prices.mids) socket.send(JSON.stringify({ channel: "allMids", data: { mids: prices.mids } }));
}

/** Deribit's side of a line: confirms. */
function deribit({ socket }, { id, params }) {
  socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: params.channels ?? "ok" }));
}

/** What Hyperliquid says of a coin. */
const context = (coin, price) =>
  JSON.stringify({ channel: "activeAssetCtx", data: { coin, ctx: { oraclePx: String(price), markPx: String(price), midPx: null } } });

/** What Hyperliquid answers to requests: another coin, so that the source answers and moves no price here. */
const elsewhere = (request) =>
  request.postData()?.includes("allMids")
    ? { abort: true }
    : { json: [{ universe: [{ name: "ATOM" }] }, [{ oraclePx: "4.2", markPx: "4.2" }]] };

/**
 * A page to which `lines` can be opened: every line that was, with its socket, what the page said on it, and whether
 * the page still holds it.
 */
async function open({ content = book, prices = { BTC: 64_716 }, ...options } = {}) {
  const wall = Date.now();
  let forward = 0;
  const lines = { hyperliquid: [], mids: [], deribit: [] };
  const opened = await site.openPage({
    width: 1440,
    height: 900,
    until,
    fixtures: { "https://api.hyperliquid.xyz/**": elsewhere },
    ...options,
    before: async (page) => {
      await page.clock.install({ time: today });
      await keeps(page, content);
      for (const [venue, address] of Object.entries(addresses)) {
        await page.routeWebSocket(address, (socket) => {
          const line = { socket, said: [], open: true };
          socket.onMessage((words) => {
            const message = JSON.parse(words);
            // one venue, two streams: the first subscription says which
            const of = message.subscription?.type === "allMids" ? "mids" : venue;
            if (line.said.length === 0) lines[of].push(line);
            line.said.push(message);
            (venue === "hyperliquid" ? hyperliquid : deribit)(line, message, prices);
          });
          socket.onClose(() => (line.open = false));
        });
      }
      await options.before?.(page);
    },
  });
  return {
    ...opened,
    lines,
    prices,
    /** The line to a venue that was opened last. */
    last: (venue) => lines[venue].at(-1),
    now: () => today + (Date.now() - wall) + forward,
    async pass(seconds) {
      await frames(opened.page);
      await frames(opened.page);
      forward += seconds * 1000;
      await opened.page.clock.fastForward(seconds * 1000);
      await frames(opened.page);
    },
  };
}

const row = (page, asset) => part(page, "price").filter({ has: page.getByRole("rowheader", { name: asset, exact: true }) });
const stateOf = (page, asset) => text(row(page, asset).locator("[data-testid=state]"));
const priceOf = (page, asset) => row(page, asset).locator("input").inputValue();
const coins = (line) => line.said.filter((said) => said.subscription).map((said) => said.subscription.coin);

/** Waits until the page shows a live price. */
const shows = (page, price, asset = "BTC") =>
  eventually(async () => {
    assert.equal(await priceOf(page, asset), price);
    assert.equal(await stateOf(page, asset), "live");
  });

/** Waits until the page says so of a source. */
async function says(page, source, words) {
  await part(page, "sources").click();
  await eventually(async () => assert.match(await text(page.locator(`[data-testid=source][data-source="${source}"]`)), words));
  await page.keyboard.press("Escape");
}

/** Hides the page from view, or shows it. */
const look = (page, hidden) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("prices move with each message of a socket, and so does the sentence", async () => {
  const live = await open();
  const { page, last } = live;
  await shows(page, "64,716");
  assert.deepEqual(coins(last("hyperliquid")), ["BTC"]);
  for (const [price, written] of [[65_000, "65,000"], [65_501, "65,501"], [64_900, "64,900"]]) {
    const before = await headline(page);
    last("hyperliquid").socket.send(context("BTC", price));
    await shows(page, written);
    await eventually(async () => assert.notEqual(await headline(page), before));
  }
  assert.equal(live.lines.hyperliquid.length, 1);
  live.assertClean();
  await live.close();
});

test("a line that closes marks the source; it is opened and subscribed again, and the mark goes", async () => {
  const live = await open();
  const { page, last, lines, pass } = live;
  await shows(page, "64,716");
  await last("hyperliquid").socket.close({ code: 1001, reason: "going away" });
  await says(page, "hyperliquid", /connection was closed/);
  assert.equal(await priceOf(page, "BTC"), "64,716", "the last price stays");
  assert.equal(lines.hyperliquid.length, 1, "it is not opened again at once");
  live.prices.BTC = 65_250;
  await pass(13); // ten seconds with all that chance adds
  await eventually(() => assert.equal(lines.hyperliquid.length, 2));
  assert.deepEqual(coins(last("hyperliquid")), ["BTC"]);
  await shows(page, "65,250");
  await says(page, "hyperliquid", /^Hyperliquid(?!.*connection was closed)/);
  live.assertClean();
  await live.close();
});

test("a line that closes in the middle of a message leaves the price before", async () => {
  const live = await open();
  const { page, last, lines, pass } = live;
  await shows(page, "64,716");
  last("hyperliquid").socket.send(context("BTC", 60_000).slice(0, 60));
  await last("hyperliquid").socket.close({ code: 1011 });
  await says(page, "hyperliquid", /connection was closed/);
  assert.equal(await priceOf(page, "BTC"), "64,716");
  await pass(13);
  await eventually(() => assert.equal(lines.hyperliquid.length, 2));
  await shows(page, "64,716");
  await live.close();
});

test("a message that cannot be read marks the source, and many in a row close the line", async () => {
  const live = await open();
  const { page, last } = live;
  await shows(page, "64,716");
  const { socket } = last("hyperliquid");
  for (const words of ["<html>", '{"channel":"activeAssetCtx"}', context("BTC", "NaN").replace(/"markPx":"NaN"/, '"markPx":"-1"')]) {
    socket.send(words);
    await says(page, "hyperliquid", /cannot read/);
    assert.equal(await priceOf(page, "BTC"), "64,716");
    socket.send(context("BTC", 64_716));
    await says(page, "hyperliquid", /^Hyperliquid(?!.*cannot read)/);
  }
  assert.ok(last("hyperliquid").open);
  for (let turn = 0; turn < 20; turn += 1) socket.send("broken");
  await says(page, "hyperliquid", /cannot read/);
  assert.ok(last("hyperliquid").open, "twenty are borne");
  socket.send("broken");
  await eventually(() => assert.ok(!last("hyperliquid").open));
  await live.close();
});

test("another book is subscribed to, and a coin that the venue does not list costs nothing", async () => {
  const live = await open({ prices: { BTC: 64_716, ETH: 1_869 } });
  const { page, last, pass } = live;
  await shows(page, "64,716");
  await pass(2);
  await quick(page, "-3 ETH-PERP @ 1900");
  await eventually(() => assert.deepEqual(coins(last("hyperliquid")).sort(), ["BTC", "ETH"]));
  await shows(page, "1,869", "ETH");
  await pass(2);
  await quick(page, "5 NOPE-PERP @ 1");
  await eventually(() => assert.deepEqual(coins(last("hyperliquid")).sort(), ["BTC", "ETH", "NOPE"]));
  last("hyperliquid").socket.send(context("BTC", 64_800));
  await shows(page, "64,800");
  assert.deepEqual(live.lines.hyperliquid.map((line) => line.open), live.lines.hyperliquid.map((_, place, all) => place === all.length - 1), "one line is held at a time");
  await live.close();
});

test("a hidden page holds no line; looked at again, it opens one at once", async () => {
  const live = await open();
  const { page, last, lines, pass } = live;
  await shows(page, "64,716");
  await pass(2);
  await look(page, true);
  await eventually(() => assert.ok(!last("hyperliquid").open && !last("mids").open && !last("deribit").open));
  const before = lines.hyperliquid.length;
  for (const seconds of [10, 30, 60]) await pass(seconds);
  assert.equal(lines.hyperliquid.length, before);
  live.prices.BTC = 65_100;
  await look(page, false);
  await eventually(() => assert.equal(lines.hyperliquid.length, before + 1));
  await shows(page, "65,100");
  live.assertClean();
  await live.close();
});

test("a device that goes offline holds no line; back online, it opens one at once", async () => {
  const network = (page, online) =>
    page.evaluate((online) => {
      globalThis.online = online;
      dispatchEvent(new Event(online ? "online" : "offline"));
    }, online);
  const live = await open({
    before: (page) =>
      page.addInitScript(() => {
        globalThis.online = true;
        Object.defineProperty(navigator, "onLine", { get: () => globalThis.online });
      }),
  });
  const { page, last, lines, pass } = live;
  await shows(page, "64,716");
  await pass(2);
  await network(page, false);
  await eventually(() => assert.ok(!last("hyperliquid").open));
  const before = lines.hyperliquid.length;
  await pass(30);
  assert.equal(lines.hyperliquid.length, before);
  assert.equal(await priceOf(page, "BTC"), "64,716");
  live.prices.BTC = 65_300;
  await network(page, true);
  await eventually(() => assert.equal(lines.hyperliquid.length, before + 1));
  await shows(page, "65,300");
  await live.close();
});

test("a line is pinged, and one on which nothing is said for a minute is opened again", async () => {
  const live = await open();
  const { page, last, lines, pass } = live;
  const pings = () => last("hyperliquid").said.filter((said) => said.method === "ping").length;
  await shows(page, "64,716");
  await pass(31);
  await eventually(() => assert.equal(pings(), 1));
  assert.ok(last("hyperliquid").open);
  live.prices.mute = true;
  await pass(31);
  await eventually(() => assert.equal(pings(), 2));
  await pass(31);
  await eventually(() => assert.ok(!last("hyperliquid").open));
  await says(page, "hyperliquid", /did not answer in time/);
  live.prices.mute = false;
  await pass(13);
  await eventually(() => assert.equal(lines.hyperliquid.length, 2));
  await shows(page, "64,716");
  await live.close();
});

test("mid prices that are far off call the price in question and do not move it", async () => {
  const live = await open({ prices: { BTC: 64_716, mids: { BTC: "70000", "@107": "1" } } });
  const { page } = live;
  await eventually(async () => {
    assert.equal(await priceOf(page, "BTC"), "64,716");
    assert.equal(await stateOf(page, "BTC"), "diverging");
  });
  live.lines.mids.at(-1).socket.send(JSON.stringify({ channel: "allMids", data: { mids: { BTC: "64700" } } }));
  await shows(page, "64,716");
  await live.close();
});

test("Deribit’s heartbeat is answered, and its indices and tickers move the prices", async () => {
  const content = saved([["BTC-PERPETUAL", 10_000, 90_000], ["BTC-25DEC26-100000-C", 0.1, 0.03]], [["BTC", 1]]);
  const live = await open({ content, prices: {} });
  const { page, last } = live;
  await eventually(() => assert.equal(last("deribit")?.said.length, 3));
  const [heartbeat, indices, tickers] = last("deribit").said;
  assert.deepEqual([heartbeat.method, heartbeat.params], ["public/set_heartbeat", { interval: 30 }]);
  assert.ok(indices.params.channels.includes("deribit_price_index.btc_usd"));
  assert.ok(indices.params.channels.includes("deribit_volatility_index.btc_usd"));
  assert.deepEqual([...tickers.params.channels].sort(), ["ticker.BTC-25DEC26-100000-C.100ms", "ticker.BTC-PERPETUAL.100ms"]);
  const { socket, said } = last("deribit");
  const notify = (channel, data) =>
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "subscription", params: { channel, data: { timestamp: live.now() - 100, ...data } } }));
  socket.send('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}');
  await eventually(() => assert.equal(said.at(-1).method, "public/test"));
  for (const [price, written] of [[93_812, "93,812"], [94_100, "94,100"]]) {
    const before = await headline(page);
    notify("deribit_price_index.btc_usd", { price, index_name: "btc_usd" });
    notify("ticker.BTC-PERPETUAL.100ms", { instrument_name: "BTC-PERPETUAL", index_price: price, mark_price: price + 5 });
    notify("ticker.BTC-25DEC26-100000-C.100ms", { instrument_name: "BTC-25DEC26-100000-C", index_price: price, underlying_price: price * 1.004, mark_price: 0.031, mark_iv: 48.4 });
    await shows(page, written);
    await eventually(async () => assert.notEqual(await headline(page), before));
  }
  notify("deribit_price_index.btc_usd", { price: 50_000, index_name: "eth_usd" });
  await frames(page);
  await frames(page);
  assert.equal(await priceOf(page, "BTC"), "94,100", "a message about another coin than its channel’s is refused");
  live.assertClean();
  await live.close();
});
