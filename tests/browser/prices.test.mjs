// Prices: live, offline, ageing, typed, and every way in which a source can fail.
// The page's clock runs as ever and is put forward where a test says so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { launch } from "./harness.mjs";
import { dollars, eventually, frames, headline, keeps, part, saved, text, today } from "./helpers.mjs";

const site = await launch();
after(() => site.close());
const until = "[data-testid=headline]";
const addresses = { hyperliquid: "https://api.hyperliquid.xyz/**", deribit: "https://www.deribit.com/**" };
const recorded = (name) =>
  JSON.parse(readFileSync(new URL(`../fixtures/oracle/${name}.json`, import.meta.url), "utf8"));

/** Hyperliquid's recorded answer with other prices of Bitcoin and Ether. */
function hyperliquid({ btc = 64_716, eth = 1_869 } = {}) {
  const answer = recorded("hyperliquid_meta_and_asset_ctxs_2026");
  for (const [place, price] of [btc, eth].entries())
    Object.assign(answer[1][place], { oraclePx: String(price), markPx: String(price) });
  return JSON.stringify(answer);
}

/** Deribit's answer to a request, with other prices; `at` is what the venue's clock says. */
function deribit(address, { btc = 93_812, eth = 3_204, at }) {
  const query = new URL(address).searchParams;
  const coin = (query.get("index_name") ?? query.get("currency")).slice(0, 3).toUpperCase();
  const price = coin === "BTC" ? btc : eth;
  const kind = query.get("kind");
  const file = { future: "deribit_futures", option: "deribit_options" }[kind] ?? "deribit_index";
  const answer = recorded(file);
  answer.usOut = at * 1000;
  if (!kind) {
    answer.result.index_price = price;
    return JSON.stringify(answer);
  }
  // one factor moves the whole curve, so that no price is out of line with another
  for (const row of answer.result) {
    row.creation_timestamp = at;
    row.instrument_name = row.instrument_name.replace("BTC", coin);
    const factor = typeof price === "number" ? price / 93_812 : 1;
    for (const field of kind === "future" ? ["mark_price"] : ["underlying_price"]) row[field] *= factor;
    if (typeof price !== "number" || !(price > 0 && price < 1e9)) row[kind === "future" ? "mark_price" : "underlying_price"] = price;
  }
  return JSON.stringify(answer);
}

/**
 * A page whose sources answer what `sources` says at the time: for each the
 * name of a way to answer, see `ways`, and the prices.
 */
async function open({ answering = ["hyperliquid", "deribit"], content, prices, ...options } = {}) {
  const wall = Date.now();
  let forward = 0;
  const now = () => today + (Date.now() - wall) + forward;
  const sources = {
    hyperliquid: { way: answering.includes("hyperliquid") ? "good" : "unreachable", ...prices },
    deribit: { way: answering.includes("deribit") ? "good" : "unreachable", ...prices },
  };
  const asked = { hyperliquid: 0, deribit: 0 };
  const fixtures = Object.fromEntries(
    Object.entries(addresses).map(([name, pattern]) => [
      pattern,
      (request) => {
        if (request.postData()?.includes("allMids")) return { abort: true }; // a source of its own
        asked[name] += 1;
        const source = sources[name];
        // a little behind the page's clock, as an answer from afar is
        const good = (prices = source) =>
          name === "hyperliquid" ? hyperliquid(prices) : deribit(request.url(), { at: now() - 300, ...prices });
        return ways[source.way](good, source, now);
      },
    ]),
  );
  const opened = await site.openPage({
    width: 1440,
    height: 900,
    fixtures,
    until,
    ...options,
    before: async (page) => {
      await page.clock.install({ time: now() });
      if (content) await keeps(page, content);
      await options.before?.(page);
    },
  });
  return {
    ...opened,
    sources,
    asked,
    /**
     * Puts the page's clock forward; what was due meanwhile happens once, as after a sleep. Answers that are under way
     * are awaited before, so that the page has set its timers by the time that passes.
     */
    async pass(seconds) {
      for (let [before, same] = ["", 0]; same < 4; await frames(opened.page)) {
        const seen = JSON.stringify(asked);
        same = seen === before ? same + 1 : 0;
        before = seen;
      }
      forward += seconds * 1000;
      await opened.page.clock.fastForward(seconds * 1000);
    },
  };
}

const ways = {
  good: (good) => ({ body: good(), headers: { "content-type": "application/json" } }),
  unreachable: () => ({ abort: true }),
  "no answer": () => new Promise(() => {}),
  "429 with Retry-After": () => ({ status: 429, body: "slow down", headers: { "retry-after": "90", "access-control-expose-headers": "retry-after" } }),
  "HTTP 500": () => ({ status: 500, body: "oops" }),
  "HTML in place of JSON": () => ({ body: "<!doctype html><title>Blocked</title>", headers: { "content-type": "text/html" } }),
  "JSON that breaks off": (good) => ({ body: good().slice(0, 90) }),
  "an empty answer": () => ({ body: "" }),
  "a NaN price": (good) => ({ body: good({ btc: "NaN" }) }),
  "a bare NaN": (good) => ({ body: good({ btc: "@" }).replaceAll('"@"', "NaN") }),
  "a negative price": (good) => ({ body: good({ btc: -64_716 }) }),
  "a price of zero": (good) => ({ body: good({ btc: 0 }) }),
  "a price of 1e300": (good) => ({ body: good({ btc: "@" }).replaceAll('"@"', "1e300") }),
  "a price ten times as high": (good, { btc }) => ({ body: good({ btc: btc * 10 }) }),
  "prices a day old": (good, source, now) => ({ body: good({ ...source, at: now() - 86_400_000 }) }),
};

const pill = (page) => text(part(page, "price-pill"));
const notice = (page) => text(part(page, "price-notice"));
/** The word by the sentence: what the worst price is that the answer rests on; nothing when all are live. */
const mark = async (page) => (await part(page, "liquidated").locator("[data-testid=state]").allInnerTexts()).join();
const row = (page, asset) => part(page, "price").filter({ has: page.getByRole("rowheader", { name: asset, exact: true }) });
const stateOf = (page, asset) => text(row(page, asset).locator("[data-testid=state]"));
/** What the page says of a source, in the sheet of all sources. */
async function said(page, source) {
  await part(page, "sources").click();
  const row = page.locator(`#price-sheet [data-source=${source}]`).filter({ has: part(page, "source-word") });
  const words = await eventually(async () => {
    const words = await text(row);
    assert.doesNotMatch(words, / answers | being asked /);
    return words;
  });
  await page.locator("#price-sheet [data-testid=close]").click();
  return words;
}
const isLive = (page) => eventually(async () => assert.match(await pill(page), /^Prices: ?Live/));

const sampleWords = "Offline: no price source can be reached. These are sample prices, not today’s market.";

test("with no network at the start the page says so, and every price is marked as sample", async () => {
  const { page, assertClean, close } = await site.openPage({ until });
  await eventually(async () => assert.equal(await notice(page), sampleWords));
  assert.match(await pill(page), /Sample|Offline/);
  const states = await page.locator("[data-testid=price] td.state").allInnerTexts();
  assert.ok(states.length >= 3);
  assert.deepEqual([...new Set(states)], ["sample"]);
  assert.equal(await mark(page), "sample");
  const marks = await page.locator("[data-testid=position] [data-testid=state]").allInnerTexts();
  assert.deepEqual(marks, ["sample", "sample", "sample", "sample"]);
  assert.match(await said(page, "hyperliquid"), /blocked by the browser The browser could not reach the source/);
  assertClean();
  await close();
});

test("prices turn live with their source and age, and the sentence follows", async () => {
  const live = await open({ prices: { btc: 93_900, eth: 3_200 } });
  const { page, sources, pass } = live;
  await isLive(page);
  await eventually(async () => assert.match(await pill(page), /Live \d+ s · 2 sources/));
  await eventually(async () => assert.equal(await stateOf(page, "BTC"), "live"));
  await eventually(async () => assert.match(await text(row(page, "BTC").locator("[data-testid=from]")), /^median of 2/));
  assert.match(await text(row(page, "BTC").locator("td.ticking")), /\d+ s/);
  assert.equal(await stateOf(page, "USDC"), "sample", "what no source gives stays marked");
  await eventually(async () => assert.equal(await notice(page), "Prices are live, fetched by this page."));
  const before = await headline(page);
  Object.assign(sources.hyperliquid, { btc: 96_000 });
  Object.assign(sources.deribit, { btc: 96_000 });
  await pass(8);
  await eventually(async () => {
    assert.notEqual(await headline(page), before);
    assert.equal(await row(page, "BTC").locator("input").inputValue(), "96,000");
  });
  live.assertClean();
  await live.close();
});

test("when every price a book rests on is live, no figure is marked", async () => {
  const content = saved([["BTC-PERP", 1.5, 91_200], ["ETH-PERP", -12, 3_310]], [["BTC", 1]]);
  const live = await open({ content, prices: { btc: 93_812, eth: 3_204 } });
  await eventually(async () => {
    assert.equal(await stateOf(live.page, "BTC"), "live");
    assert.equal(await mark(live.page), "");
    assert.equal(await live.page.locator(".page [data-state=sample]").count(), 0);
  });
  live.assertClean();
  await live.close();
});

test("sources that are more than one percent apart are shown as unconfirmed, never as live", async () => {
  const live = await open();
  await isLive(live.page);
  await eventually(async () => {
    assert.notEqual(await stateOf(live.page, "BTC"), "live"); // 64,716 and 93,812
    assert.equal(await stateOf(live.page, "BTC"), await text(row(live.page, "BTC").locator("[data-testid=state]")));
  });
  await eventually(async () => assert.notEqual(await mark(live.page), ""));
  await live.close();
});

test("the network goes: the last prices stay, grow old in words, and turn live at once when it is back", async () => {
  const live = await open({ answering: ["hyperliquid"], content: saved([["BTC-PERP", 1, 60_000]], [["ETH", 20]]) });
  const { page, context, sources, pass } = live;
  await isLive(page);
  await eventually(async () => assert.equal(await mark(page), ""));
  const last = await headline(page);
  await context.setOffline(true);
  sources.hyperliquid.way = "unreachable";
  await eventually(async () => assert.match(await pill(page), /Offline last prices/));
  await eventually(async () =>
    assert.match(await notice(page), /Offline: no price source can be reached. These are the last prices, with their age/),
  );
  await pass(20);
  await eventually(async () => assert.equal(await stateOf(page, "BTC"), "ageing"));
  await eventually(async () => assert.equal(await mark(page), "ageing"));
  await pass(60);
  await eventually(async () => assert.equal(await stateOf(page, "BTC"), "stale"));
  await eventually(async () => assert.equal(await mark(page), "stale"));
  assert.match(await text(row(page, "BTC").locator("td.ticking")), /^1 min|^8\d s/);
  assert.equal(await headline(page), last, "the figures stay");
  Object.assign(sources.hyperliquid, { way: "good", btc: 65_000 });
  const before = live.asked.hyperliquid;
  await context.setOffline(false);
  await eventually(async () => {
    assert.ok(live.asked.hyperliquid > before);
    assert.match(await pill(page), /Live/);
    assert.equal(await stateOf(page, "BTC"), "live");
    assert.equal(await mark(page), "");
    assert.notEqual(await headline(page), last);
  }, { timeout: 2_000 });
  await live.close();
});

test("a device that is offline at the start says so, and asks as soon as it is not", async () => {
  const live = await open({ answering: ["hyperliquid"], before: (page) => page.addInitScript(() => {
    globalThis.online = false;
    Object.defineProperty(navigator, "onLine", { get: () => globalThis.online });
  }) });
  await eventually(async () => assert.match(await pill(live.page), /Offline sample prices/));
  await eventually(async () => assert.equal(await notice(live.page), sampleWords));
  assert.equal(live.asked.hyperliquid, 0, "nothing is asked while there is no network");
  await live.page.evaluate(() => {
    globalThis.online = true;
    dispatchEvent(new Event("online"));
  });
  await isLive(live.page);
  await live.close();
});

test("while the tab is hidden nothing is asked; looked at again, it asks at once", async () => {
  const live = await open();
  const { page, asked, pass } = live;
  await isLive(page);
  const look = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  const seven = { hyperliquid: 1, deribit: 6 };
  await eventually(async () => assert.ok(asked.hyperliquid >= seven.hyperliquid && asked.deribit >= seven.deribit));
  await frames(page);
  await look(true);
  const before = { ...asked };
  for (const seconds of [10, 30, 60]) {
    await pass(seconds);
    await frames(page);
  }
  assert.deepEqual(asked, before);
  await look(false);
  await eventually(async () => {
    assert.ok(asked.hyperliquid > before.hyperliquid);
    assert.ok(asked.deribit > before.deribit);
    assert.match(await pill(page), /Live/);
  });
  await live.close();
});

test("a typed price wins over live ones, is marked, and is live again once released", async () => {
  const live = await open({ answering: ["hyperliquid"] });
  const { page, sources, pass } = live;
  await isLive(page);
  await eventually(async () => assert.equal(await stateOf(page, "BTC"), "live"));
  const field = row(page, "BTC").locator("input");
  await field.fill("70000");
  await field.press("Enter");
  await frames(page);
  assert.equal(await stateOf(page, "BTC"), "typed");
  await eventually(async () => assert.match(await pill(page), /1 typed/));
  const typed = dollars(await part(page, "unified").first().textContent());
  Object.assign(sources.hyperliquid, { btc: 66_000 });
  const before = live.asked.hyperliquid;
  await pass(7);
  await eventually(async () => assert.ok(live.asked.hyperliquid > before));
  await frames(page);
  assert.equal(await field.inputValue(), "70,000");
  assert.equal(await stateOf(page, "BTC"), "typed");
  await row(page, "BTC").getByRole("button", { name: "Release the typed price of BTC" }).click();
  await eventually(async () => {
    assert.equal(await field.inputValue(), "66,000");
    assert.equal(await stateOf(page, "BTC"), "live");
  });
  await eventually(async () => assert.notEqual(dollars(await part(page, "unified").first().textContent()), typed));
  await eventually(async () => assert.doesNotMatch(await pill(page), /typed/));
  await live.close();
});

test("a mark typed in a row is marked there and kept while prices arrive", async () => {
  const live = await open({ answering: ["hyperliquid"] });
  const { page, sources, pass } = live;
  await isLive(page);
  const field = page.getByLabel("Mark price of BTC-PERP");
  await field.fill("64000");
  await field.press("Enter");
  Object.assign(sources.hyperliquid, { btc: 65_500 });
  await pass(7);
  await eventually(async () => assert.equal(await row(page, "BTC").locator("input").inputValue(), "65,500"));
  assert.equal(await field.inputValue(), "64,000");
  const at = part(page, "position").first();
  await eventually(async () => assert.match(await text(at), /typed/));
  await at.locator("[data-testid=release]").click();
  await eventually(async () => assert.equal(await field.inputValue(), "65,500"));
  await live.close();
});

test("what is being typed is not overwritten by a price that arrives", async () => {
  const live = await open({ answering: ["hyperliquid"] });
  const { page, sources, pass } = live;
  await isLive(page);
  const field = row(page, "BTC").locator("input");
  await field.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("7");
  Object.assign(sources.hyperliquid, { btc: 65_500 });
  const before = live.asked.hyperliquid;
  await pass(7);
  await eventually(async () => assert.ok(live.asked.hyperliquid > before));
  await frames(page);
  await page.keyboard.type("1000");
  assert.equal(await field.inputValue(), "71000");
  await live.close();
});

test("keyboard focus stays on a figure while its value follows the prices", async () => {
  const live = await open({ answering: ["hyperliquid"] });
  const { page, sources, pass } = live;
  await isLive(page);
  await eventually(async () => assert.equal(await stateOf(page, "BTC"), "live"));
  const lost = [];
  for (const [id, btc] of [["unified", 64_000], ["equity", 63_500], ["headline-liquidation-price", 63_000], ["liquidation-price", 62_500]]) {
    const figure = part(page, id).first();
    await figure.focus();
    const before = await text(figure);
    Object.assign(sources.hyperliquid, { btc });
    await pass(7);
    await eventually(async () => assert.notEqual(await text(figure), before));
    if ((await page.evaluate(() => document.activeElement?.dataset?.testid)) !== id) lost.push(id);
  }
  assert.deepEqual(lost, []);
  await live.close();
});

test("a first price that is a day old is never live", async () => {
  const live = await open({ answering: ["deribit"], content: saved([["BTC-PERPETUAL", 10_000, 90_000]], [["BTC", 1]]), before: async () => {} });
  live.sources.deribit.way = "prices a day old";
  await live.page.reload();
  await live.page.waitForSelector(until);
  await eventually(async () => assert.equal(await stateOf(live.page, "BTC"), "stale"));
  await eventually(async () => assert.doesNotMatch(await pill(live.page), /Live/));
  await eventually(async () => assert.equal(await mark(live.page), "stale"));
  await live.close();
});

test("a venue’s clock that runs ahead cannot make a price live", async () => {
  const live = await open({ answering: ["deribit"], content: saved([["BTC-PERPETUAL", 10_000, 90_000]], [["BTC", 1]]) });
  await isLive(live.page);
  live.sources.deribit.at = today + 3_600_000;
  await live.pass(7);
  await eventually(async () => assert.equal(await stateOf(live.page, "BTC"), "ageing"));
  await eventually(async () => assert.equal(await mark(live.page), "ageing"));
  await live.close();
});

// Every fault of every source. One page a source: it starts live, the source
// fails, the figures stay and are marked, and with a good answer all is live.
const books = {
  hyperliquid: saved([["BTC-PERP", 1.5, 63_000], ["ETH-PERP", -12, 1_900]], [["BTC", 1]]),
  deribit: saved([["BTC-PERPETUAL", 60_000, 92_000], ["BTC-26MAR27", -40_000, 95_000], ["BTC-25DEC26-100000-C", 0.1, 0.03]], [["BTC", 1]]),
};
const starts = { hyperliquid: 64_716, deribit: 93_812 };
const words = {
  "no answer": /did not answer in time/,
  "429 with Retry-After": /asks us to wait 90 seconds/,
  "HTTP 500": /HTTP status 500/,
  "HTML in place of JSON": /a web page, not JSON/,
  "JSON that breaks off": /breaks off after \d+ bytes/,
  "an empty answer": /answer is empty/,
  unreachable: /could not reach the source/,
};
const faults = Object.keys(ways).filter((way) => way !== "good");
const withoutTimes = new Set(["prices a day old"]);

for (const source of Object.keys(addresses)) {
  test(`${source} fails`, async (t) => {
    let live;
    let btc = starts[source];
    const begin = async () => {
      live = await open({ answering: [source], content: books[source], prices: { btc } });
      await settled();
    };
    /** Waits until nothing on the page rests on anything but live prices. */
    const settled = () =>
      eventually(async () => {
        assert.match(await pill(live.page), /Live/);
        assert.equal(await stateOf(live.page, "BTC"), "live");
        assert.equal(await mark(live.page), "");
        assert.equal(await row(live.page, "BTC").locator("input").inputValue(), grouped(btc));
      });
    for (const fault of faults) {
      if (source === "hyperliquid" && withoutTimes.has(fault)) continue; // its answer has no times
      await t.test(`with ${fault}: the last figures stay and are marked, and all is live with the next good answer`, async () => {
        if (!live) await begin();
        const { page, asked, pass, sources } = live;
        try {
          const last = await headline(page);
          const before = asked[source];
          sources[source].way = fault;
          await pass(13); // past the interval with all that chance adds, before the price is 15 s old
          await eventually(async () => assert.ok(asked[source] > before, "the source is asked again"));
          if (fault === "no answer") await pass(9); // it is given 8 s
          if (words[fault]) {
            assert.match(await said(page, source), words[fault]);
          }
          await frames(page);
          const refused = asked[source];
          await pass(10);
          await eventually(async () => {
            assert.notEqual(await stateOf(page, "BTC"), "live", "the price is marked in the price bar");
            assert.match(await mark(page), /^\w+/, "and beside the sentence");
            assert.notEqual(await mark(page), "live");
          });
          const marks = await page.locator("[data-testid=position]").first().locator("[data-testid=state]").allInnerTexts();
          assert.equal(marks.length, 1, "and in its row");
          assert.equal(await headline(page), last, "no figure changes");
          assert.equal(await row(page, "BTC").locator("input").inputValue(), grouped(btc));
          if (fault === "429 with Retry-After") {
            await pass(60); // 70 of 90 seconds
            await frames(page);
            assert.equal(asked[source], refused, "no request before the time it asked for has passed");
          }
          btc += btc * 0.01;
          btc = Math.round(btc);
          Object.assign(sources[source], { way: "good", btc });
          await pass(fault === "429 with Retry-After" ? 50 : 75);
          // a request that hangs has to be given up before the next is due
          for (let turn = 0; turn < 5 && !/Live/.test(await pill(page)); turn += 1) {
            await pass(30);
            await frames(page);
          }
          await settled();
          assert.notEqual(await headline(page), last);
        } catch (error) {
          await live.close().catch(() => {});
          live = undefined;
          throw error;
        }
      });
    }
    live?.assertClean();
    await live?.close();
  });
}

/** As the page writes a price. */
function grouped(price) {
  return price.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
