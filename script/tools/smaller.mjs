// Makes WebAssembly files smaller in place, many of them in one process: starting wasm-opt anew for each takes far longer
// than what it does to a part of a kilobyte. The same passes as index.html names for the page itself.
//   node script/tools/smaller.mjs --enable-simd … FILE …
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const words = process.argv.slice(2);
const features = words.filter((word) => word.startsWith("--enable-")).map((word) => word.slice("--enable-".length));
const names = new Map(
  Object.keys(binaryen.Features).map((name) => [name.replace(/[^a-z0-9]/gi, "").toLowerCase(), binaryen.Features[name]]),
);
const alike = { simd: "simd128", nontrappingfloattoint: "nontrappingfptoint", bulkmemoryopt: "bulkmemoryopt" };
const mask = features.reduce((mask, feature) => {
  const plain = feature.replaceAll("-", "");
  const bit = names.get(alike[plain] ?? plain);
  if (bit === undefined) throw new Error(`binaryen knows no feature ${feature}; it knows ${[...names.keys()].join(", ")}`);
  return mask | bit;
}, 0);

// -Os
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(1);
for (const path of words.filter((word) => !word.startsWith("--"))) {
  const module = binaryen.readBinary(readFileSync(path));
  module.setFeatures(mask);
  module.optimize();
  module.runPasses(["flatten", "rereloop"]);
  module.optimize();
  module.optimize();
  module.runPasses(["reorder-functions-by-name", "strip-debug", "strip-producers"]);
  writeFileSync(path, module.emitBinary());
  module.dispose();
}
