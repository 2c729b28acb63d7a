// Gives what a page's WebAssembly imports from its script short names, in both: wasm-bindgen's are long and end in a digest,
// which no compression shortens. `shorter.mjs PAGE.js PAGE_bg.wasm`
import { readFileSync, writeFileSync } from "node:fs";

const [script, wasm] = process.argv.slice(2);
const bytes = readFileSync(wasm);

/** A number as WebAssembly writes it: seven bits a byte, low ones first. */
function number(at) {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
  } while (byte & 128);
  return { value, after: at };
}

function written(value) {
  const out = [];
  do {
    out.push((value % 128) | (value >= 128 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(out);
}

const text = (at) => {
  const { value, after } = number(at);
  return { value: bytes.toString("utf8", after, after + value), after: after + value };
};
const named = (name) => Buffer.concat([written(Buffer.byteLength(name)), Buffer.from(name)]);

/** Where an import's description ends: of a function its type, of a table, memory or global its kind and limits. */
function described(at) {
  const kind = bytes[at++];
  if (kind === 0) return number(at).after;
  if (kind === 3) return at + 2;
  if (kind === 4) return number(at + 1).after;
  if (kind === 1) at += 1;
  const flags = bytes[at++];
  at = number(at).after;
  return flags & 1 ? number(at).after : at;
}

const short = new Map();
const parts = [bytes.subarray(0, 8)];
for (let at = 8; at < bytes.length; ) {
  const { value: length, after } = number(at + 1);
  const end = after + length;
  if (bytes[at] !== 2) parts.push(bytes.subarray(at, end));
  else {
    const { value: count, after: first } = number(after);
    const imports = [written(count)];
    for (let place = first, turn = 0; turn < count; turn++) {
      const from = text(place);
      const name = text(from.after);
      const ends = described(name.after);
      if (/_[0-9a-f]{16}$/.test(name.value) && !short.has(name.value)) short.set(name.value, `_${short.size.toString(36)}`);
      imports.push(bytes.subarray(place, from.after), named(short.get(name.value) ?? name.value), bytes.subarray(name.after, ends));
      place = ends;
    }
    const section = Buffer.concat(imports);
    parts.push(Buffer.from([2]), written(section.length), section);
  }
  at = end;
}

const before = readFileSync(script, "utf8");
const missing = new Set(short.keys());
const after = before.replace(/\b__wbg_\w+_[0-9a-f]{16}\b|\b__wbindgen_\w+_[0-9a-f]{16}\b/g, (name) => {
  missing.delete(name);
  return short.get(name) ?? name;
});
if (missing.size > 0) throw new Error(`${script} has not ${[...missing].join(", ")}: look at what wasm-bindgen writes`);
if (new RegExp(`\\b(?:${[...short.values()].join("|")})\\b`).test(before)) throw new Error(`${script} has a short name already: choose others`);
writeFileSync(wasm, Buffer.concat(parts));
writeFileSync(script, after);
