// Serves a folder of static files on localhost, as a plain static host would.
// As a module: serve(folder) → { origin, close }. By hand: node script/static-server.mjs [folder] [port]
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** @param {string} folder @param {number} port 0 for any that is free @param {Record<string, string>} headers sent with every answer */
export async function serve(folder, port = 0, headers = {}) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    const answer = (status, type, body) => {
      response.writeHead(status, {
        ...headers,
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    try {
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      let file = normalize(join(root, path));
      if (file !== root && !file.startsWith(root + sep)) return answer(404, types[".txt"], "not found\n");
      if (path.endsWith("/")) file = join(file, "index.html");
      answer(200, types[extname(file)] ?? "application/octet-stream", await readFile(file));
    } catch {
      answer(404, types[".txt"], "not found\n");
    }
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { origin } = await serve(process.argv[2] ?? "dist", Number(process.argv[3] ?? 8080));
  console.log(`${origin}/ (stop with Ctrl-C)`);
}
