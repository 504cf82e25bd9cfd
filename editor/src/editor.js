// Madang's code editor: CodeMirror 6 behind the few functions that the page calls.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";

import { korean } from "./phrases.js";
import { theme } from "./theme.js";

// Each becomes a file of its own that is fetched when its language is first chosen.
const LANGUAGES = {
  python: () => import("./languages/python.js"),
  javascript: () => import("./languages/javascript.js"),
  java: () => import("./languages/java.js"),
};

export class Editor {
  #view;
  #language = new Compartment();
  #labels = new Compartment();
  #extras = new Compartment();
  // What documents that are opened later begin with.
  #loaded = [];
  #wanted = "";
  #settings;

  // `onChange(code)` hears every edit that the user makes, `onRun()` the run shortcut.
  constructor(parent, code, onChange, onRun) {
    this.#settings = () => [
      lineNumbers(),
      foldGutter(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      dropCursor(),
      EditorState.allowMultipleSelections.of(true),
      rectangularSelection(),
      crosshairCursor(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      // Ahead of the default keymap, where Mod-Enter would open a blank line.
      Prec.high(keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }])),
      // Escape, then Tab, leaves the editor: CodeMirror lets the next Tab through after Escape.
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      theme,
      this.#extras.of(this.#loaded),
      this.#language.of([]),
      this.#labels.of([]),
    ];
    this.#view = new EditorView({ state: EditorState.create({ doc: code, extensions: this.#settings() }) });
    // What the server drew makes way only when the editor is there to take its place.
    parent.replaceChildren(this.#view.dom);
    (window.requestIdleCallback ?? window.setTimeout)(() => this.#addExtras());
  }

  async #addExtras() {
    this.#loaded = (await import("./extras.js")).extras;
    this.#view.dispatch({ effects: this.#extras.reconfigure(this.#loaded) });
  }

  code() {
    return this.#view.state.doc.toString();
  }

  // An edit like the user's own: it can be undone.
  setCode(code) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: code } });
  }

  // Another document: undo does not lead back into the one before.
  async open(language, code, label, locale) {
    this.#wanted = language;
    this.#view.setState(EditorState.create({ doc: code, extensions: this.#settings() }));
    this.setLabel(label, locale);
    const module = await LANGUAGES[language]?.();
    if (module && this.#wanted === language) {
      const effects = this.#language.reconfigure([module.support, indentUnit.of(" ".repeat(module.indent))]);
      this.#view.dispatch({ effects });
    }
  }

  setLabel(label, locale) {
    const attributes = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    const phrases = EditorState.phrases.of(locale === "ko" ? korean : {});
    this.#view.dispatch({ effects: this.#labels.reconfigure([attributes, phrases]) });
  }

  focus() {
    this.#view.focus();
  }
}
