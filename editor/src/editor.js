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

import { Documents, position } from "./documents.js";
import { korean } from "./phrases.js";
import { theme } from "./theme.js";

// Each becomes a file of its own that is fetched when its language is first chosen.
const LANGUAGES = {
  python: () => import("./languages/python.js"),
  javascript: () => import("./languages/javascript.js"),
  java: () => import("./languages/java.js"),
};

// Those that have been fetched.
const grammars = {};

/** One view on the documents of a project, which shows one of them at a time. */
export class Editor {
  #view;
  #documents = new Documents();
  // The path of the document that is shown, unless it is to be forgotten, and its language.
  #path;
  #language;
  #grammar = new Compartment();
  #labels = new Compartment();
  #extras = new Compartment();
  // What documents that are opened later begin with.
  #loaded = [];
  #settings;

  // `onChange()` hears of every edit, `onRun()` of the run shortcut.
  constructor(parent, code, onChange, onRun) {
    this.#settings = [
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
        if (update.docChanged) onChange();
      }),
      theme,
      this.#extras.of([]),
      this.#grammar.of([]),
      this.#labels.of([]),
    ];
    this.#view = new EditorView({ state: this.#fresh(code) });
    // What the server drew makes way only when the editor is there to take its place.
    parent.replaceChildren(this.#view.dom);
    (window.requestIdleCallback ?? window.setTimeout)(() => this.#addExtras());
  }

  #fresh(code) {
    return EditorState.create({ doc: code, extensions: this.#settings });
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

  // Shows a document: as it was left where its text is still this one, else a new one.
  // A language without a grammar is plain text.
  async open(path, language, code, label, locale) {
    this.#leave();
    const kept = this.#documents.take(path, code);
    this.#path = path;
    this.#language = language;
    this.#view.setState(kept?.state ?? this.#fresh(code));
    // One that was left may lack what has come since.
    const effects = [
      this.#extras.reconfigure(this.#loaded),
      this.#grammar.reconfigure(grammars[language] ?? []),
      this.#label(label, locale),
    ];
    this.#view.dispatch({ effects });
    if (kept) this.#view.dispatch({ effects: kept.scroll });
    if (grammars[language] || !LANGUAGES[language]) return;
    const { support, indent } = await LANGUAGES[language]();
    grammars[language] = [support, indentUnit.of(" ".repeat(indent))];
    if (this.#language === language) {
      this.#view.dispatch({ effects: this.#grammar.reconfigure(grammars[language]) });
    }
  }

  #leave() {
    if (this.#path !== undefined) this.#documents.put(this.#path, this.#view.state, this.#view.scrollSnapshot());
  }

  // A document goes by another name from now on.
  rename(from, to) {
    this.#documents.rename(from, to);
    if (this.#path === from) this.#path = to;
  }

  // Forgets a document. The one that is shown stays until another is opened.
  close(path) {
    this.#documents.forget(path);
    if (this.#path === path) this.#path = undefined;
  }

  closeAll() {
    this.#documents.forgetAll();
    this.#path = undefined;
  }

  // Goes to a line and column, both from 1; without a column to the first that is not blank.
  goTo(line, column) {
    const anchor = position(this.#view.state.doc, line, column);
    const effects = EditorView.scrollIntoView(anchor, { y: "center" });
    this.#view.dispatch({ selection: { anchor }, effects });
    this.#view.focus();
  }

  setLabel(label, locale) {
    this.#view.dispatch({ effects: this.#label(label, locale) });
  }

  #label(label, locale) {
    const attributes = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    const phrases = EditorState.phrases.of(locale === "ko" ? korean : {});
    return this.#labels.reconfigure([attributes, phrases]);
  }

  focus() {
    this.#view.focus();
  }
}
