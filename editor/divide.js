// Divides CodeMirror's packages between the first load and what is fetched later.
//
// A bundler moves whole modules between files, and each of these packages is one module: what anything that is fetched
// later needs of a package would be in the first load. So each module is made two: the statements that the first load
// reaches, and the rest. The rest may use what is in the first, never the other way round.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "acorn";

const PACKAGES = /^@(codemirror\/(autocomplete|commands|language|state|view|lang-\w+)|lezer\/(common|highlight))$/;

/** The plugin for esbuild; `entry` is the first load, with one of the `grammars`, and `second` what comes next in any case. */
export function divide(entry, grammars, second) {
  const division = new Division(resolve(entry), grammars.map((path) => resolve(path)));
  return {
    name: "divide",
    setup(build) {
      build.onResolve({ filter: PACKAGES }, ({ path, importer, namespace, pluginData }) => {
        if (pluginData?.half) return { path, namespace: pluginData.half, sideEffects: false };
        const isFirst = namespace === "first" || division.sources.has(importer);
        return { path, namespace: isFirst ? "first" : "whole", sideEffects: false };
      });
      const load = (namespace, contents) =>
        build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: contents(division.modules.get(path)), resolveDir: dirname(entry), pluginData: {} }));
      load("first", (module) => module.first());
      load("rest", (module) => module.rest());
      build.onResolve({ filter: /^(first|rest):/ }, ({ path }) => {
        const [namespace, name] = path.split(":");
        return { path: name, namespace, sideEffects: false };
      });
      load("whole", ({ name }) => `export * from "first:${name}"; export * from "rest:${name}";`);
      // What is fetched later finds all of the first load there, and mostly the second, so that each stays one file.
      build.onLoad({ filter: /\.js$/ }, ({ path }) => {
        if (!path.startsWith(dirname(division.entry)) || division.loaded.has(path)) return undefined;
        const before = division.sources.has(path) || path === resolve(second) ? [division.entry] : [division.entry, resolve(second)];
        return { contents: `${before.map((module) => `import ${JSON.stringify(module)};`).join("")}\n${readFileSync(path, "utf8")}` };
      });
    },
  };
}

class Division {
  modules = new Map();
  // The project's modules that are given the first halves.
  sources = new Set();

  constructor(entry, grammars) {
    this.entry = entry;
    this.#follow(entry);
    this.loaded = new Set(this.sources);
    for (const path of grammars) this.#follow(path);
    for (const module of this.modules.values()) this.#settle(module);
  }

  // The project's own modules are in the first load as a whole.
  #follow(path) {
    if (this.sources.has(path)) return;
    this.sources.add(path);
    for (const { type, source, specifiers } of program(path).body) {
      if (type !== "ImportDeclaration") continue;
      if (source.value.startsWith(".")) this.#follow(resolve(dirname(path), source.value));
      else for (const { imported } of specifiers) this.#need(source.value, imported.name);
    }
  }

  #module(name) {
    if (!this.modules.has(name)) this.modules.set(name, new Module(name));
    return this.modules.get(name);
  }

  #need(name, exported) {
    if (!PACKAGES.test(name)) return;
    const module = this.#module(name);
    this.#reach(module, module.exports.get(exported));
  }

  #reach(module, local) {
    const imported = module.imports.get(local);
    if (imported) return this.#need(imported.from, imported.name);
    const statement = module.declared.get(local);
    if (statement) this.#take(module, statement);
  }

  #take(module, statement) {
    if (module.taken.has(statement)) return;
    module.taken.add(statement);
    for (const name of statement.uses) this.#reach(module, name);
  }

  #settle(module) {
    // What is done once for all has to be done with what it is done to, and only the module of a variable can assign it.
    for (let before = -1; before !== module.taken.size; ) {
      before = module.taken.size;
      for (const statement of module.statements) {
        const isEffect = statement.declares.length === 0;
        const assigns = [...statement.assigns].some((name) => module.variables.has(name) && module.taken.has(module.declared.get(name)));
        if (isEffect || assigns) this.#take(module, statement);
      }
    }
  }
}

class Module {
  statements = [];
  imports = new Map();
  exports = new Map();
  declared = new Map();
  // Those of the declared that can be assigned.
  variables = new Set();
  taken = new Set();

  constructor(name) {
    this.name = name;
    const path = fileURLToPath(import.meta.resolve(name));
    this.text = readFileSync(path, "utf8");
    for (const node of program(path).body) this.#read(node);
  }

  #read(node) {
    if (node.type === "ImportDeclaration") {
      for (const { type, local, imported } of node.specifiers) {
        const name = type === "ImportDefaultSpecifier" ? "default" : imported.name;
        this.imports.set(local.name, { from: node.source.value, name });
      }
    } else if (node.type === "ExportNamedDeclaration" && !node.declaration) {
      for (const { local, exported } of node.specifiers) this.exports.set(exported.name, local.name);
    } else if (node.type.startsWith("Export")) {
      throw new Error(`${this.name}: only a list of exports is understood`);
    } else {
      const declares = declaredBy(node);
      const statement = { declares, uses: new Set(), assigns: new Set(), text: this.text.slice(node.start, node.end) };
      const own = new Set();
      visit(node, statement, own);
      for (const name of own) if (!declares.includes(name)) statement.assigns.delete(name);
      this.statements.push(statement);
      for (const local of declares) {
        this.declared.set(local, statement);
        if (node.kind === "let" || node.kind === "var") this.variables.add(local);
      }
    }
  }

  first() {
    const inside = [...this.declared.keys()].filter((local) => this.#isFirst(local)).map((local) => `${local} as inside_${local}`);
    return this.#half((statement) => this.taken.has(statement), (local) => this.#isFirst(local), inside);
  }

  rest() {
    const inside = [...this.declared.keys()].filter((local) => this.#isFirst(local)).map((local) => `inside_${local} as ${local}`);
    const half = this.#half((statement) => !this.taken.has(statement), (local) => !this.#isFirst(local), []);
    return `import { ${inside.join(", ")} } from "first:${this.name}";\n${half}`;
  }

  #isFirst(local) {
    return this.taken.has(this.declared.get(local));
  }

  #half(isIn, isExported, inside) {
    const statements = this.statements.filter(isIn);
    const used = new Set(statements.flatMap(({ uses }) => [...uses]));
    const imports = [...this.imports].filter(([local]) => used.has(local));
    const exports = [...this.exports].filter(([, local]) => isExported(local)).map(([exported, local]) => `${local} as ${exported}`);
    return [
      ...imports.map(([local, { from, name }]) => `import { ${name} as ${local} } from "${from}";`),
      ...statements.map(({ text }) => text),
      `export { ${[...exports, ...inside].join(", ")} };`,
    ].join("\n");
  }
}

function program(path) {
  return parse(readFileSync(path, "utf8"), { ecmaVersion: "latest", sourceType: "module" });
}

function declaredBy(node) {
  if (node.type === "VariableDeclaration") return node.declarations.flatMap(({ id }) => names(id));
  return node.id ? [node.id.name] : [];
}

function names(pattern) {
  if (!pattern) return [];
  if (pattern.type === "Identifier") return [pattern.name];
  const parts = pattern.properties ?? pattern.elements ?? [pattern.value ?? pattern.argument ?? pattern.left];
  return parts.flatMap(names);
}

// Every name that stands in a statement counts as used: one that is its own as well costs a few bytes at worst. What it
// assigns must not be its own; where that is wrong the bundler says so, as nobody can assign what is imported.
function visit(node, { uses, assigns }, own) {
  const assigned = node.type === "AssignmentExpression" ? node.left : node.type === "UpdateExpression" ? node.argument : undefined;
  if (assigned?.type === "Identifier") assigns.add(assigned.name);
  if (node.type === "VariableDeclarator") for (const name of names(node.id)) own.add(name);
  if (node.type === "Identifier") uses.add(node.name);
  for (const [key, value] of Object.entries(node)) {
    const isName = (key === "property" || key === "key") && !node.computed;
    if (isName || key === "label" || typeof value !== "object" || value === null) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (child?.type) visit(child, { uses, assigns }, own);
  }
}
