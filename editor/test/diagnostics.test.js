import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { diagnose, links } from "../src/diagnostics.js";

/** The rules of a language, from its runner.toml, as far as this reads TOML: literal strings in lists. */
function rules(language) {
  const table = readFileSync(`${import.meta.dirname}/../../runners/${language}/runner.toml`, "utf8").split("[diagnostics]")[1].split(/^\[/m)[0];
  const list = (key) => [...table.split(`${key} = [`)[1].split(/^\]/m)[0].matchAll(/'([^'\n]*)'/g)].map(([, text]) => text);
  return { location: list("location"), message: list("message"), innermost: /innermost = "(\w+)"/.exec(table)[1] };
}

const lines = (text) => text.split("\n");

test("a Python traceback marks the innermost line of the project, and the way there", () => {
  const output = `Traceback (most recent call last):
  File "/home/runner/main.py", line 4, in <module>
    inner()
    ~~~~~^^
  File "/home/runner/lib/util.py", line 2, in inner
    return 1 / 0
           ~~^~~
  File "/usr/lib/python3.13/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
ZeroDivisionError: division by zero`;
  assert.deepEqual(diagnose(lines(output), rules("python"), ["main.py", "lib/util.py"]), [
    { path: "lib/util.py", line: 2, column: undefined, message: "ZeroDivisionError: division by zero", severity: "error" },
    { path: "main.py", line: 4, column: undefined, message: "ZeroDivisionError: division by zero", severity: "info" },
  ]);
});

test("a Python syntax error", () => {
  const output = `  File "/home/runner/main.py", line 1
    print("a"
         ^
SyntaxError: '(' was never closed`;
  assert.deepEqual(diagnose(lines(output), rules("python"), ["main.py"]), [
    { path: "main.py", line: 1, column: undefined, message: "SyntaxError: '(' was never closed", severity: "error" },
  ]);
});

test("Python exceptions without a text, of one's own, interrupts and exits", () => {
  for (const last of ["KeyboardInterrupt", "AssertionError", "mylib.OwnError: 값이 없음", "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"]) {
    const output = `Traceback (most recent call last):\n  File "/home/runner/main.py", line 7, in <module>\n    x()\n${last}`;
    assert.equal(diagnose(lines(output), rules("python"), ["main.py"])[0]?.message, last);
  }
});

test("javac names line, kind and what is wrong", () => {
  const output = `Main.java:3: error: ';' expected
        int x = 1
                 ^
shop/Cart.java:9: warning: [removal] finalize() in Object has been deprecated
1 error
1 warning`;
  assert.deepEqual(diagnose(lines(output), rules("java"), ["Main.java", "shop/Cart.java"]), [
    { path: "Main.java", line: 3, column: undefined, message: "';' expected", severity: "error" },
    { path: "shop/Cart.java", line: 9, column: undefined, message: "[removal] finalize() in Object has been deprecated", severity: "warning" },
  ]);
});

test("a Java exception, with its causes", () => {
  const output = `Exception in thread "main" java.lang.IllegalStateException: boom
\tat shop.Cart.add(Cart.java:12)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1596)
\tat Main.main(Main.java:5)
Caused by: java.lang.ArithmeticException: / by zero
\tat shop.Cart.total(Cart.java:30)
\t... 2 more`;
  assert.deepEqual(
    diagnose(lines(output), rules("java"), ["Main.java", "shop/Cart.java"]).map(({ path, line, message, severity }) => [path, line, message, severity]),
    [
      ["shop/Cart.java", 12, "java.lang.IllegalStateException: boom", "error"],
      ["Main.java", 5, "java.lang.IllegalStateException: boom", "info"],
      ["shop/Cart.java", 30, "java.lang.ArithmeticException: / by zero", "error"],
    ],
  );
});

test("a Node.js stack, with the column", () => {
  const output = `/home/runner/main.js:1
function inner() { throw new Error('boom'); }
                   ^

Error: boom
    at inner (/home/runner/main.js:1:26)
    at Object.<anonymous> (/home/runner/main.js:3:1)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)

Node.js v20.19.2`;
  assert.deepEqual(
    diagnose(lines(output), rules("javascript"), ["main.js"]).map(({ line, column, message, severity }) => [line, column, message, severity]),
    [
      [1, undefined, "Error: boom", "error"],
      [3, 1, "Error: boom", "info"],
    ],
  );
});

test("a Node.js syntax error", () => {
  const output = `/home/runner/main.js:2
let = = 1
      ^

SyntaxError: Unexpected token '='
    at wrapSafe (node:internal/modules/cjs/loader:1469:18)`;
  assert.deepEqual(
    diagnose(lines(output), rules("javascript"), ["main.js"]).map(({ line, message }) => [line, message]),
    [[2, "SyntaxError: Unexpected token '='"]],
  );
});

test("a line that is too long is cut, not lost", () => {
  const output = `  File "/home/runner/main.py", line 4, in <module>\nKeyError: '${"k".repeat(5000)}'`;
  const [{ message }] = diagnose(lines(output), rules("python"), ["main.py"]);
  assert.ok(message.startsWith("KeyError: 'kkk") && message.length <= 500);
});

test("what a program prints otherwise is no diagnosis", () => {
  for (const language of ["python", "java", "javascript"]) {
    const output = `Hello, world!\nError\nscore: 12\nmain: 5\n12:30:45 tick\nhttp://localhost:3000/x.py\n${"x".repeat(5000)}`;
    assert.deepEqual(diagnose(lines(output), rules(language), ["main.py", "Main.java", "main.js"]), []);
  }
});

test("places are links, at the cells where they stand", () => {
  const line = `  File "/home/runner/main.py", line 4, in <module>`;
  const [link] = links(line, rules("python"), ["main.py"]);
  assert.deepEqual([line.slice(link.start, link.end), link.path, link.line], ['/home/runner/main.py", line 4', "main.py", 4]);
  const [stack] = links("    at inner (/home/runner/main.js:1:26)", rules("javascript"), ["main.js"]);
  assert.deepEqual([stack.path, stack.line, stack.column], ["main.js", 1, 26]);
  assert.deepEqual(links("\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1596)", rules("java"), ["Main.java"]), []);
});

test("thousands of long lines of what patterns look for take no time", () => {
  for (const language of ["python", "java", "javascript"]) {
    for (const part of ["a", "a.", "a/", " ", "a:1", "\tat a("]) {
      const started = performance.now();
      diagnose(Array(2000).fill(part.repeat(2000)), rules(language), ["main.py"]);
      assert.ok(performance.now() - started < 1000, `${language}: ${part}`);
    }
  }
});
