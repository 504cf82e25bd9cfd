// Madang's code editor: CodeMirror 6 behind the few functions that the page calls.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";

import { Documents, position } from "./documents.js";
import { theme } from "./theme.js";
import { nextTurn } from "./turn.js";

export { nextTurn };

// A language's grammar is fetched when it is first chosen, and what it offers while one types when there is time.
const LANGUAGES = {
  python: { grammar: () => import("./languages/python.js"), completions: () => import("./completions/python.js") },
  javascript: { grammar: () => import("./languages/javascript.js"), completions: () => import("./completions/javascript.js") },
  java: { grammar: () => import("./languages/java.js"), completions: () => import("./completions/java.js") },
};

// What is known of each by now, and what is being fetched or has been.
const known = {};
const grammars = {};
const completions = {};

// Fetches once; after a failure the next who asks tries again.
function once(fetched, language, fetch) {
  fetched[language] ??= fetch().catch((error) => {
    delete fetched[language];
    throw error;
  });
  return fetched[language];
}

const learnGrammar = (language) =>
  once(grammars, language, async () => {
    const grammar = await LANGUAGES[language].grammar();
    await nextTurn();
    known[language] = [grammar.language, indentUnit.of(" ".repeat(grammar.indent))];
  });

const learnCompletions = (language) =>
  once(completions, language, async () => {
    await learnGrammar(language);
    known[language].push((await LANGUAGES[language].completions()).completions);
  });

/** Has a language's grammar fetched, so that a document in it has its colours at once. */
export function prepare(language) {
  // Where it fails, the document asks again.
  if (LANGUAGES[language]) learnGrammar(language).catch(() => undefined);
}

// The names of CodeMirror's controls in a locale that leaves them as they are: always the same, since the view is made anew for others.
const NO_PHRASES = {};

// What can change while the editor lives. Documents that are opened later begin with what it is by then.
const part = () => ({ place: new Compartment(), extension: [] });
const renewed = (...parts) => () => parts.map(({ place, extension }) => place.reconfigure(extension));

/** One view on the documents of a project, which shows one of them at a time. */
export class Editor {
  // It is made with the first document, so that nothing is drawn twice.
  #view;
  #hasView;
  /** Resolves once the first document is shown. Until then nothing but `open` may be called. */
  shown = new Promise((resolve) => {
    this.#hasView = resolve;
  });
  #place;
  #documents = new Documents();
  // The path of the document that is shown, unless it is to be forgotten, and its language.
  #path;
  #language;
  #grammar = new Compartment();
  #hasExtras;
  // The keys of vi come before all others.
  #keys = part();
  #marks = part();
  #extras = part();
  #labels = part();
  #phrases = part();
  // The names of CodeMirror's controls by locale, which come with the controls, and the present locale.
  #translations = {};
  #label;
  #locale;
  #isVim = false;
  // The module that draws marks, once something was to be marked, and what went wrong in the last run.
  #marker;
  #problems = [];
  #settings;

  // `onChange()` hears of every edit, `onRun()` of the run shortcut.
  constructor(parent, onChange, onRun) {
    this.#place = parent;
    const now = ({ place, extension }) => place.of(extension);
    this.#settings = () => [
      // Ahead of the default keymap, where Mod-Enter would open a blank line.
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }])),
      now(this.#keys),
      now(this.#marks),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(true),
      indentOnInput(),
      closeBrackets(),
      // Escape, then Tab, leaves the editor: CodeMirror lets the next Tab through after Escape.
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange();
      }),
      theme,
      now(this.#extras),
      this.#grammar.of([...(known[this.#language] ?? [])]),
      now(this.#labels),
      now(this.#phrases),
    ];
    this.#hasExtras = new Promise((resolve) => (window.requestIdleCallback ?? window.setTimeout)(resolve)).then(() => this.#addExtras());
  }

  async #addExtras() {
    const language = this.#language;
    // Together, since each change of what the editor is made of takes a phone as long as drawing it. Without completions the rest is of use.
    const learned = LANGUAGES[language] && learnCompletions(language).catch(() => undefined);
    const [{ extras, translations }] = await Promise.all([import("./extras.js"), learned]);
    await nextTurn();
    this.#translations = translations;
    this.#phrases.extension = this.#translated();
    this.#extras.extension = extras;
    // The view begins with what the parts were when its document was made.
    await this.shown;
    this.#dispatch(renewed(this.#phrases, this.#extras), this.#spoken(language));
  }

  #fresh(code) {
    return EditorState.create({ doc: code, extensions: this.#settings() });
  }

  #show(state) {
    if (this.#view) return this.#view.setState(state);
    this.#view = new EditorView({ state });
    // What the server drew makes way only when the editor is there to take its place.
    this.#place.replaceChildren(this.#view.dom);
    this.#hasView();
  }

  // These parts are others now, in every document, shown or not.
  #change(...parts) {
    this.#dispatch(renewed(...parts));
  }

  // In the document that is shown with further effects.
  #dispatch(effects, further = []) {
    this.#documents.change((path, state) => state.update({ effects: effects(path, state) }).state);
    this.#view?.dispatch({ effects: [...effects(this.#path, this.#view.state), ...further] });
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
    this.setLabel(label, locale);
    this.#leave();
    const kept = this.#documents.take(path, code);
    this.#path = path;
    this.#language = language;
    const state = kept?.state ?? this.#fresh(code);
    // The first has been parsed in this turn, and the view is made in another.
    if (!this.#view) await nextTurn();
    this.#show(state);
    if (kept) {
      // The file may have got another name, and with it another language.
      this.#view.dispatch({ effects: [...this.#spoken(language), kept.scroll] });
    } else if (this.#marker) this.#view.dispatch({ effects: this.#marked(path, this.#view.state) });
    if (LANGUAGES[language]) await this.#learn(language);
  }

  async #learn(language) {
    if (!known[language]) {
      await learnGrammar(language);
      this.#view.dispatch({ effects: this.#spoken(language) });
    }
    if (completions[language]) return;
    await this.#hasExtras;
    // The extras may have brought them.
    if (completions[language]) return;
    await learnCompletions(language);
    this.#view.dispatch({ effects: this.#spoken(language) });
  }

  // The effects by which the document is in this language, as far as it is known, if it still is.
  #spoken(language) {
    return this.#language === language ? [this.#grammar.reconfigure([...(known[language] ?? [])])] : [];
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
      this.#marks.extension = marker.extension;
      this.#change(this.#marks);
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
    if (this.#isVim === isOn) return;
    this.#isVim = isOn;
    const keys = isOn ? (await import("./vim.js")).keys : [];
    if (this.#isVim !== isOn) return;
    this.#keys.extension = keys;
    this.#change(this.#keys);
  }

  // The font has another size.
  measure() {
    this.#view.requestMeasure();
  }

  setLabel(label, locale) {
    if (this.#label === label && this.#locale === locale) return;
    this.#label = label;
    this.#locale = locale;
    this.#labels.extension = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    this.#phrases.extension = this.#translated();
    this.#change(this.#labels, this.#phrases);
  }

  #translated() {
    return EditorState.phrases.of(this.#translations[this.#locale] ?? NO_PHRASES);
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
      // Where it cannot be fetched, places are plain text.
      const problems = await import("./problems.js").catch(() => undefined);
      const known = problems && context();
      callback(known && problems.placeLinks(terminal, row, known, go));
    },
  });
}
