// The same small programs in each language.

import type { Language } from './ide.ts';

export const LANGUAGES: readonly Language[] = ['python', 'javascript', 'java'];

/** A program in each language. */
export type Programs = Record<Language, string>;

/** Wraps statements into what Java wants around them. */
function java(body: string): string {
  return `import java.util.*;

public class Main {
    public static void main(String[] args) throws Exception {
${body}
    }
}
`;
}

/** Asks for a name and greets. */
export const GREET: Programs = {
  python: 'name = input("Name? ")\nprint(f"Hello, {name}!")\n',
  javascript: `const readline = require('readline');
const io = readline.createInterface({ input: process.stdin, output: process.stdout });
io.question('Name? ', (name) => { console.log('Hello, ' + name + '!'); io.close(); });
`,
  java: java(`        System.out.print("Name? ");
        String name = new Scanner(System.in).nextLine();
        System.out.println("Hello, " + name + "!");`),
};

/** Prints four ticks with a pause before each but the first. */
export const TICK_PAUSE_MS = 700;
export const TICKS = ['tick 1', 'tick 2', 'tick 3', 'tick 4'];
export const TICK: Programs = {
  python: `import time
for number in range(1, 5):
    print("tick", number)
    time.sleep(${TICK_PAUSE_MS / 1000})
`,
  javascript: `let number = 0;
const timer = setInterval(() => {
  console.log('tick ' + ++number);
  if (number === 5) clearInterval(timer);
}, ${TICK_PAUSE_MS});
`,
  java: java(`        for (int number = 1; number <= 4; number++) {
            System.out.println("tick " + number);
            Thread.sleep(${TICK_PAUSE_MS});
        }`),
};

/** Says that it spins, and spins. */
export const SPIN: Programs = {
  python: 'print("spinning")\nwhile True:\n    pass\n',
  javascript: "console.log('spinning');\nfor (;;) {}\n",
  java: java('        System.out.println("spinning");\n        while (true) {}'),
};

/** Says that it sleeps, and sleeps for ten minutes. */
export const SLEEP: Programs = {
  python: 'import time\nprint("sleeping")\ntime.sleep(600)\n',
  javascript: "console.log('sleeping');\nsetTimeout(() => {}, 600000);\n",
  java: java('        System.out.println("sleeping");\n        Thread.sleep(600000);'),
};

/** Fails two calls deep. */
export const CRASH: Programs = {
  python: 'def inner():\n    return 1 / 0\n\ninner()\n',
  javascript: "function inner() { throw new Error('boom'); }\n\ninner();\n",
  java: java('        inner();\n    }\n\n    static void inner() {\n        throw new IllegalStateException("boom");'),
};

/** What the traces of CRASH say: what failed, and where. */
export const TRACES: Record<Language, string[]> = {
  python: ['Traceback (most recent call last)', 'main.py', 'ZeroDivisionError: division by zero'],
  javascript: ['Error: boom', 'at inner', 'main.js:1'],
  java: ['Exception in thread "main" java.lang.IllegalStateException: boom', 'at Main.inner(Main.java:'],
};

/** Takes javac longer than a second on any machine, and is smaller than a source may be. */
export const COMPILE_BOMB = `public class Main {
${Array.from({ length: 12_000 }, (_, n) => `    static int f${n}(int a) { return a > 0 ? f${n}(a - 1) + ${n} : a * ${n}; }`).join('\n')}
    public static void main(String[] args) {}
}
`;
