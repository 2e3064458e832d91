"""Where a value stands in a Modbus device: ``table:address:type[:order]``.

``holding:40001:float32:be`` · ``input:0x10:int16`` · ``coil:3`` · ``holding:12:bit5``.

A number of five or six digits that begins with the digit of its table is a reference as printed in
the manuals, counted from 1 (40001 is the first holding register). Every other number, decimal or
``0x…``, is the address on the wire, counted from 0.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Table(StrEnum):
    """The four tables of a Modbus device."""

    COIL = "coil"
    DISCRETE = "discrete"
    INPUT = "input"
    HOLDING = "holding"

    @property
    def is_bits(self) -> bool:
        """Whether its entries are single bits."""
        return self in (Table.COIL, Table.DISCRETE)


#: First digit of printed references.
REFERENCE_DIGITS = {Table.COIL: "0", Table.DISCRETE: "1", Table.INPUT: "3", Table.HOLDING: "4"}
#: Types by name: format of ``struct`` and number of registers.
KINDS: dict[str, tuple[str, int]] = {
    "int16": ("h", 1),
    "uint16": ("H", 1),
    "int32": ("i", 2),
    "uint32": ("I", 2),
    "float32": ("f", 2),
    "int64": ("q", 4),
    "uint64": ("Q", 4),
    "float64": ("d", 4),
}
#: Order of words and of the bytes within them: (words reversed, bytes swapped).
ORDERS: dict[str, tuple[bool, bool]] = {
    "be": (False, False),
    "le": (True, False),
    "abcd": (False, False),
    "cdab": (True, False),
    "badc": (False, True),
    "dcba": (True, True),
}
LAST_ADDRESS = 0xFFFF
_BIT = re.compile(r"bit(\d{1,2})")


class BadAddress(ValueError):
    """An address that says nothing; the text tells what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RegisterAddress:
    """An address taken apart; ``bit`` is of a register, -1 elsewhere."""

    table: Table
    start: int
    kind: str = "uint16"
    order: str = "be"
    bit: int = -1

    @property
    def count(self) -> int:
        """How many registers (or bits) it covers."""
        return 1 if self.table.is_bits or self.bit >= 0 else KINDS[self.kind][1]

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.start + self.count

    def __str__(self) -> str:
        if self.table.is_bits:
            return f"{self.table}:0x{self.start:x}"
        if self.bit >= 0:
            return f"{self.table}:0x{self.start:x}:bit{self.bit}"
        return f"{self.table}:0x{self.start:x}:{self.kind}:{self.order}"


def parse_address(written: str) -> RegisterAddress:
    """Take an address apart; raises ``BadAddress``."""
    parts = [part.strip().lower() for part in written.split(":")]
    if not 2 <= len(parts) <= 4:
        raise BadAddress(f"{written!r}: not table:address:type:order")
    try:
        table = Table(parts[0])
    except ValueError:
        raise BadAddress(f"{parts[0]!r}: not coil, discrete, input or holding") from None
    start = _number(table, parts[1])
    if table.is_bits:
        if len(parts) > 2 and parts[2] not in ("", "bool", "bit"):
            raise BadAddress(f"{parts[2]!r}: a {table} is one bit")
        return RegisterAddress(table, start, "bool")
    kind = parts[2] if len(parts) > 2 and parts[2] else "uint16"
    order = parts[3] if len(parts) > 3 and parts[3] else "be"
    if order not in ORDERS:
        raise BadAddress(f"{order!r}: not be, le, abcd, cdab, badc or dcba")
    bit = _BIT.fullmatch(kind)
    if bit is not None:
        if int(bit[1]) > 15:
            raise BadAddress(f"{kind!r}: a register has bits 0 to 15")
        return RegisterAddress(table, start, "uint16", order, int(bit[1]))
    if kind not in KINDS:
        raise BadAddress(f"{kind!r}: not {', '.join(KINDS)} or bit0 … bit15")
    found = RegisterAddress(table, start, kind, order)
    if found.end > LAST_ADDRESS + 1:
        raise BadAddress(f"{written!r}: reaches beyond the last register")
    return found


def _number(table: Table, written: str) -> int:
    """The address on the wire of a printed reference or of a plain number."""
    if re.fullmatch(r"0x[0-9a-f]{1,4}", written):
        return int(written, 16)
    if not re.fullmatch(r"[0-9]{1,6}", written):
        raise BadAddress(f"{written!r}: not a number")
    if len(written) >= 5 and written[0] == REFERENCE_DIGITS[table]:
        number = int(written[1:]) - 1
        if number < 0:
            raise BadAddress(f"{written!r}: references count from 1")
    else:
        number = int(written)
    if number > LAST_ADDRESS:
        raise BadAddress(f"{written!r}: beyond the last address")
    return number


def _bytes(registers: Sequence[int], order: str) -> bytes:
    """Registers as bytes, most significant first."""
    are_words_reversed, are_bytes_swapped = ORDERS[order]
    words = reversed(registers) if are_words_reversed else registers
    return b"".join(word.to_bytes(2, "little" if are_bytes_swapped else "big") for word in words)


def decode_registers(address: RegisterAddress, registers: Sequence[int]) -> float:
    """The number that stands in registers; raises ``ValueError`` when there are too few."""
    if len(registers) != address.count:
        raise ValueError(f"{len(registers)} registers instead of {address.count}")
    if any(not 0 <= register <= 0xFFFF for register in registers):
        raise ValueError("a register has 16 bits")
    raw = _bytes(registers, address.order)
    if address.bit >= 0:
        return float(int.from_bytes(raw, "big") >> address.bit & 1)
    (number,) = struct.unpack(">" + KINDS[address.kind][0], raw)
    return float(number)


def encode_registers(address: RegisterAddress, number: float) -> list[int]:
    """Registers that hold a number; raises ``struct.error`` when it does not fit."""
    letter = KINDS[address.kind][0]
    if address.bit >= 0:
        raw = (int(bool(number)) << address.bit).to_bytes(2, "big")
    else:
        raw = struct.pack(">" + letter, number if letter in "fd" else round(number))
    words = [raw[here : here + 2] for here in range(0, len(raw), 2)]
    are_words_reversed, are_bytes_swapped = ORDERS[address.order]
    if are_words_reversed:
        words.reverse()
    return [int.from_bytes(word, "little" if are_bytes_swapped else "big") for word in words]
