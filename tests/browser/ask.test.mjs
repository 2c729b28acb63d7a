// Derive asked about the book from the comparison: what is sent and when, what is shown of its answer, and what is said
// when there is none.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, launch } from "./harness.mjs";
import { dollars, eventually, frames, keeps, part, saved, stillToday, text } from "./helpers.mjs";

const site = await launch();
after(() => site.close());
const address = "wss://api.derive.xyz/v3/ws";

/** 10 ETH short at 2,100 and a future in BTC with 20,000 dollars, at prices that were typed. */
const typed = (price) => ({ price, source: "typed", time: 0, state: "manual" });
const market = { as_of: 0, index: { BTC: typed("60000"), ETH: typed("2000"), USDC: typed("1") } };
const book = saved(
  [
    ["ETH-PERP", "-10", "2100"],
    ["BTC-25DEC26", "1000"],
  ],
  [["USDC", "20000"]],
  market,
);
const result = { subaccount_id: 0, is_valid_trade: true, pre_initial_margin: "18990", post_initial_margin: "18990", pre_maintenance_margin: "19695.5", post_maintenance_margin: "19695.5" };

/** The comparison, with Derive at the other end: `answer` is called with the socket and what was said. */
async function open(answer, { content = book } = {}) {
  const said = [];
  const sockets = [];
  const opened = await site.openPage({
    width: 1280,
    height: 900,
    until: "[data-testid=headline]",
    before: async (page) => {
      await stillToday(page);
      await keeps(page, content);
      await page.routeWebSocket(address, (socket) => {
        sockets.push(socket);
        if (!answer) return socket.close({ code: 1001 });
        socket.onMessage((words) => {
          said.push(JSON.parse(words));
          answer(socket, JSON.parse(words));
        });
      });
    },
  });
  const { page } = opened;
  await part(page, "compare").click();
  await part(page, "ask-derive").waitFor();
  await frames(page);
  return { ...opened, said, sockets };
}

const outcome = (page) => text(part(page, "ask-said"));
const says = (page, words) => eventually(async () => assert.match(await outcome(page), words));
const rows = async (page) =>
  Promise.all((await part(page, "ask-row").all()).map(async (row) => (await row.locator("td").allInnerTexts()).map((cell) => dollars(cell.replace("+", "")))));

test("nothing is sent before the button is pressed; then what stands over it, and the answer stands beside ours", async () => {
  const asked = await open((socket, { id }) => {
    socket.send(JSON.stringify({ method: "subscription", params: {} }));
    socket.send(JSON.stringify({ id, jsonrpc: "2.0", result }));
  });
  const { page, said, sockets } = asked;
  assert.match(await text(part(page, "ask-named")), /20000 USDC, -10 ETH-PERP @ 2100\./);
  assert.equal(sockets.length, 0);
  await part(page, "ask-out").locator("summary").click();
  assert.match(await text(part(page, "ask-out")), /BTC-25DEC26: Derive lists no dated futures\./);
  await part(page, "ask-go").click();
  await says(page, /Standard margin, as Derive answers just now/);
  assert.deepEqual(said, [
    {
      jsonrpc: "2.0",
      id: 1,
      method: "public/get_margin",
      params: {
        margin_type: "SM",
        simulated_collaterals: [{ asset_name: "USDC", amount: "20000" }],
        simulated_positions: [{ instrument_name: "ETH-PERP", amount: "-10", entry_price: "2100" }],
      },
    },
  ]);
  // 10 % and 6.5 % of 20,000; 20,000 and a gain of 1,000
  assert.deepEqual(await rows(page), [
    [2_000, 2_010, 10],
    [19_000, 18_990, -10],
    [1_300, 1_305, 4.5],
    [19_700, 19_695, -4.5],
  ]);
  assert.deepEqual(await axe(page, { include: "[data-testid=compare-dialog]" }), []);
  // another model is another question
  await part(page, "ask-model").selectOption("Portfolio margin of ETH");
  await eventually(async () => assert.equal(await outcome(page), ""));
  await part(page, "ask-go").click();
  await eventually(() => assert.equal(said.length, 2));
  assert.equal(said[1].params.margin_type, "PM2");
  assert.equal(said[1].params.market, "ETH");
  asked.assertClean();
  await asked.close();
});

test("a refusal, a wait and another form are said in words", async () => {
  for (const [message, words] of [
    [{ id: 1, error: { code: 12001, message: "Instrument not found", data: null } }, /Derive refused the question: Instrument not found \(code 12001\)\./],
    [{ id: 1, error: { code: -32603, message: "Internal error", data: null } }, /Derive refused the question: Internal error/],
    [{ id: 1, error: { code: -32000, message: "Rate limit exceeded" } }, /asked too often/],
    [{ id: 1, result: {} }, /changed its form: post_initial_margin is missing\./],
  ]) {
    const asked = await open((socket) => socket.send(JSON.stringify(message)));
    await part(asked.page, "ask-go").click();
    await says(asked.page, words);
    assert.equal(await part(asked.page, "ask-row").count(), 0);
    asked.assertClean();
    await asked.close();
  }
});

test("no connection, one that closes and a device offline are said, and it can be asked again", async () => {
  let up = false;
  const asked = await open((socket, { id }) => (up ? socket.send(JSON.stringify({ id, result })) : socket.close({ code: 1011 })));
  const { page, sockets } = asked;
  await part(page, "ask-go").click();
  await says(page, /closed the connection before it answered/);
  await asked.context.setOffline(true);
  await part(page, "ask-go").click();
  await says(page, /This device is offline/);
  assert.equal(sockets.length, 1);
  await asked.context.setOffline(false);
  up = true;
  await part(page, "ask-go").click();
  await says(page, /as Derive answers just now/);
  await asked.close();
  const blocked = await open(null);
  await part(blocked.page, "ask-go").click();
  await says(blocked.page, /could not be reached|closed the connection/);
  await blocked.close();
});

test("a book of which Derive lists nothing has no button, and says why", async () => {
  const asked = await open(null, { content: saved([["BTC-25DEC26", "1000"]], [["USDC", "20000"]], market) });
  assert.match(await text(part(asked.page, "ask-named")), /It cannot be asked: nothing of this book is listed there\./);
  assert.equal(await part(asked.page, "ask-go").count(), 0);
  assert.equal(asked.sockets.length, 0);
  asked.assertClean();
  await asked.close();
});
