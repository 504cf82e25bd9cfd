// The keys of vi, for those who choose them.

import { closeCompletion } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { vim } from "@replit/codemirror-vim";

const look = EditorView.theme({
  ".cm-vim-panel": { padding: "2px 12px", minHeight: "24px", font: "var(--text-small)/20px var(--font-code)" },
  ".cm-vim-panel input": { color: "var(--text)" },
  ".cm-fat-cursor, .cm-fat-cursor.cm-cursor-primary": { color: "var(--on-accent) !important", backgroundColor: "var(--accent) !important" },
  "&:not(.cm-focused) .cm-fat-cursor": { color: "transparent !important", backgroundColor: "transparent !important", outline: "1px solid var(--accent) !important" },
});

// Escape leaves insert mode also where names are offered, rather than only the offer.
const escape = EditorView.domEventHandlers({
  keydown(event, view) {
    if (event.key === "Escape") closeCompletion(view);
    return false;
  },
});

export const keys = [Prec.highest(escape), vim({ status: true }), look];
