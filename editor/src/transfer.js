// Files on their way in and out of the page: uploads, downloads, archives and links. Fetched when one is wanted.

import { strToU8, Zip, ZipDeflate } from "fflate";

// What a link may be unpacked from at most: far more than any that is made here.
const PACKED_LENGTH_MAX = 2_000_000;

/**
 * Reads files that a person has chosen.
 *
 * @param {Iterable<File>} files
 * @param {number} bytesMax what they may have together
 * @returns {Promise<string | undefined>} the files as on the wire, as JSON; nothing where they are too large
 */
export async function read(files, bytesMax) {
  const chosen = [...files];
  if (chosen.reduce((sum, file) => sum + file.size, 0) > bytesMax) return undefined;
  const sources = chosen.map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    // With a folder that was chosen or dropped, its files' paths.
    const path = file.webkitRelativePath || file.name;
    try {
      return { path, content: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      return { path, base64: toBase64(bytes) };
    }
  });
  return JSON.stringify(await Promise.all(sources));
}

/** Downloads one file, given as on the wire. */
export function saveFile(source) {
  const { path, ...content } = JSON.parse(source);
  save(path.split("/").at(-1), bytesOf(content));
}

/** Downloads files, given as on the wire, in one archive. */
export function saveArchive(name, sources) {
  save(name, archive(sources));
}

/** @returns {Blob} a zip of the files */
export function archive(sources) {
  const chunks = [];
  // File by file: an object of all of them could not have every name.
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const { path, ...content } of JSON.parse(sources)) {
    const entry = new ZipDeflate(path);
    zip.add(entry);
    entry.push(bytesOf(content), true);
  }
  zip.end();
  return new Blob(chunks);
}

/** Packs a text for a link: compressed, in letters that need no escape there. */
export async function pack(text) {
  const packed = await pipe(strToU8(text), new CompressionStream("deflate-raw"), Infinity);
  return toBase64(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Unpacks such a text. Rejects what is broken, and stops where it would become larger than it may. */
export async function unpack(packed, bytesMax) {
  if (packed.length > PACKED_LENGTH_MAX) throw new RangeError("too long");
  const bytes = fromBase64(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const text = await pipe(bytes, new DecompressionStream("deflate-raw"), bytesMax);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
}

async function pipe(bytes, stream, bytesMax) {
  const chunks = [];
  let length = 0;
  const source = new Blob([bytes]).stream().pipeThrough(stream);
  const reader = source.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      throw new RangeError("too large");
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function bytesOf({ content, base64 }) {
  return content === undefined ? fromBase64(base64) : strToU8(content);
}

function toBase64(bytes) {
  let text = "";
  // In parts: arguments of a call are limited.
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  // The download has taken what it needs by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
