"""Rules over several points of one device or enterprise, bound to those they hold for.

A device or enterprise takes part when it has a point for every condition (or channel). Its alarm
stands at the first of these points, so that it joins what else is wrong there and shows a curve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from anlan.monitoring.alarms.choices import RuleKind, RuleScope
from anlan.monitoring.alarms.conditions import Comparison, read_conditions
from anlan.monitoring.alarms.models import AlarmRule, RuleBaseline
from anlan.monitoring.alarms.schedules import numbered
from anlan.monitoring.alarms.selectors.rules import expand, key_of, spec_of
from anlan.monitoring.devices.public import PointInfo, list_points, points_of_class
from anlan_science.telemetry import RuleKind as Kind
from anlan_science.telemetry import RuleSpec
from anlan_science.telemetry.rules_spec import ChannelModel
from anlan_science.telemetry.segments import Floats

#: Oldest value that counts as present beside a new one of another channel, in its periods.
PRESENT_PERIODS = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """A device or an enterprise with those of its points that a rule looks at."""

    key: str
    label: str
    points: tuple[PointInfo, ...]


def subjects_of(rule: AlarmRule, quantities: Iterable[str]) -> list[Subject]:
    """Return the devices or enterprises that have points of all these quantities."""
    wanted = list(dict.fromkeys(quantities))
    ids: list[int] = []
    for quantity in wanted:
        ids += points_of_class(
            quantity=quantity,
            device_kind=rule.device_kind if rule.scope == RuleScope.DEVICE else "",
        )
    points = list_points(ids)
    own = None
    if rule.point_id is not None:
        own = _subject_key(rule, list_points([rule.point_id])[rule.point_id])
    groups: dict[str, list[PointInfo]] = defaultdict(list)
    for point in points.values():
        key = _subject_key(rule, point)
        if key and own in (None, key):
            groups[key].append(point)
    order = {quantity: number for number, quantity in enumerate(wanted)}
    found = []
    for key, members in sorted(groups.items()):
        if {point.quantity for point in members} < set(wanted):
            continue
        members.sort(key=lambda point: (order[point.quantity], point.id))
        first = members[0]
        label = first.device_name if rule.scope == RuleScope.DEVICE else first.enterprise_name
        found.append(Subject(key, label, tuple(members)))
    return found


def _subject_key(rule: AlarmRule, point: PointInfo) -> str:
    if rule.scope == RuleScope.DEVICE:
        return f"device:{point.device_id}"
    return f"enterprise:{point.enterprise_id}" if point.enterprise_id is not None else ""


def _hidden_key(rule_id: int, operand: int, point_id: int) -> int:
    """Return the engine's number of a condition at a point; never that of a rule."""
    return -(((rule_id << 6) | operand) << 32 | point_id)


def combination_specs(
    rule: AlarmRule, index: Mapping[int, int], schedule: int, named: Mapping[str, list[int]]
) -> list[RuleSpec]:
    """Return a combination bound to its subjects, with its hidden conditions.

    ``named`` gives the engine's numbers of the rules of each name.
    """
    conditions = read_conditions(rule.expression)
    quantities = [c.quantity for c in conditions.operands if isinstance(c, Comparison)]
    specs: list[RuleSpec] = []
    for subject in _subjects(rule, quantities, named):
        points = [point for point in subject.points if point.id in index]
        ids = {point.id for point in subject.points}
        hidden: list[RuleSpec] = []
        operands: list[tuple[int, ...]] = []
        for number, operand in enumerate(conditions.operands):
            if not isinstance(operand, Comparison):
                keys = [k for k in named.get(operand.name, []) if (k & 0xFFFFFFFF) in ids]
                operands.append(tuple(keys))
                continue
            members = [point for point in points if point.quantity == operand.quantity]
            hidden += [
                RuleSpec(
                    key=_hidden_key(rule.pk, number, point.id),
                    point=index[point.id],
                    kind=Kind.LIMIT,
                    lower=operand.lower,
                    upper=operand.upper,
                    dead_band=rule.dead_band,
                    hidden=True,
                )
                for point in members
            ]
            operands.append(tuple(_hidden_key(rule.pk, number, p.id) for p in members))
        if not points or not all(operands):
            continue
        anchor = points[0].id
        specs += hidden
        specs.append(
            RuleSpec(
                key=key_of(rule.pk, anchor),
                point=index[anchor],
                kind=Kind.COMBINATION,
                on_delay=rule.on_delay_s,
                off_delay=rule.off_delay_s,
                schedule=schedule,
                expression=conditions.postfix,
                operands=tuple(operands),
            )
        )
    return specs


def _subjects(
    rule: AlarmRule, quantities: Sequence[str], named: Mapping[str, list[int]]
) -> list[Subject]:
    """Return subjects with the points of the named rules among their points."""
    conditions = read_conditions(rule.expression)
    ids = [
        key & 0xFFFFFFFF
        for operand in conditions.operands
        if not isinstance(operand, Comparison)
        for key in named.get(operand.name, [])
    ]
    if not ids:
        return subjects_of(rule, quantities)
    groups = {subject.key: subject for subject in subjects_of(rule, quantities)}
    own = None
    if rule.point_id is not None:
        own = _subject_key(rule, list_points([rule.point_id])[rule.point_id])
    more: dict[str, list[PointInfo]] = defaultdict(list)
    for point in list_points(ids).values():
        key = _subject_key(rule, point)
        if key and own in (None, key) and (not quantities or key in groups):
            more[key].append(point)
    found = []
    for key, points in sorted(more.items()):
        known = groups.get(key)
        merged = {p.id: p for p in (*(known.points if known else ()), *points)}
        label = known.label if known else points[0].device_name
        found.append(Subject(key, label, tuple(merged.values())))
    return found


def channel_specs(rule: AlarmRule, index: Mapping[int, int], schedule: int) -> list[RuleSpec]:
    """Return a multichannel rule bound to every device or enterprise it has learnt of."""
    specs = []
    baselines = RuleBaseline.objects.filter(rule=rule)
    points = list_points(point for row in baselines for point in row.point_ids)
    for baseline in baselines:
        ids = [int(point_id) for point_id in baseline.point_ids]
        if not all(point_id in index and point_id in points for point_id in ids):
            continue
        period = max(points[point_id].period_s for point_id in ids)
        lower, upper = -np.inf, 1.0 if rule.upper is None else rule.upper
        specs.append(
            RuleSpec(
                key=key_of(rule.pk, ids[0]),
                point=index[ids[0]],
                kind=Kind.MULTICHANNEL,
                lower=lower,
                upper=upper,
                dead_band=rule.dead_band,
                on_delay=rule.on_delay_s,
                off_delay=rule.off_delay_s,
                within=PRESENT_PERIODS * period,
                schedule=schedule,
                channels=tuple(index[point_id] for point_id in ids),
                model=model_of(baseline),
            )
        )
    return specs


def model_of(baseline: RuleBaseline) -> ChannelModel:
    """Return what was learnt as the engine takes it."""
    values = baseline.parameters
    return ChannelModel(
        mean=np.array(values["mean"], np.float64),
        scale=np.array(values["scale"], np.float64),
        loadings=np.array(values["loadings"], np.float64),
        variance=np.array(values["variance"], np.float64),
        t_squared_limit=float(values["t_squared_limit"]),
        squared_error_limit=float(values["squared_error_limit"]),
    )


def bank_parts(
    rules: Iterable[AlarmRule],
    index: Mapping[int, int],
    now: datetime,
    *,
    hidden: frozenset[int] = frozenset(),
) -> tuple[list[RuleSpec], list[Floats]]:
    """Return the rules bound to points with these dense indices, and their schedules.

    Rules whose id is in ``hidden`` switch only for the combinations that name them.
    """
    by_id = {rule.pk: rule for rule in rules}
    numbers, moments = numbered(
        (rule.schedule for rule in by_id.values() if rule.schedule is not None), now
    )

    def schedule_of(rule: AlarmRule) -> int:
        return -1 if rule.schedule_id is None else numbers[rule.schedule_id]

    specs: list[RuleSpec] = []
    named: dict[str, list[int]] = defaultdict(list)
    for rule_id, point_id in expand(by_id.values()):
        if point_id in index:
            rule = by_id[rule_id]
            named[rule.name].append(key_of(rule_id, point_id))
            specs.append(
                spec_of(
                    rule,
                    point_id,
                    index[point_id],
                    schedule=schedule_of(rule),
                    hidden=rule_id in hidden,
                )
            )
    for rule in by_id.values():
        if rule.kind == RuleKind.COMBINATION:
            specs += combination_specs(rule, index, schedule_of(rule), named)
        elif rule.kind == RuleKind.MULTICHANNEL:
            specs += channel_specs(rule, index, schedule_of(rule))
    return specs, moments
