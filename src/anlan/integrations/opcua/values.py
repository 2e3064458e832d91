"""What an OPC UA data value says: a number, its quality, and the moment it was measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asyncua import ua
from asyncua.ua.uaerrors import UaError

from anlan.integrations.gateway.public import BAD, GOOD, UNCERTAIN

#: Moments outside are no moments of measurement but clocks that were never set.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
#: The two highest bits of a status code are its severity (OPC UA part 4, 7.39).
SEVERITY_SHIFT = 30
SEVERITIES = {0: GOOD, 1: UNCERTAIN}


class BadNode(ValueError):
    """A node address that says nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A data value as the platform keeps it; ``is_of_source``: the device itself told the time."""

    at_ms: int
    value: float | None
    quality: int
    is_of_source: bool


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """A node, with its namespace by number or by name."""

    written: str
    namespace_uri: str = ""

    def resolve(self, index: int | None) -> ua.NodeId:
        """The node's id; ``index`` is the number of the namespace name on this server."""
        text = self.written if index is None else f"ns={index};{self.written}"
        return ua.NodeId.from_string(text)


def parse_node(written: str) -> NodeAddress:
    """Read ``ns=2;s=Tank1.Level``, ``i=2258`` or ``nsu=urn:plant;s=Tank1.Level``."""
    text = written.strip()
    uri = ""
    if text.startswith("nsu="):
        uri, _, text = text[4:].partition(";")
        if not uri or text.startswith("ns"):
            raise BadNode(f"{written!r}: no namespace name, or two namespaces")
    try:
        found = ua.NodeId.from_string(text)
    except (UaError, ValueError) as error:
        raise BadNode(f"{written!r}: not a node, such as ns=2;s=Tank1.Level") from error
    except Exception as error:  # the library's parser raises what it happens to meet
        raise BadNode(f"{written!r}: not a node") from error
    if found.Identifier is None or found.is_null() or not 0 <= found.NamespaceIndex <= 0xFFFF:
        raise BadNode(f"{written!r}: no identifier")
    return NodeAddress(text, uri)


def quality_of(status: ua.StatusCode | None) -> int:
    """The quality that a status code stands for; without one the value is good."""
    if status is None:
        return GOOD
    return SEVERITIES.get(int(status.value) >> SEVERITY_SHIFT & 3, BAD)


def number_of(value: Any) -> float | None:
    """A scalar as a number; text, times and arrays are none."""
    if isinstance(value, bool | int | float):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None
    return None


def milliseconds(moment: datetime | None) -> int | None:
    """Unix milliseconds; None for a moment that cannot be one of measurement."""
    if moment is None:
        return None
    try:
        known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not EARLIEST <= known <= LATEST:
            return None
        return int(known.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None


def read_value(data: ua.DataValue | None, now_ms: int) -> Reading:
    """Read a data value; never raises for what a server sent."""
    if data is None:
        return Reading(now_ms, None, BAD, False)
    at_ms = milliseconds(data.SourceTimestamp)
    is_of_source = at_ms is not None
    if at_ms is None:
        at_ms = milliseconds(data.ServerTimestamp) or now_ms
    quality = quality_of(data.StatusCode)
    value = number_of(data.Value.Value) if data.Value is not None else None
    if value is None or quality == BAD:
        # A server may send a last known value with a bad status: it is not a measurement.
        return Reading(at_ms, None, BAD, is_of_source)
    return Reading(at_ms, value, quality, is_of_source)
