// Before Trunk's last step: what the first screen needs, in fewer bytes and fewer requests. `first-screen.mjs FOLDER`
// Trunk links each style sheet by itself and leaves comments in boot.js; here the sheets become one, in their order, and the
// script is made smaller, each under the name and the checksum that its new text has.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

const folder = process.argv[2];
const page = join(folder, "index.html");
let html = readFileSync(page, "utf8");

/** What a tag says of an attribute, quoted or not. */
const attribute = (tag, name) => new RegExp(`\\s${name}=(?:"([^"]*)"|([^\\s>]+))`).exec(tag)?.slice(1).find((value) => value !== undefined);
const digest = (how, text) => createHash(how).update(text);

/** Writes a file under a name made of its text; its address and checksum, as attributes. */
function placed(name, ending, attribute, text) {
  const file = `${name}-${digest("sha256", text).digest("hex").slice(0, 16)}.${ending}`;
  writeFileSync(join(folder, file), text);
  return `${attribute}="./${file}" integrity="sha384-${digest("sha384", text).digest("base64")}"`;
}

/** The text of files of the folder, which are taken away. */
const taken = (addresses) => addresses.map((address) => {
  const text = readFileSync(join(folder, address), "utf8");
  rmSync(join(folder, address));
  return text;
}).join("");

const links = [...html.matchAll(/<link\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => attribute(tag, "rel") === "stylesheet");
const script = /<script\b[^>]*><\/script>/.exec(html)?.[0];
if (links.length < 2 || !script) throw new Error(`${page} has ${links.length} style sheets and ${script ? "a" : "no"} script`);

const styles = placed("page", "css", "href", taken(links.map((tag) => attribute(tag, "href"))));
for (const [turn, tag] of links.entries()) html = html.replace(tag, turn === 0 ? `<link ${styles} rel="stylesheet">` : "");

const small = transformSync(taken([attribute(script, "src")]), { minify: true, format: "esm", target: "es2022" }).code;
html = html.replace(script, `<script ${placed("boot", "js", "src", small)} type="module"></script>`);

writeFileSync(page, html);
