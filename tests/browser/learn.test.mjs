// The lessons: their list and progress, a prediction and its answer beside a live calculator, and the same in front of a class.
// Expected figures are arithmetic; the words are those of the copy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { firefoxAt } from "./firefox-driver.mjs";
import { axe, launch, screenshot } from "./harness.mjs";
import { eventually, frames, indices, keeps, part, saved, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const copy = JSON.parse(readFileSync(new URL("../../src/learn/copy.json", import.meta.url), "utf8"));
const say = (key) => copy[`learn.lesson.${key}`];
const key = "cross-margin/v1/lessons";
const ids = ["isolated", "hedge", "false-hedge", "collar", "calendar", "straddle", "size", "carry", "depeg", "cascade", "venues", "oracles"];

// a reader's own book: 15.5 % of 50,000 is 7,750
const own = saved([["BTC-PERP", "1", "50000"]], [["USD", "20000"]], indices({ BTC: "50000" }));

/** The room at an address. */
const open = (room, { kept, ...options } = {}) =>
  site.openPage({
    width: 1440,
    height: 900,
    path: `/#learn${room}`,
    until: room ? "[data-testid=lesson]" : "[data-testid=lessons]",
    ...options,
    before: async (page) => {
      await stillToday(page);
      await keeps(page, own);
      if (kept) await page.addInitScript(([key, kept]) => localStorage.setItem(key, kept), [key, kept]);
    },
  });

/** A part of the calculator beside the lesson; its page stands in a shadow root. */
const within = (page, id) => part(page, "calculator").locator(`[data-testid="${id}"]`);
const headline = (page) => text(within(page, "headline"));
const progress = (page) => page.evaluate((key) => localStorage.getItem(key), key);
const room = (page) => page.evaluate(() => location.hash);
const go = async (page, id) => {
  await page.evaluate((id) => (location.hash = `#learn/${id}`), id);
  await page.locator(`[data-testid=lesson][data-lesson=${id}]`).waitFor();
};

/** All that is on screen or said by a screen reader in the room, shadow roots included. */
const readable = (page) =>
  page.evaluate(() => {
    const words = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || getComputedStyle(node).display === "none") return "";
      const label = node.getAttribute("aria-label") ?? "";
      return [label, ...[...(node.shadowRoot ?? node).childNodes].map(words)].join(" ");
    };
    return words(document.querySelector("#learn-room"));
  });

/** What has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

test("twelve lessons in order, how far one is, and where to begin", async () => {
  const { page, assertClean, close } = await open("");
  const rows = part(page, "lesson-row");
  assert.deepEqual(await rows.evaluateAll((rows) => rows.map((row) => row.dataset.lesson)), ids);
  const collar = await text(rows.nth(3));
  for (const words of [copy["lesson.collar.title"], copy["lesson.collar.summary"], say("new")]) assert.ok(collar.includes(words), collar);
  assert.equal(await text(part(page, "progress")), "0 of 12");
  assert.equal(await part(page, "go-on").getAttribute("href"), "#learn/isolated");
  assert.ok((await text(part(page, "go-on"))).startsWith(say("begin")));
  assert.equal(await part(page, "forget").count(), 0);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "learn-list");
  await part(page, "go-on").click();
  await part(page, "lesson").waitFor();
  // who goes to a lesson is told so
  await eventually(async () => assert.equal(await focused(page), copy["lesson.isolated.title"]));
  assertClean();
  await close();
});

test("progress is kept, goes on with the first that is not done, and is forgotten", async () => {
  const { page, assertClean, close } = await open("", { kept: "isolated right\nfalse-hedge seen\nno-such right\n" });
  const state = (id) => page.locator(`[data-testid=lesson-row][data-lesson=${id}]`).getAttribute("data-state");
  assert.deepEqual([await state("isolated"), await state("hedge"), await state("false-hedge")], ["right", "new", "seen"]);
  assert.equal(await text(part(page, "progress")), "2 of 12");
  assert.equal(await part(page, "go-on").getAttribute("href"), "#learn/hedge");
  await part(page, "forget").click();
  assert.equal(await text(part(page, "progress")), "0 of 12");
  assert.equal(await state("isolated"), "new");
  assert.equal(await progress(page), null);
  assertClean();
  await close();
});

test("before a prediction the figures that are asked for can be read nowhere", async () => {
  const { page, assertClean, close } = await open("/isolated");
  // 15.5 % of 100,000
  await eventually(async () => assert.match(await headline(page), /\$15,500/));
  await part(page, "next").click();
  await part(page, "cover").waitFor();
  assert.equal(await part(page, "calculator").isVisible(), false);
  assert.match(await text(part(page, "cover")), /ETH-PERP −25 4,000 USD \+32,000/);
  assert.ok((await text(part(page, "cover"))).includes(say("first")));
  // 15,000 − 60 % of 15,000, and 1,000 of basis: 7,000; freed 31,000 − 7,000
  const words = await readable(page);
  for (const figure of ["7,000", "24,000"]) assert.ok(!words.includes(figure), figure);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "learn-question");
  await part(page, "back").click();
  assert.match(await headline(page), /\$15,500/);
  assertClean();
  await close();
});

test("a number is predicted, judged, shown on the live figures, tried and put back", async () => {
  const { page, assertClean, close } = await open("/isolated");
  await part(page, "number").fill("31000");
  await part(page, "number").press("Tab");
  assert.equal(await text(part(page, "slider-said")), "$31,000");
  assert.equal(await part(page, "slider").inputValue(), "31000");
  await part(page, "predict").click();
  // 31,000 − 7,000
  assert.match(await text(part(page, "judged")), /^Too high by \$24,000\./);
  assert.match(await text(part(page, "reveal")), /^\$7,000\./);
  assert.equal(await text(part(page, "conclusion")), copy["lesson.isolated.conclusion"]);
  await eventually(async () => assert.equal(await focused(page), say("answer")));
  await eventually(async () => assert.match(await headline(page), /\$7,000/));
  assert.equal(await progress(page), "isolated seen\n");

  await page.locator("[data-testid=point][data-figure=unified]").click();
  await within(page, "explain").waitFor();
  assert.match(await text(within(page, "explained")), /7,000/);
  await page.keyboard.press("Escape");
  await within(page, "explain").waitFor({ state: "hidden" });
  const outlined = await within(page, "unified").first().evaluate((figure) => getComputedStyle(figure).outlineStyle);
  assert.equal(outlined, "solid");
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "learn-answer");

  // without the short: 15.5 % of 100,000
  const ether = within(page, "position").nth(1).locator("[data-testid=quantity]");
  const without = async () => {
    await ether.fill("0");
    await ether.press("Enter");
    await eventually(async () => assert.match(await headline(page), /\$15,500/));
  };
  await without();
  // undone there, and there alone
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.match(await headline(page), /\$7,000/));
  await without();
  await part(page, "put-back").click();
  await eventually(async () => assert.match(await headline(page), /\$7,000/));

  // a coin's price is typed: what hangs on it goes with it, and back
  assert.equal(await within(page, "notice").count(), 0, "nothing has to be said of a lesson's prices");
  const coin = within(page, "price").first();
  const mark = within(page, "position").first().locator("[data-testid=mark]");
  assert.equal(await mark.inputValue(), "100,000");
  await coin.locator("[data-testid=price]").fill("90000");
  await coin.locator("[data-testid=price]").press("Enter");
  await eventually(async () => assert.equal(await mark.inputValue(), "90,000"));
  await coin.locator("[data-testid=release]").click();
  await eventually(async () => assert.equal(await mark.inputValue(), "100,000"));
  await eventually(async () => assert.match(await headline(page), /\$7,000/));

  await part(page, "again").click();
  assert.equal(await part(page, "answer").locator("h2").count(), 0);
  await part(page, "number").fill("7000");
  await part(page, "number").press("Tab");
  await part(page, "predict").click();
  assert.equal(await text(part(page, "judged")), copy["judged.right"]);
  assert.equal(await progress(page), "isolated seen\n", "only the first prediction counts");

  assert.equal(await part(page, "next-lesson").getAttribute("href"), "#learn/hedge");
  await page.evaluate(() => (location.hash = ""));
  await eventually(async () => assert.match(await text(part(page, "headline")), /\$7,750/));
  assertClean();
  await close();
});

test("a sentence is chosen, and marked in words", async () => {
  const { page, assertClean, close } = await open("/collar");
  await part(page, "predict").click();
  assert.equal(await text(part(page, "choose-first")), say("choose"));
  // whoever says so is right: the call adds less than a quarter of what it needs by itself
  await part(page, "option").nth(2).check();
  assert.equal(await part(page, "choose-first").count(), 0);
  await part(page, "predict").click();
  assert.equal(await text(part(page, "judged")), copy["judged.right"]);
  assert.ok((await text(page.locator(".lesson-option").nth(2))).endsWith(say("mark-both")));
  assert.equal(await part(page, "option").nth(0).isDisabled(), true);
  await page.locator('.lesson-head a[href="#learn"]').click();
  await part(page, "lessons").waitFor();
  assert.equal(await page.locator("[data-testid=lesson-row][data-lesson=collar]").getAttribute("data-state"), "right");
  await eventually(async () => assert.equal(await focused(page), say("all")));
  assertClean();
  await close();
});

test("every lesson can be taken at 320 pixels, and every figure it points at opens", { timeout: 300_000 }, async () => {
  const { page, assertClean, close } = await open("/isolated", { width: 320, height: 700 });
  for (const id of ids) {
    await go(page, id);
    assert.equal(await part(page, "untaught").count(), 0, id);
    if (await part(page, "option").count()) await part(page, "option").first().check();
    await part(page, "predict").click();
    await part(page, "reveal").waitFor();
    await frames(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${id} is ${wide} pixels too wide`);
    assert.deepEqual(await axe(page), [], id);
    for (const point of await part(page, "point").all()) {
      const figure = await point.getAttribute("data-figure");
      await point.click();
      await eventually(async () => assert.equal(await point.getAttribute("aria-pressed"), "true", `${id} ${figure}`));
      // a picture and a choice are only marked
      if (["grid", "prudence"].includes(figure)) continue;
      const dialog = part(page, "calculator").locator("dialog[open]");
      await dialog.waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  }
  assert.equal((await progress(page)).trim().split("\n").length, ids.length);
  await page.evaluate(() => (location.hash = "#learn"));
  await part(page, "lessons").waitFor();
  assert.equal(await text(part(page, "progress")), "12 of 12");
  assert.equal(await part(page, "go-on").count(), 0);
  assertClean();
  await close();
});

for (const [width, height] of [[1440, 900], [1024, 768]]) {
  test(`in front of a class at ${width} × ${height}: keys, place, no scrolling`, async () => {
    const { page, assertClean, close } = await open("/isolated/present", { width, height });
    const slide = () => text(part(page, "slide"));
    const fits = async (what) => {
      await frames(page);
      const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      assert.ok(over <= 0, `${what} is ${over} pixels too high`);
    };
    assert.equal(await page.locator("header.head").first().isVisible(), false);
    // 1.6 times the page's 14 pixels
    const size = await page.locator(".lesson-words").evaluate((words) => parseFloat(getComputedStyle(words).fontSize));
    assert.ok(size >= 22.3, `${size} pixels`);
    // two books, question, answer, why
    assert.equal(await slide(), "1 of 5");
    await fits("the first book");
    await page.keyboard.press("ArrowRight");
    assert.equal(await slide(), "2 of 5");
    await part(page, "cover").waitFor();
    await page.keyboard.press("PageDown");
    assert.equal(await part(page, "question").isVisible(), true);
    await fits("the question");
    await screenshot(page, `learn-present-question-${width}`, { fullPage: false });
    assert.equal(await text(part(page, "slide-next")), say("show"));
    await page.keyboard.press("ArrowRight");
    assert.equal(await slide(), "4 of 5");
    assert.match(await text(part(page, "reveal")), /^\$7,000\./);
    // nobody predicted, so nothing is judged and nothing is kept
    assert.equal(await part(page, "judged").count(), 0);
    assert.equal(await progress(page), null);
    await eventually(async () => assert.match(await headline(page), /\$7,000/));
    await fits("the answer");
    await screenshot(page, `learn-present-answer-${width}`, { fullPage: false });
    await page.keyboard.press("ArrowRight");
    assert.equal(await slide(), "5 of 5");
    await fits("the why");
    await page.keyboard.press("ArrowRight");
    assert.equal(await slide(), "5 of 5");
    await page.keyboard.press("PageUp");
    assert.equal(await slide(), "4 of 5");
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await room(page), "#learn/isolated"));
    await page.locator("header.head").first().waitFor();
    assert.equal(await part(page, "reveal").isVisible(), true);
    await page.keyboard.press("p");
    await eventually(async () => assert.equal(await room(page), "#learn/isolated/present"));
    await eventually(async () => assert.equal(await slide(), "4 of 5"));
    assertClean();
    await close();
  });
}

test("keys that are typed or choose turn no slide", async () => {
  const { page, assertClean, close } = await open("/isolated/present");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await part(page, "slider").focus();
  const before = Number(await part(page, "slider").inputValue());
  await page.keyboard.press("ArrowRight");
  // a step of the slider
  assert.equal(Number(await part(page, "slider").inputValue()), before + 500);
  assert.equal(await text(part(page, "slide")), "3 of 5");
  await part(page, "number").focus();
  await page.keyboard.press("p");
  assert.equal(await room(page), "#learn/isolated/present");
  // whoever answers by clicker
  await part(page, "slider").focus();
  await page.keyboard.press("PageDown");
  assert.equal(await text(part(page, "slide")), "4 of 5");
  assert.equal(await part(page, "judged").count(), 1);
  assertClean();
  await close();
});

test("an address that means no lesson leads to the list", async () => {
  const { page, assertClean, close } = await open("/colar", { until: "[data-testid=lessons]" });
  assert.ok((await text(part(page, "lessons"))).includes(say("unknown")));
  assertClean();
  await close();
});

test("a lesson that is left leaves nothing behind", async () => {
  const { page, assertClean, close } = await open("/isolated");
  for (const id of [...ids, "isolated"]) {
    await go(page, id);
    assert.equal(await page.locator(".inner").count(), 1);
  }
  await page.evaluate(() => (location.hash = ""));
  await part(page, "lesson").waitFor({ state: "detached" });
  assert.equal(await page.locator(".inner").count(), 0);
  // its keys are gone as well
  await page.keyboard.press("p");
  assert.equal(await room(page), "");
  assertClean();
  await close();
});

test("a lesson is answered in Firefox", { timeout: 120_000 }, async () => {
  const page = await firefoxAt(`${site.origin}/#learn/isolated`);
  await page.eventually(`!!document.querySelector("[data-testid=predict]")`);
  await page.evaluate(`document.querySelector("[data-testid=predict]").click()`);
  await page.eventually(`document.querySelector("[data-testid=reveal]")?.textContent.startsWith("$7,000.")`);
  const figure = `document.querySelector(".inner").shadowRoot.querySelector("[data-testid=headline]")?.textContent`;
  await page.eventually(`${figure}?.includes("$7,000")`);
  await page.assertClean();
  await page.close();
});
