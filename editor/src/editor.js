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

// What can change while the editor lives. Documents that are opened later begin with what it is by then.
const part = () => ({ place: new Compartment(), extension: [] });

/** One view on the documents of a project, which shows one of them at a time. */
export class Editor {
  #view;
  #documents = new Documents();
  // The path of the document that is shown, unless it is to be forgotten, and its language.
  #path;
  #language;
  #grammar = new Compartment();
  // The keys of vi come before all others.
  #keys = part();
  #marks = part();
  #extras = part();
  #labels = part();
  #isVim = false;
  // The module that draws marks, once something was to be marked, and what went wrong in the last run.
  #marker;
  #problems = [];
  #settings;

  // `onChange()` hears of every edit, `onRun()` of the run shortcut.
  constructor(parent, code, onChange, onRun) {
    const now = ({ place, extension }) => place.of(extension);
    this.#settings = () => [
      // Ahead of the default keymap, where Mod-Enter would open a blank line.
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }])),
      now(this.#keys),
      now(this.#marks),
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
      // Escape, then Tab, leaves the editor: CodeMirror lets the next Tab through after Escape.
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange();
      }),
      theme,
      now(this.#extras),
      this.#grammar.of([]),
      now(this.#labels),
    ];
    this.#view = new EditorView({ state: this.#fresh(code) });
    // What the server drew makes way only when the editor is there to take its place.
    parent.replaceChildren(this.#view.dom);
    (window.requestIdleCallback ?? window.setTimeout)(async () => {
      this.#change(this.#extras, (await import("./extras.js")).extras);
    });
  }

  #fresh(code) {
    return EditorState.create({ doc: code, extensions: this.#settings() });
  }

  // In every document, shown or not.
  #change(part, extension) {
    part.extension = extension;
    this.#dispatch(() => part.place.reconfigure(extension));
  }

  #dispatch(effects) {
    this.#documents.change((path, state) => state.update({ effects: effects(path, state) }).state);
    this.#view.dispatch({ effects: effects(this.#path, this.#view.state) });
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
    // The file may have got another name, and with it another language.
    this.#view.dispatch({ effects: this.#grammar.reconfigure(grammars[language] ?? []) });
    this.setLabel(label, locale);
    if (kept) this.#view.dispatch({ effects: kept.scroll });
    else if (this.#marker) this.#view.dispatch({ effects: this.#marked(path, this.#view.state) });
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

  // Marks what went wrong, in every document, and nothing else; edits move the marks along.
  async mark(problems) {
    this.#problems = JSON.parse(problems);
    if (this.#problems.length > 0 && !this.#marker) {
      const marker = await import("./marks.js");
      this.#change(this.#marks, marker.extension);
      this.#marker = marker;
    }
    if (this.#marker) this.#dispatch((path, state) => this.#marked(path, state));
  }

  #marked(path, state) {
    const own = this.#problems.filter((problem) => problem.path === path);
    return this.#marker.marks(state, own);
  }

  // The keys of vi, or the editor's own again.
  async setVim(isOn) {
    this.#isVim = isOn;
    const keys = isOn ? (await import("./vim.js")).keys : [];
    if (this.#isVim === isOn) this.#change(this.#keys, keys);
  }

  // The font has another size.
  measure() {
    this.#view.requestMeasure();
  }

  setLabel(label, locale) {
    const attributes = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    const phrases = EditorState.phrases.of(locale === "ko" ? korean : {});
    this.#change(this.#labels, [attributes, phrases]);
  }

  focus() {
    this.#view.focus();
  }
}

// What only some visits need.
export const transfer = () => import("./transfer.js");
// What went wrong in the run that the terminal shows, as JSON.
export async function problems(terminal, context) {
  const found = await import("./problems.js");
  return JSON.stringify(found.problems(terminal, context));
}

// Makes places in the terminal's text links. `context()` says at the time by which rules and in which files, `go` leads there.
export function linkPlaces(terminal, context, go) {
  terminal.registerLinkProvider({
    async provideLinks(row, callback) {
      const { placeLinks } = await import("./problems.js");
      const known = context();
      callback(known && placeLinks(terminal, row, known, go));
    },
  });
}
