// The page in Firefox.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { firefoxAt } from "./firefox-driver.mjs";
import { site } from "./harness.mjs";

const server = await site();
after(() => server.close());

test("the page starts in Firefox and shows its headline", { timeout: 90_000 }, async () => {
  const page = await firefoxAt(`${server.origin}/`);
  const failed = `document.getElementById("boot-failed")?.hidden === false`;
  await page.eventually(`document.querySelector("[data-testid=headline]")?.textContent.includes("$") || ${failed}`);
  if (await page.evaluate(failed)) assert.fail(await page.evaluate(`document.getElementById("boot").innerText`));
  await page.assertClean();
  await page.close();
});
