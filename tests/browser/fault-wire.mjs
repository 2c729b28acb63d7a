// A server of faults on this computer, for what cannot be intercepted: answers that are cut or never end, bytes that do
// not unpack, sockets and event streams. Each source's address is moved to it: http://localhost:PORT/NAME.
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { WebSocketServer } from "ws";
import { answers, streams } from "./fault-answers.mjs";
import { cut, messages, noise } from "./fault-server.mjs";

const day = 86_400_000;

/** Ways in which an answer fails on its way. */
export const wireFaults = [
  { name: "the connection is cut before an answer", way: () => ({ cut: true }) },
  { name: "the connection is cut in the middle of an answer", way: ({ good }) => ({ ...good(), cut: true }) },
  { name: "stops in the middle of an answer", way: ({ good }) => ({ ...good(), stops: true }) },
  { name: "bytes that are no gzip, called gzip", way: () => ({ body: noise, headers: { "content-encoding": "gzip" } }) },
  {
    name: "gzip that breaks off",
    way: ({ good }) => cut({ body: gzipSync(good().body), headers: { "content-encoding": "gzip" } }),
  },
  { name: "arrives in pieces", way: ({ good }) => ({ ...good(), pieces: true }), shows: "follows" },
];

/** Ways in which a stream fails: how it opens, what it says, how it ends. */
export const streamFaults = [
  { name: "stream opens after 6 s", opens: "late", shows: "follows" },
  { name: "stream never opens", opens: "never" },
  ...[401, 403, 404, 429, 500].map((status) => ({ name: `stream is refused with HTTP ${status}`, opens: status })),
  { name: "stream closes at once", opens: "closed" },
  { name: "stream says nothing", silent: true },
  { name: "stream closes in the middle of a message", cuts: true },
  ...messages.map((fault) => ({ ...fault, name: `stream: ${fault.name}` })),
];

/**
 * @param {Record<string, {asset: string | string[], price: number, by?: "stream"}>} columns as for `faultServer`; of one
 *   `by` stream the requests say nothing new of the asset, of the others the stream does
 */
export async function wireServer(columns, now) {
  const state = {};
  for (const [name, { asset, price, by }] of Object.entries(columns))
    state[name] = {
      source: answers[name],
      stream: streams[name],
      asset,
      by,
      price,
      fault: undefined,
      asked: 0,
      last: now(),
      kept: new Map(),
      lines: new Set(),
    };
  const held = [];
  let busy = 0;

  const say = (of, more = {}) => ({
    price: of.price,
    base: of.price,
    bitcoin: state.deribit?.price,
    at: now() - 300,
    now: now(),
    ...more,
  });

  /** What is answered to a request. */
  function answer(of, request) {
    const { source, asset, fault } = of;
    if (of.by === "stream") return source.answer(request, source.times ? asset : undefined, say(of, { at: now() - day }));
    const own = source.own ? source.own(request, asset) : true;
    if (own) of.asked += 1;
    const good = (more) => source.answer(request, asset, say(of, more));
    return fault?.way && own ? fault.way({ good }) : good();
  }

  /** What a stream says now; nothing where it is silent. */
  function message(of) {
    const { stream, asset, fault } = of;
    if (of.by !== "stream") return fault ? undefined : stream.quiet(say(of));
    if (fault?.silent) return undefined;
    const good = (more = {}) => ({ body: stream.message(asset, say(of, more)) });
    if (!fault?.way) {
      const whole = good();
      if (!fault) Object.assign(of, { last: now() - 300, again: whole });
      return whole.body;
    }
    return fault.way({ good, price: of.price, last: of.last, again: of.again }).body;
  }

  /** Says it on one line, if that is subscribed. */
  function tell(of, line) {
    if (!line.hears) return;
    const text = message(of);
    if (text === undefined) return;
    of.asked += 1;
    if (of.by === "stream" && of.fault?.cuts) line.cut(text);
    else line.send(text);
  }

  const later = (ms, go) => held.push({ due: now() + ms, go });
  const settled = () => setTimeout(() => (busy -= 1), 10);

  const server = createServer(async (request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type, accept");
    response.setHeader("access-control-expose-headers", "retry-after");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const { of, path } = named(request);
    if (!of) return void response.writeHead(404).end();
    if (of.stream?.events && path.startsWith(of.stream.path)) return events(of, response);
    busy += 1;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const given = answer(of, { url: () => `http://localhost${path}`, postData: () => body, postDataJSON: () => JSON.parse(body) });
    // what stops is on its way for ever
    if (given.stops) settled();
    else response.on("close", settled);
    const bytes = Buffer.from(given.body ?? "");
    if (given.cut && bytes.length === 0) return void request.socket.destroy();
    const half = given.cut || given.stops;
    response.writeHead(given.status ?? 200, { ...given.headers, ...(half ? { "content-length": bytes.length } : {}) });
    if (half) return void response.write(bytes.subarray(0, bytes.length / 2), () => given.cut && request.socket.destroy());
    if (given.pieces) {
      for (let at = 0; at < bytes.length; at += 40) {
        response.write(bytes.subarray(at, at + 40));
        await new Promise(setImmediate);
      }
      return void response.end();
    }
    response.end(bytes);
  });

  function named(request) {
    const [, name, rest] = /^\/([\w-]+)(.*)$/.exec(request.url) ?? [];
    return { of: state[name], path: rest || "/" };
  }

  /** Opens a stream as its fault will have it. */
  function opening(of, { open, refuse, close }) {
    const way = of.by === "stream" ? of.fault?.opens : undefined;
    if (typeof way === "number") refuse(way);
    else if (way === "closed") open(close);
    else if (way === "late") later(6_000, () => open());
    else if (way !== "never") open();
  }

  function events(of, response) {
    opening(of, {
      refuse: (status) => response.writeHead(status).end("no"),
      close: () => response.end(),
      open: (then) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const data = (text) => Buffer.concat([Buffer.from("data:"), Buffer.from(text)]);
        const line = {
          hears: true,
          send: (text) => response.write(Buffer.concat([data(text), Buffer.from("\n\n")])),
          cut: (text) => response.write(data(text).subarray(0, text.length / 2), () => response.destroy()),
          end: () => response.destroy(),
        };
        response.flushHeaders();
        of.lines.add(line);
        response.on("close", () => of.lines.delete(line));
        if (then) then();
        else tell(of, line);
      },
    });
  }

  // a socket whose opening is never answered belongs to nobody, and would keep the server from closing
  const connections = new Set();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.on("close", () => connections.delete(socket));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const { of } = named(request);
    socket.on("error", () => {});
    if (!of?.stream) return void socket.destroy();
    opening(of, {
      refuse: (status) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`),
      close: () => {},
      open: (then) =>
        sockets.handleUpgrade(request, socket, head, (opened) => {
          if (then) return void opened.close(1012);
          const line = {
            hears: false,
            send: (text) => opened.send(text),
            cut(text) {
              const bytes = Buffer.from(text);
              const length = Buffer.from([0x81, 126, bytes.length >> 8, bytes.length & 255]);
              socket.write(Buffer.concat([length, bytes.subarray(0, bytes.length / 2)]), () => socket.destroy());
            },
            end: () => opened.terminate(),
          };
          of.lines.add(line);
          opened.on("error", () => {});
          opened.on("close", () => of.lines.delete(line));
          opened.on("message", (said) => {
            const heard = of.stream.hears(String(said), of.by === "stream" ? of.asset : "");
            if (typeof heard === "string") opened.send(heard);
            else if (heard && !line.hears) {
              line.hears = true;
              tell(of, line);
            }
          });
        }),
    });
  });

  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://localhost:${server.address().port}`;
  return {
    state,
    origin,
    origins: Object.fromEntries(Object.keys(columns).map((name) => [name, `${origin}/${name}`])),
    /** Lets a page come here, and nowhere else. */
    async listen(page) {
      await page.route(`${origin}/**`, (route) => route.continue());
      await page.routeWebSocket(`${origin.replace("http", "ws")}/**`, (socket) => void socket.connectToServer());
    },
    isBusy: () => busy > 0,
    crowded: [],
    release() {
      for (const one of held.splice(0)) {
        if (one.due <= now()) one.go();
        else held.push(one);
      }
    },
    /** A moment in which every stream says what it has to say. */
    tick() {
      for (const of of Object.values(state)) for (const line of of.lines) tell(of, line);
    },
    /** Lets a source fail from now on; streams that are to open badly are closed first. */
    fail(name, fault) {
      state[name].fault = fault;
      if (fault?.opens) for (const line of state[name].lines) line.end();
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
