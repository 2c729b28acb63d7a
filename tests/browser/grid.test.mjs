// The book under the keyboard: names completed, lines understood, cells moved between, copied and pasted.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { launch } from "./harness.mjs";
import { eventually, frames, headline, keeps, part, quick, shared, stillToday, text } from "./helpers.mjs";

const site = await launch();
const open = (options = {}) =>
  site.openPage({
    until: "[data-testid=headline]",
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

const cell = (page, column, row = 0) => part(page, "position").nth(row).locator(`[data-testid=${column}]`);
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
const options = (page) => part(page, "quick-option");
const names = (page) => options(page).locator(".instrument").allInnerTexts();

/** Hands a text to what has the focus as the clipboard does; whether the page took it. */
const paste = async (page, written) => {
  const taken = await page.evaluate((written) => {
    const data = new DataTransfer();
    data.setData("text/plain", written);
    return !document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, written);
  await frames(page);
  return taken;
};

/** What copying puts on the clipboard; nothing where it is left to the browser. */
const copy = (page) =>
  page.evaluate(() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
  });

/** Enters a cell and waits for what listens to it. */
async function enter(page, column, row = 0) {
  await cell(page, column, row).focus();
  await page.locator("#grid-said").waitFor({ state: "attached" });
}

async function undoAll(page) {
  while (await part(page, "undo").isEnabled()) await part(page, "undo").click();
  await frames(page);
}

test("names are offered after a quantity, held ones first, and one is taken by key", () =>
  sample.use(async (page) => {
    const line = part(page, "quick");
    await line.focus();
    await page.locator("#quick-list").waitFor({ state: "attached" });
    await page.keyboard.type("short 2 BTC");
    await options(page).first().waitFor();
    assert.equal((await names(page))[0], "BTC-PERP");
    assert.ok((await names(page)).length <= 8);
    assert.equal(await line.getAttribute("aria-expanded"), "true");
    assert.equal(await line.getAttribute("aria-activedescendant"), null, "Enter still adds the line as it is");
    const under = await page.locator("#quick-list").boundingBox();
    const field = await line.boundingBox();
    assert.ok(under.y >= field.y + field.height, "the list does not cover what is typed");
    await page.keyboard.press("ArrowDown");
    const active = await line.getAttribute("aria-activedescendant");
    assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
    await page.keyboard.press("Enter");
    assert.equal(await line.inputValue(), "short 2 BTC-PERP ");
    assert.equal(await options(page).count(), 0, "nothing more is offered once it is said");
    assert.equal(await part(page, "position").count(), 4, "taking a name adds nothing");
    await page.keyboard.press("Enter");
    await frames(page);
    assert.equal(await part(page, "position").count(), 5);
    await undoAll(page);
  }));

test("Escape closes the list and keeps the text, and the mouse takes a name", () =>
  sample.use(async (page) => {
    const line = part(page, "quick");
    await line.fill("");
    await line.focus();
    await page.keyboard.type("1 eth p");
    await options(page).first().waitFor();
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await options(page).count(), 0));
    assert.equal(await line.inputValue(), "1 eth p");
    await page.keyboard.type("e");
    await options(page).first().click();
    assert.equal(await line.inputValue(), "1 ETH-PERP ");
    assert.equal(await focused(page), "Add a position or collateral");
    await line.fill("");
  }));

test("what is typed is said back as it is understood", () =>
  sample.use(async (page) => {
    const line = part(page, "quick");
    await line.focus();
    await line.fill("short 3 ETH 28MAR27 4000 call");
    await eventually(async () =>
      assert.equal(
        await page.locator("#quick-help").innerText(),
        "short 3 ETH call, 28 Mar 2027, strike 4,000, paid in ETH",
      ),
    );
    await line.press("Escape");
    await line.fill("");
  }));

test("several lines are pasted at once and taken back at once; those that cannot be read stay", () =>
  sample.use(async (page) => {
    const before = await headline(page);
    await part(page, "quick").focus();
    await page.locator("#quick-list").waitFor({ state: "attached" });
    assert.equal(await paste(page, "2 SOL perp @ 140\n1k USDC\n3 what is\n"), true);
    assert.equal(await part(page, "position").count(), 5);
    assert.equal(await part(page, "quick").inputValue(), "3 what is");
    assert.match(await part(page, "quick-wrong").innerText(), /Added 2 rows.*“3 what is”.*[Cc]haracter 8/);
    await part(page, "undo").click();
    await frames(page);
    assert.equal(await headline(page), before);
    assert.equal(await part(page, "undo").isDisabled(), true);
    await part(page, "quick").press("Escape");
    await quick(page, "2 SOL perp; 1 XRP perp");
    await eventually(async () => assert.equal(await part(page, "position").count(), 6));
    await undoAll(page);
  }));

test("arrows at the ends of a text go to the next cell, and Ctrl+Home and Ctrl+End to the ends of a column", () =>
  sample.use(async (page) => {
    await enter(page, "quantity");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(page), "Quantity of BTC-PERP", "first to the end of the text");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(page), "Entry price of BTC-PERP");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(page), "Quantity of BTC-PERP");
    await page.keyboard.press("Control+End");
    assert.equal(await focused(page), "Quantity of ETH-PERP");
    await page.keyboard.press("Control+Home");
    assert.equal(await focused(page), "Quantity of BTC-PERP");
  }));

test("rows are picked and copied as a spreadsheet takes them", () =>
  sample.use(async (page) => {
    await enter(page, "quantity");
    assert.equal(await copy(page), "", "selected text is the browser's to copy");
    await page.keyboard.press("ArrowRight");
    assert.match(await copy(page), /^BTC-PERP\t1\.5\t91200\t[\d.]+\n$/);
    await page.keyboard.press("Shift+ArrowDown");
    assert.equal(await page.locator("tr[data-picked]").count(), 2);
    const two = (await copy(page)).trimEnd().split("\n");
    assert.deepEqual(two.map((row) => row.split("\t").length), [4, 4]);
    assert.ok(two[1].startsWith("BTC-25DEC26-80000-P\t2\t0.0181\t"), two[1]);
    await page.keyboard.press("Control+a");
    assert.equal(await page.locator("tr[data-picked]").count(), 4);
    assert.equal((await copy(page)).trimEnd().split("\n").length, 4);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("tr[data-picked]").count(), 0);
  }));

test("a key takes the row out, and undo brings it back", () =>
  sample.use(async (page) => {
    const before = await headline(page);
    await enter(page, "quantity", 1);
    await page.keyboard.press("Control+Delete");
    await frames(page);
    assert.equal(await part(page, "position").count(), 3);
    assert.match(await focused(page), /^Quantity of BTC-26MAR27/);
    await page.keyboard.press("Control+z");
    await frames(page);
    assert.equal(await headline(page), before);
  }));

test("a block goes to the right and down; a cell that cannot be read is marked; one undo takes it back", () =>
  sample.use(async (page) => {
    const before = await headline(page);
    await enter(page, "quantity");
    assert.equal(await paste(page, "2"), false, "one cell is the browser's to paste");
    assert.equal(await paste(page, "2\t90000\r\n3\tdear\r\n"), true);
    assert.equal(await cell(page, "quantity").inputValue(), "2");
    assert.equal(await cell(page, "entry").inputValue(), "90,000");
    assert.equal(await cell(page, "quantity", 1).inputValue(), "3");
    assert.equal(await cell(page, "entry", 1).inputValue(), "dear");
    assert.equal(await cell(page, "entry", 1).getAttribute("aria-invalid"), "true");
    assert.match(await part(page, "grid-said").innerText(), /1 cell cannot be read/);
    assert.notEqual(await headline(page), before);
    await part(page, "undo").click();
    await frames(page);
    assert.equal(await headline(page), before);
    assert.equal(await part(page, "undo").isDisabled(), true);
    assert.equal(await cell(page, "entry", 1).getAttribute("aria-invalid"), null);
  }));

test("rows that begin with names are added, and what is not known becomes a position by its name", () =>
  sample.use(async (page) => {
    await enter(page, "quantity");
    assert.equal(await paste(page, "name\tquantity\tentry\tmark\nSOL-PERP\t2\t140\t\nWHAT-IS-IT\t-3\t5\t\n"), true);
    assert.equal(await part(page, "position").count(), 5);
    await part(page, "unknown").waitFor();
    assert.match(await part(page, "unknown-why").innerText(), /^not margined: /);
    const name = part(page, "unknown-name");
    await name.fill("STILL-NOT");
    await name.press("Tab");
    await frames(page);
    assert.equal(await part(page, "unknown").count(), 1);
    await name.fill("XRP perp");
    await name.press("Tab");
    await frames(page);
    assert.equal(await part(page, "unknown").count(), 0);
    const row = await text(part(page, "position").last());
    assert.ok(row.startsWith("XRP-PERP"), row);
    assert.equal(await cell(page, "quantity", 5).inputValue(), "−3");
    await undoAll(page);
  }));

test("a book that keeps rows of what is not known shows them after a reload", async () => {
  const content = JSON.stringify({
    format: "cross-margin/book",
    version: 1,
    account: { holdings: [], positions: [], unknown: [{ name: "SPREAD-X", quantity: "2", why: "no such thing" }] },
  });
  const { page, assertClean, close } = await open({ before: (page) => keeps(page, content) });
  await part(page, "unknown").waitFor();
  assert.equal(await part(page, "unknown-why").innerText(), "not margined: no such thing");
  await part(page, "unknown").locator("[data-testid=delete]").click();
  await frames(page);
  assert.equal(await part(page, "unknown").count(), 0);
  assertClean();
  await close();
});
