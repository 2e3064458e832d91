/**
 * SHA-256 of a photo, as 64 hexadecimal digits. The browser's own where the address is encrypted;
 * elsewhere (plain http in an office network) the browser withholds it and this file computes it.
 */
export async function sha256(content: ArrayBuffer): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  return hex(subtle ? new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(content))) : digest(new Uint8Array(content)));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The first 32 bits of the fractional parts of the cube (constants) and square roots (start) of the primes. */
function roots(count: number, power: number): Uint32Array {
  const found = new Uint32Array(count);
  for (let number = 2, at = 0; at < count; number += 1) {
    let isPrime = true;
    for (let factor = 2; factor * factor <= number; factor += 1) if (number % factor === 0) isPrime = false;
    if (isPrime) {
      const root = number ** (1 / power);
      found[at] = Math.floor((root - Math.floor(root)) * 2 ** 32);
      at += 1;
    }
  }
  return found;
}

/** FIPS 180-4, 6.2. */
export function digest(content: Uint8Array): Uint8Array {
  const constants = roots(64, 3);
  const state = roots(8, 2);
  const length = Math.ceil((content.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(content);
  padded[content.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 8, Math.floor((content.length * 8) / 2 ** 32));
  view.setUint32(length - 4, (content.length * 8) >>> 0);
  const words = new Uint32Array(64);
  const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
  for (let block = 0; block < length; block += 64) {
    for (let at = 0; at < 16; at += 1) words[at] = view.getUint32(block + 4 * at);
    for (let at = 16; at < 64; at += 1) {
      const early = words[at - 15];
      const late = words[at - 2];
      const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      words[at] = words[at - 16] + first + words[at - 7] + second;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const step = (h + sum1 + ((e & f) ^ (~e & g)) + constants[at] + words[at]) >>> 0;
      const sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const other = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + step) >>> 0, c, b, a, (step + other) >>> 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] += word));
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => out.setUint32(4 * at, word));
  return new Uint8Array(out.buffer);
}

/** A random record number (UUID 4), also where the address is not encrypted. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
