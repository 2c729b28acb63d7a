#!/usr/bin/env node
// Writes the table of faults in docs/oracles.md from what tests/browser/faults.test.mjs saw.
//   script/fault-table.mjs [RESULTS]   by default tests/browser/out/faults.json
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const begin = "<!-- begin: fault table, written by script/fault-table.mjs -->";
const end = "<!-- end: fault table -->";

/** What a price did, in a cell: whether its figure stayed, and the states it went through. */
function price({ figure, states, flag }) {
  const path = states.filter((state, place) => state !== states[place - 1]);
  return `${figure}; ${path.join(" → ")}${flag ? ` (${flag})` : ""}`;
}

/**
 * The table: one row for each fault and outcome, with the sources that have it.
 * @param {{source: string, fault: string, states: string[], flag: string, said: string, figure: string, recovers: boolean}[]} seen
 */
export function tableOf(seen) {
  const rows = new Map();
  for (const one of seen) {
    const cells = [price(one), one.recovers ? one.said : `${one.said} (does not recover)`];
    const key = JSON.stringify([one.fault, ...cells]);
    if (!rows.has(key)) rows.set(key, { fault: one.fault, cells, sources: [] });
    rows.get(key).sources.push(one.source);
  }
  const lines = [...rows.values()].map(({ fault, sources, cells }) => {
    const all = [fault, sources.join(", "), ...cells].map((cell) => cell.replaceAll("|", "\\|"));
    return `| ${all.join(" | ")} |`;
  });
  const sources = new Set(seen.map(({ source }) => source)).size;
  const faults = new Set(seen.map(({ fault }) => fault)).size;
  return [
    `${seen.length} combinations of ${sources} sources and ${faults} faults.`,
    "",
    "| what comes | from | the price that rests on it | what is said of the source |",
    "|---|---|---|---|",
    ...lines,
  ].join("\n");
}

/** A document with the table between its marks. */
export function inPlace(document, table) {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/oracles.md has no “${begin}” … “${end}”`);
  return `${document.slice(0, from + begin.length)}\n${table}\n${document.slice(to)}`;
}

/** What a document's table says of prices: a line for each fault of each source. */
export function factsOf(document) {
  const table = document.slice(document.indexOf(begin), document.indexOf(end));
  const rows = table.split("\n").filter((line) => line.startsWith("| ")).slice(1);
  const facts = rows.flatMap((row) => {
    const [fault, sources, price] = row.slice(2).split(/ (?<!\\)\| /);
    return sources.split(", ").map((source) => `${fault}: ${source}: ${price}`);
  });
  return facts.sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = process.argv[2] ?? fileURLToPath(new URL("../tests/browser/out/faults.json", import.meta.url));
  const place = new URL("../docs/oracles.md", import.meta.url);
  writeFileSync(place, inPlace(readFileSync(place, "utf8"), tableOf(JSON.parse(readFileSync(results, "utf8")))));
}
