/**
 * Tiles of several layers in one request.
 *
 * A map shows some fifteen layers, each a source of its own so that one may be asked for anew; a browser
 * sends six requests at a time. What is asked for within a moment is gathered tile by tile, asked for once
 * (`/map/tiles/z/x/y.mvt?layers=a,b`) and handed out again layer by layer. An answer that fails is asked for
 * layer by layer, so that one layer that is gone does not take the others with it.
 */
import { TOGETHER } from "./contract";

/** What MapLibre asks for while it draws one frame comes within this time. */
const GATHER_MS = 10;
const ADDRESS = new RegExp(`^${TOGETHER}://([^/]+)/(\\d+/\\d+/\\d+)`);

interface Asked {
  layer: string;
  signal: AbortSignal;
  resolve: (answer: { data: ArrayBuffer }) => void;
  reject: (reason: unknown) => void;
}

const gathered = new Map<string, Asked[]>();

/** The protocol's action: see `addProtocol` of MapLibre. */
export function askTogether(request: { url: string }, controller: AbortController): Promise<{ data: ArrayBuffer }> {
  const [, layer, tile] = ADDRESS.exec(request.url) ?? [];
  if (!layer || !tile) return Promise.reject(new Error(`${request.url} is no tile`));
  return new Promise((resolve, reject) => {
    const waiting = gathered.get(tile);
    const asked = { layer, signal: controller.signal, resolve, reject };
    if (waiting) {
      waiting.push(asked);
      return;
    }
    gathered.set(tile, [asked]);
    window.setTimeout(() => {
      const all = gathered.get(tile) ?? [];
      gathered.delete(tile);
      void answer(tile, all);
    }, GATHER_MS);
  });
}

async function answer(tile: string, all: Asked[]): Promise<void> {
  const wanted = all.filter(({ signal }) => !signal.aborted);
  for (const { signal, reject } of all) if (signal.aborted) reject(signal.reason);
  if (!wanted.length) return;
  // Nobody waits any more: the map was moved on.
  const stopped = new AbortController();
  let left = wanted.length;
  for (const { signal } of wanted) {
    signal.addEventListener("abort", () => {
      left -= 1;
      if (!left) stopped.abort();
    });
  }
  try {
    const names = [...new Set(wanted.map(({ layer }) => layer))];
    const response = await fetch(`/map/tiles/${tile}.mvt?layers=${names.join(",")}`, { signal: stopped.signal });
    if (response.ok) {
      const parts = split(new Uint8Array(await response.arrayBuffer()));
      for (const { layer, resolve } of wanted) resolve({ data: parts.get(layer) ?? new ArrayBuffer(0) });
      return;
    }
    await Promise.all(wanted.map((asked) => askAlone(tile, asked)));
  } catch (error) {
    for (const { reject } of wanted) reject(error);
  }
}

async function askAlone(tile: string, { layer, signal, resolve, reject }: Asked): Promise<void> {
  try {
    const response = await fetch(`/map/tiles/${layer}/${tile}.mvt`, { signal });
    if (!response.ok) throw new Error(`${layer}: ${response.status}`);
    resolve({ data: await response.arrayBuffer() });
  } catch (error) {
    reject(error);
  }
}

/** The layers of a vector tile by their names, each a tile of its own (Mapbox vector tile 2.1, 4.1). */
export function split(tile: Uint8Array): Map<string, ArrayBuffer> {
  const found = new Map<string, ArrayBuffer>();
  for (const part of fields(tile, 0, tile.length)) {
    if (part.number !== 3) continue;
    for (const inner of fields(tile, part.begin, part.end)) {
      if (inner.number !== 1) continue;
      found.set(new TextDecoder().decode(tile.subarray(inner.begin, inner.end)), tile.slice(part.start, part.end).buffer);
      break;
    }
  }
  return found;
}

interface Field {
  number: number;
  /** Where the field begins, where its content begins and where it ends. */
  start: number;
  begin: number;
  end: number;
}

/** The fields of a message of protocol buffers. */
function* fields(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  let place = from;
  const number = (): number => {
    let value = 0;
    for (let shift = 1; place < to; shift *= 128) {
      const byte = bytes[place++] as number;
      value += (byte & 127) * shift;
      if (byte < 128) break;
    }
    return value;
  };
  while (place < to) {
    const start = place;
    const tag = number();
    const kind = tag & 7;
    let begin = place;
    if (kind === 0) number();
    else if (kind === 1) place += 8;
    else if (kind === 5) place += 4;
    else if (kind === 2) {
      const length = number();
      begin = place;
      place += length;
    } else throw new Error("this is no vector tile");
    yield { number: tag >> 3, start, begin, end: place };
  }
}
