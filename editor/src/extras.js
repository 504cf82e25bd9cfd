// What an editor has beside writing: fetched when the page is there and its visitor still reads.

import { autocompletion, completeAnyWord, completionKeymap } from "@codemirror/autocomplete";
import { bracketMatching, foldGutter, foldKeymap } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { crosshairCursor, dropCursor, highlightSpecialChars, keymap, rectangularSelection } from "@codemirror/view";

import { korean } from "./phrases.js";

/** What is not English, by locale. */
export const translations = { ko: korean };

export const extras = [
  foldGutter(),
  bracketMatching(),
  highlightSpecialChars(),
  dropCursor(),
  rectangularSelection(),
  crosshairCursor(),
  autocompletion({ icons: false }),
  // The words of the file, in every language, after what the language itself offers.
  EditorState.languageData.of(() => [{ autocomplete: completeAnyWord }]),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...completionKeymap, ...searchKeymap, ...foldKeymap]),
];
