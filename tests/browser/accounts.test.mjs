// Accounts out of venues' answers and by public address: what would happen, self-check, side by side, undone at once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { dollars, eventually, frames, headline, part, shared, stillToday, text } from "./helpers.mjs";

const site = await launch();
const recorded = (name) => readFileSync(new URL(`../fixtures/accounts/hyperliquid/${name}.json`, import.meta.url), "utf8");
const cross = recorded("clearinghouse_state_hlp_child_cross_2026");
const spot = recorded("spot_clearinghouse_state");
const owner = "0x010461c14e146ac35fe42271bdc1134ee31c703a";
const trader = `dydx1${"a1".repeat(19)}`;

/** How the venues answer; what they were asked stands in `asked`. */
const venues = { hyperliquid: "good", dydx: "good" };
const asked = [];
const subaccount = (number, size) => ({
  address: trader,
  subaccountNumber: number,
  equity: "5000",
  freeCollateral: "4000",
  openPerpetualPositions: {
    "BTC-USD": { market: "BTC-USD", status: "OPEN", side: size < 0 ? "SHORT" : "LONG", size: String(size), entryPrice: "60000", unrealizedPnl: "0" },
  },
  assetPositions: { USDC: { size: "5000", symbol: "USDC", side: "LONG", assetId: "0" } },
});
const fixtures = {
  "https://api.hyperliquid.xyz/**": (request) => {
    const said = JSON.parse(request.postData() ?? "{}");
    if (!said.user) return { abort: true }; // the sources of prices
    asked.push(said);
    if (venues.hyperliquid !== "good") return { status: Number(venues.hyperliquid), body: "no" };
    return { body: said.type === "clearinghouseState" ? cross : spot, headers: { "content-type": "application/json" } };
  },
  "https://indexer.dydx.trade/**": (request) => {
    if (!request.url().includes("/addresses/")) return { abort: true };
    asked.push(request.url());
    if (venues.dydx !== "good") return { status: Number(venues.dydx), body: '{"errors":[{"msg":"no"}]}' };
    return {
      body: JSON.stringify({ subaccounts: [subaccount(0, 0.5), subaccount(128, -0.5)], totalTradingRewards: "0" }),
      headers: { "content-type": "application/json" },
    };
  },
};
const open = () => site.openPage({ until: "[data-testid=headline]", width: 1440, height: 1000, before: stillToday, fixtures });
const page_ = shared(open);
after(async () => {
  await page_.close();
  await site.close();
});

const dialog = (page) => part(page, "import-dialog");
async function paste(page, content) {
  if (!(await dialog(page).isVisible())) await part(page, "import").click();
  await part(page, "import-text").fill(content);
  await frames(page);
}
async function put(page, how) {
  await part(page, `import-${how}`).click();
  await dialog(page).waitFor({ state: "hidden" });
  await frames(page);
}
const names = (page) => part(page, "position").locator(".instrument").allInnerTexts();

test("an import says row by row what would happen, and what the venue says beside what we say", () =>
  page_.use(async (page) => {
    await paste(page, `[${cross},${spot}]`);
    assert.match(await text(part(page, "import-summary")), /Read as a Hyperliquid account \(certain: .*szi.*\): 3 positions and 2 kinds of collateral can be taken\./);
    const rows = await part(page, "import-row").allInnerTexts();
    assert.match(rows[0].replace(/\s+/g, " "), /^BTC-PERP \+0\.26876 64,716\.4 64,706 added beside the one here$/);
    assert.match(rows.find((row) => row.startsWith("USDC")).replace(/\s+/g, " "), /20,000 here become 3,021,225\.304382/);
    await part(page, "self-check").waitFor();
    const lines = (await part(page, "check-line").allInnerTexts()).map((line) => line.replace(/\s+/g, " "));
    assert.match(lines[0], /^Equity \$?3,001,415 \$?3,001,415/);
    assert.ok(lines.some((line) => /^Maintenance margin \$?38,312/.test(line)), lines.join("\n"));
    assert.ok(lines.some((line) => /^Liquidation price of DYDX-PERP 29\.3/.test(line)), lines.join("\n"));
    assert.deepEqual(await axe(page, { include: "#import-dialog" }), []);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "hidden" });
  }));

test("an address is known, asked for only when one says so, and imported as it was answered", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    asked.length = 0;
    await paste(page, owner.toUpperCase().replace("0X", "0x"));
    assert.match(await text(part(page, "fetch")), /Hyperliquid then learns that you look at it/);
    assert.deepEqual(asked, [], "nothing is asked before that");
    assert.equal(await part(page, "import-wrong").count(), 0);
    venues.hyperliquid = "500";
    await part(page, "fetch-account").click();
    await eventually(async () => assert.match(await text(part(page, "fetch-wrong")), /Hyperliquid: failing.*500/));
    venues.hyperliquid = "good";
    asked.length = 0;
    await part(page, "fetch-account").click();
    await part(page, "import-summary").waitFor();
    assert.deepEqual(asked, [{ type: "clearinghouseState", user: owner }, { type: "spotClearinghouseState", user: owner }]);
    await put(page, "replace");
    assert.deepEqual(await names(page), ["BTC-PERP", "ETH-PERP", "DYDX-PERP"]);
    await part(page, "undo").click();
    await frames(page);
    assert.equal(await headline(page), before);
    await paste(page, owner.slice(0, 12));
    assert.match(await text(part(page, "fetch-wrong")), /has 12 characters; an address has 42/);
    await page.keyboard.press("Escape");
  }));

test("accounts of one address stand side by side, are opened and put together, and undone at once", () =>
  page_.use(async (page) => {
    const before = await headline(page);
    await paste(page, trader);
    venues.dydx = "404";
    await part(page, "fetch-account").click();
    await eventually(async () => assert.match(await text(part(page, "fetch-wrong")), /dYdX knows no account under this address/));
    venues.dydx = "good";
    await part(page, "fetch-account").click();
    await part(page, "import-summary").waitFor();
    assert.match(await text(part(page, "import-summary")), /2 accounts\. Added, they are margined together as one/);
    assert.equal(await part(page, "import-account").count(), 2);
    await put(page, "replace");
    await part(page, "accounts").waitFor();
    assert.match(await text(part(page, "accounts-said")), /^As one account these 2 would need \$[\d,.]+ less\.$/);
    const cells = async (row) => (await part(page, "account").nth(row).locator("td.num").allInnerTexts()).map(dollarsOf);
    const [one, other, apart, together] = [await cells(0), await cells(1), await cells(2), await cells(3)];
    assert.ok(Math.abs(one[1] + other[1] - apart[1]) <= 2, "initial margins add up");
    assert.ok(together[1] < apart[1], "half a bitcoin long and half a bitcoin short need less as one");
    assert.deepEqual(await names(page), ["BTC-PERP"]);
    assert.deepEqual(await axe(page, { include: "[data-testid=accounts]" }), []);
    const long = await headline(page);
    await part(page, "account-open").click();
    await frames(page);
    assert.equal(await page.getByLabel("Quantity of BTC-PERP").first().inputValue(), "−0.5");
    await part(page, "undo").click();
    await frames(page);
    assert.equal(await headline(page), long);
    await page.reload();
    await part(page, "accounts").waitFor();
    await part(page, "account-unite").click();
    await part(page, "accounts").waitFor({ state: "detached" });
    assert.equal((await names(page)).length, 2);
    await part(page, "undo").click();
    await frames(page);
    await part(page, "accounts").waitFor();
    await part(page, "account-remove").click();
    await part(page, "accounts").waitFor({ state: "detached" });
    assert.notEqual(await headline(page), before);
  }));

const dollarsOf = (written) => (written.trim() ? dollars(written.replace("%", "")) : Number.NaN);

test("a long text is read in steps, with how far it is, and can be given up", () =>
  page_.use(async (page) => {
    await part(page, "import").click();
    await part(page, "import-text").waitFor();
    const seen = await page.evaluate(async () => {
      const area = document.querySelector("[data-testid=import-text]");
      area.hidden = true;
      area.value = `name,quantity,entry\n${"BTC-PERP,0.001,91200\n".repeat(9_000)}`;
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      const seen = [];
      for (let turn = 0; turn < 2_000 && seen.at(-1) !== "read"; turn += 1) {
        await new Promise((done) => setTimeout(done, 0));
        const busy = document.querySelector("[data-testid=import-busy]")?.textContent;
        const read = document.querySelector("[data-testid=import-summary]");
        if (busy && busy !== seen.at(-1)) seen.push(busy);
        if (read) seen.push("read");
      }
      return seen;
    });
    assert.equal(seen.at(-1), "read");
    assert.ok(seen.length >= 3, `how far it is was shown: ${seen}`);
    assert.match(seen.at(-2), /^\d+ of 9\d+ rows readCancel$/);
    await page.evaluate(() => (document.querySelector("[data-testid=import-text]").hidden = false));
    const left = await page.evaluate(async () => {
      const area = document.querySelector("[data-testid=import-text]");
      area.hidden = true;
      area.value = "BTC-PERP,0.001,91200\n".repeat(10_000);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      for (let turn = 0; turn < 500; turn += 1) {
        const cancel = document.querySelector("[data-testid=import-cancel]");
        if (cancel) {
          cancel.click();
          break;
        }
        await new Promise((done) => setTimeout(done, 0));
      }
      await new Promise((done) => setTimeout(done, 300));
      return [document.querySelectorAll("[data-testid=import-summary]").length, document.querySelector("[data-testid=import-text]")?.value];
    });
    assert.deepEqual(left, [0, ""]);
    await page.keyboard.press("Escape");
  }));
