import { createHash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { digest, newId, sha256 } from "./hash";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

afterEach(() => vi.unstubAllGlobals());

test("the examples of FIPS 180-4 come out", () => {
  const words = new TextEncoder();
  expect(hex(digest(words.encode("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hex(digest(words.encode("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))).toBe("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  expect(hex(digest(new Uint8Array()))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("every length around a block gives what the system gives", () => {
  for (let length = 0; length < 200; length += 1) {
    const content = Uint8Array.from({ length }, (_value, at) => (at * 31 + length) % 256);
    expect(hex(digest(content))).toBe(createHash("sha256").update(content).digest("hex"));
  }
});

test("without the browser's own the same hash is computed here", async () => {
  const content = new Uint8Array([1, 2, 3]).buffer;
  const own = await sha256(content);
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  expect(await sha256(content)).toBe(own);
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
