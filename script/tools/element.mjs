// Trunk's last step but one: beside the page's own files, whose names change with what is in them, the element's, whose names
// stay. `element.mjs FOLDER` writes there
//   cross-margin-element.js    the shell, told which code is the page's
//   cross-margin-element.wasm  the page's WebAssembly
//   cross-margin-element.css   all of the page's styles, for a shadow root
//   embed.html                 the element in a frame, with cross-margin-embed.js
//   cross-margin-frame.js      what drives that frame from the page around
// and the types of the scripts.
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "cross-margin-element";
/** In the order in which the page has them. */
const FIRST = ["main", "page", "tables", "panels"];

/** Splits a style sheet into its rules: what stands before each brace, and what is in it. */
function rules(sheet) {
  const found = [];
  let [depth, start, open] = [0, 0, 0];
  for (let at = 0; at < sheet.length; at++) {
    if (sheet[at] === "{" && depth++ === 0) open = at;
    if (sheet[at] === "}" && --depth === 0) {
      found.push({ before: sheet.slice(start, open).trim(), within: sheet.slice(open + 1, at) });
      start = at + 1;
    }
  }
  if (depth !== 0 || sheet.slice(start).trim() !== "") throw new Error("a style sheet whose braces do not match");
  return found;
}

/** The page's own element is the root of all; in a shadow root that is the host for what is inherited, else the page in it. */
const selector = (words, root) => words
  .replace(/:root\[data-theme="(\w+)"\]/g, ':host([data-theme="$1"])')
  .replace(/:root/g, root)
  .replace(/(^|[\s,(])(?:html|body)(?![\w-])/g, "$1.cm-root");

/** Lengths: those of the window become those of the element, those of the document's type its own, which alone stays what it is. */
const lengths = (text) => text
  .replace(/(\d*\.?\d+)vw\b/g, "$1cqi")
  .replace(/(--rem:[^;]*)|(\d*\.?\d+)rem\b/g, (all, own, size) => own ?? `calc(${size} * var(--rem))`);

/** Every token can be set from outside. */
const tokens = (text) => text.replace(/--([\w-]+):\s*([^;]+);/g, "--$1: var(--cm-$1, $2);");

/** A style sheet of the page as one for a shadow root. */
function shadowed(sheet) {
  return rules(sheet.replace(/\/\*[^]*?\*\//g, "")).map(({ before, within }) => {
    if (before === "html" || before === "@media (scripting: none)") return "";
    if (!before.startsWith("@")) {
      return `${selector(before, ":host")} {${before === ":root" ? tokens(within) : lengths(within)}}\n`;
    }
    if (before.startsWith("@keyframes")) return `${before} {${within}}\n`;
    const around = /^@media \((?:min|max)-width:/.test(before) ? before.replace("@media", "@container cross-margin") : before;
    const inner = rules(within).map((rule) =>
      `${selector(rule.before, ".cm-root")} {${rule.before === ":root" ? tokens(rule.within) : lengths(rule.within)}}\n`);
    return `${around} {\n${inner.join("")}}\n`;
  }).join("");
}

const folder = process.argv[2];
const files = readdirSync(folder);
const only = (pattern) => {
  const found = files.filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} files like ${pattern}, not one`);
  return found[0];
};
const code = only(/^cross-margin-[0-9a-f]+\.js$/);
const own = readdirSync("style").map((name) => name.replace(/\.css$/, ""));
const sheets = [...FIRST, ...own.filter((name) => !FIRST.includes(name))].map((name) => `style/${name}.css`);
writeFileSync(join(folder, `${NAME}.css`), [...sheets, "src/embed/element/element.css"].map((name) => shadowed(readFileSync(name, "utf8"))).join(""));
const shell = readFileSync(`src/embed/element/${NAME}.js`, "utf8");
writeFileSync(join(folder, `${NAME}.js`), shell.replace("CODE_URL", `./${code}`).replace("WASM_URL", `./${NAME}.wasm`).replace("STYLE_URL", `./${NAME}.css`));
copyFileSync(join(folder, only(/^cross-margin-[0-9a-f]+_bg\.wasm$/)), join(folder, `${NAME}.wasm`));
const policy = readFileSync("index.html", "utf8").match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)[1];
writeFileSync(join(folder, "embed.html"), readFileSync("src/embed/element/embed.html", "utf8").replace("POLICY", policy));
for (const name of [`${NAME}.d.ts`, "cross-margin-embed.js", "cross-margin-embed.css", "cross-margin-frame.js", "cross-margin-frame.d.ts"]) {
  copyFileSync(join("src/embed/element", name), join(folder, name));
}
copyFileSync("src/embed/package/cross-margin.d.ts", join(folder, "cross-margin.d.ts"));
