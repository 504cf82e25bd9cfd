// Marks of what went wrong, in the gutter and under the code; fetched when something has.

import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";

import { position } from "./documents.js";

const look = EditorView.theme({
  ".cm-gutter-lint": { width: "var(--code-mark)" },
  ".cm-gutter-lint .cm-gutterElement": { display: "grid", placeItems: "center", padding: "0" },
  // Told apart by their shape as well.
  ".cm-lint-marker": { content: "normal", width: "10px", height: "10px" },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)", borderRadius: "50%" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warn)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".cm-lint-marker-info": { width: "8px", height: "8px", border: "2px solid var(--code-gutter)", borderRadius: "50%" },
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-lintRange-info": { textDecoration: "none" },
  ".cm-tooltip-lint": { maxWidth: "min(42rem, 90vw)", maxHeight: "12em", overflowY: "auto", font: "var(--text-small)/1.5 var(--font-code)" },
  ".cm-diagnostic": { padding: "4px 10px", margin: "0", overflowWrap: "anywhere" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--code-gutter)" },
});

export const extension = [
  lintGutter(),
  look,
  keymap.of([
    { key: "F8", run: nextDiagnostic },
    { key: "Shift-F8", run: previousDiagnostic },
  ]),
];

/** The effects that mark these problems in a document, and no others. */
export function marks(state, problems) {
  const diagnostics = problems.map(({ line, column, message, severity }) => {
    const from = position(state.doc, line, column);
    return { from, to: state.doc.lineAt(from).to, message, severity };
  });
  return setDiagnostics(state, diagnostics).effects;
}
