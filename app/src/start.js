// Brings the page to life once it has been painted. What is long on a phone (the modules of terminal and editor, a language's
// grammar, WebAssembly, taking up the page) has a turn of its own each, between which the browser paints and hears what is pressed.

// Whatever goes wrong until the page lives: a part that cannot be fetched, or one that this browser cannot run. What is not told in full
// comes from elsewhere, or is no failure. A page that was missing a part when it was called lives no longer.
const state = document.documentElement.dataset;
for (const failure of ["error", "unhandledrejection"])
  addEventListener(failure, ({ error, reason }) => {
    const cause = error ?? reason;
    if (cause?.name === "IncompleteError") delete state.hydrated;
    if (cause && !("hydrated" in state)) document.getElementById("not-started").hidden = false;
  });

// A visitor who has been here, or comes by a shared link, needs more of the page at once.
const needsRest = () => {
  try {
    return location.hash.length > 1 || localStorage.length > 0;
  } catch {
    return false;
  }
};

// What is not needed to run a program comes by itself; what calls it before then waits for it. A page that cargo-leptos has built
// has no such part.
const fetchRest = async (madang) => {
  try {
    await madang.rest?.();
  } catch {
    setTimeout(fetchRest, 5000, madang);
  }
};

(async () => {
  const island = document.querySelector("leptos-island");
  if (!island) return;
  // What is painted first leaves the network to itself. A page in the background is not painted, and not every browser tells.
  if (!document.hidden)
    await new Promise((resolve) => {
      new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
      setTimeout(resolve, 500);
    });
  const glue = "/pkg/madang.js", terminal = "/vendor/xterm/xterm.js", editor = "/vendor/editor/editor.js";
  const compiled = WebAssembly.compileStreaming(fetch("/pkg/madang.wasm"));
  // Whether it failed is asked below.
  compiled.catch(() => undefined);
  // All are on their way at once.
  for (const href of [terminal, editor, "/vendor/editor/core.js", glue])
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  const { nextTurn, prepare } = await import(editor);
  prepare(document.getElementById("language").value);
  await nextTurn();
  await import(terminal);
  await nextTurn();
  const madang = await import(glue);
  await madang.default({ module_or_path: await compiled });
  if (needsRest()) await madang.rest?.();
  else fetchRest(madang);
  await nextTurn();
  madang.hydrate();
  madang[island.dataset.component](island);
})();
