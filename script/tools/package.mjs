// Puts the npm package together of what script/package built, and holds it to its budget: what an import of the engine
// fetches, compressed as a good static host sends it (Brotli, quality 11), is at most 150 kB.
//   node script/tools/package.mjs BUILT PAGE PACKAGE VERSION
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const [built, page, out, version] = process.argv.slice(2);
const budget = 150_000;
const first = ["cross-margin.js", "engine.js", "rule-sets.js", "cross-margin.wasm"];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const name of readdirSync(built)) {
  if (!name.endsWith(".js")) {
    cpSync(join(built, name), join(out, name));
    continue;
  }
  // cross-margin.js says where each file is; an address that is no file's would be followed by whoever bundles it
  const whole = readFileSync(join(built, name), "utf8");
  const without = whole.replace(/^ *if \(module_or_path === undefined\) \{\n.*new URL\(.*\n *\}\n/m, "");
  if (without === whole || without.includes("import.meta")) throw new Error(`${name} has another form than it had: look at it`);
  writeFileSync(join(out, name), without);
}
for (const name of readdirSync("src/embed/package")) {
  writeFileSync(join(out, name), readFileSync(join("src/embed/package", name), "utf8").replaceAll("VERSION", version));
}
// the element: the page's own files with the shell, as they are served
mkdirSync(join(out, "element"));
for (const name of readdirSync(page).filter((name) => /^(cross-margin|later)-|^(cross-margin\.d\.ts|embed\.html)$/.test(name))) {
  // the WebAssembly of the page's own name is the element's, which is here too
  if (!name.endsWith("_bg.wasm")) cpSync(join(page, name), join(out, "element", name), { recursive: true });
}
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(name, join(out, name));

const venues = await import(pathToFileURL(join(process.cwd(), out, "venues.js")));
await venues.default({ module_or_path: readFileSync(join(out, "cross-margin-venues.wasm")) });
writeFileSync(join(out, "rule-sets.js"), `export default ${JSON.stringify(venues.ruleSets())};\n`);

const pack = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
const number = (bytes) => bytes.toLocaleString("en-GB").padStart(10);
let total = 0;
console.log(`${"compressed".padStart(10)} ${"plain".padStart(10)}  file (bytes)`);
for (const name of [...first, ...readdirSync(out).filter((name) => /\.(js|wasm)$/.test(name) && !first.includes(name))]) {
  const bytes = readFileSync(join(out, name));
  if (first.includes(name)) total += pack(bytes);
  console.log(`${number(pack(bytes))} ${number(bytes.length)}  ${name}${first.includes(name) ? "" : ", when it is first wanted"}`);
}
console.log(`${number(total)} bytes: ${total <= budget ? "within" : "OVER"} the budget of ${number(budget).trim()}`);
process.exitCode = total <= budget ? 0 : 1;
