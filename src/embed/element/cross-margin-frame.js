// For the page around: embed.html in an iframe, by the messages that docs/embedding.md describes.
//
//   import { frame } from "./cross-margin-frame.js";
//   const calculator = frame(document.querySelector("#here"), { mode: "compact", portfolio: "s=1.…" });
//   calculator.addEventListener("cm-result", ({ detail }) => …);
//   const answer = await calculator.preview({ instrument: "BTC-PERP", quantity: "-0.5" });
const VERSION = 1;
const EVENTS = ["cm-ready", "cm-change", "cm-result", "cm-preview", "cm-price", "cm-error"];

class Frame extends EventTarget {
  #at; // the origin of the frame
  #waiting = new Map();
  #last = 0;
  #config;
  #events;
  #ready = false;
  #hear = (event) => this.#heard(event);

  constructor(place, config, { src = new URL("embed.html", import.meta.url), title = "Cross-margin calculator", events = EVENTS } = {}) {
    super();
    const address = new URL(src, document.baseURI);
    address.hash = new URLSearchParams({ origin: location.origin });
    this.#at = address.origin;
    this.#config = { ...config };
    this.#events = events;
    /** The iframe. */
    this.element = Object.assign(document.createElement("iframe"), { src: address.href, title });
    this.element.style.cssText = "width: 100%; border: 0; display: block";
    /** Messages that were not the frame's, or not of the form. */
    this.ignored = { foreign: 0, malformed: 0 };
    addEventListener("message", this.#hear);
    place.append(this.element);
  }

  #send(type, rest) {
    this.element.contentWindow?.postMessage({ "cross-margin": VERSION, type, ...rest }, this.#at);
  }

  #heard({ source, origin, data }) {
    if (source !== this.element.contentWindow) return; // other frames have messages of their own
    if (origin !== this.#at) return void (this.ignored.foreign += 1);
    if (data?.["cross-margin"] !== VERSION) return void (this.ignored.malformed += 1);
    switch (data.type) {
      case "READY":
        this.#ready = true;
        this.#send("INIT", { events: this.#events });
        return this.#send("CONFIG", { config: this.#config });
      case "RESIZE": return void (Number.isFinite(data.height) && (this.element.style.height = `${Math.min(Math.max(data.height, 0), 20_000)}px`));
      case "EVENT": return void (EVENTS.includes(data.name) && this.dispatchEvent(new CustomEvent(data.name, { detail: data.detail })));
      case "ANSWER":
        this.#waiting.get(data.id)?.(data.answer);
        return void this.#waiting.delete(data.id);
      default: this.ignored.malformed += 1;
    }
  }

  /** Changes settings; those that are not named stay. */
  configure(config) {
    Object.assign(this.#config, config);
    if (this.#ready) this.#send("CONFIG", { config });
  }

  #call(name, ...args) {
    const id = ++this.#last;
    return new Promise((answer) => {
      this.#waiting.set(id, answer);
      if (this.#ready) this.#send("CALL", { id, name, args });
      else this.addEventListener("cm-ready", () => this.#send("CALL", { id, name, args }), { once: true });
    });
  }

  assess() { return this.#call("assess"); }
  preview(trade) { return this.#call("preview", trade); }
  save() { return this.#call("save"); }
  restore(token) { return this.#call("restore", token); }
  /** What the frame ignored. */
  status() { return this.#call("status"); }

  /** Takes the frame away. */
  remove() {
    removeEventListener("message", this.#hear);
    const gone = { ok: false, errors: [{ code: "not_started", path: "", message: "the frame was taken away", remedy: "another frame is right" }] };
    for (const answer of this.#waiting.values()) answer(gone);
    this.#waiting.clear();
    this.element.remove();
  }
}

/** Puts the calculator into an element of this page, in a frame. */
export const frame = (place, config = {}, options = {}) => new Frame(place, config, options);
