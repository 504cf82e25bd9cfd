// The documents of a project that are not shown at the moment, each as it was left: text, undo history, selection,
// folded code, and where it was scrolled to.

export class Documents {
  #kept = new Map();

  put(path, state, scroll) {
    this.#kept.set(path, { state, scroll });
  }

  /** Hands out the document as it was left, unless its text has become another since. */
  take(path, text) {
    const kept = this.#kept.get(path);
    this.#kept.delete(path);
    return kept?.state.doc.eq(kept.state.toText(text)) ? kept : undefined;
  }

  rename(from, to) {
    const kept = this.#kept.get(from);
    this.#kept.delete(from);
    if (kept) this.#kept.set(to, kept);
  }

  /** Lets every document become what `change` makes of its path and state. */
  change(change) {
    for (const [path, kept] of this.#kept) kept.state = change(path, kept.state);
  }

  forget(path) {
    this.#kept.delete(path);
  }

  forgetAll() {
    this.#kept.clear();
  }
}

/** The position of a line and column, both from 1, or the nearest to it that there is. */
export function position(doc, line, column) {
  const { from, to, text } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const indent = text.length - text.trimStart().length;
  return Math.min(from + (column ? column - 1 : indent), to);
}
