(() => {
  const host = document.querySelector(".editor-host");
  const language = document.getElementById("language").value;
  try {
    const split = localStorage.getItem("madang.split");
    const size = /(?:^| )(\d\d)$/.exec(localStorage.getItem("madang.settings") ?? "");
    if (size) document.documentElement.style.setProperty("--code-size", size[1] + "px");
    if (split) document.querySelector(".panes").style.setProperty("--split", split);
    const settings = localStorage.getItem("madang.settings")?.split(" ") ?? [];
    if (settings.includes("rows")) document.querySelector(".ide").dataset.layout = "rows";
    const kept = (id) => JSON.parse(localStorage.getItem("madang.project." + id));
    const { project, open } =
      kept(sessionStorage.getItem("madang.tab." + language)) ?? kept(localStorage.getItem("madang.current." + language)) ?? {};
    const code = project?.files.find(({ path }) => path === open)?.content;
    if (code !== undefined) {
      host.querySelector(".static-code").textContent = code;
      host.querySelector(".static-gutter").textContent = code.split("\n").map((_, line) => line + 1).join("\n");
    }
  } catch {
    // A browser that keeps nothing shows the example.
  }
})();
