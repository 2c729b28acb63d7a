// Questions that nobody should ask: of the wrong kind, endless, throwing, enormous.

/** Values of every kind that a field is not meant to have. */
function values() {
  const cycle = {};
  cycle.self = cycle;
  const ring = [];
  ring.push(ring);
  let deep = 1;
  for (let place = 0; place < 10_000; place++) deep = [deep];
  const thrower = Object.defineProperty({}, "quantity", { enumerable: true, get: () => { throw new Error("no"); } });
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  const endless = new Proxy([], { get: (of, key) => (key === "length" ? 2 ** 32 - 1 : of[key]) });
  const keyless = new Proxy({}, { ownKeys: () => { throw new Error("no"); } });
  const prototypeless = Object.assign(Object.create(null), { holdings: [] });
  const texts = new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: () => Symbol("s") });
  return {
    undefined: undefined, null: null, true: true, zero: 0, "minus zero": -0, NaN: NaN, infinity: Infinity, tiny: 5e-324, huge: 1.7e308,
    bigint: 10n ** 400n, symbol: Symbol("x"), function: () => 1, class: class A {}, "async function": async () => 1, regexp: /x/g,
    date: new Date(NaN), map: new Map([["a", 1]]), set: new Set([1]), weakmap: new WeakMap(), promise: Promise.resolve(1), error: new Error("x"),
    buffer: new ArrayBuffer(8), floats: new Float64Array(3), holes: [, , 1], "empty text": "", text: "what", "long text": "x".repeat(11_000_000),
    surrogate: "\ud800", zeros: "\0\0", digits: "9".repeat(400), brackets: "[".repeat(100_000), json: "{\"holdings\": [{}]}", "not json": "{\"a\": ",
    object: {}, list: [], cycle, ring, deep, thrower, revoked: revoked.proxy, endless, keyless, texts, prototypeless,
    wide: Object.fromEntries(Array.from({ length: 5_000 }, (_, place) => [`k${place}`, place])),
    many: Array.from({ length: 20_000 }, () => ({})), prototype: JSON.parse('{"__proto__": {"holdings": 1}, "constructor": 1}'),
    boxed: new String("x"), number: new Number(1), wrapped: { valueOf: () => { throw new Error("no"); } },
  };
}

/** [name, question] each: every value in every place of a question. `coin` makes a good one. */
export function hostile(coin) {
  const questions = [];
  const places = {
    question: (value) => value,
    account: (value) => ({ ...coin(), account: value }),
    holdings: (value) => ({ ...coin(), account: { holdings: value } }),
    position: (value) => ({ ...coin(), account: { positions: [value, ...coin().account.positions] } }),
    quantity: (value) => ({ ...coin(), account: { positions: [{ instrument: "BTC-PERP", quantity: value }] } }),
    instrument: (value) => ({ ...coin(), account: { positions: [{ instrument: value, quantity: 1 }] } }),
    market: (value) => ({ ...coin(), market: value }),
    price: (value) => ({ ...coin(), market: { index: { BTC: value } } }),
    rules: (value) => ({ ...coin(), rules: value }),
    trades: (value) => ({ ...coin(), trades: value, outlook: value, axes: value }),
  };
  for (const [place, make] of Object.entries(places)) {
    for (const [name, value] of Object.entries(values())) questions.push([`${name} as ${place}`, make(value)]);
  }
  return questions;
}
