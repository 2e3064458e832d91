"""Writing rules: a version is drafted, put into force, superseded; never edited in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.monitoring.alarms.choices import RuleKind, RuleState
from anlan.monitoring.alarms.constants import RULES_CHANNEL
from anlan.monitoring.alarms.errors import RuleIncomplete, RuleInForce
from anlan.monitoring.alarms.events import RulesChanged
from anlan.monitoring.alarms.models import AlarmRule, AlarmTrigger
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.crossings import clear_crossing

#: Fields that each kind cannot do without.
NEEDED: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.UPPER: ("upper",),
    RuleKind.LOWER: ("lower",),
    RuleKind.RANGE: ("lower", "upper"),
    RuleKind.DURATION: ("upper", "on_delay_s"),
    RuleKind.RATE: (),
    RuleKind.STUCK: ("on_delay_s",),
    RuleKind.MISSING: ("on_delay_s",),
    RuleKind.ROBUST_Z: ("upper",),
    RuleKind.EWMA: ("upper",),
    RuleKind.CUSUM: ("upper",),
}
FIELDS = (
    "name",
    "point_id",
    "quantity",
    "device_kind",
    "chemical_id",
    "kind",
    "level",
    "lower",
    "upper",
    "unit",
    "dead_band",
    "on_delay_s",
    "off_delay_s",
    "window",
    "weight",
    "allowance",
    "basis",
    "basis_verified",
    "advice",
)


def _check(rule: AlarmRule) -> None:
    missing = {
        name: str(rule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in NEEDED[RuleKind(rule.kind)]
        if getattr(rule, name) is None or (name.endswith("_s") and getattr(rule, name) <= 0)
    }
    if rule.kind == RuleKind.RATE and rule.upper is None and rule.lower is None:
        missing["upper"] = str(rule._meta.get_field("upper").verbose_name)
    if missing:
        raise RuleIncomplete(fields=missing)
    if rule.lower is not None and rule.upper is not None and rule.lower >= rule.upper:
        raise InvalidInput(fields={"upper": "<= lower"})


@transaction.atomic
def create_rule(*, actor: Actor, **values: Any) -> AlarmRule:
    """Draft a rule. ``values`` are the fields of ``AlarmRule`` named in ``FIELDS``."""
    require_permission(actor, CHANGE_RULE)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a rule: {sorted(unknown)}")
    rule = AlarmRule(**values)
    _check(rule)
    rule.save()
    audit(actor, "alarms.rule.created", rule, after=_content(rule))
    return rule


@transaction.atomic
def revise_rule(*, rule_id: int, actor: Actor, **values: Any) -> AlarmRule:
    """Write the next version of a rule as a draft; a draft itself is changed in place."""
    former = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, former)
    content = _content(former) | values
    if former.state == RuleState.DRAFT:
        rule = former
        for name, value in content.items():
            setattr(rule, name, value)
    else:
        newest = AlarmRule.objects.filter(line=former.line).order_by("-version").first()
        assert newest is not None
        if newest.state == RuleState.DRAFT:
            raise RuleInForce
        rule = AlarmRule(**content, line=former.line, version=newest.version + 1)
    _check(rule)
    rule.save()
    audit(actor, "alarms.rule.created", rule, before=_content(former), after=_content(rule))
    return rule


@transaction.atomic
def activate_rule(*, rule_id: int, actor: Actor) -> AlarmRule:
    """Put a version into force in place of the former one; ingesters reload at once."""
    rule = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    if rule.state != RuleState.DRAFT:
        raise RuleInForce
    for former in AlarmRule.objects.filter(line=rule.line, state=RuleState.ACTIVE):
        former.state = RuleState.RETIRED
        former.save(update_fields=["state", "updated_at"])
        _end_crossings(former, actor)
    rule.state = RuleState.ACTIVE
    rule.save(update_fields=["state", "updated_at"])
    audit(actor, "alarms.rule.activated", rule, after=_content(rule))
    _announce(rule, actor)
    return rule


@transaction.atomic
def retire_rule(*, rule_id: int, actor: Actor, reason: str = "") -> AlarmRule:
    """Put a rule out of force."""
    rule = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    rule.state = RuleState.RETIRED
    rule.save(update_fields=["state", "updated_at"])
    audit(actor, "alarms.rule.retired", rule, reason=reason)
    _end_crossings(rule, actor)
    _announce(rule, actor)
    return rule


def _end_crossings(rule: AlarmRule, actor: Actor) -> None:
    """A rule out of force holds no alarm up; a successor that is crossed joins it anew."""
    on = AlarmTrigger.objects.filter(rule=rule, cleared_at__isnull=True)
    for point_id in on.values_list("point_id", flat=True):
        clear_crossing(rule_id=rule.pk, point_id=point_id, at=clock.now(), actor=actor)


def announce_rules() -> None:
    """Tell running ingesters, when the transaction commits, to read the rules again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [RULES_CHANNEL])


def _announce(rule: AlarmRule, actor: Actor) -> None:
    emit(RulesChanged(rule_id=rule.pk), actor)
    announce_rules()


def _content(rule: AlarmRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in FIELDS}
