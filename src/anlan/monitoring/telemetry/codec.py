"""Readings of many points packed tightly and without loss.

A block holds the readings of some points over a stretch of time. Times are kept as the change of
their spacing, values as differences of whole numbers where a power of ten makes them whole (as
sensors report them), else as what their bits differ from those before; qualities as runs. All
numbers are of variable length, seven bits a byte. Every step works on whole columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.monitoring.telemetry.contracts import Readings

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

VERSION = 1
#: Points whose numbers differ only in the last six bits share a block.
BLOCK_BITS = 6
BLOCK_POINTS = 1 << BLOCK_BITS
#: Values are tried with up to so many decimals before they are kept by their bits.
_MOST_DECIMALS = 6
_BY_BITS = 15
_EXACT = 2.0**53
_NAN = int(np.array(np.nan).view(np.int64))
_COLUMNS = ("places", "counts", "modes", "times", "numbers", "bits", "qualities")


class Block(NamedTuple):
    """A packed block: points ``number · 64 …``, its first and last time, how many readings."""

    number: int
    first_ms: int
    last_ms: int
    readings: int
    data: bytes


# Numbers of variable length ----------------------------------------------------------------------


def _zigzag(values: Ints) -> Words:
    return ((values << 1) ^ (values >> 63)).view(np.uint64)


def _unzigzag(values: Words) -> Ints:
    return (values >> np.uint64(1)).view(np.int64) ^ -(values & np.uint64(1)).view(np.int64)


def pack_numbers(values: Words) -> tuple[Bytes, Ints]:
    """Return the bytes of the numbers, back to back, and where each begins (and the end)."""
    sizes = np.ones(len(values), np.int64)
    rest = values >> np.uint64(7)
    while rest.any():
        sizes += rest > 0
        rest >>= np.uint64(7)
    starts = np.zeros(len(values) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    found = np.empty(int(starts[-1]), np.uint8)
    for place in range(int(sizes.max(initial=0))):
        rows = np.flatnonzero(sizes > place) if place else slice(None)
        part = values[rows] >> np.uint64(7 * place)
        byte = (part & np.uint64(0x7F)).astype(np.uint8)
        byte |= ((sizes[rows] > place + 1).astype(np.uint8)) << 7
        found[starts[:-1][rows] + place] = byte
    return found, starts


def unpack_numbers(data: Bytes) -> Words:
    """Return the numbers in these bytes."""
    if not len(data):
        return np.empty(0, np.uint64)
    last = np.flatnonzero(data < 0x80)
    starts = np.empty(len(last), np.int64)
    starts[0] = 0
    starts[1:] = last[:-1] + 1
    sizes = last - starts + 1
    found = (data[starts] & 0x7F).astype(np.uint64)
    for place in range(1, int(sizes.max(initial=1))):
        rows = np.flatnonzero(sizes > place)
        part = (data[starts[rows] + place] & 0x7F).astype(np.uint64)
        found[rows] |= part << np.uint64(7 * place)
    return found


# Packing -----------------------------------------------------------------------------------------


def pack(readings: Readings, base_ms: int) -> Iterator[Block]:
    """Pack readings, ordered by point and time, each once; ``point`` holds point ids."""
    if not len(readings):
        return
    point, at_ms = readings.point, readings.at_ms
    fresh = np.ones(len(point), np.bool_)
    fresh[1:] = point[1:] != point[:-1]
    start = np.flatnonzero(fresh)
    count = np.diff(np.append(start, len(point)))
    owner = np.repeat(np.arange(len(start)), count)
    mode, whole = _decimals(readings.value, start, count)
    by_number = mode[owner] != _BY_BITS
    times, times_at = pack_numbers(_zigzag(_spacing(at_ms - base_ms, start)))
    numbers, numbers_at = pack_numbers(_differences(readings.value, whole, fresh, owner)[by_number])
    bits, bits_at = _pack_bits(readings.value, fresh, ~by_number)
    # Where the column of whole numbers (and that of bits) stands at each reading.
    number_rows = np.concatenate(([0], np.cumsum(by_number)))
    block = point[start] >> BLOCK_BITS
    edges = np.append(np.flatnonzero(np.append(True, block[1:] != block[:-1])), len(start))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        low = int(start[first])
        high = int(start[last]) if last < len(start) else len(point)
        places = (point[start[first:last]] & (BLOCK_POINTS - 1)).astype(np.uint8)
        parts = (
            places,
            pack_numbers(count[first:last].astype(np.uint64))[0],
            mode[first:last].astype(np.uint8),
            times[times_at[low] : times_at[high]],
            numbers[numbers_at[number_rows[low]] : numbers_at[number_rows[high]]],
            bits[bits_at[low - number_rows[low]] : bits_at[high - number_rows[high]]],
            _pack_qualities(readings.quality[low:high]),
        )
        sizes = np.array([len(part) for part in parts], np.uint64)
        data = bytes([VERSION]) + pack_numbers(sizes)[0].tobytes()
        data += b"".join(part.tobytes() for part in parts)
        yield Block(
            int(block[first]),
            int(at_ms[low:high].min()),
            int(at_ms[low:high].max()),
            high - low,
            data,
        )


def _spacing(relative: Ints, start: Ints) -> Ints:
    """First time of each point, first spacing, then changes of spacing."""
    delta = np.empty_like(relative)
    delta[0] = relative[0]
    delta[1:] = relative[1:] - relative[:-1]
    delta[start] = relative[start]
    found = delta.copy()
    found[1:] -= delta[:-1]
    found[start] = delta[start]
    second = start[start + 1 < len(delta)] + 1
    second = second[~np.isin(second, start)]
    found[second] = delta[second]
    return found


def _decimals(
    value: NDArray[np.float64], start: Ints, count: Ints
) -> tuple[Ints, NDArray[np.float64]]:
    """Fewest decimals with which all values of a point are exact, and the whole numbers."""
    word = value.view(np.int64)
    nothing = word == _NAN
    mode = np.full(len(start), _BY_BITS, np.int64)
    whole = np.zeros(len(value))
    open_points = np.arange(len(start))
    for decimals in range(_MOST_DECIMALS + 1):
        if not len(open_points):
            break
        rows = _rows_of(start[open_points], count[open_points])
        factor = 10.0**decimals
        with np.errstate(all="ignore"):
            scaled = np.rint(value[rows] * factor) + 0.0  # no negative zero
            again = scaled / factor
        fits = (again.view(np.int64) == word[rows]) & (np.abs(scaled) < _EXACT)
        fits |= nothing[rows]
        firsts = np.concatenate(([0], np.cumsum(count[open_points])[:-1]))
        good = np.logical_and.reduceat(fits, firsts)
        mode[open_points[good]] = decimals
        kept = np.repeat(good, count[open_points])
        whole[rows[kept]] = scaled[kept]
        open_points = open_points[~good]
    whole[nothing] = 0
    return mode, whole


def _rows_of(start: Ints, count: Ints) -> Ints:
    """Return all rows of runs."""
    offset = np.repeat(start - np.concatenate(([0], np.cumsum(count)[:-1])), count)
    return np.arange(int(count.sum())) + offset


def _differences(
    value: NDArray[np.float64], whole: NDArray[np.float64], fresh: NDArray[np.bool_], owner: Ints
) -> Words:
    """Differences of whole numbers from the last one measured; 0 stands for nothing measured."""
    nothing = value.view(np.int64) == _NAN
    numbers = whole.astype(np.int64)
    if nothing.any():
        # A gap takes the number before it, so that the difference behind it is to what was seen.
        seen = np.where(nothing & ~fresh, 0, np.arange(len(value)))
        numbers = numbers[np.maximum.accumulate(seen)]
    before = np.zeros_like(numbers)
    before[1:] = numbers[:-1]
    before[fresh] = 0
    found = _zigzag(numbers - before) + np.uint64(1)
    found[nothing] = 0
    return found


def _pack_bits(
    value: NDArray[np.float64], fresh: NDArray[np.bool_], rows: NDArray[np.bool_]
) -> tuple[Bytes, Ints]:
    """Bits that differ from the value before: a byte with the empty bytes around, the others."""
    word = value.view(np.uint64)[rows]
    if not len(word):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    before = np.zeros_like(word)
    before[1:] = word[:-1]
    before[fresh[rows]] = 0
    differs = (word ^ before).astype(">u8").view(np.uint8).reshape(-1, 8)
    used = differs != 0
    lead = np.where(used.any(axis=1), used.argmax(axis=1), 8)
    trail = np.where(lead < 8, used[:, ::-1].argmax(axis=1), 0)
    place = np.arange(8)
    kept = (place >= lead[:, None]) & (place < 8 - trail[:, None])
    table = np.concatenate(((lead << 4 | trail).astype(np.uint8)[:, None], differs), axis=1)
    mask = np.concatenate((np.ones((len(word), 1), np.bool_), kept), axis=1)
    ends = np.zeros(len(word) + 1, np.int64)
    np.cumsum(mask.sum(axis=1), out=ends[1:])
    return table[mask], ends


def _pack_qualities(quality: NDArray[np.int16]) -> Bytes:
    """Runs of equal quality over the block; nothing when all are good."""
    if not quality.any():
        return np.empty(0, np.uint8)
    begins = np.flatnonzero(np.append(True, quality[1:] != quality[:-1]))
    runs = np.column_stack((quality[begins], np.diff(np.append(begins, len(quality)))))
    return pack_numbers(_zigzag(runs.astype(np.int64).ravel()))[0]


# Unpacking ---------------------------------------------------------------------------------------


def unpack(number: int, base_ms: int, data: bytes, point_id: int | None = None) -> Readings:
    """Return the readings of a block, or of one point in it; ``point`` holds point ids."""
    raw = np.frombuffer(data, np.uint8)
    if data[0] != VERSION:
        raise ValueError(f"a block of version {data[0]}")
    ends = np.flatnonzero(raw[1:80] < 0x80)[: len(_COLUMNS)]
    at = int(ends[-1]) + 2
    parts: dict[str, Bytes] = {}
    for name, size in zip(_COLUMNS, unpack_numbers(raw[1:at]).tolist(), strict=True):
        parts[name] = raw[at : at + size]
        at += size
    places = parts["places"].astype(np.int64)
    count = unpack_numbers(parts["counts"]).view(np.int64)
    total = int(count.sum())
    start = np.concatenate(([0], np.cumsum(count)[:-1])).astype(np.int64)
    if point_id is not None:
        mine = np.flatnonzero(places == (point_id & (BLOCK_POINTS - 1)))
        if not len(mine):
            return _nothing()
    owner = np.repeat(np.arange(len(count)), count)
    mode = parts["modes"].astype(np.int64)
    value = np.empty(total)
    by_bits = mode[owner] == _BY_BITS
    _unpack_values(value, ~by_bits, parts["numbers"], mode, owner, start)
    _unpack_bits(value, by_bits, parts["bits"], start, mode, count)
    found = Readings(
        (number << BLOCK_BITS) + places[owner],
        base_ms + _times(_unzigzag(unpack_numbers(parts["times"])), start, count),
        value,
        _unpack_qualities(parts["qualities"], total),
    )
    return found if point_id is None else found.where(owner == mine[0])


def _nothing() -> Readings:
    none = np.empty(0, np.int64)
    return Readings(none, none, np.empty(0), np.empty(0, np.int16))


def _sums(values: Ints, start: Ints, count: Ints) -> Ints:
    """Running sums that begin anew at every point."""
    total = np.cumsum(values)
    return total - np.repeat(total[start] - values[start], count)


def _times(spacing: Ints, start: Ints, count: Ints) -> Ints:
    """Undo ``_spacing``: sums of sums, the first of each point standing for itself."""
    delta = spacing.copy()
    first = delta[start].copy()
    delta[start] = 0
    delta = _sums(delta, start, count)
    delta[start] = first
    return _sums(delta, start, count)


def _unpack_values(
    value: NDArray[np.float64],
    rows: NDArray[np.bool_],
    data: Bytes,
    mode: Ints,
    owner: Ints,
    start: Ints,
) -> None:
    codes = unpack_numbers(data)
    if not len(codes):
        return
    mine = owner[rows]
    fresh = np.zeros(len(owner), np.bool_)
    fresh[start] = True
    begins = np.flatnonzero(fresh[rows])
    count = np.diff(np.append(begins, len(mine)))
    nothing = codes == 0
    step = np.where(nothing, 0, _unzigzag(np.where(nothing, 0, codes - np.uint64(1))))
    found = _sums(step, begins, count).astype(np.float64) / 10.0 ** mode[mine]
    found[nothing] = np.nan
    value[rows] = found


def _unpack_bits(
    value: NDArray[np.float64],
    rows: NDArray[np.bool_],
    data: Bytes,
    start: Ints,
    mode: Ints,
    count: Ints,
) -> None:
    number = int(np.count_nonzero(rows))
    if not number:
        return
    table = np.zeros((number, 8), np.uint8)
    raw, at = data.tobytes(), 0
    for row in range(number):
        head = raw[at]
        lead, trail = head >> 4, head & 15
        size = 8 - lead - trail
        at += 1
        if size > 0:
            table[row, lead : lead + size] = data[at : at + size]
            at += size
    words = table.view(">u8").ravel().astype(np.uint64)
    sizes = count[mode == _BY_BITS]
    first = 0
    for size in sizes.tolist():
        words[first : first + size] = np.bitwise_xor.accumulate(words[first : first + size])
        first += size
    value[rows] = words.view(np.float64)


def _unpack_qualities(data: Bytes, total: int) -> NDArray[np.int16]:
    if not len(data):
        return np.zeros(total, np.int16)
    runs = _unzigzag(unpack_numbers(data)).reshape(-1, 2)
    return np.repeat(runs[:, 0], runs[:, 1]).astype(np.int16)
