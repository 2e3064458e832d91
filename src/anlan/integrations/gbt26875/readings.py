"""From fire facilities to readings of the points that listen (see ``addresses``)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from anlan.integrations.gateway.contracts import GOOD, UNCERTAIN, Sample
from anlan.integrations.gbt26875.addresses import COUNTED, normal_source
from anlan.integrations.gbt26875.catalogue import analogues, bits
from anlan.integrations.gbt26875.codec import label_ms
from anlan.integrations.gbt26875.unit import (
    Analogue,
    DeviceOperation,
    DeviceState,
    Object,
    Operation,
    PartState,
    SystemState,
)
from anlan.monitoring.devices.contracts import GatewayDevice, GatewayPoint

#: Addresses of a building that are remembered for its counts.
MOST_ADDRESSES = 4_096
RESET = "reset"


@dataclass(slots=True)
class Building:
    """What every address of one transmitter said last."""

    states: OrderedDict[str, dict[str, bool]] = field(default_factory=OrderedDict)

    def note(self, address: str, names: dict[str, bool]) -> None:
        """Remember a state; the oldest address goes when there are too many."""
        self.states[address] = names
        self.states.move_to_end(address)
        if len(self.states) > MOST_ADDRESSES:
            self.states.popitem(last=False)

    def reset(self) -> None:
        """The system was reset: what it said before does not hold any more."""
        self.states.clear()

    def count(self, name: str) -> int:
        """How many addresses say so now."""
        return sum(names.get(name, False) for names in self.states.values())


def address_of(item: Object) -> tuple[str, str]:
    """Return an object's address as points write it, and whose bits its state has."""
    match item:
        case SystemState():
            return f"system.{item.system}.{item.address}", "system"
        case PartState():
            return f"part.{item.system}.{item.address}.{item.part_address}", "part"
        case Analogue():
            place = f"{item.system}.{item.address}.{item.part_address}"
            return f"analogue.{place}.{item.kind}", ""
        case Operation():
            return f"operation.{item.system}.{item.address}", "operation"
        case DeviceState():
            return "device", "device"
        case DeviceOperation():
            return "device.operation", "device_operation"


def value_of(item: Object) -> float:
    """Return an object's whole value: a state as a number, an analogue value in its unit."""
    match item:
        case Analogue():
            known = analogues().get(item.kind)
            step = known.step if known else 1.0
            # In steps of a tenth 21.5 shall not become 21.500000000000004.
            return item.value / round(1 / step) if step < 1 else item.value * step
        case Operation() | DeviceOperation():
            return float(item.flags)
        case _:
            return float(item.state)


def samples_of(
    items: Sequence[Object], device: GatewayDevice, building: Building, sent_ms: int
) -> tuple[list[Sample], dict[str, float]]:
    """Return the readings of the points, and what no point listens to.

    An event with an unset clock is told with the time of its packet, and as uncertain: a fire must
    not be lost for a dead clock battery.
    """
    points: dict[str, list[GatewayPoint]] = {}
    for point in device.points:
        points.setdefault(normal_source(point.source), []).append(point)
    samples: list[Sample] = []
    strange: dict[str, float] = {}
    latest_ms, latest_quality, counts_changed = sent_ms, GOOD, False
    for item in items:
        at_ms = label_ms(item.label)
        quality = GOOD if at_ms is not None else UNCERTAIN
        at_ms = at_ms if at_ms is not None else sent_ms
        address, owner = address_of(item)
        heard = False
        for name, value in _told(item, address, owner):
            for point in points.get(name, ()):
                heard = True
                scaled = value * point.scale + point.offset
                samples.append(Sample(point.key, at_ms, scaled, quality))
        if owner in ("system", "part", "device", "operation"):
            counts_changed = _remember(item, address, owner, building) or counts_changed
            latest_ms, latest_quality = at_ms, quality
        if not heard:
            strange[address] = value_of(item)
    if counts_changed:
        for name in COUNTED:
            for point in points.get(name, ()):
                value = building.count(name) * point.scale + point.offset
                samples.append(Sample(point.key, latest_ms, value, latest_quality))
    return samples, strange


def _told(item: Object, address: str, owner: str) -> Iterator[tuple[str, float]]:
    """Yield the value under its address, and every bit under its name."""
    value = value_of(item)
    yield address, value
    for name, bit in bits(owner).items() if owner else ():
        yield f"{address}#{name}", float(int(value) >> bit & 1)


def _remember(item: Object, address: str, owner: str, building: Building) -> bool:
    """Keep the state for the building's counts; tells whether they may have changed."""
    value = int(value_of(item))
    names = {name: bool(value >> bit & 1) for name, bit in bits(owner).items()}
    if owner == "operation":
        if names.get(RESET):
            building.reset()
        return bool(names.get(RESET))
    if owner == "system" and names.get(RESET):
        building.reset()
    building.note(address, names)
    return True
