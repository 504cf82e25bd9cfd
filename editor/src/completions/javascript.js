// The names that Node.js has everywhere, beside the grammar's own keywords and snippets.

import { completeFromList, ifNotIn, snippetCompletion } from "@codemirror/autocomplete";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";

const GLOBALS =
  "Array BigInt Boolean Buffer Date Error JSON Map Math Number Object Promise Proxy RegExp Set String Symbol TypeError URL WeakMap " +
  "WeakSet clearInterval clearTimeout globalThis isNaN parseFloat parseInt process queueMicrotask require setImmediate setInterval " +
  "setTimeout structuredClone";

const SNIPPETS = [
  ["log", "console.log(${});", "print a line"],
  ["readline", "const readline = require('readline');\nconst io = readline.createInterface({ input: process.stdin, output: process.stdout });\nio.question('${Name? }', (${answer}) => {\n\t${}\n\tio.close();\n});", "ask for a line"],
];

const options = [
  ...GLOBALS.split(" ").map((label) => ({ label, type: /^[A-Z]/.test(label) ? "class" : "function" })),
  ...SNIPPETS.map(([label, template, detail]) => snippetCompletion(template, { label, detail, type: "text", boost: 1 })),
];

const isText = ["LineComment", "BlockComment", "String", "TemplateString", "RegExp", "."];

export const completions = [
  javascript().support,
  javascriptLanguage.data.of({ autocomplete: ifNotIn(isText, completeFromList(options)) }),
];
