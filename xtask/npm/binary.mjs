// What the scripts beside this one read of a WebAssembly module's bytes, and write.
// https://webassembly.github.io/spec/core/binary/modules.html, and its appendix about the section of names.

const HEADER = 8;
const CUSTOM = 0;
const CODE = 10;
const FUNCTION_NAMES = 1;

/** Reads numbers, and bytes that have their number before them. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get more() {
    return this.at < this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  sized() {
    const size = this.number();
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  text() {
    return this.sized().toString();
  }
}

/** `number` as an unsigned LEB128. */
function leb128(number) {
  const bytes = [];
  for (; number >= 0x80; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Buffer.from([...bytes, number]);
}

const sized = (bytes) => Buffer.concat([leb128(bytes.length), bytes]);

function sections(module) {
  const reader = new Reader(module, HEADER);
  const found = [];
  while (reader.more) found.push({ kind: reader.byte(), content: reader.sized() });
  return found;
}

const isNames = ({ kind, content }) => kind === CUSTOM && new Reader(content).text() === "name";

/** How many functions a module imports: they are numbered before its own. */
const importedFunctions = (module) =>
  WebAssembly.Module.imports(new WebAssembly.Module(module)).filter(({ kind }) => kind === "function").length;

/** The code of each of a module's own functions. */
export function functionBodies(module) {
  const reader = new Reader(sections(module).find(({ kind }) => kind === CODE).content);
  return Array.from({ length: reader.number() }, () => reader.sized());
}

/** The name of each of a module's own functions; `undefined` for one that has none. */
export function functionNames(module) {
  const reader = new Reader(sections(module).find(isNames).content);
  reader.sized();
  while (reader.more) {
    const kind = reader.byte();
    const names = new Reader(reader.sized());
    if (kind !== FUNCTION_NAMES) continue;
    const byNumber = new Map(Array.from({ length: names.number() }, () => [names.number(), names.text()]));
    const imported = importedFunctions(module);
    return functionBodies(module).map((_, index) => byNumber.get(imported + index));
  }
  throw new Error("the module has no names for its functions");
}

/** The module with these names for its own functions, and no others. */
export function withFunctionNames(module, names) {
  const imported = importedFunctions(module);
  const named = names.map((name, index) => Buffer.concat([leb128(imported + index), sized(Buffer.from(name))]));
  const functions = sized(Buffer.concat([leb128(named.length), ...named]));
  const content = Buffer.concat([sized(Buffer.from("name")), Buffer.from([FUNCTION_NAMES]), functions]);
  const kept = [...sections(module).filter((section) => !isNames(section)), { kind: CUSTOM, content }];
  const bytes = kept.flatMap(({ kind, content }) => [Buffer.from([kind]), sized(content)]);
  return Buffer.concat([module.subarray(0, HEADER), ...bytes]);
}
