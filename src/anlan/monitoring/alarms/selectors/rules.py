"""Which rule holds at which point, and how the engine of arrays is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from math import inf, nan

from anlan.monitoring.alarms.choices import COMPOSED_KINDS, RuleKind, RuleState
from anlan.monitoring.alarms.models import AlarmRule, Suppression
from anlan.monitoring.devices.public import points_of_class
from anlan_science.telemetry import RuleKind as Kind
from anlan_science.telemetry import RuleSpec

KINDS = {
    RuleKind.UPPER: Kind.LIMIT,
    RuleKind.LOWER: Kind.LIMIT,
    RuleKind.RANGE: Kind.LIMIT,
    RuleKind.DURATION: Kind.LIMIT,
    RuleKind.RATE: Kind.RATE,
    RuleKind.STUCK: Kind.STUCK,
    RuleKind.MISSING: Kind.MISSING,
    RuleKind.ROBUST_Z: Kind.ROBUST_Z,
    RuleKind.EWMA: Kind.EWMA,
    RuleKind.CUSUM: Kind.CUSUM,
    RuleKind.REPETITION: Kind.REPETITION,
    RuleKind.COMBINATION: Kind.COMBINATION,
    RuleKind.MULTICHANNEL: Kind.MULTICHANNEL,
}
_BOTH_SIDES = (Kind.ROBUST_Z, Kind.EWMA)


def find_device_id(code: str) -> int | None:
    """Return the device of a code, None when there is none."""
    related = Suppression._meta.get_field("device").related_model
    assert related is not None
    rows = related._default_manager.filter(code=code)
    found: int | None = rows.values_list("pk", flat=True).first()
    return found


def active_rules() -> list[AlarmRule]:
    """Return the rules in force."""
    rows = AlarmRule.objects.filter(state=RuleState.ACTIVE).select_related("schedule")
    return list(rows.order_by("pk"))


def expand(
    rules: Iterable[AlarmRule], *, only: Collection[int] | None = None
) -> list[tuple[int, int]]:
    """Return (rule id, point id) of every rule in force at every point (of ``only``).

    A point's own rule of a kind and level stands in place of its class's rule of that kind and
    level. Rules over several points at once are not of one point: see ``selectors.composed``.
    """
    pairs: list[tuple[int, int]] = []
    own: dict[tuple[str, int], set[int]] = defaultdict(set)
    classes: list[AlarmRule] = []
    for rule in rules:
        if rule.kind in COMPOSED_KINDS:
            continue
        if rule.point_id is None:
            classes.append(rule)
        elif only is None or rule.point_id in only:
            pairs.append((rule.pk, rule.point_id))
            own[rule.kind, rule.level].add(rule.point_id)
    for rule in classes:
        overridden = own[rule.kind, rule.level]
        for point_id in points_of_class(
            quantity=rule.quantity,
            device_kind=rule.device_kind,
            chemical_id=rule.chemical_id,
            only=only,
        ):
            if point_id not in overridden:
                pairs.append((rule.pk, point_id))
    return pairs


def limits_of_rule(rule: AlarmRule) -> tuple[float, float]:
    """Return the lower and upper limit as the engine compares them; infinite for none."""
    upper = inf if rule.upper is None else rule.upper
    lower = -inf if rule.lower is None else rule.lower
    if KINDS[RuleKind(rule.kind)] in _BOTH_SIDES and rule.lower is None:
        lower = -upper
    return lower, upper


def spec_of(
    rule: AlarmRule, point_id: int, index: int, *, schedule: int = -1, hidden: bool = False
) -> RuleSpec:
    """Return what the engine must know of a rule at a point with this dense index."""
    lower, upper = limits_of_rule(rule)
    return RuleSpec(
        key=key_of(rule.pk, point_id),
        point=index,
        kind=KINDS[RuleKind(rule.kind)],
        lower=lower,
        upper=upper,
        dead_band=rule.dead_band,
        on_delay=rule.on_delay_s,
        off_delay=rule.off_delay_s,
        window=rule.window,
        weight=rule.weight,
        allowance=rule.allowance,
        clear_lower=nan if rule.clear_lower is None else rule.clear_lower,
        clear_upper=nan if rule.clear_upper is None else rule.clear_upper,
        repeat=rule.repeat,
        within=rule.within_s if rule.kind == RuleKind.REPETITION else 0.0,
        schedule=schedule,
        hidden=hidden,
    )


def key_of(rule_id: int, point_id: int) -> int:
    """Return the engine's number of a rule at a point."""
    return (rule_id << 32) | point_id


def split_key(key: int) -> tuple[int, int]:
    """Return (rule id, point id) of an engine's number."""
    return key >> 32, key & 0xFFFFFFFF
