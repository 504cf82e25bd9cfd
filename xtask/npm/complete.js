// What `split.mjs` adds to the JavaScript of the first module: how the rest comes to it.

const REST = new URL("madang.rest.wasm", import.meta.url);
let whole = false;

function complete(module) {
  if (whole) return;
  new WebAssembly.Instance(module, { ...__wbg_get_imports(), "TOGETHER": wasm });
  whole = true;
}

// A function of the rest is called and has to answer now. This happens to who is quicker than the network, and once.
function load() {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", REST, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${REST} was answered with ${request.status}`);
    complete(new WebAssembly.Module(Uint8Array.from(request.responseText, (character) => character.charCodeAt(0))));
  } catch (cause) {
    // The page has to be loaded anew: what was called is left half done.
    throw Object.assign(new Error("a part of the page is missing", { cause }), { name: "IncompleteError" });
  }
}

/** Fetches the rest ahead of its use, where it is not here yet. */
export async function rest() {
  if (!whole) complete(await WebAssembly.compileStreaming(fetch(REST)));
}
