// Inside embed.html: the element, driven by messages of the page around. docs/embedding.md has the protocol.
//
// The page around names its origin in the address, embed.html#origin=https://host.example, and messages go to that origin
// and to no other. A message counts if it is from the window around, of that origin, and of the form; what does not is
// counted and otherwise ignored.
import "./cross-margin-element.js";

const VERSION = 1;
const CALLS = ["assess", "preview", "save", "restore"];
const SETTINGS = ["portfolio", "src", "mode", "rules", "theme", "prices", "trade", "locale", "readonly", "storageKey"];
const EVENTS = ["cm-ready", "cm-change", "cm-result", "cm-preview", "cm-price", "cm-error"];

const ignored = { foreign: 0, malformed: 0 };
const origin = named(new URLSearchParams(location.hash.slice(1)).get("origin"));
const listed = (document.querySelector('meta[name="cm-embed-origins"]')?.content ?? "").split(/\s+/).filter(Boolean);
const known = origin !== null && listed.includes(origin);
const allowed = known || (origin !== null && listed.includes("*"));

let element = null; // once CONFIG was heard
let begun = false; // once INIT was
let wanted = []; // events whose details are sent whole

/** An origin as browsers write it, or nothing. */
function named(text) {
  try {
    const url = new URL(text);
    return url.origin === "null" ? null : url.origin;
  } catch {
    return null;
  }
}

function send(type, rest) {
  // to that origin and to no other: a page of another one that framed this hears nothing
  parent.postMessage({ "cross-margin": VERSION, type, ...rest }, origin);
}

const fault = (code, path, message, remedy) => ({ code, path, message, remedy });
const event = (name, detail) => send("EVENT", { name, detail: { version: VERSION, ...detail } });
const is = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether something is a message of this protocol's; what it asks for may still be wrong. */
function formed(message) {
  if (!is(message) || message["cross-margin"] !== VERSION) return false;
  if (message.type === "INIT") return true;
  if (message.type === "CONFIG") return begun && is(message.config);
  return message.type === "CALL" && begun && (typeof message.id === "number" || typeof message.id === "string") && typeof message.name === "string";
}

addEventListener("message", ({ source, origin: from, data }) => {
  if (source !== parent || from !== origin) ignored.foreign += 1;
  else if (!formed(data)) ignored.malformed += 1;
  else if (data.type === "INIT") begin(data);
  else if (data.type === "CONFIG") configure(data.config);
  else call(data);
});

function begin({ events }) {
  begun = true;
  wanted = Array.isArray(events) ? events.filter((name) => EVENTS.includes(name)) : EVENTS;
}

function configure(config) {
  const first = element === null;
  if (first) {
    document.getElementById("alone")?.remove();
    element = document.createElement("cross-margin");
    for (const name of EVENTS) element.addEventListener(name, ({ detail }) => wanted.includes(name) && send("EVENT", { name, detail: plain(detail) }));
    new ResizeObserver(([{ contentRect }]) => send("RESIZE", { height: Math.ceil(contentRect.height) })).observe(element);
  }
  for (const [name, value] of Object.entries(config)) {
    if (!SETTINGS.includes(name)) event("cm-error", fault("wrong_value", name, `“${name.slice(0, 60)}” is no setting`, `one of ${SETTINGS.join(", ")} is right`));
    else if (name === "storageKey" && value && !known) event("cm-error", fault("wrong_value", name, "nothing is kept for a page of an origin that is not listed", "an origin in cm-embed-origins of embed.html is right"));
    // what is kept for one origin is not another's
    else element[name] = name === "storageKey" && value ? `${origin} ${value}` : value;
  }
  if (first) document.body.append(element);
}

/** A detail with what it makes when it is read, as messages carry no getters. */
const plain = (detail) => ({ ...detail });

async function call({ id, name, args }) {
  if (name === "status") return send("ANSWER", { id, answer: { ok: true, value: { ignored: { ...ignored } }, notices: [] } });
  if (!CALLS.includes(name) || (args !== undefined && !Array.isArray(args))) {
    const wrong = fault("wrong_value", "name", `“${name.slice(0, 60)}” cannot be called`, `one of ${[...CALLS, "status"].join(", ")} is right, with a list of arguments`);
    return send("ANSWER", { id, answer: { ok: false, errors: [wrong] } });
  }
  if (!element) {
    const wrong = fault("not_started", "", "there is no calculator yet", "CONFIG before CALL is right");
    return send("ANSWER", { id, answer: { ok: false, errors: [wrong] } });
  }
  send("ANSWER", { id, answer: await element[name](...(args ?? [])) });
}

if (parent === window) {
  // on its own it says so, in index.html's place
} else if (allowed) send("READY", { versions: [VERSION] });
else {
  const said = document.getElementById("alone");
  said.textContent = origin === null
    ? "The page around has to name its origin: embed.html#origin=https://its.origin."
    : `Pages of ${origin} may not hold this calculator. Whoever serves it lists them in embed.html.`;
}
