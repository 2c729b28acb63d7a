// The page starts, starts cleanly, and says so when it cannot.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch, screenshot } from "./harness.mjs";
import { eventually } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

test("the page starts without an error and within its content security policy", async () => {
  const { page, assertClean, close } = await site.openPage({ until: "[data-testid=headline]" });
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.getByRole("main").count(), 1);
  await screenshot(page, "boot");
  assertClean();
  await close();
});

test("the first screen stands before anything else is fetched; then come the sources of prices, and no other part before it is opened", async () => {
  const { page, assertClean, close } = await site.openPage({ until: "[data-testid=headline]" });
  const parts = [];
  page.on("request", (request) => {
    if (/\/later-[0-9a-f]+\/.+\.wasm$/.test(new URL(request.url()).pathname)) parts.push(request.url().split("/").pop());
  });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector("[data-testid=headline]")?.textContent) return;
      observer.disconnect();
      performance.mark("stands");
    }).observe(document, { childList: true, subtree: true });
  });
  // what the page before still asks for does not count
  page.on("framenavigated", () => parts.splice(0));
  await page.reload();
  await page.locator("[data-testid=unified]").first().waitFor();
  await eventually(async () => assert.ok(parts.includes("split_sources.wasm")));
  await page.waitForTimeout(300);
  assert.deepEqual(parts.filter((part) => part.startsWith("split_")), ["split_sources.wasm"]);
  const early = await page.evaluate(() => {
    const stands = performance.getEntriesByName("stands")[0].startTime;
    const later = performance.getEntriesByType("resource").filter(({ name }) => /later-.*\.wasm$/.test(name));
    return later.filter(({ startTime }) => startTime < stands).map(({ name }) => name);
  });
  assert.deepEqual(early, []);
  await page.locator("[data-testid=unified]").first().click();
  await page.locator("[data-testid=explained]").waitFor();
  assert.ok(parts.includes("split_dialogs.wasm"), parts.join("\n"));
  assertClean();
  await close();
});

/** Breaks the way to the page's parts, and mends it again. */
const cutOff = (page) => page.route(/\/later-[0-9a-f]+\/.+\.wasm$/, (route) => route.abort("connectionfailed"));
const mend = (page) => page.unroute(/\/later-[0-9a-f]+\/.+\.wasm$/);

test("a part that cannot be fetched is said, nothing is lost, and it is fetched when asked for again", async () => {
  const { page, errors, close } = await site.openPage({ until: "[data-testid=headline]" });
  const byId = (id) => page.locator(`[data-testid="${id}"]`);
  await cutOff(page);

  await byId("unified").first().click();
  await page.getByText("A part of this page could not be fetched.").first().waitFor();
  await byId("quick").fill("2 SOL-PERP @ 140");
  await byId("quick").press("Enter");
  await byId("add").click();
  await page.waitForTimeout(300);
  assert.equal(await byId("quick").inputValue(), "2 SOL-PERP @ 140", "what was typed stays");
  assert.equal(await byId("add").getAttribute("aria-expanded"), "false");

  await mend(page);
  await byId("quick").press("Enter");
  await page.getByText("SOL-PERP", { exact: true }).first().waitFor();
  assert.equal(await page.getByText("A part of this page could not be fetched.").count(), 0, "what no longer holds is taken back");
  await byId("add").click();
  await byId("add-kind").waitFor();
  await byId("unified").first().click();
  await byId("explained").waitFor();
  // what failed is said in the console, and nothing else is
  assert.deepEqual(errors.filter((error) => !/later-[0-9a-f]+|Failed to fetch|ERR_CONNECTION_FAILED/.test(error)), []);
  await close();
});

test("a part that takes its time is said to be on its way until it is there", async () => {
  const { page, assertClean, close } = await site.openPage({ until: "[data-testid=headline]" });
  let free;
  const held = new Promise((done) => { free = done; });
  await page.route(/\/later-[0-9a-f]+\/.+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  const said = page.locator(".under-way");
  await page.locator('[data-testid="unified"]').first().click();
  await said.waitFor();
  assert.equal(await said.innerText(), "Fetching this part …");
  assert.equal(await said.getAttribute("role"), "status");
  const { x, width } = await said.boundingBox();
  assert.ok(Math.abs(x + width / 2 - page.viewportSize().width / 2) < 1, "in the middle");
  assert.deepEqual(await axe(page), []);
  free();
  await page.locator('[data-testid="explained"]').waitFor();
  assert.equal(await said.count(), 0);
  assertClean();
  await close();
});

test("axe has nothing to object to, in light and in dark, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const { page, assertClean, close } = await site.openPage({ colorScheme, width, until: "[data-testid=headline]" });
      assert.deepEqual(await axe(page), [], `${colorScheme}, ${width} pixels wide`);
      assertClean();
      await close();
    }
  }
});

test("the content security policy forbids inline script, inline style and other origins", async () => {
  const { page, violations, close } = await site.openPage();
  await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineRan = true";
    document.head.append(script);
    document.body.setAttribute("style", "color: red");
    await fetch("https://example.com/").catch(() => {});
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate("globalThis.inlineRan"), undefined);
  const forbidden = violations.map((text) => text.split(" ")[0]).sort();
  assert.deepEqual(forbidden, ["connect-src", "script-src-elem", "style-src-attr"]);
  await close();
});

const refused = {
  "is missing": (route) => route.fulfill({ status: 404, body: "" }),
  "was changed on the way": async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from([0])]) });
  },
  "cannot be fetched": (route) => route.abort("connectionreset"),
};
for (const [pattern, what] of [
  ["**/*.wasm", "WebAssembly file"],
  ["**/cross-margin-*.js", "loader"],
]) {
  for (const [how, handler] of Object.entries(refused)) {
    test(`a message takes the place of the loading text when the ${what} ${how}`, async () => {
      const { page, close } = await site.openPage({
        settle: false,
        before: (page) => page.route(pattern, handler),
      });
      await page.getByRole("alert").waitFor();
      assert.match(await page.getByRole("alert").innerText(), /could not start/);
      assert.notEqual(await page.locator("#boot-reason").innerText(), "");
      assert.equal(await page.locator("#boot-loading").count(), 0);
      assert.deepEqual(await axe(page), []);
      await close();
    });
  }
}

test("without JavaScript the page says what it needs, and does not seem to be loading", async () => {
  const { page, close } = await site.openPage({ settle: false, context: { javaScriptEnabled: false } });
  assert.match(await page.locator("noscript").innerText(), /needs JavaScript and WebAssembly/);
  assert.equal(await page.locator("#boot-loading").isVisible(), false);
  await close();
});

test("while the files are under way a calm loading text stands, and later a hint", async () => {
  const { page, close } = await site.openPage({
    settle: false,
    before: async (page) => {
      await page.route("**/*.wasm", () => {}); // never answered
    },
  });
  assert.equal(await page.locator("#boot-loading").isVisible(), true);
  assert.equal(await page.locator("#boot-slow").isVisible(), false);
  assert.deepEqual(await axe(page), []);
  // The hint comes with a CSS animation, so that it needs no script: wind it forward.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  assert.equal(await page.locator("#boot-slow").isVisible(), true);
  await close();
});
