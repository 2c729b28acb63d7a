// The bundle budget: what the first screen needs, compressed as a good static host
// sends it (Brotli, quality 11), is at most 250 kB. What follows by itself once it
// stands, the sources of prices, has a budget of its own. What is fetched when it is
// first wanted is printed beneath and not counted.
//   node script/budget.mjs [folder]
import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2] ?? "dist";
const budget = 250_000;
const after = 115_000;

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
    for (const [, address] of text.matchAll(/(?:^|[;}\s])(?:import|export)\b[^;'"(]*['"](\.{1,2}\/[^'"]+)['"]/g)) add(address);
  }
  return found;
}

const pack = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

const sizes = new Map();
const waiting = ["index.html"];
while (waiting.length > 0) {
  const path = waiting.shift();
  if (sizes.has(path)) continue;
  const bytes = readFileSync(join(folder, path));
  sizes.set(path, { plain: bytes.length, packed: pack(bytes) });
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
console.log(`${number(total)} bytes: ${total <= budget ? "within" : "OVER"} the budget of ${number(budget).trim()}`);

// What comes by itself once the first screen stands: the part that asks the sources of prices and watches how the account
// stands, with what it shares and what fetches it.
const link = readdirSync(folder, { recursive: true }).find((name) => /later-[^/]*\/link\.js$/.test(name));
const loads = /__wasm_split_load_sources = .*?\n, \[([^\]]*)\]/s.exec(readFileSync(join(folder, link), "utf8"));
if (!loads) throw new Error(`${link} loads no part named sources`);
const shared = loads[1].match(/chunk_\d+/g) ?? [];
const behind = ["split_sources", ...shared].reduce(
  (sum, name) => sum + pack(readFileSync(join(folder, posix.dirname(link), `${name}.wasm`))),
  pack(readFileSync(join(folder, link))),
);
console.log(`${number(behind)} bytes follow once it stands (prices): ${behind <= after ? "within" : "OVER"} their own budget of ${number(after).trim()}`);

// The parts by name; what two or more of them share are some five hundred small files, told together.
const together = { count: 0, packed: 0, plain: 0 };
for (const name of readdirSync(folder, { recursive: true }).sort()) {
  if (!name.endsWith(".wasm") || sizes.has(name)) continue;
  const bytes = readFileSync(join(folder, name));
  const packed = pack(bytes);
  if (/chunk_\d+\.wasm$/.test(name)) {
    together.count += 1;
    together.packed += packed;
    together.plain += bytes.length;
  } else {
    console.log(`${number(packed)} ${number(bytes.length)}  ${name}, when it is first wanted`);
  }
}
console.log(`${number(together.packed)} ${number(together.plain)}  ${together.count} pieces that parts share, each with the first that wants it`);
process.exitCode = total <= budget && behind <= after ? 0 : 1;
