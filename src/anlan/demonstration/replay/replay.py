"""Publishing recordings to devices of their own and comparing the alarms with the labels.

Every run registers fresh devices with their rules, publishes the recordings with their own spacing,
shifted so that they end now, waits until all of it is stored, reads which rules switched on when,
and retires the devices again. The whole way is the real one: broker, ingest, rules, alarms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from anlan.demonstration.replay.streams import Stream
from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import encode_batch, topic_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.monitoring.alarms.public import (
    acknowledge_alarm,
    activate_rule,
    create_rule,
    list_crossings,
    list_unfinished,
    mark_false,
    retire_rule,
)
from anlan.monitoring.devices.public import (
    DeviceKind,
    DeviceState,
    add_point,
    register_device,
    retire_device,
)
from anlan.monitoring.telemetry.public import list_latest, unix_ms
from anlan_science.telemetry import score_alarms

BASIS = "重放录制数据用规则，按公开数据集的标注检验，不用于生产"
#: Readings of one message at most, and messages unconfirmed at most.
MESSAGE_READINGS = 1_000
MOST_OPEN = 200
TICK_S = 0.05


class IngestSilent(Exception):
    """Nothing that was published arrived in the store."""


@dataclass(slots=True)
class Target:
    """The device a stream is published to."""

    stream: Stream
    device_id: int
    device_code: str
    point_ids: list[int]
    rule_ids: list[int]
    begin_s: float  # unix time of the stream's first row
    sent: int = 0


@dataclass(frozen=True, slots=True)
class StreamResult:
    """What one stream raised; counts are None without labels."""

    stream: str
    readings: int
    alarms: int
    hits: int | None
    misses: int | None
    false_alarms: int | None
    mean_delay_s: float | None


@dataclass(slots=True)
class Report:
    """Results of a run."""

    streams: list[StreamResult] = field(default_factory=list)
    readings: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values, with totals over labelled streams."""
        labelled = [s for s in self.streams if s.hits is not None]
        delays = [(s.mean_delay_s, s.hits) for s in labelled if s.mean_delay_s is not None]
        hits = sum(s.hits or 0 for s in labelled)
        return {
            "streams": [asdict(s) for s in self.streams],
            "readings": self.readings,
            "seconds": round(self.seconds, 3),
            "alarms": sum(s.alarms for s in self.streams),
            "hits": hits,
            "misses": sum(s.misses or 0 for s in labelled),
            "false_alarms": sum(s.false_alarms or 0 for s in labelled),
            "mean_delay_s": round(sum(d * (n or 0) for d, n in delays) / hits, 1) if hits else None,
        }


def register_targets(
    streams: Sequence[Stream], region_id: str, actor: Actor | None = None
) -> list[Target]:
    """Register a device with points and rules for every stream."""
    who = actor or system_actor("replay")
    stamp = f"{clock.now():%Y%m%d%H%M%S%f}"[:17]
    end = clock.now().timestamp() - 2.0
    targets = []
    for number, stream in enumerate(streams):
        code = f"RP-{stamp}-{number:02d}"
        device = register_device(
            code=code,
            name=f"重放 {stream.name}",
            kind=DeviceKind.MACHINE,
            region_id=region_id,
            period_s=stream.period_s,
            state=DeviceState.IN_SERVICE,
            actor=who,
        )
        points = [
            add_point(
                device_id=device.pk,
                key=f"c{channel}",
                name=label,
                quantity=stream.quantity,
                unit=stream.unit,
                decimals=3,
                actor=who,
            ).pk
            for channel, label in enumerate(stream.channels)
        ]
        rules = []
        for rule in stream.rules:
            made = create_rule(
                name=f"重放规则 {rule.kind}",
                point_id=points[rule.channel],
                kind=rule.kind,
                level=rule.level,
                unit=stream.unit,
                basis=BASIS,
                actor=who,
                **rule.values,
            )
            rules.append(activate_rule(rule_id=made.pk, actor=who, reason="重放所用").pk)
        targets.append(Target(stream, device.pk, code, points, rules, end - stream.duration_s))
    return targets


def wait_until_heard(
    publisher: Publisher, targets: Sequence[Target], *, patience_s: float = 30.0
) -> None:
    """Publish the first row of each stream until it is stored: then the rules are loaded too."""
    until = time.monotonic() + patience_s
    waiting = list(targets)
    while waiting:
        for target in waiting:
            publisher.publish(topic_of(target.device_code), _message(target, 0, 1))
        time.sleep(0.25)
        waiting = [t for t in waiting if len(list_latest(t.point_ids)) < len(t.point_ids)]
        if waiting and time.monotonic() > until:
            raise IngestSilent(
                "Nothing arrived in the store within "
                f"{patience_s:.0f} s: is the ingest process running on this broker?"
            )


def publish(
    publisher: Publisher,
    targets: Sequence[Target],
    *,
    speed: float,
    tell: Callable[[str], None] = lambda _text: None,
) -> int:
    """Publish all rows in the order of their spacing; ``speed`` is stream time per real time."""
    begun, sent, told = time.monotonic(), 0, 0.0
    longest = max(target.stream.duration_s for target in targets)
    passed = 0.0
    while passed < longest:
        real = time.monotonic() - begun
        # Unlimited speed goes in hundredths of the longest stream, so that all advance together.
        passed = min(longest, real * speed if speed > 0 else passed + longest / 100)
        for target in targets:
            sent += _publish_until(publisher, target, passed)
        publisher.wait_below(MOST_OPEN, 60.0)
        if real - told >= 5.0:
            told = real
            tell(f"{100 * passed / longest:.0f} %")
        if speed > 0:
            time.sleep(TICK_S)
    publisher.wait_confirmed(60.0)
    return sent


def _publish_until(publisher: Publisher, target: Target, passed: float) -> int:
    stream = target.stream
    end = int(np.searchsorted(stream.time, stream.time[0] + passed, side="right"))
    rows = max(1, MESSAGE_READINGS // len(stream.channels))
    sent = 0
    while target.sent < end:
        upto = min(end, target.sent + rows)
        publisher.publish(topic_of(target.device_code), _message(target, target.sent, upto))
        sent += (upto - target.sent) * len(stream.channels)
        target.sent = upto
    return sent


def _message(target: Target, first: int, end: int) -> bytes:
    stream = target.stream
    shift = target.begin_s - float(stream.time[0])
    return encode_batch(
        (f"c{channel}", round((shift + float(stream.time[row])) * 1000), float(value), 0)
        for row in range(first, end)
        for channel, value in enumerate(stream.values[row])
    )


def wait_until_stored(targets: Sequence[Target], *, patience_s: float = 120.0) -> None:
    """Wait until the last row of every stream is the newest reading of its points."""
    until = time.monotonic() + patience_s
    for target in targets:
        stream = target.stream
        last = round((target.begin_s + stream.duration_s) * 1000)
        while True:
            latest = list_latest(target.point_ids)
            if len(latest) == len(target.point_ids) and all(
                unix_ms(found.at) >= last for found in latest.values()
            ):
                break
            if time.monotonic() > until:
                raise IngestSilent(f"the end of {stream.name} did not arrive in the store")
            time.sleep(0.2)


def score(target: Target) -> StreamResult:
    """Compare when the rules of a device switched on with the labels of its stream."""
    stream = target.stream
    shift = target.begin_s - float(stream.time[0])
    crossings = sorted(
        at.timestamp() - shift for _rule, _point, at in list_crossings(target.point_ids)
    )
    onsets: list[float] = []
    last = -np.inf
    for at in crossings:
        if at - last > stream.merge_s:
            onsets.append(at)
        last = at
    readings = len(stream.time) * len(stream.channels)
    if stream.windows is None:
        return StreamResult(stream.name, readings, len(onsets), None, None, None, None)
    found = score_alarms(onsets, stream.windows, float(stream.time[0]), float(stream.time[-1]))
    delay = found.mean_delay_s
    return StreamResult(
        stream.name,
        readings,
        len(onsets),
        found.hits,
        found.misses,
        found.false_alarms,
        None if delay is None else round(delay, 1),
    )


def retire_targets(targets: Sequence[Target], actor: Actor | None = None) -> None:
    """Put devices and rules of a run out of use and end its alarms; what was measured stays."""
    who = actor or system_actor("replay")
    for target in targets:
        for alarm_id, state in list_unfinished(target.point_ids):
            if state == "open":
                acknowledge_alarm(alarm_id=alarm_id, actor=who)
            if state in ("open", "acknowledged"):
                mark_false(alarm_id=alarm_id, actor=who, reason="重放的录制数据，不是现场报警")
        for rule_id in target.rule_ids:
            retire_rule(rule_id=rule_id, actor=who, reason="重放结束")
        retire_device(device_id=target.device_id, actor=who, reason="重放结束")


def replay(
    streams: Sequence[Stream],
    broker: str,
    region_id: str,
    *,
    speed: float = 0.0,
    keep: bool = False,
    tell: Callable[[str], None] = lambda _text: None,
) -> Report:
    """Run the whole of it and return the report."""
    begun = time.monotonic()
    targets = register_targets(streams, region_id)
    publisher = Publisher(broker, client_id=f"anlan-replay-{targets[0].device_code}")
    try:
        if not publisher.start(timeout_s=20.0):
            raise IngestSilent(f"the broker does not answer at {publisher.address.host}")
        wait_until_heard(publisher, targets)
        tell("publishing")
        readings = publish(publisher, targets, speed=speed, tell=tell)
        wait_until_stored(targets)
        results = [score(target) for target in targets]
    finally:
        publisher.stop()
        if not keep:
            retire_targets(targets)
    return Report(results, readings, time.monotonic() - begun)
