// <cross-margin>: the calculator inside another page, in an open shadow root. A shell: a class has to extend HTMLElement, so it
// is JavaScript; attributes, properties and events stand here, everything else is asked of the application, the same files
// that the page itself is made of. docs/embedding.md describes it, cross-margin-element.d.ts every type.
const VERSION = 1;
const MODES = ["full", "compact", "preview", "teach"];
const THEMES = ["auto", "light", "dark"];
const PRICES = ["auto", "manual", "off"];
/** A book that takes longer than this to come has failed. */
const PATIENCE_MS = 15_000;

// script/tools/element.mjs writes where they are
const CODE = new URL("CODE_URL", import.meta.url);
const WASM = new URL("WASM_URL", import.meta.url);
const STYLE = new URL("STYLE_URL", import.meta.url);

let code;
/** The application, fetched once for all elements; asked for again where it did not come. */
function application() {
  code ??= import(CODE.href).then(async (code) => (await code.default({ module_or_path: WASM }), code));
  code.catch(() => { code = undefined; });
  return code;
}

const fault = (code, path, message, remedy) => ({ code, path, message, remedy });

class CrossMargin extends HTMLElement {
  static observedAttributes = ["portfolio", "src", "mode", "rules", "theme", "prices", "locale", "readonly", "storage-key"];

  #hosted; // the page inside, once it stands
  #coming; // while it is on its way
  #given = {}; // properties that were set before it stood
  #result = null;
  #turn = 0; // counts books asked for: of several on their way the last counts

  constructor() {
    super();
    this.attachShadow({ mode: "open", delegatesFocus: true });
    // properties set before the class was known would hide the accessors
    for (const name of ["portfolio", "trade", "prices", "rules"]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
  }

  connectedCallback() {
    this.#coming ??= this.#start().catch((failed) => this.#failed(failed));
  }

  disconnectedCallback() {
    // an element that only moves is put back in the same turn
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#hosted?.remove();
      this.#hosted?.free();
      this.#hosted = this.#coming = undefined;
      this.shadowRoot.replaceChildren();
    });
  }

  async #start() {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE.href });
    const at = Object.assign(document.createElement("div"), { className: "cm-root" });
    const said = Object.assign(document.createElement("p"), { className: "cm-said", textContent: "Starting the calculator …" });
    said.setAttribute("role", "status");
    const styled = new Promise((done, failed) => { style.onload = done; style.onerror = () => failed(new Error(`${style.href} did not come`)); });
    this.shadowRoot.replaceChildren(style, said);
    const [{ host }] = await Promise.all([application(), styled]);
    if (!this.isConnected) return;
    said.replaceWith(at);
    this.#hosted = host(this.shadowRoot, at, this.getAttribute("storage-key") ?? undefined);
    if (!this.#hosted) throw new Error("the calculator could not be shown here");
    await this.#ask("listen", (name, detail) => this.#heard(name, detail));
    for (const name of CrossMargin.observedAttributes) if (this.hasAttribute(name)) await this.#attribute(name, this.getAttribute(name));
    for (const [name, value] of Object.entries(this.#given)) await this.#ask(name, value);
    this.#tell("cm-ready", {});
  }

  #failed(failed) {
    const words = String(failed?.message ?? failed);
    const said = Object.assign(document.createElement("p"), { className: "cm-said" });
    said.setAttribute("role", "alert");
    said.textContent = "The calculator could not start. It needs WebAssembly, its own files, and a policy that allows both.";
    this.shadowRoot.querySelector(".cm-said, .cm-root")?.replaceWith(said);
    this.#coming = undefined;
    this.#error(fault("not_started", "", `the calculator could not start: ${words}`, "its files beside its script, “wasm-unsafe-eval” in the policy, and a network are right"));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail: { version: VERSION, ...detail } }));
  }

  #error(...errors) {
    for (const error of errors) this.#tell("cm-error", error);
  }

  #heard(name, detail) {
    if (name === "result") this.#result = detail;
    this.#tell(`cm-${name}`, name === "result" ? { result: detail } : detail);
  }

  /** Asks the application; what is wrong is told by an event, and the last good state stays. */
  async #ask(what, given) {
    if (!this.#hosted) {
      this.#given[what] = given;
      return undefined;
    }
    try {
      const answer = await this.#hosted.ask(what, given);
      if (!answer.ok) this.#error(...answer.errors);
      return answer;
    } catch (failed) {
      const error = fault("not_fetched", what, String(failed?.message ?? failed), "its files beside its script, and a network to fetch them by, are right");
      this.#error(error);
      return { ok: false, errors: [error] };
    }
  }

  attributeChangedCallback(name, before, now) {
    if (this.#hosted && before !== now) this.#attribute(name, now);
  }

  async #attribute(name, value) {
    const one = (allowed) => {
      if (value === null || allowed.includes(value)) return true;
      this.#error(fault("wrong_value", name, `“${value}” is no ${name}`, `${allowed.join(", ")} are right`));
      return false;
    };
    switch (name) {
      case "portfolio": return value === null ? undefined : this.#ask("portfolio", value);
      case "src": return value === null ? undefined : this.#fetch(value);
      case "mode": return one(MODES) ? this.#ask("mode", value ?? "full") : undefined;
      case "theme": return one(THEMES) ? this.#ask("theme", value ?? "auto") : undefined;
      case "prices": return one(PRICES) ? this.#ask("feed", value ?? "auto") : undefined;
      case "rules": return value === null ? undefined : this.#ask("rules", value);
      case "locale": return this.#ask("locale", value ?? "");
      case "readonly": return this.#ask("readonly", value !== null);
      case "storage-key": return; // read when the element starts
    }
  }

  /** Fetches a book; the one that is there stays where that fails. */
  async #fetch(address) {
    const turn = ++this.#turn;
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const response = await fetch(new URL(address, document.baseURI), { signal: stop.signal, credentials: "omit" });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const text = await response.text();
      if (turn === this.#turn) await this.#ask("portfolio", text);
    } catch (failed) {
      const why = stop.signal.aborted ? `nothing came in ${PATIENCE_MS / 1000} seconds` : String(failed?.message ?? failed);
      this.#error(fault("not_fetched", "src", `“${address}” could not be fetched: ${why}`, "the address of a book as JSON, which this page may ask for, is right"));
    } finally {
      clearTimeout(late);
    }
  }

  get portfolio() { return this.#given.portfolio ?? this.getAttribute("portfolio"); }
  set portfolio(value) {
    if (typeof value === "string") return this.setAttribute("portfolio", value);
    this.#given.portfolio = value;
    this.#ask("portfolio", value);
  }

  get trade() { return this.#given.trade ?? null; }
  set trade(value) { this.#given.trade = value; this.#ask("trade", value); }

  /** The host's own prices; once there are any nothing is fetched. */
  get prices() { return this.#given.prices ?? null; }
  set prices(value) { this.#given.prices = value; this.#ask("prices", value); }

  get rules() { return this.#given.rules ?? this.getAttribute("rules"); }
  set rules(value) {
    if (typeof value === "string") return this.setAttribute("rules", value);
    this.#given.rules = value;
    this.#ask("rules", value);
  }

  get mode() { return this.getAttribute("mode") ?? "full"; }
  set mode(value) { this.setAttribute("mode", value); }
  get theme() { return this.getAttribute("theme") ?? "auto"; }
  set theme(value) { this.setAttribute("theme", value); }
  get src() { return this.getAttribute("src"); }
  set src(value) { this.setAttribute("src", value); }
  get readonly() { return this.hasAttribute("readonly"); }
  set readonly(value) { this.toggleAttribute("readonly", Boolean(value)); }

  /** The last answer; read-only. */
  get result() { return this.#result; }

  assess() { return this.#later("assess"); }
  preview(trade) { return this.#later("preview", trade); }
  save() { return this.#later("save"); }
  restore(token) { return this.#later("portfolio", token); }

  async #later(what, given) {
    await this.#coming;
    if (this.#hosted) return this.#ask(what, given);
    return { ok: false, errors: [fault("not_started", "", "the element is not in a document, or could not start", "put it into a document first")] };
  }
}

if (!customElements.get("cross-margin")) customElements.define("cross-margin", CrossMargin);
export { CrossMargin };
