// cross-margin: what an account must post as one risk unit, where it is liquidated, and why. The engine without a view,
// for a page, a worker or Node. Every function answers with a promise of { ok: true, value, notices } or of
// { ok: false, errors }, whatever it is handed; none rejects. cross-margin.d.ts says what goes in and comes out.
//
// The engine is fetched when it is first asked, or by init() beforehand. The rules of venues and what reads texts are
// files of their own, fetched when they are first wanted.
import * as questions from "./engine.js";
import listed from "./rule-sets.js";

const parts = {
  engine: { script: async () => questions, file: () => new URL("./cross-margin.wasm", import.meta.url) },
  venues: { script: () => import("./venues.js"), file: () => new URL("./cross-margin-venues.wasm", import.meta.url) },
  import: { script: () => import("./import.js"), file: () => new URL("./cross-margin-import.wasm", import.meta.url) },
};

/** The parts that are being fetched or are here, and those that are here. */
const fetched = {};
const here = {};

/** A part of the engine, fetched once; one that did not come is asked for again the next time. */
function part(name, source) {
  fetched[name] ??= begin(name, source).catch((failed) => {
    delete fetched[name];
    throw failed;
  });
  return fetched[name];
}

async function begin(name, source) {
  const [script, bytes] = await Promise.all([parts[name].script(), source ?? opened(parts[name].file())]);
  await script.default({ module_or_path: bytes });
  return (here[name] = script);
}

/** What a file's address leads to: Node's fetch opens no files. */
async function opened(address) {
  if (address.protocol !== "file:" || !globalThis.process?.versions?.node) return fetch(address);
  const files = "node:fs/promises";
  const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ files);
  return readFile(address);
}

export default async function init(options) {
  const plain = options !== null && typeof options === "object" && Object.getPrototypeOf(options) === Object.prototype;
  const wanted = plain ? options : { engine: options };
  const source = (name) => (wanted[name] === true ? undefined : wanted[name]);
  const names = ["engine", "venues", "import"].filter((name) => name === "engine" || wanted[name]);
  await Promise.all(names.map((name) => part(name, source(name))));
}

const refused = (code, path, message, remedy) => ({ ok: false, errors: [{ code, path, message, remedy }] });

/** A part's answer; a part that does not come is one too. */
async function asked(name, of, ...given) {
  let script;
  try {
    script = here[name] ?? (await part(name));
  } catch (failed) {
    return refused("not_fetched", "", `a part of the engine could not be fetched: ${words(failed)}`, "its files beside its script are right, and a network to fetch them by");
  }
  try {
    return script[of](...given, Date.now()) ?? refused("internal", "", "the engine gave no answer", "please tell its makers what was asked");
  } catch (failed) {
    return refused("internal", "", `the engine stopped: ${words(failed)}`, "please tell its makers what was asked");
  }
}

function words(failed) {
  try {
    return String(failed);
  } catch {
    return "for no reason it could say";
  }
}

/** A question's answer: by the small engine, else by the one that has the rules of venues. */
async function answered(of, request) {
  if (here.venues) return asked("venues", of, request);
  const answer = await asked("engine", of, request);
  const elsewhere = here.engine && !answer.ok && answer.errors.some(({ code }) => code === "not_fetched");
  return elsewhere ? asked("venues", of, request) : answer;
}

export const assess = (request) => answered("assess", request);
export const preview = (request) => answered("preview", request);
export const liquidation = (request) => answered("liquidation", request);
export const compare = (request) => asked("venues", "compare", request);
export const parseBook = (text, options) => asked("import", "parseBook", text, options);
export const ruleSets = () => listed.map((rules) => ({ ...rules }));
export const version = "VERSION";
