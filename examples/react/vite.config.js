// The element's files are served as they are, as they find each other by their names: out of the package into public/.
import { cpSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const element = dirname(fileURLToPath(import.meta.resolve("cross-margin/element")));
const served = join(here, "public/cross-margin");
rmSync(served, { recursive: true, force: true });
cpSync(element, served, { recursive: true });

// relative addresses, so that the built page works from any folder; and React's own form of JSX
export default { base: "./", esbuild: { jsx: "automatic" }, worker: { format: "es" } };
