"""Messages in several packets are put together (4.4.3); what stays unfinished is dropped."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from anlan.integrations.jt808.framing import FrameError
from anlan.integrations.jt808.header import Header

#: A terminal may have so many unfinished messages; the oldest goes.
MAX_UNFINISHED = 4
#: Most packets and bytes of one message.
MAX_PARTS = 256
MAX_BYTES = 128 * 1024
#: An unfinished message is dropped after this long. [s]
PATIENCE_S = 120.0


@dataclass(slots=True)
class _Unfinished:
    parts: int
    since: float
    bodies: dict[int, bytes] = field(default_factory=dict)
    size: int = 0


class Assembler:
    """Puts the packets of one terminal's messages together."""

    def __init__(self) -> None:
        # The serial of the first packet names the message; packets follow each other in serial.
        self._unfinished: OrderedDict[tuple[int, int], _Unfinished] = OrderedDict()

    def add(self, header: Header, body: bytes, *, now: float | None = None) -> bytes | None:
        """Take a packet; return the whole body when it was the last missing one.

        Raises ``FrameError`` for a message that is larger than the platform takes.
        """
        if not header.parts:
            return body
        if header.parts > MAX_PARTS:
            raise FrameError("parts")
        moment = time.monotonic() if now is None else now
        for known, old in list(self._unfinished.items()):
            if moment - old.since > PATIENCE_S:
                del self._unfinished[known]
        key = (header.message_id, (header.serial - header.part + 1) & 0xFFFF)
        found = self._unfinished.get(key)
        if found is None or found.parts != header.parts:
            found = self._unfinished[key] = _Unfinished(header.parts, moment)
        if header.part not in found.bodies:
            found.bodies[header.part] = body
            found.size += len(body)
        if found.size > MAX_BYTES:
            del self._unfinished[key]
            raise FrameError("parts_size")
        if len(found.bodies) == found.parts:
            del self._unfinished[key]
            return b"".join(found.bodies[number] for number in range(1, found.parts + 1))
        while len(self._unfinished) > MAX_UNFINISHED:
            self._unfinished.popitem(last=False)
        return None

    def __len__(self) -> int:
        return len(self._unfinished)


def divide(header: Header, body: bytes, *, most: int = 1000) -> list[tuple[Header, bytes]]:
    """Return a message as packets of at most ``most`` bytes, or as it is when it is short."""
    if len(body) <= most:
        return [(header, body)]
    pieces = [body[start : start + most] for start in range(0, len(body), most)]
    return [
        (
            replace(
                header, serial=(header.serial + number) & 0xFFFF, parts=len(pieces), part=number + 1
            ),
            piece,
        )
        for number, piece in enumerate(pieces)
    ]
