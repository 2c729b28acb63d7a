// Every source of prices against every way in which it can fail: which state the page shows, that the last good figure
// stays with its mark, and that all is well again with the next good answer.
//
// On a page each source has an asset of its own, whose price rests on that source alone; all of them fail in one way at
// once, and the page's clock is put forward until what can grow old is stale. What the runs showed is written to
// out/faults.json, of which script/fault-table.mjs makes the table in docs/oracles.md.
//   FAULTS=NaN,gzip   only the faults whose name holds one of these
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { factsOf, inPlace, tableOf } from "../../script/fault-table.mjs";
import { answers, streams } from "./fault-answers.mjs";
import { faultServer, faults, happens, shows } from "./fault-server.mjs";
import { streamFaults, wireFaults, wireServer } from "./fault-wire.mjs";
import { launch } from "./harness.mjs";
import { keeps, saved, today } from "./helpers.mjs";
import { keepsSettings, look, openSources, sentence, still, streamTrouble } from "./price-page.mjs";

const site = await launch();
after(() => site.close());
const shown = [];
/** Whether a build that does not ask all sources yet is tested as far as it goes. */
const partial = Boolean(process.env.FAULTS_MISSING);
const missing = new Set();
const all = [...faults, ...wireFaults, ...streamFaults];
const only = process.env.FAULTS?.split(",");
const chosen = (faults) => faults.filter(({ name }) => !only || only.some((part) => name.includes(part)));

/** The asset that rests on each source alone, and its price at the start. */
const venues = {
  hyperliquid: { asset: "HYPE", price: 38 },
  dydx: { asset: "DYDX", price: 12 },
  deribit: { asset: "BTC", price: 93_800 },
  coinbase: { asset: "XRP", price: 21 },
  kraken: { asset: "SOL", price: 135 },
  bitstamp: { asset: "LTC", price: 84 },
  chainlink: { asset: "ETH", price: 3_200 },
  pyth: { asset: "AVAX", price: 14 },
};
/** One venue that never fails gives what aggregates check. */
const checks = {
  dydx: { asset: ["XRP", "SOL"], price: 21 },
  defillama: { asset: "XRP", price: 21 },
  "hyperliquid-mids": { asset: "SOL", price: 21 },
};
/** These say what is new by themselves; what they answer to requests is old, or about others. */
const streaming = {
  dydx: { asset: ["SOL"], price: 21 },
  hyperliquid: { asset: "HYPE", price: 38, by: "stream" },
  "hyperliquid-mids": { asset: "SOL", price: 21, by: "stream" },
  deribit: { asset: "BTC", price: 93_800, by: "stream" },
  pyth: { asset: "AVAX", price: 14, by: "stream" },
};

/** The state of a price at each look, by what kind of source fails and what its fault shows. */
const expected = {
  venue: {
    ages: ["ageing", "stale", "stale", "stale"],
    follows: ["live"],
    held: ["held"],
    rests: ["live", "live", "ageing", "ageing"],
  },
  chain: { ages: ["live", "live", "ageing", "stale"], follows: ["live"], held: ["held"] },
  stream: { ages: ["ageing", "stale"], follows: ["live"], held: ["held"], rests: ["live", "live"] },
};
/** Seconds that pass before each look: past the interval of every source, a minute, and the hours of a chain's price. */
const passes = {
  venues: { ages: [[13, 9, 13], [40], [4_000], [3_400]], follows: [[13, 6.5, 6.5, 6.5, 6.5, 6.5, 6.5]], held: [[13, 20]] },
  checks: { ages: [[75, 9, 75]], follows: [[75, 6.5, 6.5]], held: [[75]], doubts: [[75]] },
  wire: { ages: [[13, 9, 13], [40], [4_000], [3_400]], follows: [[13, 20, 2]] },
  streams: { ages: [[13, 9, 13], [40]], follows: [[13, 6.5, 2]], held: [[13, 20]], doubts: [[13]] },
};

const near = (text, price) => Math.abs(Number(text.replaceAll(",", "")) / price - 1) < 0.002;
/** One percent more, to the cent. */
const dearer = (price) => Math.round(price * 101) / 100;

/** A page on which the sources of `columns` answer, each about its own asset, and nothing else does. */
async function bench(columns, serve) {
  // what the page's clock says, set right at each look
  let clock = { is: today, at: Date.now() };
  const now = () => clock.is + (Date.now() - clock.at);
  const server = await serve(columns, now);
  const assets = [...new Set(Object.values(columns).flatMap(({ asset }) => asset))];
  const opened = await site.openPage({
    width: 1440,
    height: 900,
    fixtures: server.fixtures,
    until: "[data-testid=headline]",
    before: async (page) => {
      await page.clock.install({ time: now() });
      await keeps(page, saved(assets.map((asset) => [`${asset}-PERP`, 10]), [["BTC", 20]]));
      await keepsSettings(page, { origins: server.origins ?? {}, keys: { pyth: answers.pyth.key } });
      await server.listen(page);
    },
  });
  const { page } = opened;
  page.on("requestfailed", (request) => server.release(request));

  /** Waits until nothing is under way, and returns what the page shows then. */
  async function quiet() {
    for (let [before, same] = ["", 0]; ; ) {
      const seen = await look(page);
      clock = { is: seen.now, at: Date.now() };
      const all = still(seen);
      same = all === before && !server.isBusy() ? same + 1 : 0;
      before = all;
      if (same >= 2) return seen;
    }
  }
  /** Puts the page's clock forward; what was due meanwhile happens once, as after a sleep. */
  async function pass(seconds) {
    clock = { is: now() + seconds * 1000, at: Date.now() };
    await page.clock.fastForward(seconds * 1000);
    server.release();
    server.tick();
    return quiet();
  }
  const at = { ...opened, server, pass, quiet };
  await openSources(page);
  for (const seconds of [13, 75, 13]) await pass(seconds);
  const asked = Object.entries(server.state).map(([name, { asked }]) => [name, asked > 0]);
  for (const [name] of asked.filter(([, asked]) => !asked)) {
    assert.ok(partial, `${name} is asked`);
    console.log(`${name} is not asked by this build and is left out`);
    missing.add(name);
    delete server.state[name];
  }
  const trouble = await settle(at);
  if (trouble) throw trouble;
  return at;
}

/** Puts the clock forward until every source answers and every price is live; what is still wrong after long. */
async function settle({ server, pass, quiet }) {
  const wrong = (seen) => {
    for (const [name, { asset, price }] of Object.entries(server.state)) {
      for (const { price: shown, state, flag } of [asset].flat().map((asset) => seen.prices[asset]))
        if (state !== "live" || !near(shown, price))
          return new Error(`${asset} of ${name}: ${state} ${flag} ${shown}, not ${price}; ${sentence(seen.sources[name])}`);
      const said = seen.sources[name] ?? {};
      // events cannot be intercepted: that stream is heard over the wire only
      const deaf = streams[name]?.events && !server.origin;
      if (said.word !== "answers" || (!deaf && streamTrouble(said))) return new Error(`${name}: ${said.word}. ${said.more}`);
    }
    return undefined;
  };
  let trouble = wrong(await quiet());
  for (let turn = 0; trouble && turn < 7; turn += 1) {
    if (process.env.FAULTS_TOLD) console.log(turn, trouble.message);
    trouble = wrong(await pass([55, 30][turn] ?? 32));
  }
  return trouble;
}

/**
 * Lets `names` fail in one way, looks at the page as time passes, lets them answer again, and says of each what was seen
 * and what is wrong with it. `kind` says what kind of source each is.
 */
async function tried(at, fault, names, steps, kind) {
  const { server, pass, quiet } = at;
  const before = await quiet();
  const way = typeof fault.shows === "string" ? fault.shows : "ages";
  for (const name of names) {
    const of = server.state[name];
    if (way === "follows" && kind(name) !== "check") of.price = dearer(of.price);
    server.fail(name, fault);
  }
  if (fault.opens) await quiet(); // the page has heard that its streams are closed
  const [asked, looks] = [[], []];
  for (const seconds of steps[way]) {
    let seen;
    for (const one of seconds) seen = await pass(one);
    looks.push(seen);
    asked.push(Object.fromEntries(names.map((name) => [name, server.state[name].asked])));
  }
  for (const [name, of] of Object.entries(server.state)) {
    server.fail(name, undefined);
    of.price = dearer(of.price);
  }
  const trouble = await settle(at);
  const after = await quiet();
  return names.map((name) => {
    const { asset, price, stream, source } = server.state[name];
    const ofStream = fault.name.startsWith("stream");
    const does = shows(fault, ofStream ? stream : source);
    const last = looks.at(-1).prices[asset];
    const states = looks.map((seen) => seen.prices[asset].state);
    const recovers = after.prices[asset].state === "live" && near(after.prices[asset].price, price);
    const seen = {
      source: name,
      fault: fault.name,
      states: ["live", ...states],
      flag: last.flag,
      said: sentence(looks.at(-1).sources[name], ofStream),
      figure: last.price === before.prices[asset].price ? "stays" : "follows",
      recovers,
    };
    const judge = () => {
      const check = kind(name) === "check";
      if (check) assert.deepEqual(new Set(states), new Set([does === "doubts" ? "diverging" : "live"]));
      else assert.deepEqual(states, expected[kind(name)][does]);
      for (const look of looks) {
        const row = look.prices[asset];
        if (does === "follows" && !check) {
          assert.notEqual(row.price, before.prices[asset].price, "the price follows");
          continue;
        }
        assert.equal(row.price, before.prices[asset].price, "the last good price stays");
        if (way !== "follows") assert.equal(look.headline, before.headline, "the headline stays");
        if (row.state !== "live") assert.notEqual(look.mark, "", "with a mark");
      }
      if (fault.restsFor && looks.length > 1)
        assert.equal(asked[1][name], asked[0][name], "nothing is asked before the time it asked for");
      assert.ok(recovers, `recovers: ${trouble?.message}`);
    };
    try {
      judge();
      return { seen };
    } catch (wrong) {
      return { seen, wrong };
    }
  });
}

/**
 * Judges each of `names` failing in one way as a subtest. The page's clock is put forward while answers are on their way,
 * so a machine that is busy with something else can bring one too late: what is wrong is tried once more.
 */
async function fails(t, at, fault, names, steps, kind) {
  const all = await tried(at, fault, names, steps, kind);
  const again = all.filter(({ wrong }) => wrong).map(({ seen }) => seen.source);
  if (again.length) {
    const second = await tried(at, fault, again, steps, kind);
    for (const one of second) all[all.findIndex(({ seen }) => seen.source === one.seen.source)] = one;
  }
  for (const { seen, wrong } of all) {
    shown.push(seen);
    await t.test(`${seen.source}: ${fault.name}`, () => {
      if (wrong) throw wrong;
    });
  }
}

/** Runs faults one after the other on one page. */
async function run(t, columns, serve, faults, steps, kind) {
  const at = await bench(columns, serve);
  try {
    for (const fault of chosen(faults)) {
      const of = (name) => (fault.name.startsWith("stream") ? streams : answers)[name];
      const names = Object.keys(at.server.state).filter((name) => kind(name) && happens(fault, of(name)));
      if (names.length) await fails(t, at, fault, names, steps, kind);
    }
    assert.deepEqual(at.server.crowded, [], "one request of a source at a time");
    // the browser notes by itself that a socket could not be opened, or was closed
    assert.deepEqual(at.errors.filter((error) => !error.startsWith("console: WebSocket ")), []);
    assert.deepEqual(at.violations, []);
  } finally {
    await at.close();
    await at.server.close?.();
  }
}

const ofVenue = (name) => (answers[name].chain ? "chain" : "venue");
const ofCheck = (name) => (answers[name].check ? "check" : undefined);
const ofStream = (name) => ofCheck(name) ?? (streams[name] ? "stream" : undefined);

describe("sources fail", { concurrency: 2 }, () => {
  test("venues and contracts", (t) => run(t, venues, faultServer, faults, passes.venues, ofVenue));
  test("aggregates, which only call others in question", (t) => run(t, checks, faultServer, faults, passes.checks, ofCheck));
  test("answers that fail on their way", (t) => run(t, venues, wireServer, wireFaults, passes.wire, ofVenue));
  test("streams", (t) => run(t, streaming, wireServer, streamFaults, passes.streams, ofStream));
});

test("the table in docs/oracles.md is what these runs gave", (t) => {
  const place = ({ fault, source }) => [all.findIndex(({ name }) => name === fault), Object.keys(answers).indexOf(source)];
  shown.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
  mkdirSync(new URL("out/", import.meta.url), { recursive: true });
  writeFileSync(new URL("out/faults.json", import.meta.url), `${JSON.stringify(shown, null, 1)}\n`);
  t.diagnostic(`${shown.length} combinations of a source and a fault`);
  if (only || missing.size) return t.skip("not all of them were run");
  assert.ok(shown.length >= 200, "at least 200 of them");
  const documents = new URL("../../docs/oracles.md", import.meta.url);
  const written = readFileSync(documents, "utf8");
  // what prices do has to be the same; words about a source may tell of another request of it
  assert.deepEqual(factsOf(written), factsOf(inPlace(written, tableOf(shown))), "run script/fault-table.mjs, and read what has changed");
});
