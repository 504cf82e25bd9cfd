(() => {
  const host = document.querySelector(".editor-host");
  const language = document.getElementById("language");
  try {
    const split = localStorage.getItem("madang.split");
    const size = /(?:^| )(\d\d)$/.exec(localStorage.getItem("madang.settings") ?? "");
    if (size) document.documentElement.style.setProperty("--code-size", size[1] + "px");
    if (split) document.querySelector(".panes").style.setProperty("--split", split);
    const code = localStorage.getItem("madang.code." + language.value);
    if (code !== null) {
      host.querySelector(".static-code").textContent = code;
      host.querySelector(".static-gutter").textContent = code.split("\n").map((_, line) => line + 1).join("\n");
    }
  } catch {
    // A browser that keeps nothing shows the example.
  }
})();
