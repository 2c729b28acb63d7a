// The audit: the page runs this project's cases itself, and comes to the same figures
// as the native program, to the bit.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { axe, launch } from "./harness.mjs";
import { eventually, part, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** What the native program computes: one digest a file. In the profile that the native tests have built already. */
async function native() {
  const words = ["run", "--quiet", "--profile", "test", "--example", "audit", "--", "--json"];
  const { stdout } = await promisify(execFile)("cargo", words, { cwd: repository, maxBuffer: 1 << 20 });
  return JSON.parse(stdout);
}

const opened = () => site.openPage({ width: 1280, height: 900, until: "[data-testid=headline]" });

/** Opens the audit by keyboard alone. */
async function openAudit(page) {
  await part(page, "rules").focus();
  await page.keyboard.press("Enter");
  await part(page, "audit").focus();
  await page.keyboard.press("Enter");
  await part(page, "audit-dialog").waitFor({ state: "visible" });
}

const finished = (page) => page.locator("[data-testid=audit-status][data-done=true]").waitFor({ timeout: 60_000 });

test("the page comes to the native figures of every shipped case, to the bit", async () => {
  const expected = await native();
  const { page, assertClean, close } = await opened();
  await openAudit(page);
  await finished(page);
  const said = await text(part(page, "audit-status"));
  assert.match(said, /^All (\d+) cases agree\.$/);
  const digests = await part(page, "audit-row").evaluateAll((rows) =>
    Object.fromEntries(rows.map((row) => [row.dataset.stem, row.dataset.digest])),
  );
  assert.ok(Object.keys(expected).length >= 16);
  assert.deepEqual(digests, expected);
  const total = await text(part(page, "audit-total"));
  const count = /\d+/.exec(said)[0];
  assert.ok(total.startsWith(`All ${count} of ${count} `), total);
  assertClean();
  await close();
});

test("a file opens to its cases, and a case to its figures beside the ones expected", async () => {
  const { page, assertClean, close } = await opened();
  await openAudit(page);
  await finished(page);
  const row = page.locator("[data-testid=audit-row][data-stem=dydx] button");
  await row.focus();
  await page.keyboard.press("Enter");
  assert.equal(await row.getAttribute("aria-expanded"), "true");
  const cases = part(page, "audit-case");
  assert.equal(await cases.count(), 7);
  await cases.first().locator("summary").focus();
  await page.keyboard.press("Enter");
  const figures = cases.first().locator("tbody tr");
  assert.ok((await figures.count()) > 0);
  for (const cells of await figures.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)))) {
    assert.equal(cells.length, 5);
    assert.equal(cells[1], cells[2], cells.join(" | "));
    assert.equal(cells[3], "exact");
  }
  assert.deepEqual(await axe(page, { include: "#audit-dialog" }), []);
  await page.keyboard.press("Escape");
  await part(page, "audit-dialog").waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "rules");
  assertClean();
  await close();
});

test("closing stops a run; opening again begins a new one", async () => {
  const { page, assertClean, close } = await opened();
  await openAudit(page);
  await page.keyboard.press("Escape");
  await part(page, "audit-dialog").waitFor({ state: "hidden" });
  await openAudit(page);
  await finished(page);
  const stems = await part(page, "audit-row").evaluateAll((rows) => rows.map((row) => row.dataset.stem));
  assert.equal(new Set(stems).size, stems.length);
  assert.match(await text(part(page, "audit-status")), /^All \d+ cases agree\.$/);
  assertClean();
  await close();
});

test("an audit that cannot be fetched says so, and can be asked for again", async () => {
  const { page, close } = await opened();
  // the dialogs are here, the audit is not
  await part(page, "rules").click();
  await part(page, "audit").waitFor();
  const cut = /\/later-[0-9a-f]+\/.+\.wasm$/;
  await page.route(cut, (route) => route.abort("connectionfailed"));
  await part(page, "audit").click();
  await page.getByText("A part of this page could not be fetched").first().waitFor();
  await part(page, "rules-dialog").waitFor({ state: "hidden" });
  await page.unroute(cut);
  await eventually(async () => {
    await openAudit(page);
  });
  await finished(page);
  assert.equal(await page.getByText("A part of this page could not be fetched").count(), 0);
  await close();
});
