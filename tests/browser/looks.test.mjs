// How the page looks: accessible in every state, nothing clipped, nothing that
// moves by itself, legible in the colours that people force upon it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { eventually, frames, headline, keeps, part, quick, saved, stillToday, text, today } from "./helpers.mjs";

const site = await launch();
after(() => site.close());
const until = "[data-testid=headline]";
const open = (options = {}) =>
  site.openPage({
    until,
    height: 900,
    ...options,
    before: async (page) => {
      await stillToday(page);
      if (options.content) await keeps(page, options.content);
    },
  });

const underWater = saved([["BTC-PERP", 10, 120_000]], [["USDC", 1_000]]);
/** Millions, and many decimals. */
const large = saved(
  [
    ["BTC-PERP", 123.456789, 71_234.5], ["BTC-25DEC26-100000-C", -1_234.5, 0.0181], ["ETH-PERP", -9_876.54321, 3_310.25],
    ["DOGE-PERP", 12_345_678, 0.17123], ["BTC_USDC-26MAR27-100000-P", 1_000, 2_345.67],
  ],
  [["USDC", 12_345_678.9], ["wstETH", 987.654321], ["BTC", -0.00000001]],
);
/** Two rows of one instrument, one that is not known, and an account beside the book. */
const beside = (() => {
  const book = JSON.parse(saved([["BTC-PERP", 1, 60_000], ["BTC-PERP", -2, 61_000]], [["USDC", 20_000]]));
  const { account } = JSON.parse(saved([["ETH-PERP", -5, 3_000]], [["USDC", 9_000]]));
  const why = "a combination of several instruments; its legs are positions of their own";
  book.account.unknown = [{ name: "BTC-FS-26SEP25_PERP", quantity: "3", why }];
  return JSON.stringify({ ...book, name: "Desk one", aside: [{ name: "Desk two", account }] });
})();
const badInput = async (page) => {
  for (const id of ["quantity", "entry", "mark"]) {
    await part(page, id).first().fill("abc");
    await part(page, id).first().blur();
  }
  await quick(page, "5 BTC-99XXX26-1-C");
};

/** What a person can have before them, and how it comes about. */
const states = {
  "the sample book": {},
  "an empty book": { content: saved([], []) },
  "a liquidatable book": { content: underWater },
  "bad input": { enter: badInput },
  "the import dialog": {
    enter: async (page) => {
      await part(page, "import").click();
      await part(page, "import-text").fill("name,quantity,entry\nBTC-PERP,abc,1\nETH-PERP,2,3000");
      await part(page, "import-summary").waitFor();
    },
  },
  "the venue’s figures beside ours": {
    enter: async (page) => {
      await part(page, "import").click();
      const answer = { marginSummary: { accountValue: "30000" }, crossMaintenanceMarginUsed: "1500", withdrawable: "27000" };
      const position = { coin: "BTC", szi: "2", entryPx: "58000", positionValue: "120000", liquidationPx: "45569.6" };
      await part(page, "import-text").fill(JSON.stringify({ ...answer, assetPositions: [{ position }] }));
      await part(page, "self-check").waitFor();
      await part(page, "self-check").scrollIntoViewIfNeeded();
    },
  },
  "rows that are not known, and accounts side by side": {
    content: beside,
    enter: async (page) => {
      await part(page, "accounts").waitFor();
      await part(page, "unknown").waitFor();
    },
  },
  "the export dialog": {
    enter: async (page) => {
      await part(page, "export").click();
      await part(page, "export-text").waitFor();
    },
  },
  "an explanation": {
    enter: async (page) => {
      await part(page, "unified").first().click();
      await part(page, "explained").waitFor();
    },
  },
  "the rules": {
    enter: async (page) => {
      await part(page, "rules").click();
      const folded = part(page, "rules-dialog").locator("details:not([open]) > summary");
      while ((await folded.count()) > 0) await folded.first().click();
    },
  },
  "the comparison": {
    enter: async (page) => {
      await part(page, "compare").click();
      await part(page, "compare-dialog").locator("details").first().locator("summary").click();
    },
  },
  "the audit": {
    enter: async (page) => {
      await part(page, "rules").click();
      await part(page, "audit").click();
      await page.locator("[data-testid=audit-status][data-done=true]").waitFor({ timeout: 60_000 });
      await page.locator("[data-testid=audit-row][data-stem=misc] button").click();
      await part(page, "audit-case").first().locator("summary").click();
    },
  },
  "the form for adding by parts": {
    enter: async (page) => {
      await part(page, "add").click();
      await part(page, "add-kind").selectOption("option");
      await part(page, "add-strike").fill("x");
      await part(page, "add-submit").click();
    },
  },
  "a trade that is tried, with legs that cannot be": {
    enter: async (page) => {
      await part(page, "try").click();
      await part(page, "trade-line").fill("buy 1 BTC-25DEC26-75000-P @ 0.0102; sell 20 ETH-PERP; buy 2 NOPE-PERP");
      await part(page, "trade-line").press("Enter");
      await part(page, "difference").waitFor();
      await part(page, "keep").click();
      await part(page, "alternatives").waitFor();
    },
  },
  "a trade with limits of one’s own, through an order book, with questions asked the other way round": {
    enter: async (page) => {
      await part(page, "try").click();
      await part(page, "trade-line").fill("buy 1 BTC-PERP");
      await part(page, "trade-line").press("Enter");
      await part(page, "leg-priced").selectOption("book");
      await part(page, "leg-book").fill("bid 93000 4\nask 94000 4");
      await part(page, "limits").locator("summary").click();
      for (const [on, most] of [["delta-of", "50,000"], ["share", "140"]]) {
        await part(page, "cap-add").click();
        await part(page, "cap-on").last().selectOption(on);
        await part(page, "cap-most").last().fill(most);
      }
      await part(page, "cap-asset").fill("BTC");
      await part(page, "largest").click();
      await part(page, "largest-said").waitFor();
      await part(page, "other-way").locator("summary").click();
      await part(page, "at-ask").click();
      await part(page, "at-price-wrong").waitFor();
      await part(page, "post-figure").fill("50,000");
      await part(page, "post-compare").click();
      await eventually(async () => assert.match(await text(part(page, "compared-status")), /assets asked\.$/), { timeout: 20_000 });
    },
  },
  "the search for a hedge": {
    enter: async (page) => {
      await part(page, "try").click();
      await part(page, "find-hedge").click();
      await eventually(async () => assert.match(await text(part(page, "hedge-progress")), /over/), { timeout: 40_000 });
      await part(page, "margins-said").locator("li").first().waitFor();
    },
  },
  "the page as if a trade were done": {
    enter: async (page) => {
      await part(page, "try").click();
      await part(page, "trade-line").fill("sell 3 BTC-PERP");
      await part(page, "trade-line").press("Enter");
      await part(page, "show-after").click();
      await part(page, "as-if").waitFor();
    },
  },
  "typed prices and a grid of figures": {
    enter: async (page) => {
      await part(page, "mark").first().fill("90000");
      await part(page, "mark").first().press("Enter");
      await part(page, "grid-exact").click();
      await page.getByRole("button", { name: "Leg", exact: true }).click();
    },
  },
  "prices in full": {
    enter: async (page) => {
      await part(page, "from").first().click();
      await page.locator("#price-sheet .voices").first().waitFor();
      for (const fold of await page.locator("#price-sheet details").all()) await fold.evaluate((details) => (details.open = true));
    },
  },
  "an account closed step by step, and a book of orders that cannot be read": {
    enter: async (page) => {
      await part(page, "all-axes").click();
      await part(page, "steps").locator("summary").click();
      await part(page, "step").first().waitFor();
      await part(page, "impact").selectOption("book");
      await part(page, "book").fill("bid 59990");
      await page.locator("[data-testid=book][aria-invalid=true]").waitFor();
      await part(page, "steps").scrollIntoViewIfNeeded();
    },
  },
  "a cascade": {
    content: saved([["BTC-PERP", 1, 60_000], ["ETH-PERP", -20, 3_000]], [["USDC", 40_000]]),
    enter: async (page) => {
      await part(page, "all-axes").click();
      await part(page, "cascade").locator("summary").click();
      await part(page, "curves").waitFor({ timeout: 30_000 });
      await part(page, "cascade").scrollIntoViewIfNeeded();
    },
  },
  "a book of millions": { content: large },
};

/** Elements with text of their own whose text is wider or higher than its room. */
const clipped = (page) =>
  page.evaluate(() => {
    const modal = document.querySelector("dialog[open]");
    const shown = [...(modal ?? document).querySelectorAll(modal ? "*" : "body *")].filter((element) => {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      if (element.closest(".unseen, .skip, svg, option, pre, textarea")) return false;
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      return own || element.matches("input[type=text]");
    });
    // an empty field that shows what may be written is read by its label, one that is only there to copy from is scrolled
    const isHint = (element) => element.matches("input") && (element.value === "" || element.readOnly);
    return shown
      .filter((element) => getComputedStyle(element).display !== "inline" && !isHint(element))
      // what a screen reader alone gets has no room at all
      .filter((element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} “${(element.value ?? element.textContent).trim().slice(0, 60)}” ${element.scrollWidth} > ${element.clientWidth}`);
  });

/** How far the page is wider than the window. */
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [what, { content, enter }] of Object.entries(states)) {
  test(`${what}: axe has nothing to object to, nothing is clipped, in light and dark, on screens wide and narrow`, async () => {
    const { page, assertClean, close } = await open({ content, width: 1440 });
    await enter?.(page);
    await frames(page);
    const objections = [];
    for (const [width, height] of [[1440, 900], [390, 844], [320, 700]]) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of width === 320 ? ["light"] : ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await frames(page);
        const where = `${width} pixels, ${colorScheme}: `;
        if (width !== 320) objections.push(...(await axe(page)).map((line) => where + line));
        if (colorScheme === "dark") continue;
        if ((await overflow(page)) > 0) objections.push(`${where}the page is ${await overflow(page)} pixels too wide`);
        objections.push(...(await clipped(page)).map((line) => `${where}clipped: ${line}`));
      }
    }
    assert.ok(objections.length === 0, objections.join("\n"));
    assertClean();
    await close();
  });
}

test("pictures of the page, wide and narrow, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await open({ colorScheme, width: 1440 });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await frames(page);
      await screenshot(page, `page-${width}-${colorScheme}`);
    }
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = background.match(/[\d.]+/g).slice(0, 3).map(Number);
    const bright = Math.max(...light) > (background.startsWith("rgb") ? 128 : 0.5);
    assert.equal(bright, colorScheme === "light", `${colorScheme}: ${background}`);
    await close();
  }
});

test("the theme button wins over the system’s choice, and is kept", async () => {
  const { page, close } = await open({ colorScheme: "dark", width: 1440 });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await part(page, "theme").click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  await frames(page);
  const light = await background();
  assert.notEqual(light, dark);
  await page.reload();
  await page.waitForSelector(until);
  assert.equal(await background(), light);
  await close();
});

const shiftsFrom = (page) =>
  page.evaluate(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // words of the sentence may go to another line with a longer figure; around it nothing may move
        const own = entry.sources.every(({ node }) => (node?.parentElement ?? node)?.closest?.("[data-testid=liquidated]"));
        if (own) continue;
        globalThis.shifts.push({
          value: entry.value,
          what: entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
            const box = (rect) => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(" ");
            return `${(node?.outerHTML ?? node?.data ?? "").slice(0, 80)} (${box(from)} to ${box(to)})`;
          }),
        });
      }
    }).observe({ type: "layout-shift", buffered: false });
  });
const shifted = async (page) => {
  await frames(page);
  await frames(page);
  return page.evaluate(() => globalThis.shifts);
};
const small = (shifts) => {
  const sum = shifts.reduce((sum, { value }) => sum + value, 0);
  assert.ok(sum < 0.01, `${sum}: ${JSON.stringify(shifts, null, 1)}`);
};

/** Hyperliquid’s answer for Bitcoin and Ether at these prices. */
const live = (btc, eth) => ({
  json: [
    { universe: [{ name: "BTC" }, { name: "ETH" }] },
    [btc, eth].map((price) => ({ oraclePx: String(price), markPx: String(price) })),
  ],
});

for (const width of [1440, 390]) {
  test(`nothing moves when prices arrive and change, on a screen ${width} pixels wide`, async () => {
    let [btc, eth, asked] = [93_812, 3_204, 0];
    let watching;
    const watched = new Promise((done) => (watching = done));
    const { page, close } = await site.openPage({
      width,
      height: 900,
      until,
      fixtures: { "https://api.hyperliquid.xyz/**": () => ((asked += 1), live(btc, eth)) },
      before: async (page) => {
        await page.clock.install({ time: today });
        // the first answer is held back until what moves is being watched
        await page.route("https://api.hyperliquid.xyz/**", async (route) => {
          await watched;
          await route.fallback();
        });
      },
    });
    await shiftsFrom(page);
    watching();
    await eventually(async () => assert.match(await text(part(page, "price-pill")), /Live/));
    small(await shifted(page));
    for (const step of [1.002, 0.997, 1.004]) {
      [btc, eth] = [Math.round(btc * step), Math.round(eth * step)];
      const before = await headline(page);
      await page.clock.fastForward(7_000);
      await eventually(async () => assert.notEqual(await headline(page), before));
    }
    assert.ok(asked >= 4);
    small(await shifted(page));
    await close();
  });
}

test("with reduced motion nothing is animated", async () => {
  const { page, close } = await open({ width: 1440, reducedMotion: "reduce" });
  await part(page, "unified").first().click();
  await part(page, "explained").waitFor();
  const longest = await page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll("*")].flatMap((element) => {
        const style = getComputedStyle(element);
        return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].map((time) =>
          time.trim().endsWith("ms") ? parseFloat(time) : parseFloat(time) * 1000,
        );
      }),
    ),
  );
  assert.ok(longest <= 1, `${longest} ms`);
  assert.equal(await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running").length), 0);
  await close();
});

test("in forced colours the bar, the grid and the rails keep their edges and their words", async () => {
  const { page, close } = await open({ width: 1440 });
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await frames(page);
  const seen = await page.evaluate(() => {
    const drawn = (element) => {
      const style = getComputedStyle(element);
      const sides = ["Top", "Right", "Bottom", "Left"];
      const border = sides.some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none");
      return border || parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none" || style.forcedColorAdjust === "none";
    };
    const all = (selector) => [...document.querySelectorAll(selector)];
    return {
      segments: all("[data-testid=bar] .seg").map(drawn),
      ticks: all("[data-testid=bar] .tick").map((tick) => {
        const style = getComputedStyle(tick);
        return drawn(tick) || style.backgroundColor !== getComputedStyle(tick.parentElement).backgroundColor;
      }),
      cells: all("[data-testid=cell] > div").map((cell) => cell.textContent.trim() !== ""),
      binding: all("[data-binding=true], [data-binding=true] > div").some(drawn),
      rails: all(".rail rect, .rail line").map((shape) => {
        const style = getComputedStyle(shape);
        return style.fill !== "none" || style.stroke !== "none";
      }),
    };
  });
  for (const [what, marks] of Object.entries(seen)) {
    const list = [marks].flat();
    assert.ok(list.length > 0, what);
    assert.ok(list.every(Boolean), `${what}: ${JSON.stringify(marks)}`);
  }
  assert.match(await text(part(page, "bar")), /maintenance [\d,]+ unified [\d,]+ held apart [\d,]+ equity [\d,]+/);
  await screenshot(page, "page-forced-colours");
  await close();
});

test("the first thing that Tab reaches leads to the positions", async () => {
  const { page, close } = await open({ width: 1440 });
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the positions");
  assert.equal(await page.locator(".skip").isVisible(), true);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "book");
  await close();
});
