// A server of faults: what the sources of prices answer to a page, well or in every way in which they can fail.
// Requests are intercepted, so that the page asks the addresses it always asks.
import { Buffer } from "node:buffer";
import { answers, streams } from "./fault-answers.mjs";

export const noise = Buffer.from(Array.from({ length: 300 }, (_, place) => (place * 73 + 41) % 251));
const gzipHead = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03]);
const status = (status, headers = {}) => () => ({ status, body: "no", headers });
const odd = (odd) => ({ good }) => good({ odd });
const always = () => true;

/**
 * Ways in which an answer, or a message of a stream, fails by what it says. `way` makes it: `good` gives the good one with
 * what else is said. `of` says which sources it can happen to. `shows` is what the price does that rests on the source
 * alone, where it does not just grow old.
 */
export const messages = [
  { name: "a web page", way: () => ({ body: "<!doctype html><title>Blocked</title>", headers: { "content-type": "text/html" } }) },
  { name: "empty", way: () => ({ body: "" }) },
  { name: "breaks off", way: ({ good }) => cut(good()) },
  { name: "bytes without sense", way: () => ({ body: noise, headers: { "content-type": "application/json" } }) },
  { name: "another id or name", way: ({ good }) => good({ wrong: true }), of: (source) => source.names },
  { name: "a name twice, with two prices", way: ({ good, price }) => good({ twice: price * 1.03 }), of: (source) => source.doubles },
  { name: "NaN", way: odd("NaN") },
  { name: "a negative price", way: odd("negative") },
  { name: "a price of zero", way: odd("zero") },
  { name: "1e300", way: odd("1e300") },
  { name: "exponent −40", way: odd("1e-40"), of: (source) => !source.without?.includes("1e-40") },
  { name: "a date in 1970", way: ({ good, price }) => good({ era: 1970, price: price * 1.03 }), of: (source) => source.times },
  { name: "a date in 2100", way: ({ good, price }) => good({ era: 2100, price: price * 1.03 }), of: (source) => source.times },
  {
    name: "older than the last",
    way: ({ good, price, last }) => good({ at: last - 120_000, price: price * 1.03 }),
    of: (source) => source.times,
  },
  { name: "the last one again", way: ({ again, good }) => again ?? good(), shows: (source) => (source.times ? undefined : "rests") },
  { name: "a price ten times as high", way: ({ good, price }) => good({ price: price * 10 }), shows: "held" },
  {
    name: "a price five percent higher",
    way: ({ good, price }) => good({ price: price * 1.05 }),
    of: (source) => source.check,
    shows: "doubts",
  },
];

/** Ways in which an answer to a request fails; `own` is whether the request is the one that the asset rests on. */
export const faults = [
  { name: "answers after 6 s", way: ({ good, own }) => (own ? { ...good(), after: 6_000 } : good()), shows: "follows" },
  { name: "never answers", way: () => ({ never: true }) },
  { name: "cannot be reached", way: () => ({ abort: true }) },
  ...[401, 403, 404, 429, 500].map((code) => ({ name: `HTTP ${code}`, way: status(code) })),
  {
    name: "HTTP 429 with Retry-After: 90",
    way: status(429, { "retry-after": "90", "access-control-expose-headers": "retry-after" }),
    restsFor: 90,
  },
  { name: "gzip that was not unpacked", way: () => ({ body: Buffer.concat([gzipHead, noise]), headers: { "content-type": "application/json" } }) },
  ...messages,
];

/** What a fault does to the price that rests on a source alone. */
export const shows = (fault, source) => (typeof fault.shows === "function" ? fault.shows(source) : fault.shows) ?? "ages";
/** Whether a fault can happen to a source. */
export const happens = (fault, source) => (fault.of ?? always)(source) ?? false;

/** The first part of an answer. */
export function cut(answer) {
  return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * 0.6)) };
}

/**
 * @param {Record<string, {asset: string | string[], price: number}>} columns the sources that answer, by name: the asset
 *   that rests on each, and its price, which may change
 * @param {() => number} now the page's clock
 */
export function faultServer(columns, now) {
  const state = {};
  for (const [name, column] of Object.entries(columns))
    state[name] = { source: answers[name], asset: column.asset, price: column.price, fault: undefined, asked: 0, last: now(), kept: new Map() };
  const held = [];
  let busy = 0;
  const open = new Map();
  const crowded = [];
  const lines = new Set();
  const count = (name, by) => {
    open.set(name, (open.get(name) ?? 0) + by);
    if (open.get(name) > 1) crowded.push(name);
  };
  /** Whose request it is. */
  const whose = (request) =>
    Object.keys(answers).find((name) => {
      const { address, is } = answers[name];
      return request.url().startsWith(address.replace(/\*+$/, "")) && (!is || is(request));
    });

  function answer(request) {
    const of = state[whose(request)];
    if (!of) return { abort: true };
    const { source, asset, fault } = of;
    const own = source.own ? source.own(request, asset) : true;
    if (own) of.asked += 1;
    const at = now() - 300; // a little behind the page's clock, as an answer from afar is
    const good = (more = {}) => source.answer(request, asset, { price: of.price, base: of.price, at, now: now(), ...more });
    const key = `${request.url()} ${request.postData() ?? ""}`;
    if (!fault) {
      const whole = good();
      of.kept.set(key, whole);
      if (own) of.last = at;
      return whole;
    }
    return fault.way({ good, own, price: of.price, last: of.last, again: of.kept.get(key) });
  }

  return {
    state,
    whose,
    fail: (name, fault) => (state[name].fault = fault),
    /** For the harness: every address, and what it answers. */
    fixtures: Object.fromEntries(
      [...new Set(Object.values(answers).map(({ address }) => address))].map((address) => [
        address,
        async (request) => {
          busy += 1;
          const name = whose(request);
          count(name, 1);
          try {
            const { after, never, ...given } = answer(request);
            if (!never && !after) return given;
            busy -= 1;
            await new Promise((release) => held.push({ request, due: never ? Infinity : now() + after, release }));
            busy += 1;
            // it is as fresh as a source makes it that takes so long
            return never ? { abort: true } : answer(request);
          } finally {
            count(name, -1);
            // the page has it a moment later
            setTimeout(() => (busy -= 1), 5);
          }
        },
      ]),
    ),
    /** Every socket opens, and says nothing of the assets. */
    async listen(page) {
      await page.routeWebSocket(/^wss:/, (socket) => {
        const line = { socket, of: undefined };
        lines.add(line);
        socket.onClose(() => lines.delete(line));
        socket.onMessage((text) => {
          for (const [name, stream] of Object.entries(streams)) {
            if (!stream.address || !socket.url().startsWith(stream.address)) continue;
            const heard = stream.hears(String(text), "");
            if (typeof heard === "string") return socket.send(heard);
            if (heard) line.of = name;
          }
          this.tick();
        });
      });
    },
    /** A moment in which every socket says something, unless its source fails. */
    tick() {
      for (const { socket, of } of lines)
        if (state[of] && !state[of].fault) socket.send(streams[of].quiet({ now: now(), at: now() - 300 }));
    },
    /** Whether an answer is on its way. */
    isBusy: () => busy > 0,
    /** Sources that were asked for more than one thing at a time. */
    crowded,
    /** Lets the answers go whose time has come, and those that nobody waits for any more. */
    release(given) {
      for (const one of held.splice(0)) {
        if (one.due <= now() || one.request === given) one.release();
        else held.push(one);
      }
    },
  };
}
