// The terminal: xterm.js with the addons that every program needs, as one file, and the others as files of their own.

export { FitAddon } from "@xterm/addon-fit";
export { Unicode11Addon } from "@xterm/addon-unicode11";
export { Terminal } from "@xterm/xterm";

/** Gives a terminal the addon that looks for text, and returns that. */
export const addSearch = async (terminal) => {
  const { SearchAddon } = await import("@xterm/addon-search");
  return added(terminal, new SearchAddon());
};

/** Gives it the addon that writes its screen as the sequences that draw it again. */
export const addSerialize = async (terminal) => {
  const { SerializeAddon } = await import("@xterm/addon-serialize");
  return added(terminal, new SerializeAddon());
};

/** Gives it the addon that makes links of addresses. Where that cannot be fetched, they are plain text. */
export const addWebLinks = async (terminal, open, options) => {
  const addon = await import("@xterm/addon-web-links").catch(() => undefined);
  if (addon) terminal.loadAddon(new addon.WebLinksAddon(open, options));
};

const added = (terminal, addon) => {
  terminal.loadAddon(addon);
  return addon;
};
