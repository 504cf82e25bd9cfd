// Colours and sizes come from the page's tokens as CSS variables, so one theme serves light and dark
// and a switch between them needs no script.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--code-text)", backgroundColor: "var(--code-bg)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "var(--code-line)" },
  ".cm-content": { padding: "var(--code-pad) 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 var(--code-pad)" },
  ".cm-gutters": { color: "var(--code-gutter)", backgroundColor: "var(--code-bg)", border: "none" },
  // Where marks and the signs of folds will stand: the code does not move for them.
  ".cm-gutters:not(:has(.cm-gutter-lint))": { paddingLeft: "var(--code-mark)" },
  ".cm-gutters:not(:has(.cm-foldGutter))": { paddingRight: "var(--code-fold)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "var(--code-gutter-width)", padding: "0" },
  ".cm-foldGutter .cm-gutterElement": { width: "var(--code-fold)", padding: "0", textAlign: "center", cursor: "pointer" },
  ".cm-foldPlaceholder": { color: "var(--text-muted)", backgroundColor: "var(--code-active-line)", border: "1px solid var(--border-strong)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-activeLine": { backgroundColor: "var(--code-active-line)" },
  ".cm-activeLineGutter": { color: "var(--code-text)", backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--code-selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--code-bracket)", outline: "1px solid var(--border-strong)" },
  "&.cm-focused .cm-nonmatchingBracket": { color: "var(--danger)", backgroundColor: "transparent" },
  ".cm-selectionMatch": { backgroundColor: "var(--code-bracket)" },
  ".cm-searchMatch": { backgroundColor: "var(--code-bracket)", outline: "1px solid var(--border-strong)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--code-selection)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface)", borderColor: "var(--border)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-panel.cm-search": { padding: "8px 36px 8px 12px", fontFamily: "var(--font-ui)" },
  ".cm-panel.cm-search label": { fontSize: "13px" },
  ".cm-panel.cm-search [name=close]": { right: "8px", top: "6px", fontSize: "18px", color: "var(--text-muted)" },
  ".cm-textfield": { color: "var(--text)", backgroundColor: "var(--bg)", border: "1px solid var(--border-strong)", borderRadius: "4px" },
  ".cm-button": { color: "var(--text)", background: "var(--bg)", border: "1px solid var(--border-strong)", borderRadius: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 10px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--on-accent)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { marginLeft: "1em", fontStyle: "normal", opacity: "0.75" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--surface)", border: "1px solid var(--border-strong)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: "var(--syntax-comment)" },
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword, tags.self], color: "var(--syntax-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: "var(--syntax-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.escape], color: "var(--syntax-number)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--syntax-function)" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.annotation], color: "var(--syntax-type)" },
  { tag: [tags.definition(tags.variableName), tags.propertyName], color: "var(--syntax-name)" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

export const theme = [look, syntaxHighlighting(colours)];
