// The calculator as a person uses it: the answer, editing, adding, undoing, keeping.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launch } from "./harness.mjs";
import {
  bookKey, dollars, eventually, figures, frames, headline, keeps, part, quick, saved, shared, stillToday, text,
} from "./helpers.mjs";

const site = await launch();
const until = "[data-testid=headline]";
const open = (options = {}) =>
  site.openPage({
    until,
    width: 1440,
    height: 900,
    ...options,
    before: async (page) => {
      await stillToday(page);
      await options.before?.(page);
    },
  });
const sample = shared(open);
after(async () => {
  await sample.close();
  await site.close();
});

const quantity = (page, place = 0) => part(page, "quantity").nth(place);
const focused = (page, read = (element) => element?.dataset?.testid) =>
  page.evaluate(`(${read})(document.activeElement)`);

/** Puts a value into a field as typing does, and returns what stands on the page two frames later. */
const typedThenTwoFrames = (page, value) =>
  page.evaluate(async (value) => {
    const field = document.querySelector("[data-testid=quantity]");
    const of = (id) => document.querySelector(`[data-testid="${id}"]`)?.textContent ?? "";
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
    return {
      headline: of("headline"),
      bar: of("bar"),
      grid: of("grid") + of("tails"),
      liquidated: of("liquidated"),
      busy: document.querySelector(".liq")?.getAttribute("aria-busy") === "true",
    };
  }, value);

/** Takes back all that was done, so that the next test begins with the sample book. */
async function undoAll(page) {
  while (await part(page, "undo").isEnabled()) await part(page, "undo").click();
  await frames(page);
}

test("the sample book stands there with its sentence, and its figures add up", () =>
  sample.use(async (page) => {
    const said = await headline(page);
    assert.match(said, /^Unified margin needs \$[\d,]+\. The same positions held apart need \$[\d,]+\. Hedging frees \$[\d,]+ — \d+ %\.$/);
    const [unified, apart, freed] = await Promise.all(
      ["unified", "apart", "freed"].map(async (id) => dollars(await part(page, id).first().textContent())),
    );
    assert.ok(unified > 0 && freed > 0, said);
    // the requirements are rounded up and the benefit down, so they can differ by a dollar, as the panel says
    assert.ok(Math.abs(apart - freed - unified) <= 1, `${apart} − ${freed} = ${unified}`);
    const share = Number(/— (\d+) %/.exec(said)[1]);
    assert.equal(share, Math.floor((freed / apart) * 100));
    assert.match(await part(page, "liquidated").textContent(), /Liquidated if \w+ (falls below|rises above) [\d,.]+ \([+−][\d.]+ %\)/);
    assert.equal(await part(page, "position").count(), 4);
    assert.equal(await part(page, "holding").count(), 2);
    assert.equal(await part(page, "cell").count(), 27 + 8, "nine moves by three volatilities, and eight far moves");
  }));

test("the parts of the legs and the figures of the bar say the same as the sentence", () =>
  sample.use(async (page) => {
    const unified = dollars(await part(page, "unified").first().textContent());
    const legend = await text(part(page, "bar"));
    for (const label of ["maintenance", "unified", "held apart", "equity", "free", "margin ratio"])
      assert.ok(legend.includes(label), `${label} in “${legend}”`);
    const parts = await page.locator("[data-testid=positions] tfoot .part").innerText();
    assert.ok(Math.abs(dollars(parts) - unified) <= 6, `${parts} of ${unified}`);
    const maintenance = dollars(await part(page, "maintenance").first().textContent());
    assert.ok(Math.abs(maintenance - 0.8 * unified) <= 1.5, `${maintenance} is 0.8 × ${unified}`);
  }));

test("where all charges together exceed what the positions need apart, a row takes it off and the column adds up", () =>
  sample.use(async (page) => {
    await quantity(page).fill("abc");
    await part(page, "credit").waitFor();
    const shown = await page.locator("[data-testid=positions] tbody .part").allInnerTexts();
    const sum = shown.filter((cell) => /\d/.test(cell)).reduce((sum, cell) => sum + dollars(cell), 0);
    const net = dollars(await page.locator("[data-testid=positions] tfoot .part").innerText());
    assert.ok(Math.abs(sum - net) <= shown.length, `${shown.join(" + ")} = ${net}`);
    assert.equal(net, dollars(await part(page, "unified").first().textContent()));
    await quantity(page).press("Escape");
    await part(page, "credit").waitFor({ state: "detached" });
  }));

test("typing a quantity moves sentence, bar and grid within two frames, and the liquidation price right after", () =>
  sample.use(async (page) => {
    const before = await figures(page);
    const after = await typedThenTwoFrames(page, "3");
    for (const of of ["headline", "bar", "grid"]) assert.notEqual(after[of], before[of], of);
    assert.ok(after.liquidated !== before.liquidated || after.busy, "a liquidation price of the book before is marked as such");
    await eventually(async () => {
      const now = await figures(page);
      assert.equal(now.busy, false);
      assert.notEqual(now.liquidated, before.liquidated);
    }, { timeout: 1_500 });
    await quantity(page).press("Escape");
    await eventually(async () => assert.deepEqual(await figures(page), before));
    assert.equal(await part(page, "undo").isDisabled(), true, "what was typed and given up is nothing to undo");
  }));

const lines = {
  "a perpetual": ["-3 SOL-PERP @ 140", "SOL-PERP", /perpetual · linear/],
  "a dated future": ["buy 0.4 BTC_USDC-26MAR27 @95,000", "BTC_USDC-26MAR27", /linear/],
  "an option": ["-5 BTC-25DEC26-80000-P @ 0.031", "BTC-25DEC26-80000-P", /inverse · IV [\d.]+ %/],
};
for (const [what, [line, name, about]] of Object.entries(lines)) {
  test(`${what} is added by a line as one would say it`, () =>
    sample.use(async (page) => {
      const before = await headline(page);
      await quick(page, line);
      assert.equal(await part(page, "position").count(), 5);
      assert.equal(await part(page, "quick").inputValue(), "");
      const row = await text(part(page, "position").last());
      assert.ok(row.startsWith(name), row);
      assert.match(row, about);
      assert.doesNotMatch(row, /Left out/);
      assert.notEqual(await headline(page), before);
      await undoAll(page);
      assert.equal(await headline(page), before);
    }));
}

test("collateral is added by a line, to the row of its asset", () =>
  sample.use(async (page) => {
    const free = () => part(page, "free").textContent();
    const before = await free();
    await quick(page, "10k USDC");
    assert.equal(await part(page, "holding").count(), 2);
    assert.equal(await quantity(page, 4).inputValue(), "30,000");
    assert.ok(dollars(await free()) > dollars(before));
    await quick(page, "0.5 ETH");
    assert.equal(await part(page, "holding").count(), 3);
    await undoAll(page);
    assert.equal(await free(), before);
  }));

test("each kind is added by its parts", () =>
  sample.use(async (page) => {
    await part(page, "add").click();
    const fill = async (kind, fields) => {
      await part(page, "add-kind").selectOption(kind);
      for (const [id, value] of Object.entries(fields)) {
        const field = part(page, `add-${id}`);
        await ((await field.evaluate((element) => element.tagName)) === "SELECT" ? field.selectOption(value) : field.fill(value));
      }
      await part(page, "add-submit").click();
      await frames(page);
    };
    await fill("perpetual", { asset: "ETH", quantity: "2", entry: "3200" });
    await fill("future", { asset: "BTC", settled: "inverse", quantity: "-5000" });
    await fill("option", { asset: "BTC", settled: "linear", strike: "90000", right: "put", quantity: "-1" });
    await fill("collateral", { asset: "DAI", quantity: "700" });
    const rows = await part(page, "position").locator(".instrument").allInnerTexts();
    assert.equal(rows.length, 7);
    assert.equal(rows[4], "ETH-PERP");
    assert.match(rows[5], /^BTC-\d+[A-Z]{3}\d\d$/);
    assert.match(rows[6], /^BTC_USD\S*-\d+[A-Z]{3}\d\d-90000-P$|^BTC-\S+-90000-P$/);
    assert.equal(await part(page, "holding").locator(".instrument").last().innerText(), "DAI");
    assert.equal(await page.locator("tr.out").count(), 0, "nothing is left out");
    await part(page, "add").click();
    await undoAll(page);
  }));

test("adding by parts keeps what cannot be read, marks its field, and says what would be right", () =>
  sample.use(async (page) => {
    await part(page, "add").click();
    const wrong = async (field, value, rest = {}) => {
      for (const [id, text] of Object.entries({ asset: "BTC", quantity: "1", entry: "", ...rest, [field]: value }))
        await part(page, `add-${id}`).fill(text);
      await part(page, "add-submit").click();
      await frames(page);
      const at = part(page, `add-${field}`);
      assert.equal(await at.inputValue(), value);
      assert.equal(await at.getAttribute("aria-invalid"), "true", field);
      const said = await page.locator(`#${await at.getAttribute("aria-describedby")}`).innerText();
      assert.ok(said.length > 10, `${field}: ${said}`);
      return said;
    };
    await part(page, "add-kind").selectOption("option");
    assert.match(await wrong("strike", "x"), /Write a price above zero/);
    assert.match(await wrong("strike", "-5"), /Write a price above zero/);
    assert.match(await wrong("quantity", "many", { strike: "90000" }), /1.5 for long/);
    assert.match(await wrong("entry", "dear", { strike: "90000" }), /price paid/);
    await wrong("asset", "no coin!", { strike: "90000" });
    assert.equal(await part(page, "position").count(), 4, "nothing was added");
    await part(page, "add").click();
  }));

test("a line that cannot be read stays, and says what would be right", () =>
  sample.use(async (page) => {
    for (const line of ["5 BTC-99XXX26-1-C", "BTC-PERP", "x BTC-PERP", "1 BTC-PERP @ dear", "-2 BTC-PERP @"]) {
      await quick(page, line);
      assert.equal(await part(page, "quick").inputValue(), line);
      assert.equal(await part(page, "quick").getAttribute("aria-invalid"), "true", line);
      assert.ok((await part(page, "quick-wrong").innerText()).length > 15, line);
    }
    assert.equal(await part(page, "position").count(), 4);
    await part(page, "quick").press("Escape");
    assert.equal(await part(page, "quick").inputValue(), "");
    assert.equal(await part(page, "quick-wrong").count(), 0);
  }));

test("a row is deleted, and comes back by button and by key", () =>
  sample.use(async (page) => {
    const before = await headline(page);
    const rows = () => part(page, "position").count();
    await page.getByRole("button", { name: "Delete BTC-PERP" }).click();
    await frames(page);
    assert.equal(await rows(), 3);
    const without = await headline(page);
    assert.notEqual(without, before);
    await part(page, "undo").click();
    await frames(page);
    assert.deepEqual([await rows(), await headline(page)], [4, before]);
    await part(page, "redo").click();
    await frames(page);
    assert.deepEqual([await rows(), await headline(page)], [3, without]);
    await page.keyboard.press("Control+z");
    await frames(page);
    assert.deepEqual([await rows(), await headline(page)], [4, before]);
    await page.keyboard.press("Control+Shift+z");
    await frames(page);
    assert.equal(await headline(page), without);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+y");
    await frames(page);
    assert.equal(await headline(page), without);
    await page.keyboard.press("Control+z");
    await frames(page);
    assert.equal(await part(page, "undo").isDisabled(), true);
    await part(page, "holding").last().locator("[data-testid=delete]").click();
    await frames(page);
    assert.equal(await part(page, "holding").count(), 1);
    await undoAll(page);
  }));

test("typing a number is one step back, however many keys it took", () =>
  sample.use(async (page) => {
    const before = await headline(page);
    await quantity(page).click();
    await quantity(page).press("Control+a");
    await page.keyboard.type("2.75");
    await quantity(page).press("Enter");
    await frames(page);
    assert.notEqual(await headline(page), before);
    await part(page, "undo").click();
    await frames(page);
    assert.equal(await headline(page), before);
    assert.equal(await quantity(page).inputValue(), "1.5");
    assert.equal(await part(page, "undo").isDisabled(), true);
  }));

test("arrow keys and Enter go from row to row", () =>
  sample.use(async (page) => {
    const at = () => focused(page, (element) => element?.getAttribute("aria-label"));
    await quantity(page).focus();
    assert.equal(await at(), "Quantity of BTC-PERP");
    const second = await quantity(page, 1).getAttribute("aria-label");
    await page.keyboard.press("ArrowDown");
    assert.equal(await at(), second);
    await page.keyboard.press("ArrowUp");
    assert.equal(await at(), "Quantity of BTC-PERP");
    await page.keyboard.press("ArrowUp");
    assert.equal(await at(), "Quantity of BTC-PERP", "the first row is the end");
    await page.keyboard.press("Enter");
    assert.equal(await at(), second);
    await page.keyboard.press("Shift+Enter");
    assert.equal(await at(), "Quantity of BTC-PERP");
  }));

const fields = {
  quantity: [() => "[data-testid=position] [data-testid=quantity]", ["abc", "1.2.3", "--2", "1e999"], /1.5 for long/],
  "entry price": [() => "[data-testid=position] [data-testid=entry]", ["dear", "-5"], /price paid|leave it empty/],
  mark: [() => "[data-testid=position] [data-testid=mark]", ["x", "-5", "0"], /above zero/],
  "quantity of collateral": [() => "[data-testid=holding] [data-testid=quantity]", ["lots"], /1.5 for long/],
  "price of collateral": [() => "[data-testid=holding] [data-testid=mark]", ["x", "-1"], /above zero/],
  "price in the price bar": [() => "[data-testid=price] [data-testid=price]", ["x", "-1", "0"], /above zero/],
};
for (const [what, [where, texts, right]] of Object.entries(fields)) {
  test(`${what.startsWith("e") ? "an" : "a"} ${what} that cannot be read keeps what was typed and says what would be right; the rest is margined`, () =>
    sample.use(async (page) => {
      const before = await figures(page);
      const field = page.locator(where()).first();
      const good = await field.inputValue();
      for (const bad of texts) {
        await field.fill(bad);
        await field.blur();
        await frames(page);
        assert.equal(await field.inputValue(), bad);
        assert.equal(await field.getAttribute("aria-invalid"), "true", bad);
        const hint = page.locator(`[id="${await field.getAttribute("aria-describedby")}"]`);
        assert.match(await hint.innerText(), bad === "1e999" || bad === "1.2.3" ? /./ : right);
        const notice = await text(part(page, "notices"));
        assert.ok(notice.includes(`“${bad}”`), `“${bad}” in “${notice}”`);
        assert.match(notice, what.startsWith("price in") ? /is not used/ : /is left out\./);
        assert.match(await headline(page), /^Unified margin needs \$[\d,]+/, "the others are still margined");
      }
      if (what === "quantity") assert.notEqual(await headline(page), before.headline, "without the row it is another answer");
      await field.focus();
      await field.press("Escape");
      await eventually(async () => assert.deepEqual(await figures(page), before));
      assert.equal(await field.inputValue(), good);
      assert.equal(await page.locator("[aria-invalid=true]").count(), 0);
      await undoAll(page);
    }));
}

const explained = [
  "unified", "apart", "freed", "equity", "maintenance", "free", "part", "counts-for", "liquidation-price",
  "headline-liquidation-price",
];
for (const id of explained) {
  test(`the figure “${id}” opens to where it comes from, by keyboard, and Esc goes back to it`, () =>
    sample.use(async (page) => {
      const figure = part(page, id).first();
      await figure.focus();
      await page.keyboard.press("Enter");
      const panel = part(page, "explain");
      await panel.waitFor({ state: "visible" });
      assert.ok((await text(part(page, "explained"))).length > 0);
      const told = await text(panel);
      for (const word of ["Rounding", "Rule", "Prices"]) assert.ok(told.includes(word), told);
      assert.match(told, /sample/, "that it rests on sample prices is said");
      assert.equal(await focused(page, (element) => Boolean(element?.closest("dialog"))), true, "focus is in the dialog");
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      assert.equal(await focused(page), id);
    }));
}

test("what the unified margin is made of adds up to it", () =>
  sample.use(async (page) => {
    await part(page, "unified").first().click();
    const lines = await page.locator("[data-testid=explain] .lines").first().locator(":scope > li > .line > .value").allInnerTexts();
    const amounts = lines.map(dollars);
    const total = amounts.pop();
    assert.equal(total, dollars(await part(page, "explained").innerText()));
    const sum = amounts.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - total) <= amounts.length, `${amounts.join(" + ")} = ${total}`);
    await part(page, "explain").getByRole("button", { name: "Close" }).click();
    await part(page, "explain").waitFor({ state: "hidden" });
  }));

test("the rules are printed with their date, their source and their fidelity", () =>
  sample.use(async (page) => {
    await part(page, "rules").focus();
    await page.keyboard.press("Enter");
    const dialog = part(page, "rules-dialog");
    await dialog.waitFor({ state: "visible" });
    const said = await text(dialog);
    assert.match(said, /Dated \d{4}-\d\d-\d\d/);
    assert.match(said, /Source \S.{10}/);
    assert.match(said, /Fidelity (venue-matched|documented|approximate)/);
    for (const parameter of ["scan range", "short option minimum", "maintenance factor", "size threshold", "offset", "haircut", "rise of volatility", "tails"])
      assert.ok(said.toLowerCase().includes(parameter), parameter);
    const value = (path) => dialog.locator(`input[data-path="${path}"]`).inputValue();
    assert.equal(await value("underlyings.BTC.scan_range"), "0.15");
    assert.equal(await value("volatility.short_power"), "0.3");
    assert.match(await value("tails"), /^-0\.66, .*5(\.0)?$/);
    assert.equal(Number(await value("underlyings.BTC.size_threshold_usd")), 20_000_000);
    await part(page, "share-rules").locator("summary").click();
    const json = JSON.parse(await dialog.locator("pre").innerText());
    assert.match(JSON.stringify(json), /scan/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "rules");
  }));

test("the cell that sets the requirement says so to a screen reader, and is the worst of the grid", () =>
  sample.use(async (page) => {
    const binding = page.locator("[data-testid=cell][data-binding=true]");
    assert.equal(await binding.count(), 1);
    assert.match(await binding.textContent(), /sets the requirement/);
    // the exact figure is that of whoever points at the cell
    const losses = await part(page, "cell").evaluateAll((cells) =>
      cells.map((cell) => (cell.dispatchEvent(new MouseEvent("mouseenter")), cell.title)));
    const worst = Math.min(...losses.map(dollars));
    assert.equal(dollars(await binding.getAttribute("title")), worst);
    assert.match(await part(page, "why").textContent(), /sets the requirement/);
  }));

test("the grid is shown plain and as figures on demand", () =>
  sample.use(async (page) => {
    const cells = () => part(page, "cell").allTextContents();
    const counted = await cells();
    await part(page, "grid-plain").click();
    await frames(page);
    assert.notDeepEqual(await cells(), counted);
    assert.equal(await part(page, "grid-plain").getAttribute("aria-pressed"), "true");
    await part(page, "grid-plain").click();
    await part(page, "grid-exact").click();
    await frames(page);
    assert.match((await cells()).join(" "), /\d,\d{3}/);
    await part(page, "grid-exact").click();
    await frames(page);
    assert.deepEqual(await cells(), counted);
  }));

test("a reload finds the book again, and the typed price with it", async () => {
  const { page, assertClean, close } = await open();
  await quick(page, "-3 SOL-PERP @ 140");
  const mark = page.getByLabel("Mark price of BTC-PERP");
  await mark.fill("90000");
  await mark.press("Enter");
  await frames(page);
  const before = await figures(page);
  await page.reload(); // at once: what was typed last is kept as the page is left
  await page.waitForSelector(until);
  assert.equal(await part(page, "position").count(), 5);
  assert.equal(await mark.inputValue(), "90,000");
  assert.match(await text(part(page, "position").first()), /typed/);
  assert.deepEqual({ ...(await figures(page)), busy: false }, { ...before, busy: false });
  assertClean();
  await close();
});

test("an empty book says what to do, and the sample comes back at a press", async () => {
  const { page, assertClean, close } = await open();
  const before = await headline(page);
  while (await part(page, "delete").count()) await part(page, "delete").first().click();
  await frames(page);
  assert.match(await headline(page), /^Nothing to margin yet\. Equity is \$0/);
  assert.match(await part(page, "liquidated").textContent(), /Type a position below/);
  assert.match(await text(page.locator(".page")), /No positions, no scenarios/);
  assert.equal(await part(page, "cell").count(), 0);
  await part(page, "sample").click();
  await frames(page);
  assert.equal(await headline(page), before);
  assertClean();
  await close();
});

test("an empty book stays empty after a reload", async () => {
  const { page, close } = await open();
  while (await part(page, "delete").count()) await part(page, "delete").first().click();
  await page.reload();
  await page.waitForSelector(until);
  assert.match(await headline(page), /^Nothing to margin yet/);
  await close();
});

test("a book under water is said to be liquidatable now, with both figures", async () => {
  const { page, assertClean, close } = await open({
    before: (page) => keeps(page, saved([["BTC-PERP", 10, 120000]], [["USDC", 1000]])),
  });
  assert.match(
    await part(page, "liquidated").textContent(),
    /^Liquidatable now: equity −\$[\d,]+ is below the maintenance margin of \$[\d,]+\./,
  );
  for (const id of ["headline-equity", "headline-maintenance"]) {
    await part(page, id).focus();
    await page.keyboard.press("Enter");
    await part(page, "explain").waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await part(page, "explain").waitFor({ state: "hidden" });
    assert.equal(await focused(page), id);
  }
  assertClean();
  await close();
});

test("a book of long options alone says why it has no liquidation price", async () => {
  const { page, assertClean, close } = await open({
    before: (page) => keeps(page, saved([["BTC-25DEC26-80000-P", 2], ["BTC-25DEC26-100000-C", 1]], [["USDC", 100]])),
  });
  assert.match(await text(part(page, "liquidation").first()), /Long options only: they cannot lose more than they are worth/);
  assert.equal(await part(page, "liquidation-price").count(), 0);
  assertClean();
  await close();
});

const storages = {
  "private mode, where touching the storage throws": () =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    }),
  "a storage whose every method throws": () => {
    for (const method of ["getItem", "setItem", "removeItem", "key"])
      Storage.prototype[method] = () => {
        throw new DOMException("denied", "SecurityError");
      };
  },
  "a storage that is full": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
};
for (const [what, break_] of Object.entries(storages)) {
  test(`in ${what}, the page works and says that it keeps nothing`, async () => {
    const { page, assertClean, close } = await open({ before: (page) => page.addInitScript(break_) });
    const before = await headline(page);
    assert.match(before, /^Unified margin needs/);
    await part(page, "quantity").first().fill("2");
    await frames(page);
    assert.notEqual(await headline(page), before);
    await eventually(async () => assert.match(await text(part(page, "notices")), /keep nothing .*export the book/));
    await part(page, "theme").click();
    await page.keyboard.press("Control+z");
    await frames(page);
    assert.equal(await headline(page), before);
    assertClean();
    await close();
  });
}

for (const content of ["{nonsense", "", "null", '{"format":"something else"}', "\u0000\u0001", '{"format":"cross-margin/book","version":999}']) {
  test(`a kept book that reads ${JSON.stringify(content)} is put aside and said, and the sample shown`, async () => {
    const { page, assertClean, close } = await open({ before: (page) => keeps(page, content) });
    assert.match(await text(part(page, "notices")), /could not be read\. It was put aside, not deleted/);
    assert.equal(await page.evaluate((key) => localStorage.getItem(`${key}.unreadable`), bookKey), content);
    assert.equal(await part(page, "position").count(), 4);
    assert.match(await headline(page), /^Unified margin needs/);
    assertClean();
    await close();
  });
}

test("a kept book of which a row cannot be read keeps the others, and says so", async () => {
  const content = saved([["BTC-PERP", 1, 90_000], ["nonsense!", 1, 9], ["ETH-PERP", "x", 3_000]], [["USDC", 5_000]]);
  const { page, assertClean, close } = await open({ before: (page) => keeps(page, content) });
  assert.deepEqual(await part(page, "position").locator(".instrument").allInnerTexts(), ["BTC-PERP"]);
  assert.match(await text(part(page, "notices")), /could not be read and is left out\. All of it was put aside/);
  assert.equal(await page.evaluate((key) => localStorage.getItem(`${key}.unreadable`), bookKey), content);
  assertClean();
  await close();
});

test("a figure opens even when the one before was closed that very moment", () =>
  sample.use(async (page) => {
    await part(page, "maintenance").first().focus();
    await page.keyboard.press("Enter");
    await part(page, "explain").waitFor({ state: "visible" });
    await page.evaluate(async () => {
      // Esc and the next press within one turn, before the browser tells that the dialog was closed
      const dialog = document.querySelector("#explain");
      const soon = async () => {
        for (let turn = 0; turn < 50; turn += 1) await undefined;
      };
      dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
      await soon();
      if (dialog.open) dialog.close();
      await soon();
      document.querySelector("[data-testid=free]").click();
    });
    await page.waitForTimeout(50);
    await eventually(async () => assert.match(await text(part(page, "explain").locator("h2")), /Free/), { timeout: 1_000 });
    await page.keyboard.press("Escape");
    await part(page, "explain").waitFor({ state: "hidden" });
  }));
