// cross-margin.d.ts and the engine say the same: what the engine answers (tests/embed_types.rs writes it down) has exactly the
// fields that are declared, programs that use the package compile under strict rules, and a drift either way stops the compiler.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const answers = join(process.env.CARGO_TARGET_DIR ?? join(repository, "target"), "tmp/embed-types/answers.ts");
const declared = readFileSync(join(repository, "src/embed/package/cross-margin.d.ts"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "cross-margin-types-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const options = [
  "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noUnusedLocals", "false",
  "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom",
];
let turn = 0;

/** What the compiler says of programs with these declarations; nothing where it is content. */
async function compiled(declarations, ...programs) {
  return compiledWith(declarations, (name) => readFileSync(join(repository, "src/embed/element", name), "utf8"), ...programs);
}

async function compiledWith(declarations, ofElement, ...programs) {
  const place = join(folder, String(turn++));
  const installed = join(place, "node_modules/cross-margin");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "type": "module" }');
  cpSync(join(repository, "src/embed/package/package.json"), join(installed, "package.json"));
  writeFileSync(join(installed, "cross-margin.d.ts"), declarations);
  // the element's declarations stand beside their own copy of the engine's, as the page has them
  const element = join(installed, "element");
  mkdirSync(element);
  writeFileSync(join(element, "cross-margin.d.ts"), declarations);
  for (const name of ["cross-margin-element.d.ts", "cross-margin-frame.d.ts"]) writeFileSync(join(element, name), ofElement(name));
  for (const program of programs) cpSync(program, join(place, program.split("/").pop()));
  const names = programs.map((program) => program.split("/").pop());
  try {
    await promisify(execFile)(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), ...options, ...names], { cwd: place });
    return "";
  } catch (failed) {
    return failed.stdout || String(failed);
  }
}

const example = join(repository, "tests/embed/example.ts");
const ofElement = join(repository, "tests/embed/element.ts");

test("programs that use the package compile, and so does every answer of the engine", async () => {
  assert.equal(await compiled(declared, example, ofElement, answers), "");
});

test("a field that only the engine has, or only the declarations, is a drift that is found", async () => {
  for (const [name, good, bad] of [
    ["a figure that is not declared", "  credit: Decimal;\n", ""],
    ["a figure that does not come", "  credit: Decimal;\n", "  credit: Decimal;\n  novelty: Decimal;\n"],
    ["a figure of another kind", "  credit: Decimal;\n", "  credit: number;\n"],
    ["a figure that may be absent", "  margin_ratio: Decimal | null;\n", "  margin_ratio: Decimal;\n"],
    ["a field within a list", "  price_move: number;\n", ""],
    ["a word that is not declared", '"live" | "host" |', '"live" |'],
    ["a word that never comes", '"live" | "host" |', '"live" | "host" | "novel" |'],
    ["a fault's part", "  remedy: string;\n}", "}"],
    ["a venue's figure", "    max_leverage: Decimal | null;\n", ""],
    ["a verdict's part", "  why: string;\n}\n\nexport interface TradedLeg", "}\n\nexport interface TradedLeg"],
  ]) {
    assert.ok(declared.includes(good), name);
    const said = await compiled(declared.replace(good, bad), answers);
    assert.match(said, /answers\.ts\(\d+,\d+\): error/, name);
  }
});

test("a field of what the element tells that only one of the two has is found", async () => {
  for (const [name, good, bad] of [
    ["a figure that is not declared", "  liquidation: LiquidationPrice[];\n", ""],
    ["a figure that does not come", "  rules: string;\n", "  rules: string;\n  novelty: string;\n"],
    ["a figure of another kind", "  as_of: Instant;\n", "  as_of: string;\n"],
  ]) {
    const changed = (file) => {
      const text = readFileSync(join(repository, "src/embed/element", file), "utf8");
      if (file !== "cross-margin-element.d.ts") return text;
      assert.ok(text.includes(good), name);
      return text.replace(good, bad);
    };
    assert.match(await compiledWith(declared, changed, answers), /answers\.ts\(\d+,\d+\): error/, name);
  }
});

test("every attribute, event and method of the shell is declared, and none besides", () => {
  const shell = readFileSync(join(repository, "src/embed/element/cross-margin-element.js"), "utf8");
  const types = readFileSync(join(repository, "src/embed/element/cross-margin-element.d.ts"), "utf8");
  const names = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
  assert.deepEqual(names(shell, /^ {2}(?:get|set) (\w+)\(/gm), names(types.replace(/^ {2}(?:readonly )?(result|readonly): /gm, "  get $1("), /^ {2}(?:get|set) (\w+)\(/gm));
  const methods = (text) => names(text, /^ {2}(?:async )?(assess|preview|save|restore|[a-z]\w+)\([^)]*\)(?: \{|: Promise)/gm);
  assert.deepEqual(methods(shell).filter((name) => !/Callback$|^constructor$/.test(name)), methods(types));
});
