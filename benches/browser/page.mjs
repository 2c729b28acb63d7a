// Runs in Chromium: times the engine and the npm package in turn, in the same page load.
import init, { Bench } from "./bench/browser_bench.js";
import { BlackScholes } from "./peer.mjs";

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Time of one call, in milliseconds; `times` calls are timed together. */
function timed(question, times) {
  const start = performance.now();
  question(times);
  return (performance.now() - start) / times;
}

const peer = new BlackScholes({ sigmaToPricePrecision: "double" });
const grid = [];
for (const days of [1, 7, 30, 90, 365]) {
  for (let place = 0; place < 40; place++) {
    grid.push({
      underlying: 100 * (1 + 0.0002 * days),
      strike: 50 + (150 * place) / 39,
      time: days / 365,
      sigma: 0.4 + 0.02 * place,
      rate: 0,
      type: place % 2 === 0 ? "call" : "put",
    });
  }
}
const moves = [];
for (const vol of [1.5, 1, 0.75]) for (let step = -4; step <= 4; step++) moves.push([1 + 0.04 * step, vol]);
for (const tail of [0.34, 0.67, 1.5, 2, 3, 4, 5, 6]) moves.push([tail, 1.5]);

// one object, filled anew for each price: the package's own cost and as little as possible beside it
const question = { underlying: 0, strike: 0, time: 0, sigma: 0, rate: 0, type: "call" };

function peerGrid(times) {
  let sum = 0;
  for (let n = 0; n < times; n++) {
    for (const [ratio, vol] of moves) {
      for (const o of grid) {
        question.underlying = o.underlying * ratio;
        question.sigma = o.sigma * vol;
        question.strike = o.strike;
        question.time = o.time;
        question.type = o.type;
        sum += peer.option(question).price;
      }
    }
  }
  return sum;
}

export async function run(rounds) {
  await init();
  const bench = Bench.new();
  const samples = { assess: [], liquidation: [], axes: [], grid: [], peer: [] };
  const questions = {
    // so many times that the clock's tenth of a millisecond is below a percent
    assess: [(n) => bench.assess(n), 20],
    liquidation: [(n) => bench.liquidation(n), 3],
    axes: [(n) => bench.axes(n), 1],
    grid: [(n) => bench.grid(n), 200],
    peer: [peerGrid, 20],
  };
  for (let round = -3; round < rounds; round++) {
    for (const [name, [question, times]] of Object.entries(questions)) {
      const ms = timed(question, times);
      if (round >= 0) samples[name].push(ms);
    }
  }
  const ms = Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]));
  const few = Math.max(3, Math.ceil(rounds / 3));
  const median_of = (question, times) => median(Array.from({ length: few }, () => timed(question, times)));
  const names = bench.rule_sets();
  const venues = names.map((name, place) => ({
    name,
    margined: bench.margined(place),
    ms: median_of((n) => bench.under(place, n), 4),
    liquidation: median_of((n) => bench.liquidation_under(place, n), 1),
  }));
  const compare = median_of(() => names.forEach((_, place) => bench.under(place, 1)), 1);
  return { ms, rounds, venues, compare, ours: bench.grid(1), theirs: peerGrid(1) };
}
