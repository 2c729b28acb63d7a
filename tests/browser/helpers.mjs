// Words that the browser tests share: finding parts of the page, waiting until
// something is so, books to start from, and what the page's clock says.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** 22 November 2026, 00:00 UTC: the instant of the recorded answers. */
export const today = 1_795_305_600_000;
/** Where the page keeps the book. */
export const bookKey = "cross-margin/v1/book";

/** The parts of a page that tests know by name. */
export const part = (page, id) => page.locator(`[data-testid="${id}"]`);
export const headline = (page) => part(page, "headline").textContent();
/** What stands on the page, white space as a reader sees it. */
export const text = async (locator) => (await locator.innerText()).replace(/\s+/g, " ").trim();

/** Waits until `check` no longer throws; after `timeout` milliseconds throws what it threw last. */
export async function eventually(check, { timeout = 5_000, every = 20 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(every);
    }
  }
}

/** Waits for what the page draws after an input: two frames, as they come. */
export const frames = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** `$15,166` is 15166, `−$1,200` is −1200. */
export function dollars(written) {
  const found = /([−-]?)\$?([\d,]+(?:\.\d+)?)/.exec(written);
  assert.ok(found, `no figure in “${written}”`);
  return Number(found[2].replaceAll(",", "")) * (found[1] ? -1 : 1);
}

/**
 * A date that stands still, so that contracts named in tests never expire. Timers are the browser’s own: those of Playwright’s
 * clock have names beyond 32 bits, by which WebAssembly cannot clear them.
 */
export const stillToday = (page) =>
  page.addInitScript((at) => {
    globalThis.Date = class extends Date {
      constructor(...parts) {
        super(...(parts.length > 0 ? parts : [at]));
      }

      static now() {
        return at;
      }
    };
  }, today);

/** A saved book as the page keeps it: `positions` as [name, quantity, entry], `holdings` as [asset, quantity]. */
export function saved(positions, holdings, market) {
  return JSON.stringify({
    format: "cross-margin/book",
    version: 1,
    account: {
      holdings: holdings.map(([asset, quantity]) => ({ asset, quantity: String(quantity) })),
      positions: positions.map(([instrument, quantity, entry]) => ({
        instrument,
        quantity: String(quantity),
        ...(entry === undefined ? {} : { entry: String(entry) }),
      })),
    },
    ...(market ? { market } : {}),
  });
}

/** Puts a text where the page keeps its book, before the page looks. A book that is there already is left. */
export const keeps = (page, content) =>
  page.addInitScript(
    ([key, content]) => {
      if (location.protocol.startsWith("http") && localStorage.getItem(key) === null)
        localStorage.setItem(key, content);
    },
    [bookKey, content],
  );

/** A price as it is kept in a book, typed by hand. */
export const typed = (price) => ({ price, source: "typed", time: 0, state: "manual" });

/** A market of index prices that were typed, by asset. */
export const indices = (prices) => ({
  as_of: 0,
  index: Object.fromEntries(Object.entries(prices).map(([asset, price]) => [asset, typed(price)])),
});

/** Opens the page on the day that tests name, over a saved book; `options` are those of the harness. */
export const openOver = (site, content, options = {}) =>
  site.openPage({
    width: 1440,
    height: 900,
    until: "[data-testid=headline]",
    ...options,
    before: async (page) => {
      await stillToday(page);
      await keeps(page, content);
      await options.before?.(page);
    },
  });

/** What Hyperliquid and dYdX answer about order books, for the harness; of prices they say nothing. */
export const orderBooks = ({ hyperliquid = { abort: true }, dydx = { abort: true } }) => ({
  "https://api.hyperliquid.xyz/**": (request) => (asksForBook(request) ? hyperliquid : { abort: true }),
  "https://indexer.dydx.trade/v4/orderbooks/**": dydx,
});

/** Whether a request asks Hyperliquid or dYdX for an order book. */
export const asksForBook = (request) => /l2Book|\/orderbooks\//.test(request.url() + (request.postData() ?? ""));

/** Types a quick line, presses Enter and waits until it is taken or refused: what reads lines comes with the first one. */
export async function quick(page, line) {
  const field = part(page, "quick");
  await field.fill(line);
  await field.press("Enter");
  await eventually(async () => {
    const refused = (await field.getAttribute("aria-invalid")) === "true";
    assert.ok(refused || (await field.inputValue()) === "", `“${line}” is neither taken nor refused`);
  });
  await frames(page);
}

/** Four sentences that figures rest on, at once. */
export const figures = (page) =>
  page.evaluate(() => {
    const of = (id) => {
      const part = document.querySelector(`[data-testid="${id}"]`)?.cloneNode(true);
      // the word for how the account stands comes with what watches it, a moment later
      part?.querySelector("[data-testid=health]")?.remove();
      return part?.textContent ?? "";
    };
    return {
      headline: of("headline"),
      bar: of("bar"),
      grid: of("grid") + of("tails"),
      liquidated: of("liquidated"),
      busy: document.querySelector(".liq")?.getAttribute("aria-busy") === "true",
    };
  });

/** The one page that the tests of a file take turns on; a test that fails leaves a new one to the next. */
export function shared(open) {
  let opened;
  return {
    async use(work) {
      opened ??= await open();
      try {
        await work(opened.page, opened);
        opened.assertClean();
      } catch (error) {
        const broken = opened;
        opened = undefined;
        await broken.close().catch(() => {});
        throw error;
      }
    },
    async close() {
      await opened?.close();
      opened = undefined;
    },
  };
}
