"""Which requests ask for all points of a device: neighbours are read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anlan.integrations.modbus.addresses import (
    RegisterAddress,
    Table,
    decode_registers,
)

#: What one request may ask for (Modbus Application Protocol V1.1b3, 6.1 to 6.4).
MAX_REGISTERS, MAX_BITS = 125, 2000
#: Unused registers between two points that are cheaper to read than a request of their own.
MAX_GAP = 16
MAX_GAP_BITS = 256


@dataclass(frozen=True, slots=True)
class Wanted:
    """A point to be read: its number in the device and where it stands."""

    number: int
    address: RegisterAddress


@dataclass(frozen=True, slots=True)
class Read:
    """One request and the points that its answer holds."""

    table: Table
    start: int
    count: int
    wanted: tuple[Wanted, ...]

    def split(self) -> tuple[Read, ...]:
        """Smaller requests for the same points; none when there is one point only."""
        if len({one.address for one in self.wanted}) < 2:
            return ()
        ordered = sorted(self.wanted, key=lambda one: one.address.start)
        middle = len(ordered) // 2
        return _join(ordered[:middle]) + _join(ordered[middle:])

    def values(self, answer: Sequence[int] | Sequence[bool]) -> list[tuple[int, float]]:
        """The numbers of the points in an answer; raises ``ValueError`` when it is too short."""
        if len(answer) < self.count:
            raise ValueError(f"{len(answer)} values instead of {self.count}")
        found: list[tuple[int, float]] = []
        for one in self.wanted:
            here = one.address.start - self.start
            cut = answer[here : here + one.address.count]
            if self.table.is_bits:
                found.append((one.number, float(bool(cut[0]))))
            else:
                found.append((one.number, decode_registers(one.address, [int(c) for c in cut])))
        return found


def plan_reads(wanted: Iterable[Wanted], *, is_joined: bool = True) -> tuple[Read, ...]:
    """Requests for the points; ``is_joined`` False: one for each (devices with holes)."""
    by_table: dict[Table, list[Wanted]] = {}
    for one in wanted:
        by_table.setdefault(one.address.table, []).append(one)
    reads: list[Read] = []
    for table in Table:
        ordered = sorted(by_table.get(table, ()), key=lambda one: one.address.start)
        if is_joined:
            reads += _join(ordered)
        else:
            reads += [_read([one]) for one in ordered]
    return tuple(reads)


def _join(ordered: Sequence[Wanted]) -> tuple[Read, ...]:
    """Put neighbours of one table together while they fit into a request."""
    reads: list[Read] = []
    group: list[Wanted] = []
    end = 0
    for one in ordered:
        is_bits = one.address.table.is_bits
        most, gap = (MAX_BITS, MAX_GAP_BITS) if is_bits else (MAX_REGISTERS, MAX_GAP)
        if group and (
            one.address.start - end > gap
            or max(end, one.address.end) - group[0].address.start > most
        ):
            reads.append(_read(group))
            group = []
        end = max(end, one.address.end) if group else one.address.end
        group.append(one)
    if group:
        reads.append(_read(group))
    return tuple(reads)


def _read(group: Sequence[Wanted]) -> Read:
    start = group[0].address.start
    end = max(one.address.end for one in group)
    return Read(group[0].address.table, start, end - start, tuple(group))
