// The bundle budget: what the first page loads, compressed as a good static
// host sends it (Brotli, quality 11). The goal is 250 kB in all and is not met
// yet. Until it is, the ceiling is what was reached: it may be lowered, never raised.
//   node script/budget.mjs [folder]
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2] ?? "dist";
const goal = 250_000;
const ceiling = 600_000;

/** The files that a file makes the browser load: what it names and what is there. */
function named(path, text) {
  const found = [];
  const add = (address) => {
    if (!address || /^([a-z]+:)?\/\//i.test(address) || /^(data|blob|#)/i.test(address)) return;
    const clean = address.split(/[?#]/)[0];
    found.push(posix.normalize(clean.startsWith("/") ? clean.slice(1) : posix.join(posix.dirname(path), clean)));
  };
  if (path.endsWith(".html")) {
    const markup = text.replace(/<!--[\s\S]*?-->/g, "");
    for (const [tag, name] of markup.matchAll(/<(link|script|img|meta|source)\b[^>]*>/gi)) {
      const attribute = (which) =>
        new RegExp(`\\s${which}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag)?.slice(1).find((v) => v !== undefined);
      if (name === "meta") {
        if (attribute("name") === "application-code") add(attribute("content")), add(attribute("data-wasm"));
      } else if (name === "link") {
        if (/\b(stylesheet|icon|preload|modulepreload|prefetch|manifest)\b/i.test(attribute("rel") ?? "")) add(attribute("href"));
      } else {
        add(attribute("src"));
      }
    }
  } else if (path.endsWith(".css")) {
    for (const [, address] of text.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/gi)) add(address);
    for (const [, address] of text.matchAll(/@import\s+["']([^"']+)["']/gi)) add(address);
  } else if (path.endsWith(".js")) {
    // static imports, wasm-bindgen's snippets among them
    for (const [, address] of text.matchAll(/^\s*(?:import|export)\b[^;'"(]*['"](\.{1,2}\/[^'"]+)['"]/gm)) add(address);
  }
  return found;
}

const sizes = new Map();
const waiting = ["index.html"];
while (waiting.length > 0) {
  const path = waiting.shift();
  if (sizes.has(path)) continue;
  const bytes = readFileSync(join(folder, path));
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  sizes.set(path, { plain: bytes.length, packed: packed.length });
  waiting.push(...named(path, bytes.toString("utf8")));
}
if (![...sizes.keys()].some((path) => path.endsWith(".wasm"))) throw new Error(`${folder}/index.html loads no WebAssembly file`);

const number = (bytes) => bytes.toLocaleString("en-GB").padStart(10);
let total = 0;
console.log(`${"compressed".padStart(10)} ${"plain".padStart(10)}  file (bytes)`);
for (const [path, { plain, packed }] of [...sizes].sort(([, a], [, b]) => b.packed - a.packed)) {
  total += packed;
  console.log(`${number(packed)} ${number(plain)}  ${path}`);
}
console.log(`${number(total)} bytes: ${total <= goal ? "within the goal" : "MISSES THE GOAL"} of ${number(goal).trim()}, ${total <= ceiling ? "within" : "OVER"} the ceiling of ${number(ceiling).trim()}`);
process.exitCode = total <= ceiling ? 0 : 1;
