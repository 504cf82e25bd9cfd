import assert from "node:assert/strict";
import { test } from "node:test";

import { history, undo } from "@codemirror/commands";
import { EditorState, Text } from "@codemirror/state";

import { Documents, position } from "../src/documents.js";

function edited(text, insert) {
  const state = EditorState.create({ doc: text, extensions: [history()] });
  return state.update({ changes: { from: state.doc.length, insert }, selection: { anchor: 1 } }).state;
}

test("a document comes back as it was left, with its undo history", () => {
  const documents = new Documents();
  documents.put("a.py", edited("one", " two"), "scroll");
  const { state, scroll } = documents.take("a.py", "one two");
  assert.equal(scroll, "scroll");
  assert.equal(state.selection.main.head, 1);
  let undone;
  undo({ state, dispatch: (transaction) => (undone = transaction.state) });
  assert.equal(undone.doc.toString(), "one");
});

test("a document whose text is another by now begins anew", () => {
  const documents = new Documents();
  documents.put("a.py", edited("one", " two"));
  assert.equal(documents.take("a.py", "three"), undefined);
  assert.equal(documents.take("a.py", "one two"), undefined);
});

test("the ends of lines make no other text", () => {
  const documents = new Documents();
  documents.put("a.py", edited("one\r\ntwo", ""));
  assert.ok(documents.take("a.py", "one\r\ntwo"));
});

test("a document follows its file's name, and is forgotten with it", () => {
  const documents = new Documents();
  documents.put("a.py", edited("one", ""));
  documents.put("b.py", edited("two", ""));
  documents.rename("a.py", "c.py");
  documents.rename("none.py", "b.py");
  assert.equal(documents.take("a.py", "one"), undefined);
  assert.ok(documents.take("c.py", "one"));
  documents.forget("b.py");
  assert.equal(documents.take("b.py", "two"), undefined);
  documents.put("d.py", edited("three", ""));
  documents.forgetAll();
  assert.equal(documents.take("d.py", "three"), undefined);
});

test("a place is found, or the nearest to it", () => {
  const doc = Text.of(["first", "    second", ""]);
  for (const [line, column, expected] of [
    [1, 3, 2],
    [2, undefined, 10],
    [2, 0, 10],
    [2, 1, 6],
    [1, 99, 5],
    [0, 1, 0],
    [99, undefined, 17],
  ]) {
    assert.equal(position(doc, line, column), expected, `${line}:${column}`);
  }
});
