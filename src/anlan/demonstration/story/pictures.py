"""Pictures for the handbook: screenshots with a palette of 256 colours, a third of the size."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOURS = 256
#: The commonest groups keep their exact colour.
EXACT = 40
#: Colours closer than this are taken as one before counting.
STEP = 8
#: The browser itself decodes what it has drawn.
DECODE = """
async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  const part = 32768;
  for (let n = 0; n < bytes.length; n += part) {
    text += String.fromCharCode(...bytes.subarray(n, n + part));
  }
  return [image.width, image.height, btoa(text)];
}
"""


def keep_picture(page: Page, raw: bytes, path: Path) -> None:
    """Write a screenshot with a palette; ``page`` is an empty page that lends its decoder."""
    width, height, text = page.evaluate(DECODE, base64.b64encode(raw).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3]
    palette, index = reduce_colours(pixels)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_png(width, height, palette, index))


def reduce_colours(
    pixels: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the most used colours and, for each pixel, the nearest of them."""
    wide = pixels.astype(np.int64)
    coarse = (wide + STEP // 2).clip(0, 255) // STEP
    key = coarse[:, 0] << 16 | coarse[:, 1] << 8 | coarse[:, 2]
    _keys, first, inverse, count = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    # Each group is shown by its commonest exact colour: white stays white, a level its very red.
    order = np.argsort(-count, kind="stable")
    exact = wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]
    colours = wide[first].astype(np.float64)
    common = set(order[:EXACT].tolist())
    for group in order[:COLOURS]:
        members = exact[inverse == group] if group in common else exact[first[group]][None]
        values, times = np.unique(members, return_counts=True)
        best = int(values[times.argmax()])
        colours[group] = (best >> 16, best >> 8 & 255, best & 255)
    palette = colours[order[:COLOURS]]
    distance = ((colours[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    nearest = distance.argmin(axis=1).astype(np.uint8)
    return palette.astype(np.uint8), nearest[inverse]


def encode_png(
    width: int, height: int, palette: NDArray[np.uint8], index: NDArray[np.uint8]
) -> bytes:
    """Return an indexed PNG."""
    rows = np.zeros((height, width + 1), np.uint8)  # a leading 0: this line has no filter
    rows[:, 1:] = index.reshape(height, width)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
