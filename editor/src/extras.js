// What an editor has beside writing: fetched when the page is there and its visitor still reads.

import { autocompletion, completeAnyWord, completionKeymap } from "@codemirror/autocomplete";
import { foldKeymap } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export const extras = [
  autocompletion({ icons: false }),
  // The words of the file, in every language, after what the language itself offers.
  EditorState.languageData.of(() => [{ autocomplete: completeAnyWord }]),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...completionKeymap, ...searchKeymap, ...foldKeymap]),
];
