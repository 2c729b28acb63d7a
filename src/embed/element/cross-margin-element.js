// <cross-margin>: the calculator inside another page, in an open shadow root. A shell: a class has to extend HTMLElement, so it
// is JavaScript. Attributes, properties and events stand here; what they mean is asked of the application, the same files that
// the page itself is made of. docs/embedding.md describes it, cross-margin-element.d.ts every type.

const VERSION = 1;
/** A book that takes longer than this to come has failed. */
const PATIENCE_MS = 15_000;
/** In this order, so that a book finds its rules and prices decided. */
const ATTRIBUTES = ["theme", "rules", "prices", "readonly", "locale", "portfolio", "src", "mode", "storage-key"];
const STARTING = "Starting the calculator …";
const NOT_STARTED = "The calculator could not start.";
const STOPPED = "The calculator stopped because of a fault of its own. Its last figures stay; reload the page to go on.";
const RELOAD = "reload the page, and tell us what was asked";
const FILES = "a browser with WebAssembly, the files beside the element’s script, and a policy with 'wasm-unsafe-eval' are right";

// script/tools/element.mjs writes where they are
const CODE = new URL("CODE_URL", import.meta.url);
const WASM = new URL("WASM_URL", import.meta.url);
const STYLE = new URL("STYLE_URL", import.meta.url);

let code;
/** The application, fetched once for all elements; asked for again where it did not come. */
function application() {
  if (typeof WebAssembly !== "object") return Promise.reject(new Error("this browser has no WebAssembly"));
  code ??= import(CODE.href).then(async (code) => (await code.default({ module_or_path: WASM }), code));
  code.catch(() => { code = undefined; });
  return code;
}

/** What stopped the application for good, once something did. */
let stopped;
/** The elements in documents. */
const standing = new Set();

const fault = (code, path, message, remedy) => ({ code, path, message, remedy });
const words = (failed) => String(failed?.message ?? failed);

class CrossMargin extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #ask; // does what a word asks for, once the page stands
  #standing; // promises that it does
  #turns = 0; // counts starts and books asked for: of several under way the last counts
  #books = 0;
  #given = new Map(); // properties that were set
  #silent = false; // while an attribute follows a property

  static {
    addEventListener("cross-margin:stopped", ({ detail }) => {
      stopped ??= fault("internal", "", `the calculator stopped: ${detail}`, RELOAD);
      // a host that hears of it may ask something: not while it still falls
      setTimeout(() => { for (const element of standing) element.#halt(); });
    });
  }

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  connectedCallback() {
    // a property that was set before the class was known would hide its accessor
    for (const name of ["portfolio", "trade", "prices", "rules", "src", "mode", "theme", "locale", "readonly", "storageKey"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#standing ??= this.#start(++this.#turns);
  }

  disconnectedCallback() {
    // an element that only moves is put back in the same turn
    queueMicrotask(() => { if (!this.isConnected) this.#stop(); });
  }

  #stop() {
    standing.delete(this);
    this.#turns += 1;
    this.#ask?.("remove");
    this.#ask = this.#standing = undefined;
    this.shadowRoot.replaceChildren();
  }

  /** The application fell: what is on screen stays, and nothing is answered any more. */
  #halt() {
    this.#turns += 1;
    this.#ask = undefined;
    this.shadowRoot.querySelector(".cm-said")?.remove();
    this.shadowRoot.prepend(this.#saying("alert", STOPPED));
    this.#error(stopped);
  }

  async #start(turn) {
    const gone = () => turn !== this.#turns;
    standing.add(this);
    try {
      if (stopped) throw new Error(stopped.message);
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE.href });
      const styled = new Promise((done, failed) => {
        style.onload = done;
        style.onerror = () => failed(new Error(`${style.href} did not come`));
      });
      this.shadowRoot.replaceChildren(style, this.#saying("status", STARTING));
      const [{ host }] = await Promise.all([application(), styled]);
      if (gone()) return;
      const at = Object.assign(document.createElement("section"), { className: "cm-root", hidden: true });
      at.setAttribute("aria-label", "Cross-margin calculator");
      at.setAttribute("part", "page");
      this.shadowRoot.append(at);
      const ask = await new Promise((done, failed) => {
        host(this.shadowRoot, at, this.getAttribute("storage-key") || undefined, (name, detail) => {
          if (name === "ready") done(detail);
          else if (name === "missing") failed(new Error("a part of the calculator did not come"));
          else this.#heard(name, detail);
        });
      });
      if (gone()) return void ask("remove");
      this.#ask = ask;
      for (const name of ATTRIBUTES) if (this.hasAttribute(name) || name === "prices") this.#attribute(name, this.getAttribute(name));
      for (const [name, value] of this.#given) this.#put(name, value);
      this.shadowRoot.querySelector(".cm-said")?.remove();
      at.hidden = false;
      this.#tell("cm-ready", {});
    } catch (failed) {
      if (gone()) return;
      this.#standing = undefined;
      const again = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Try again" });
      again.onclick = () => { this.#standing ??= this.#start(++this.#turns); };
      const said = this.#saying("alert", `${NOT_STARTED} What the browser said: ${words(failed)}. `);
      said.append(again);
      this.shadowRoot.querySelector(".cm-root")?.remove();
      this.shadowRoot.querySelector(".cm-said")?.replaceWith(said);
      this.#error(fault("not_started", "", `the calculator could not start: ${words(failed)}`, FILES));
    }
  }

  #saying(role, text) {
    const said = Object.assign(document.createElement("p"), { className: "cm-said", textContent: text });
    said.setAttribute("role", role);
    return said;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: { version: VERSION, ...detail } }));
  }

  #error(...errors) {
    for (const error of errors) this.#tell("cm-error", error);
  }

  /** What the application tells of. Large answers are made only for who looks at them. */
  #heard(name, detail) {
    const seen = { version: VERSION };
    const lazily = (field, word) => {
      let value;
      Object.defineProperty(seen, field, { enumerable: true, get: () => value ??= this.#look(word) });
    };
    if (name === "result") lazily("result", "result");
    else if (name === "preview" && !detail) lazily("preview", "tried");
    else if (name === "preview") { if (detail.ok) seen.preview = detail.value; else return; }
    else if (name === "change") { Object.assign(seen, detail); lazily("portfolio", "token"); }
    else Object.assign(seen, detail);
    this.dispatchEvent(new CustomEvent(`cm-${name}`, { bubbles: true, composed: true, detail: seen }));
  }

  /** What the application shows; nothing where there is none. */
  #look(word) {
    try {
      return this.#ask?.(word) ?? null;
    } catch {
      return null; // it is falling, and says so itself
    }
  }

  /** Asks the application; what is wrong is told by an event, and the last good state stays. */
  #put(word, value) {
    let answer;
    try {
      answer = this.#ask(word, value);
    } catch (failed) {
      answer = { ok: false, errors: [fault("internal", word, words(failed), RELOAD)] };
    }
    if (!answer.ok) this.#error(...answer.errors);
    else for (const { kind, path, message, remedy } of answer.notices ?? []) {
      if (kind === "left_out") this.#error(fault("left_out", path ?? word, message, remedy ?? message));
    }
    return answer;
  }

  /** Says in the element what is wrong with something; with nothing to say it is right. */
  #say(of, errors) {
    this.#error(...errors);
    this.#ask?.("said", { of, words: errors.map(({ message, remedy }) => `${message}; ${remedy}`).join(". ") });
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || this.#silent) return;
    // the attribute counts for more than what a property said before
    if (name !== "prices") this.#given.delete(name);
    if (name === "storage-key" && this.#standing) {
      this.#stop();
      this.#standing = this.#start(++this.#turns);
    } else if (this.#ask) this.#attribute(name, now);
  }

  #attribute(name, value) {
    switch (name) {
      case "src": return value === null ? this.#say("src", []) : this.#fetch(value);
      case "readonly": return this.#put("readonly", value !== null);
      case "locale": return this.#say("locale", value && !/^en\b/i.test(value)
        ? [fault("wrong_value", "locale", `“${value}” is not known here`, "en is right: figures and words are English")] : []);
      case "storage-key": return undefined; // it counted when the element began
      case "portfolio":
      case "rules":
        // taken away, what it brought stays
        return value === null ? undefined : this.#put(name, value);
      // the property of that name takes prices, the attribute says who else is asked
      case "prices": return this.#put("feed", value);
      default: return this.#put(name, value);
    }
  }

  /** Fetches a book; the one that is there stays where that fails. */
  async #fetch(address) {
    const book = ++this.#books;
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const response = await fetch(new URL(address, document.baseURI), { signal: stop.signal, credentials: "omit" });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const text = await response.text();
      if (book !== this.#books || !this.#ask) return;
      this.#say("src", []);
      this.#put("portfolio", text);
    } catch (failed) {
      if (book !== this.#books) return;
      const why = stop.signal.aborted ? `nothing came in ${PATIENCE_MS / 1000} seconds` : words(failed);
      this.#say("src", [fault("not_fetched", "src", `“${address}” could not be fetched: ${why}`, "the address of a book as JSON, which this page may ask for, is right")]);
    } finally {
      clearTimeout(late);
    }
  }

  /** A property: the text of an attribute is reflected, anything else kept. */
  #set(name, value, reflects) {
    if (reflects && (typeof value === "string" || value == null)) {
      this.#given.delete(name);
      this.#reflect(name, value);
      return;
    }
    this.#given.set(name, value);
    if (this.#ask) this.#put(name, value);
  }

  #reflect(name, value) {
    if (value == null) this.removeAttribute(name);
    else this.setAttribute(name, String(value));
  }

  get portfolio() { return this.#given.get("portfolio") ?? this.getAttribute("portfolio"); }
  set portfolio(value) { this.#books += 1; this.#set("portfolio", value, true); }
  get rules() { return this.#given.get("rules") ?? this.getAttribute("rules"); }
  set rules(value) { this.#set("rules", value, true); }
  /** A trade, or a list of them, to be tried in the ticket. */
  get trade() { return this.#given.get("trade") ?? null; }
  set trade(value) { this.#set("trade", value, false); }
  /** The host's own prices; once there are any nothing is fetched. The attribute of the same name says who else is asked. */
  get prices() { return this.#given.get("prices") ?? this.getAttribute("prices") ?? "auto"; }
  set prices(value) {
    if (typeof value === "string") this.setAttribute("prices", value);
    else this.#set("prices", value, false);
  }

  get src() { return this.getAttribute("src"); }
  set src(value) { this.#reflect("src", value); }
  get mode() { return this.getAttribute("mode") ?? "full"; }
  set mode(value) { this.#reflect("mode", value); }
  get theme() { return this.getAttribute("theme") ?? "auto"; }
  set theme(value) { this.#reflect("theme", value); }
  get locale() { return this.getAttribute("locale") ?? "en"; }
  set locale(value) { this.#reflect("locale", value); }
  get storageKey() { return this.getAttribute("storage-key"); }
  set storageKey(value) { this.#reflect("storage-key", value); }
  get readonly() { return this.hasAttribute("readonly"); }
  set readonly(value) { this.toggleAttribute("readonly", Boolean(value)); }

  /** What is on screen; null before there is anything. */
  get result() { return this.#look("result"); }

  assess() { return this.#answer("assess"); }
  preview(trade) { return this.#answer("preview", trade); }
  save() { return this.#answer("save"); }

  async restore(token) {
    const answer = await this.#answer("portfolio", token);
    if (answer.ok) {
      this.#books += 1;
      this.#given.delete("portfolio");
    }
    return answer;
  }

  async #answer(word, value) {
    await this.#standing;
    if (this.#ask) return this.#put(word, value);
    const error = stopped ?? fault("not_started", "", "the element is in no document, or could not start", "an element that told cm-ready is right");
    this.#error(error);
    return { ok: false, errors: [error] };
  }
}

if (!customElements.get("cross-margin")) customElements.define("cross-margin", CrossMargin);
export { CrossMargin };
