// The link to a session: made, opened elsewhere with the same figures, and what is no link leaves the book alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { launch } from "./harness.mjs";
import { bookKey, eventually, figures, frames, headline, keeps, part, saved, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());

const typed = (price) => ({ price, source: "typed", time: 0, state: "manual" });
/** 1 BTC at 60,000 and 10 ETH short at 3,000 with 20,000 dollars, at prices that were typed. */
const book = saved(
  [
    ["BTC-PERP", "1", "60000"],
    ["ETH-PERP", "-10", "3000"],
    ["BTC-25DEC26-80000-P", "2", "0.0181"],
  ],
  [["USDC", "20000"]],
  { as_of: 0, index: { BTC: typed("60000"), ETH: typed("3000"), USDC: typed("1") } },
);
const own = saved([["SOL-PERP", "7", "200"]], [["USDC", "900"]]);

const opened = (options = {}) =>
  site.openPage({
    width: 1280,
    height: 900,
    until: "[data-testid=headline]",
    ...options,
    before: async (page) => {
      await stillToday(page);
      if (options.kept) await keeps(page, options.kept);
      await options.before?.(page);
    },
  });

const names = (page) => page.locator("[data-testid=position] .instrument").allInnerTexts();

/** The figures once no search is under way. */
async function settled(page) {
  await eventually(async () => assert.equal((await figures(page)).busy, false));
  return figures(page);
}

/** Opens the export dialog and reads the link. */
async function linkOf(page) {
  await part(page, "export").click();
  await part(page, "export-dialog").waitFor({ state: "visible" });
  await part(page, "session-link").waitFor({ state: "visible" });
  return part(page, "session-link").inputValue();
}

const fragment = (link) => `/${link.slice(link.indexOf("#"))}`;

/** A link to the book above under Hyperliquid's rules, and the figures it has there. */
const shared = await (async () => {
  const { page, assertClean, close } = await opened({ kept: book });
  await part(page, "rules").click();
  await part(page, "choose-rules").selectOption("hyperliquid");
  await part(page, "rules-dialog").locator("[data-testid=close]").click();
  await frames(page);
  const seen = await settled(page);
  const positions = await names(page);
  const link = await linkOf(page);
  const says = await text(part(page, "session-says"));
  assertClean();
  await close();
  return { seen, positions, link, says };
})();

test("the link is short and says what it holds", () => {
  const { link, says } = shared;
  assert.match(link, /#s=1\.[A-Za-z0-9_-]+$/);
  assert.ok(link.length < 1_000, `${link.length}`);
  assert.match(says, new RegExp(`^${link.length} characters\\. It holds 3 positions, 1 kind of collateral, the rules “Hyperliquid`));
  assert.match(says, /prices as of 22 Nov 2026, 00:00 UTC/);
  assert.match(says, /sent to no server.*keys of price sources are never in it/);
});

test("a newcomer sees the same figures at once, and one undo gives back what was there", async () => {
  const { page, requests, assertClean, close } = await opened({ path: fragment(shared.link) });
  await part(page, "still").waitFor({ state: "visible" });
  assert.equal(new URL(page.url()).hash, "", "a reload does not bring it again");
  assert.deepEqual(await settled(page), shared.seen);
  assert.deepEqual(await names(page), shared.positions);
  assert.match(await text(part(page, "rules")), /Hyperliquid/);
  assert.match(await text(part(page, "still")), /Prices as of 22 Nov 2026, 00:00 UTC, from the link/);
  assert.ok(!requests.some((request) => request.url().includes("s=1.")), "nothing of it is sent");
  await part(page, "undo").click();
  await frames(page);
  assert.equal(await part(page, "still").count(), 0);
  await eventually(async () => assert.match(await text(part(page, "rules")), /Reference/));
  assert.notEqual(await headline(page), shared.seen.headline);
  await part(page, "redo").click();
  await eventually(async () => assert.match(await text(part(page, "rules")), /Hyperliquid/));
  assert.deepEqual(await settled(page), shared.seen);
  await part(page, "still-release").click();
  await frames(page);
  assert.equal(await part(page, "still").count(), 0);
  assertClean();
  await close();
});

test("a book of one's own is kept until one says otherwise", async () => {
  const { page, assertClean, close } = await opened({ kept: own, path: fragment(shared.link) });
  await part(page, "link-dialog").waitFor({ state: "visible" });
  assert.match(await text(part(page, "link-summary")), /This link holds a book: 3 positions, 1 kind of collateral/);
  const before = await names(page);
  assert.match(before.join(), /SOL-PERP/);
  await part(page, "link-keep").click();
  await part(page, "link-dialog").waitFor({ state: "hidden" });
  assert.deepEqual(await names(page), before);
  assert.match(await text(part(page, "rules")), /Reference/);
  assert.match(await page.evaluate((key) => localStorage.getItem(key), bookKey), /SOL-PERP/);
  // pasted over the address of the open page
  await page.evaluate((hash) => { location.hash = hash; }, fragment(shared.link).slice(1));
  await part(page, "link-open").click();
  await part(page, "link-dialog").waitFor({ state: "hidden" });
  assert.deepEqual(await settled(page), shared.seen);
  await part(page, "undo").click();
  await frames(page);
  assert.deepEqual(await names(page), before);
  await eventually(async () => assert.match(await text(part(page, "rules")), /Reference/));
  assertClean();
  await close();
});

/** Parts in the envelope of a link, as docs/import.md has it. */
function packed(parts) {
  let check = 0x811c9dc5;
  for (const byte of parts) check = Math.imul(check ^ byte, 0x01000193) >>> 0;
  const head = Buffer.alloc(4);
  head.writeUInt32BE(check);
  return `s=1.${deflateRawSync(Buffer.concat([head, Buffer.from(parts)])).toString("base64url")}`;
}

const token = shared.link.slice(shared.link.indexOf("#") + 1);
const script = "<img src=x onerror=alert(1)>";
for (const [what, bad, said] of [
  ["cut", token.slice(0, -20), /cut off or changed; copy it again/],
  ["changed", `${token.slice(0, 40)}${token[40] === "A" ? "B" : "A"}${token.slice(41)}`, /cut off or changed/],
  ["of a later version", token.replace("s=1.", "s=7."), /of version 7; this page reads version 1\. Reload the page/],
  ["foreign", "s=search-words", /not of this page/],
  ["too long", `s=1.${"A".repeat(30_000)}`, /30004 characters long|30005 characters long/],
  ["a bomb", packed(new Uint8Array(8 << 20)), /cut off or changed/],
  ["a script", packed([3, script.length + 2, 1, script.length, ...Buffer.from(script)]), /an asset is <img src=x/],
])
  test(`a link that is ${what} says so and leaves the book alone`, async () => {
    for (const kept of [own, undefined]) {
      const { page, assertClean, close } = await opened({ kept, path: `/#${bad}` });
      await part(page, "link-dialog").waitFor({ state: "visible" });
      assert.match(await text(part(page, "link-wrong")), said);
      assert.equal(await part(page, "link-open").count(), 0);
      assert.equal(new URL(page.url()).hash, "");
      assert.equal(await page.locator("#link-dialog img").count(), 0);
      await part(page, "link-dialog").locator("[data-testid=close]").click();
      assert.match((await names(page)).join(), kept ? /SOL-PERP/ : /BTC-PERP/);
      assert.equal(await part(page, "undo").isDisabled(), true);
      assertClean();
      await close();
    }
  });
