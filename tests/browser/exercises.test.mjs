// Exercises out of a seed in the address: the same for everybody, judged, with a worked solution, the calculator and a handout.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { dollars, eventually, frames, part, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const opened = (path, options = {}) =>
  site.openPage({ width: 1200, height: 900, path: `/#${path}`, until: "#learn-room h1", ...options, before: stillToday });

/** The last line of the worked solution, which is the answer. */
async function answer(exercise) {
  await exercise.locator("[data-testid=exercise-solution]").click();
  return exercise.locator("[data-testid=worked] > li:last-child .value").textContent();
}

test("a seed is an exercise, and the same one again", async () => {
  const { page, assertClean, close } = await opened("exercises/7");
  const exercise = part(page, "exercise");
  await exercise.waitFor();
  assert.equal(await exercise.count(), 1);
  const first = await text(exercise);
  await part(page, "exercise-another").click();
  await eventually(async () => assert.match(page.url(), /#exercises\/8$/));
  assert.notEqual(await text(exercise), first);
  await part(page, "exercise-seed").fill("7");
  await part(page, "exercise-go").click();
  await eventually(async () => assert.match(page.url(), /#exercises\/7$/));
  assert.equal(await text(exercise), first);
  await part(page, "exercise-seed").fill("9");
  await part(page, "exercise-seed").press("Enter");
  await eventually(async () => assert.match(page.url(), /#exercises\/9$/));
  await part(page, "exercise-seed").fill("nine");
  assert.match(await text(page.locator("#seed-wrong")), /whole number/);
  assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
  assertClean();
  await close();
});

test("an answer is judged when it is checked, and kept", async () => {
  const { page, assertClean, close } = await opened("exercises/7");
  const exercise = part(page, "exercise");
  const right = dollars(await answer(exercise));
  const field = part(page, "exercise-answer");
  const said = part(page, "exercise-said");
  await field.fill(String(right));
  assert.equal(await text(said), "", "nothing is said before it is checked");
  await part(page, "exercise-check").click();
  await eventually(async () => assert.match(await text(said), /Right\./));
  await field.fill(String(right * 2));
  assert.equal(await text(said), "", "another answer has to be checked again");
  await field.press("Enter");
  await eventually(async () => assert.match(await text(said), /Too high by \$/));
  await field.fill("1.5.5");
  await part(page, "exercise-check").click();
  await eventually(async () => assert.match(await text(said), /Write a number of dollars/));
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await field.fill("4,321");
  await part(page, "exercise-another").click();
  await eventually(async () => assert.match(page.url(), /#exercises\/8$/));
  await page.goBack();
  await eventually(async () => assert.equal(await part(page, "exercise-answer").inputValue(), "4,321"));
  await page.reload();
  await eventually(async () => assert.equal(await part(page, "exercise-answer").inputValue(), "4,321"));
  assertClean();
  await close();
});

test("the calculator shows the exercise, on demand, and leaves the reader’s book alone", async () => {
  const { page, assertClean, close } = await opened("exercises/7");
  const exercise = part(page, "exercise");
  const book = await exercise.locator("table").first().locator("tbody th").allTextContents();
  assert.equal(await page.locator(".inner").count(), 0);
  await part(page, "exercise-see").click();
  const calculator = page.locator(".inner");
  await calculator.locator("[data-testid=headline]").waitFor();
  const held = await calculator.locator("[data-testid=position] .instrument").allInnerTexts();
  assert.deepEqual(held.map((name) => name.trim()), book);
  await part(page, "exercise-see").click();
  await eventually(async () => assert.equal(await page.locator(".inner").count(), 0));
  assertClean();
  await close();
});

test("a set is several exercises of one seed, each with its own", async () => {
  const { page, assertClean, close } = await opened("exercises/7/medium/5");
  const exercises = part(page, "exercise");
  await eventually(async () => assert.equal(await exercises.count(), 5));
  const titles = await exercises.locator("h2").allTextContents();
  assert.deepEqual(titles, [7, 1007, 2007, 3007, 4007].map((seed, nth) => `Exercise ${nth + 1}, seed ${seed}`));
  assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
  await screenshot(page, "exercises");
  assertClean();
  await close();
});

for (const solved of [false, true])
  test(`a handout prints black on white${solved ? ", with its solutions on a page of their own" : " without solutions"}`, async () => {
    const { page, assertClean, close } = await opened(`exercises/7/easy/5/handout${solved ? "/solutions" : ""}`, { colorScheme: "dark" });
    const sheet = part(page, "handout");
    await sheet.waitFor();
    assert.equal(await sheet.locator(".question .asks").count(), 5);
    assert.equal(await part(page, "handout-solutions").count(), solved ? 1 : 0);
    assert.match(await text(sheet.locator("footer")), /Rules: Reference, parameters of \d{4}-\d\d-\d\d\. Seed 7/);
    assert.match(await text(sheet.locator(".who")), /Name.*Date/);
    assert.deepEqual(await axe(page, { include: "#learn-room" }), []);
    await screenshot(page, solved ? "handout-solved" : "handout");
    let printed = 0;
    await page.exposeFunction("printed", () => (printed += 1));
    await page.evaluate(() => (window.print = () => window.printed()));
    await part(page, "handout-print").click();
    await frames(page);
    assert.equal(printed, 1);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const hidden of ["header.head", ".room > .tabs", ".handout-bar", "footer.foot"])
      assert.equal(await page.locator(hidden).isVisible(), false, hidden);
    const looks = await sheet.evaluate((sheet) => {
      const { color, backgroundColor, boxShadow } = getComputedStyle(sheet);
      return { color, backgroundColor, boxShadow };
    });
    assert.deepEqual(looks, { color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 255, 255)", boxShadow: "none" });
    if (solved) assert.equal(await part(page, "handout-solutions").evaluate((of) => getComputedStyle(of).breakBefore), "page");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length >= (solved ? 3 : 2), "more than a page");
    assertClean();
    await close();
  });

test("all of it stands on a narrow screen", async () => {
  for (const path of ["exercises/7/hard/5", "exercises/7/hard/5/handout/solutions"]) {
    const { page, assertClean, close } = await opened(path, { width: 320, height: 640 });
    await frames(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path);
    assertClean();
    await close();
  }
});
