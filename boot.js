// Starts the application. It is a file of its own, not an inline script, so
// that the page's content security policy can forbid inline script outright.
// Trunk writes the names of the compiled files into index.html (see
// pattern_script in Trunk.toml).

const byId = (id) => document.getElementById(id);

/** Puts the message that is waiting in index.html in place of the loading text. */
function fail(reason) {
  console.error("The application could not start:", reason);
  for (const id of ["boot-loading", "boot-slow"]) byId(id)?.remove();
  const words = byId("boot-reason");
  if (words) words.textContent = String(reason?.message ?? reason);
  const message = byId("boot-failed");
  if (message) message.hidden = false;
}

/** Fetches the WebAssembly file, held to the checksum Trunk put on its preload link. */
async function fetchChecked(url) {
  const preload = document.querySelector('link[rel="preload"][as="fetch"]');
  const response = await fetch(url, { integrity: preload?.integrity ?? "" });
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
  return response;
}

try {
  if (typeof WebAssembly !== "object") throw new Error("this browser has no WebAssembly");
  const code = document.querySelector('meta[name="application-code"]');
  const wasm = fetchChecked(new URL(code.dataset.wasm, document.baseURI));
  wasm.catch(() => {}); // its failure is reported below, through init
  const { default: init } = await import(new URL(code.content, document.baseURI));
  await init({ module_or_path: wasm });
  byId("boot")?.remove();
} catch (reason) {
  fail(reason);
}
