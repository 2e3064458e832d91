"""From a packet to readings of the registered points.

A point's address is a factor (``w01018``), a factor with its field (``w01018-ZsRtd``), or both with
the command that must carry it (``w01018-Avg@2061``). Without a field the statistic of the command
counts: the real-time value of 2011, the running state of 2021. Averages, extremes and sums name
their field and mean minute data (2051) unless they name another command.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from anlan.integrations.gateway.contracts import BAD, GOOD, Sample
from anlan.integrations.hj212.catalogue import commands, factors, quality_of
from anlan.integrations.hj212.codec import Packet
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint

#: Times of the standard are local times of China.
BEIJING = timezone(timedelta(hours=8))
#: Fields that carry the present moment, by the command that brings them.
OF_COMMAND = {
    "Rtd": "2011",
    "ZsRtd": "2011",
    "Data": "2011",
    "RS": "2021",
    "RT": "2041",
    "Info": "3020",
    "DayData": "2031",
    "NightData": "2031",
}
MINUTE_DATA = "2051"
STATISTICS = ("Min", "Avg", "Max", "Cou", "ZsMin", "ZsAvg", "ZsMax")
#: Factors and states beyond annex B are built like them; SB1 is the first piece of equipment.
_FACTOR = re.compile(r"[a-z]\d{5}|SB\d{1,2}")
_MN = re.compile(r"[0-9A-Za-z]{7,24}")
MARKS = ("Flag", "EFlag", "SampleTime")


def moment_ms(text: str) -> int | None:
    """Read ``20160801085857`` as Chinese local time; None when it is no moment."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        moment = datetime(
            int(text[:4]),
            int(text[4:6]),
            int(text[6:8]),
            int(text[8:10]),
            int(text[10:12]),
            int(text[12:14]),
            tzinfo=BEIJING,
        )
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)


def moment_text(at_ms: int) -> str:
    """Write a moment as the standard does."""
    return datetime.fromtimestamp(at_ms / 1000, BEIJING).strftime("%Y%m%d%H%M%S")


def values_of(packet: Packet) -> Iterator[tuple[str, str, float | None, int]]:
    """Yield factor, field, value and quality of everything a data packet carries."""
    for item in packet.items:
        flags = {}
        for name, value in item:
            factor, dash, part = name.rpartition("-")
            if dash and part == "Flag":
                flags[factor] = value
        for name, value in item:
            factor, dash, part = name.rpartition("-")
            if not dash or not factor or part in MARKS:
                continue
            quality = quality_of(flags[factor]) if factor in flags else GOOD
            number = _number(value)
            yield factor, part, number, BAD if number is None else quality


def _number(text: str) -> float | None:
    """Read a number; what is none means that nothing was measured."""
    if len(text) > 40 or "_" in text:
        return None
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def addresses_of(point: GatewayPoint) -> tuple[str, str]:
    """Return (factor-field, command) that a point listens to."""
    source, _, command = point.source.partition("@")
    factor, dash, part = source.rpartition("-")
    if not dash:
        factor, part = source, ""
    if not command:
        command = OF_COMMAND.get(part or "Rtd", MINUTE_DATA)
    if not part:
        known = commands().get(command)
        part = known.statistic if known and known.statistic else "Rtd"
    return f"{factor}-{part}", command


def check_identity(identity: str) -> None:
    """Raise ``ValueError`` unless it can be the MN of a data logger."""
    if not _MN.fullmatch(identity):
        raise ValueError(identity)


def check_source(source: str) -> None:
    """Raise ``ValueError`` unless a packet can carry what a point listens to."""
    written, _at, command = source.partition("@")
    factor, dash, part = written.rpartition("-")
    factor = factor if dash else written
    known = commands().get(command)
    is_command_right = not _at or (known is not None and known.kind == "data")
    is_part_right = not dash or part in OF_COMMAND or part in STATISTICS
    is_factor_right = factor in factors() or _FACTOR.fullmatch(factor) is not None
    if not (is_command_right and is_part_right and is_factor_right):
        raise ValueError(source)


def samples_of(
    packet: Packet, device: GatewayDevice, at_ms: int
) -> tuple[list[Sample], dict[str, float | None]]:
    """Return the readings of a device's points, and what was sent that no point listens to."""
    points: dict[str, list[GatewayPoint]] = {}
    for point in device.points:
        address, command = addresses_of(point)
        if command == packet.cn:
            points.setdefault(address, []).append(point)
    samples: list[Sample] = []
    strange: dict[str, float | None] = {}
    for factor, part, value, quality in values_of(packet):
        address = f"{factor}-{part}"
        listeners = points.get(address)
        if listeners is None:
            strange[address] = value
            continue
        for point in listeners:
            scaled = None if value is None else value * point.scale + point.offset
            samples.append(Sample(point.key, at_ms, scaled, quality))
    return samples, strange
