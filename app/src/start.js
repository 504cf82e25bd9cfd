// Brings the page to life once it has been painted. What is long on a phone (the modules of terminal and editor, a language's
// grammar, WebAssembly, taking up the page) has a turn of its own each, between which the browser paints and hears what is pressed.

// Whatever goes wrong until the page lives: a part that cannot be fetched, or one that this browser cannot run. What is not told in full
// comes from elsewhere, or is no failure.
for (const failure of ["error", "unhandledrejection"])
  addEventListener(failure, ({ error, reason }) => {
    if ((error ?? reason) && !document.documentElement.dataset.hydrated) document.getElementById("not-started").hidden = false;
  });

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
  await nextTurn();
  madang.hydrate();
  madang[island.dataset.component](island);
})();
