"""Frames of JT/T 808: 0x7e at both ends, escapes between, an XOR byte before the end (4.4).

Numbers of sections are those of JT/T 808-2019; the 2013 edition says the same here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import xor

from anlan.integrations.gateway.public import BadFrame

MARK = 0x7E
ESCAPE = 0x7D
#: Longest message: header with packets (21), body (1023), check (1), every byte escaped, two marks.
MAX_FRAME = 2 * (21 + 1023 + 1) + 2
#: Shortest message: header of 2013 (12) and check (1).
MIN_MESSAGE = 13


class FrameError(BadFrame):
    """A frame or body that does not agree with the standard; it costs the frame, nothing else."""


def checksum(content: bytes | bytearray) -> int:
    """Return the XOR of all bytes."""
    return reduce(xor, content, 0)


def wrap(message: bytes) -> bytes:
    """Return a message (header and body) as it goes over the wire."""
    checked = message + bytes((checksum(message),))
    escaped = checked.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")
    return b"\x7e" + escaped + b"\x7e"


def unwrap(frame: bytes) -> bytes:
    """Return header and body of a frame (with or without its marks); raises ``FrameError``."""
    if len(frame) > MAX_FRAME:
        raise FrameError("too_long")
    content = frame.strip(b"\x7e")
    parts = content.split(b"\x7d")
    if any(part[:1] not in (b"\x01", b"\x02") for part in parts[1:]):
        raise FrameError("escape")
    plain = parts[0] + b"".join(
        (b"\x7d" if part[0] == 1 else b"\x7e") + part[1:] for part in parts[1:]
    )
    if len(plain) < MIN_MESSAGE:
        raise FrameError("too_short")
    if checksum(plain):
        raise FrameError("check")
    return plain[:-1]


def split(buffer: bytearray) -> Iterator[bytes]:
    """Take whole frames out of a buffer; what is no frame is dropped, what is unfinished stays.

    Two marks side by side are the end of one frame and the beginning of the next, so that a stream
    entered in the middle finds its step after one frame.
    """
    while True:
        begin = buffer.find(MARK)
        if begin < 0:
            buffer.clear()
            return
        end = buffer.find(MARK, begin + 1)
        if end < 0:
            del buffer[:begin]
            return
        if end == begin + 1:
            del buffer[:end]
            continue
        frame = bytes(buffer[begin : end + 1])
        del buffer[: end + 1]
        yield frame
