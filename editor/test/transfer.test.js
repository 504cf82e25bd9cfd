import assert from "node:assert/strict";
import { test } from "node:test";

import { unzipSync } from "fflate";

import { archive, pack, read, unpack } from "../src/transfer.js";

const text = (bytes) => new TextDecoder().decode(bytes);

test("a link gives back what was packed, whatever it is", async () => {
  for (const content of ["", "print('안녕 😀')\n", "\0\u{1}\u{feff}x", "a".repeat(300_000), "\u2028</script>"]) {
    const packed = await pack(content);
    assert.match(packed, /^[A-Za-z0-9_-]*$/);
    assert.equal(await unpack(packed, 1 << 20), content);
  }
});

test("random texts survive a link", async () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round += 1) {
    const content = Array.from({ length: random(200) }, () => String.fromCodePoint([random(0xd800), 0xe000 + random(0x1000), 0x10000 + random(0xfffff)][random(3)])).join("");
    assert.equal(await unpack(await pack(content), 1 << 20), content);
  }
});

test("a bomb is stopped long before it is unpacked", async () => {
  const bomb = await pack("0".repeat(10_000_000));
  assert.ok(bomb.length < 20_000);
  await assert.rejects(unpack(bomb, 1 << 20), RangeError);
});

test("broken links are refused", async () => {
  const whole = await pack("print(1)");
  for (const broken of ["%", "한글", "AAAA", whole.slice(0, -3), "A".repeat(2_000_001)]) {
    await assert.rejects(unpack(broken, 1 << 20), broken.slice(0, 20));
  }
});

test("links of random letters, and good ones that were damaged, are refused or are a text within the bound", async () => {
  let seed = 11;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= %";
  const letter = () => letters[random(letters.length)];
  const good = await pack("print('안녕')\n".repeat(50));
  for (let round = 0; round < 500; round += 1) {
    const damaged = [...good];
    for (let count = random(4); count >= 0; count -= 1) damaged[random(damaged.length)] = letter();
    const link = random(2) ? damaged.join("") : Array.from({ length: random(200) }, letter).join("");
    const unpacked = await unpack(link, 1000).catch((error) => error);
    assert.ok(unpacked instanceof Error || (typeof unpacked === "string" && Buffer.byteLength(unpacked) <= 1000), link);
  }
});

test("an archive has every file, with folders and bytes as they are", async () => {
  const sources = [
    { path: "main.py", content: "print('안녕')" },
    { path: "data/raw.bin", base64: "AP8=" },
    { path: "__proto__", content: "a name like any other" },
  ];
  const names = [];
  const zip = new Uint8Array(await archive(JSON.stringify(sources)).arrayBuffer());
  const files = unzipSync(zip, { filter: ({ name }) => names.push(name) });
  assert.deepEqual(names, ["main.py", "data/raw.bin", "__proto__"]);
  assert.equal(text(files["main.py"]), "print('안녕')");
  assert.deepEqual([...files["data/raw.bin"]], [0, 255]);
});

test("chosen files are text where they are UTF-8, else bytes, and too many bytes are refused", async () => {
  const files = [new File(["안녕"], "a.txt"), new File([new Uint8Array([0xff, 0])], "b.bin")];
  assert.deepEqual(JSON.parse(await read(files, 100)), [
    { path: "a.txt", content: "안녕" },
    { path: "b.bin", base64: "/wA=" },
  ]);
  assert.equal(await read(files, 7), undefined);
});
