// Bringing a book in and taking it out again: paste, drop, files, bad rows, hostile text.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, test } from "node:test";
import { launch } from "./harness.mjs";
import { dollars, eventually, frames, headline, part, quick, shared, stillToday, text } from "./helpers.mjs";

const site = await launch();
const open = () => site.openPage({ until: "[data-testid=headline]", width: 1440, height: 900, before: stillToday });
const page_ = shared(open);
after(async () => {
  await page_.close();
  await site.close();
});

const dialog = (page) => part(page, "import-dialog");
const summary = (page) => text(part(page, "import-summary"));
const remarks = (page) => part(page, "import-remarks").locator("li").allInnerTexts();

/** Puts a text into the field in one go, as a paste does; waits until a long one is read. */
async function fill(page, content) {
  // a text too long to show has left the field
  if (await part(page, "import-large").count()) await part(page, "import-large").getByRole("button").click();
  await part(page, "import-text").evaluate((area, content) => {
    // the browser takes half a minute to lay out a million lines, which is not what is tested
    area.hidden = content.length > 100_000;
    area.value = content;
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  }, content);
  await frames(page);
  await part(page, "import-busy").waitFor({ state: "detached" });
}

async function paste(page, content) {
  await part(page, "import").click();
  await part(page, "import-text").waitFor();
  await fill(page, content);
}

async function put(page, how) {
  await part(page, `import-${how}`).click();
  await dialog(page).waitFor({ state: "hidden" });
  await frames(page);
}

async function giveUp(page) {
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "hidden" });
}

/** One step back takes the whole import back. */
async function undone(page, before) {
  await part(page, "undo").click();
  await frames(page);
  assert.equal(await headline(page), before);
  assert.equal(await part(page, "undo").isDisabled(), true, "it was one step");
}

const names = (page) => part(page, "position").locator(".instrument").allInnerTexts();

test("a pasted table is margined, and one undo takes it back", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, "name,quantity,entry\nBTC-PERP,2,90000\nETH-PERP,-10,3300\nUSDC,50000,\n");
    assert.match(await summary(page), /2 positions and 1 kind of collateral can be taken\.$/);
    await put(page, "replace");
    assert.deepEqual(await names(page), ["BTC-PERP", "ETH-PERP"]);
    assert.match(await headline(page), /^Unified margin needs \$[\d,]+/);
    assert.notEqual(await headline(page), before);
    await undone(page, before);
  }));

test("an import can be added to what is there", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, "-2 SOL-PERP @ 150\n10k USDC");
    await put(page, "add");
    assert.equal((await names(page)).length, 5);
    assert.equal(await page.getByLabel("Quantity of USDC").inputValue(), "30,000");
    await undone(page, before);
  }));

test("our own JSON comes in with its prices", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, JSON.stringify({
      format: "cross-margin/book",
      version: 1,
      account: {
        holdings: [{ asset: "USDC", quantity: "20000" }],
        positions: [{ instrument: "BTC-26MAR27-80000-P", quantity: "-1", entry: "0.04" }],
      },
      market: { as_of: 1795305600000, index: { BTC: { price: "90000", source: "typed", state: "manual" } } },
    }));
    await put(page, "replace");
    assert.deepEqual(await names(page), ["BTC-26MAR27-80000-P"]);
    assert.match(await text(part(page, "price").first()), /BTC typed .*typed/);
    await undone(page, before);
  }));

const accounts = new URL("../fixtures/accounts/hyperliquid/", import.meta.url);
for (const file of readdirSync(accounts).filter((name) => name.endsWith(".json"))) {
  test(`the recorded Hyperliquid answer ${file} is taken and margined`, () =>
    page_.use(async (page) => {
      const before = await headline(page);
      const content = readFileSync(new URL(file, accounts), "utf8");
      await paste(page, content);
      assert.match(await summary(page), /Hyperliquid/);
      await put(page, "replace");
      const coins = (Array.isArray(JSON.parse(content)) ? content : content).match(/"szi"/g)?.length ?? 0;
      assert.equal((await names(page)).length, coins);
      assert.equal(await page.locator("tr.out").count(), 0, "every position is margined");
      if (coins) assert.match(await headline(page), /^Unified margin needs \$[\d,]+/);
      else assert.match(await headline(page), /^Nothing to margin yet\. Equity is \$[\d,]+/);
      await undone(page, before);
    }));
}

test("a recorded Hyperliquid account has the equity that the venue reported", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    const content = readFileSync(new URL("clearinghouse_state_isolated_eth_docs.json", accounts), "utf8");
    await paste(page, content);
    await put(page, "replace");
    const reported = Number(JSON.parse(content).marginSummary.accountValue);
    const shown = dollars(await part(page, "equity").first().textContent());
    // the price of a USDC is not quite a dollar in the sample
    assert.ok(Math.abs(shown - reported) < reported * 0.001, `${shown} and ${reported}`);
    await undone(page, before);
  }));

test("bad rows are named with line and column, and the good ones are taken", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, "name,quantity,entry\nBTC-PERP,abc,1\nETH-PERP,2,3000\nBTC-99XXX26-1-C,1,\nUSDC,500,\nSOL-PERP,1,dear");
    assert.match(await summary(page), /\(likely: 3 of \d rows can be read\)|; 2 rows are left out\.$/);
    const said = await remarks(page);
    assert.match(said[0], /^Line 2, quantity: .*abc.* Left out\.$/);
    assert.match(said[1], /^Line 4: kept and shown, and left out of the margin: .*99XXX26/i);
    assert.match(said[2], /^Line 6, entry: .*dear/);
    assert.ok((await part(page, "import-remarks").locator("li.left-out").count()) >= 2);
    await put(page, "replace");
    assert.ok((await names(page)).includes("ETH-PERP"));
    assert.ok(!(await names(page)).includes("BTC-PERP"));
    await part(page, "unknown").waitFor();
    assert.match(await text(part(page, "unknown")), /not margined/i);
    await undone(page, before);
  }));

test("what is nothing that can be read says what can be, and cannot be taken", () =>
  page_.use(async (page) => {
    for (const content of ["hello world", "{", '{"a":1}', "[]", "order_id,name,quantity\n1,BTC-PERP,1", "\u0000\u0001\u0002"]) {
      await paste(page, content);
      const said = await text(dialog(page).getByRole("status"));
      assert.ok(said.length > 20, `${JSON.stringify(content)}: ${said}`);
      assert.equal(await part(page, "import-add").isDisabled(), true, content);
      assert.equal(await part(page, "import-replace").isDisabled(), true, content);
      await giveUp(page);
    }
  }));

const hostile = [
  '<img src=x onerror="globalThis.ran=1">',
  "<script>globalThis.ran=1</script>",
  '"><svg onload=globalThis.ran=1>',
  "javascript:globalThis.ran=1",
  "=cmd|' /C calc'!A0",
  "{{constructor.constructor('globalThis.ran=1')()}}",
];
test("hostile text stays text wherever it is shown", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    const elements = () => page.locator(".page img, .page script, .page iframe, dialog img, dialog script, dialog iframe, svg[onload]").count();
    const clean = async (where) => {
      assert.equal(await elements(), 0, where);
      assert.equal(await page.evaluate("globalThis.ran"), undefined, where);
    };
    const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
    const rows = hostile.map((text) => `${quoted(text)},1,1\nBTC-PERP,${quoted(text)},1`);
    await paste(page, `name,quantity,entry\n${rows.join("\n")}\nETH-PERP,1,3000`);
    await clean("in the remarks on a table");
    const said = (await remarks(page)).join("\n");
    assert.ok(said.includes("<script>"), `it is shown as it was read: ${said}`);
    await put(page, "add");
    await clean("in the book");
    await undone(page, before);
    for (const text of hostile) {
      await paste(page, text);
      await clean("as the whole text");
      await fill(
        page,
        JSON.stringify({ format: "cross-margin/book", version: 1, name: text, [text]: text, account: { [text]: 1, holdings: [{ asset: text, quantity: "1" }], positions: [{ instrument: "BTC-PERP", quantity: text }] } }),
      );
      await frames(page);
      await clean("in a book of ours");
      await giveUp(page);
      await part(page, "quick").fill(text);
      await part(page, "quick").press("Enter");
      await frames(page);
      await clean("in the quick line");
      await part(page, "quick").press("Escape");
      const field = part(page, "quantity").first();
      await field.fill(text);
      await field.blur();
      await frames(page);
      await clean("in a field");
      assert.ok((await part(page, "notices").innerText()).includes(text.slice(0, 40)), "the notice quotes it");
      await field.press("Escape");
    }
    assert.equal(await headline(page), before);
  }));

test("a file is dropped on the dialog and read", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await part(page, "import").click();
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["BTC-PERP,0.5,91000\nUSDC,9000"], "book.csv", { type: "text/csv" }));
      return transfer;
    });
    await part(page, "import-text").dispatchEvent("dragover", { dataTransfer: data });
    await part(page, "import-text").dispatchEvent("drop", { dataTransfer: data });
    await eventually(async () => assert.match(await summary(page), /1 position and 1 kind of collateral/));
    await put(page, "replace");
    assert.deepEqual(await names(page), ["BTC-PERP"]);
    await undone(page, before);
  }));

test("a file is chosen and read; one that is too large is refused", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await part(page, "import").click();
    const choose = (name, content) =>
      part(page, "import-file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
    await choose("huge.csv", "BTC-PERP,1,1\n".repeat(800_000)); // 10.4 MB
    await eventually(async () => assert.match(await text(dialog(page)), /larger than 10 MB/));
    assert.equal(await part(page, "import-add").isDisabled(), true);
    await choose("bad.csv", "name,quantity\nETH-PERP,x\nUSDC,5");
    await eventually(async () => assert.match((await remarks(page))[0] ?? "", /^bad\.csv, Line 2, quantity: .* Left out\.$/));
    await choose("book.csv", "ETH-PERP,2,3000\nUSDC,9000");
    await eventually(async () => assert.match(await summary(page), /^book\.csv is read as .*1 position and 1 kind/));
    assert.match(await text(part(page, "import-goes")), /^Replacing takes out what is here: 4 positions and 2 kinds of collateral\.$/);
    assert.doesNotMatch(await text(dialog(page)), /larger than/);
    await put(page, "replace");
    assert.deepEqual(await names(page), ["ETH-PERP"]);
    await undone(page, before);
  }));

test("what is exported as JSON and imported again has the same answer", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await part(page, "export").click();
    const [download] = await Promise.all([page.waitForEvent("download"), part(page, "export-json").click()]);
    assert.equal(download.suggestedFilename(), "cross-margin-book.json");
    const content = readFileSync(await download.path(), "utf8");
    assert.deepEqual(JSON.parse(content), JSON.parse(await part(page, "export-text").innerText()));
    await page.keyboard.press("Escape");
    await part(page, "export-dialog").waitFor({ state: "hidden" });
    while (await part(page, "delete").count()) await part(page, "delete").first().click();
    assert.match(await headline(page), /^Nothing/);
    await paste(page, content);
    await put(page, "replace");
    assert.equal(await headline(page), before);
    while (await part(page, "undo").isEnabled()) await part(page, "undo").click();
  }));

test("what is exported as CSV and imported again has the same answer", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await part(page, "export").click();
    const [download] = await Promise.all([page.waitForEvent("download"), part(page, "export-csv").click()]);
    assert.equal(download.suggestedFilename(), "cross-margin-book.csv");
    const content = readFileSync(await download.path(), "utf8");
    assert.equal(content.trim().split(/\r?\n/).length, 7, "a heading and a row each");
    await page.keyboard.press("Escape");
    await part(page, "export-dialog").waitFor({ state: "hidden" });
    await paste(page, content);
    await put(page, "replace");
    assert.equal(await headline(page), before);
    while (await part(page, "undo").isEnabled()) await part(page, "undo").click();
  }));

const many = (count) => `name,quantity,entry\n${"BTC-PERP,0.001,91200\n".repeat(count)}`;

test("more rows than ten thousand, and more than ten megabytes, are refused with the limit named", () =>
  page_.use(async (page) => {
    await paste(page, many(10_000));
    assert.match(await text(part(page, "import-wrong")), /10,000|10000/);
    assert.equal(await part(page, "import-add").isDisabled(), true);
    await giveUp(page);
    await paste(page, "BTC-PERP,1,1\n".repeat(800_000));
    await eventually(async () => assert.match(await text(part(page, "import-wrong")), /10 MB/));
    await giveUp(page);
    assert.match(await headline(page), /^Unified/);
  }));

test("ten thousand lines are read and counted, the remarks are cut short, and the page goes on working", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, many(9_999)); // and the heading
    assert.match(await summary(page), /9,?999 positions/);
    assert.equal(await part(page, "import-add").isDisabled(), false);
    await fill(page, `name,quantity,entry\n${"BTC-PERP,abc,1\n".repeat(9_998)}BTC-PERP,1,1\n`);
    assert.match(await summary(page), /1 position .*9,?998 rows are left out/);
    assert.equal(await part(page, "import-remarks").locator("li").count(), 50);
    assert.match(await text(dialog(page)), /and 9,?948 more/);
    await giveUp(page);
    assert.equal(await headline(page), before);
  }));

test("of thousands of rows the page draws the first hundred, margins all, and always draws what is added by hand", () =>
  page_.use(async (page) => {
    const rows = Array.from({ length: 3_000 }, (_, row) => `BTC-25DEC26-${50_000 + row}-C,${row % 2 === 0 ? 1 : -1}`);
    const before = await headline(page);
    await paste(page, `name,quantity\n${rows.join("\n")}`);
    await put(page, "replace");
    assert.equal((await names(page)).length, 100);
    assert.match(await text(part(page, "more")), /^2,?900 of 3,?000 positions are not drawn; all are margined\. Show more$/);

    await page.getByRole("button", { name: "Show more" }).click();
    await frames(page);
    assert.equal((await names(page)).length, 200);

    await quick(page, "2 ETH-PERP @ 3300");
    assert.equal((await names(page)).at(-1), "ETH-PERP");
    assert.equal((await names(page)).length, 201);

    await part(page, "undo").click();
    await frames(page);
    assert.equal((await names(page)).length, 200);
    await undone(page, before);
  }));
