// The report: opened from the export dialog, read beside the page, printed, downloaded.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { dollars, frames, headline, keeps, part, saved, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

/** 1 BTC at 60,000 and 10 ETH short at 3,000 with 20,000 dollars, at prices that were typed. */
const typed = (price) => ({ price, source: "a | b <b>", time: 0, state: "manual" });
const book = saved(
  [
    ["BTC-PERP", "1", "60000"],
    ["ETH-PERP", "-10", "3000"],
  ],
  [["USDC", "20000"]],
  { as_of: 0, index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") } },
);

const opened = (options = {}) =>
  site.openPage({
    width: 1280,
    height: 900,
    until: "[data-testid=headline]",
    ...options,
    before: async (page) => {
      await stillToday(page);
      await keeps(page, options.book ?? book);
      await options.before?.(page);
    },
  });

async function openReport(page) {
  await part(page, "export").click();
  await part(page, "report").click();
  await part(page, "report-dialog").waitFor({ state: "visible" });
  await part(page, "report-text").locator("table").first().waitFor();
}

/** The rows of the table under a caption, cell by cell. */
const rows = (page, caption) =>
  part(page, "report-text")
    .locator("table", { has: page.locator("caption", { hasText: new RegExp(`^${caption}`) }) })
    .first()
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
/** A figure as the report writes it. */
const exact = (written) => Number(written.replaceAll(",", "").replace("−", "-"));

test("the report says what the page shows, exactly", async () => {
  const { page, assertClean, close } = await opened();
  const said = await headline(page);
  await openReport(page);
  assert.equal(await part(page, "report-dialog").locator("h2").textContent(), "Margin report");
  assert.deepEqual(await part(page, "report-text").locator("h3").allTextContents(), [
    "Totals",
    "Warnings and assumptions",
    "What is held",
    "Prices",
    "Charges",
    "Scenarios",
    "Liquidation prices",
    "Rules",
    "How figures are rounded",
  ]);
  const totals = new Map((await rows(page, "Totals")).map(([name, value]) => [name, exact(value)]));
  // requirements are rounded up on the page, what is freed down
  assert.equal(dollars(/needs (\$[\d,]+)/.exec(said)[1]), Math.ceil(totals.get("Unified initial margin")));
  assert.equal(dollars(/apart need (\$[\d,]+)/.exec(said)[1]), Math.ceil(totals.get("Held apart")));
  assert.equal(dollars(/frees (\$[\d,]+)/.exec(said)[1]), Math.floor(totals.get("Freed by hedging")));
  assert.equal(totals.get("Equity"), 20_000); // bought at the prices of now
  const positions = await rows(page, "Positions");
  assert.deepEqual(
    positions.map((cells) => [cells[1], cells[2], cells[4], cells[5]]),
    [
      ["BTC-PERP", "1", "60,000", "60,000"],
      ["ETH-PERP", "−10", "3,000", "3,000"],
    ],
  );
  assert.equal(positions.length, await part(page, "position").count());
  assert.deepEqual((await rows(page, "Collateral"))[0].slice(1, 4), ["USDC", "20,000", "1"]);
  // a dollar is a dollar, whoever says so
  const index = (await rows(page, "Index prices")).filter(([asset]) => asset !== "USD");
  assert.ok(index.every((cells) => cells[2] === "a | b <b>" && cells[3] === "typed"), JSON.stringify(index));
  // nine steps under three volatilities, and eight far moves; one binds
  const grid = await rows(page, "The scenario grid");
  assert.equal(grid.length, 35);
  assert.equal(grid.filter((cells) => cells[5] === "binding scenario").length, 1);
  const charges = await rows(page, "Charges of the initial margin");
  assert.ok(charges.length > 3);
  assert.deepEqual(await axe(page, { include: "#report-dialog" }), []);
  await page.keyboard.press("Escape");
  await part(page, "report-dialog").waitFor({ state: "hidden" });
  assertClean();
  await close();
});

test("it is downloaded as Markdown, in which a text is a text", async () => {
  const { page, assertClean, close } = await opened();
  await openReport(page);
  const [file] = await Promise.all([page.waitForEvent("download"), part(page, "report-download").click()]);
  assert.equal(file.suggestedFilename(), "cross-margin-report.md");
  const markdown = await readFile(await file.path(), "utf8");
  assert.ok(markdown.startsWith("# Margin report\n"), markdown.slice(0, 80));
  assert.ok(markdown.includes("a \\| b \\<b\\>"));
  // the table in the file has the rows of the one on the page
  const shown = (await rows(page, "Charges of the initial margin")).length;
  const written = markdown.split("**Charges of the initial margin**")[1].trim().split("\n\n")[0];
  assert.equal(written.split("\n").length, shown + 2);
  assertClean();
  await close();
});

test("what is printed is the report alone, over as many pages as it needs", async () => {
  const { page, assertClean, close } = await opened({ colorScheme: "dark" });
  await openReport(page);
  let printed = 0;
  await page.exposeFunction("printed", () => (printed += 1));
  await page.evaluate(() => (window.print = () => window.printed()));
  await part(page, "report-print").click();
  await frames(page);
  assert.equal(printed, 1);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.locator(".page").isVisible(), false);
  assert.equal(await part(page, "report-print").isVisible(), false);
  const looks = await part(page, "report-dialog").evaluate((dialog) => {
    const { color, backgroundColor, overflow } = getComputedStyle(dialog);
    const head = getComputedStyle(dialog.querySelector("thead")).display;
    return { color, backgroundColor, overflow, head };
  });
  assert.deepEqual(looks, {
    color: "rgb(0, 0, 0)",
    backgroundColor: "rgb(255, 255, 255)",
    overflow: "visible",
    head: "table-header-group",
  });
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length > 3, "one page for a report of many tables");
  assertClean();
  await close();
});

test("it is new when it is opened again", async () => {
  const { page, assertClean, close } = await opened();
  await openReport(page);
  assert.equal((await rows(page, "Positions")).length, 2);
  await page.keyboard.press("Escape");
  await part(page, "report-dialog").waitFor({ state: "hidden" });
  await part(page, "delete").first().click();
  await frames(page);
  await openReport(page);
  assert.equal((await rows(page, "Positions")).length, 1);
  assertClean();
  await close();
});

test("the template can be imported as it is, and CSV can hold prices", async () => {
  const { page, assertClean, close } = await opened();
  await part(page, "import").click();
  const [template] = await Promise.all([page.waitForEvent("download"), part(page, "import-template").click()]);
  await part(page, "import-text").fill(await readFile(await template.path(), "utf8"));
  assert.match(await text(part(page, "import-summary")), /7 positions and 3 kinds of collateral can be taken\.$/);
  await page.keyboard.press("Escape");
  await part(page, "import-dialog").waitFor({ state: "hidden" });
  await part(page, "export").click();
  await part(page, "export-prices").check();
  const [csv] = await Promise.all([page.waitForEvent("download"), part(page, "export-csv").click()]);
  const lines = (await readFile(await csv.path(), "utf8")).trim().split("\n");
  assert.equal(lines[0], "kind,name,quantity,entry,contract_size,mark");
  assert.equal(lines.find((line) => line.startsWith("position,BTC-PERP")), "position,BTC-PERP,1,60000,1,60000");
  assertClean();
  await close();
});
