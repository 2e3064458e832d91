"""Writing rules: a version is drafted, put into force, superseded; never edited in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.monitoring.alarms.choices import COMPOSED_KINDS, BackTestState, RuleKind, RuleState
from anlan.monitoring.alarms.conditions import read_conditions
from anlan.monitoring.alarms.constants import RULES_CHANNEL
from anlan.monitoring.alarms.errors import (
    NotBackTested,
    NothingLearnt,
    RuleIncomplete,
    RuleInForce,
)
from anlan.monitoring.alarms.events import RulesChanged
from anlan.monitoring.alarms.models import AlarmRule, AlarmTrigger, BackTest
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
    RuleKind.REPETITION: ("within_s",),
    RuleKind.COMBINATION: ("expression",),
    RuleKind.MULTICHANNEL: ("channels",),
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
    "clear_lower",
    "clear_upper",
    "is_latching",
    "steps_down",
    "repeat",
    "within_s",
    "schedule_id",
    "scope",
    "expression",
    "channels",
    "confidence",
    "owner_id",
    "review_after",
    "basis",
    "basis_verified",
    "advice",
)
#: Fields that change nothing about when a rule raises an alarm.
WORDS = ("name", "basis", "basis_verified", "advice", "owner_id", "review_after")


def _check(rule: AlarmRule) -> None:
    missing = {
        name: str(rule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in NEEDED[RuleKind(rule.kind)]
        if getattr(rule, name) in (None, "", [])
        or (name.endswith("_s") and getattr(rule, name) <= 0)
    }
    if (
        rule.kind in (RuleKind.RATE, RuleKind.REPETITION)
        and rule.upper is None
        and rule.lower is None
    ):
        missing["upper"] = str(rule._meta.get_field("upper").verbose_name)
    if missing:
        raise RuleIncomplete(fields=missing)
    if rule.lower is not None and rule.upper is not None and rule.lower >= rule.upper:
        raise InvalidInput(fields={"upper": "<= lower"})
    _check_clear_limits(rule)
    if rule.kind == RuleKind.COMBINATION:
        read_conditions(rule.expression)
    if rule.kind == RuleKind.MULTICHANNEL and len(set(rule.channels)) < 2:
        raise InvalidInput(fields={"channels": _("At least two quantities are judged together.")})
    if rule.kind not in COMPOSED_KINDS and rule.point_id is None and not rule.quantity:
        raise InvalidInput(
            fields={"quantity": _("Give a point, or the quantity of a class of points.")}
        )


def _check_clear_limits(rule: AlarmRule) -> None:
    """A rule clears inside its limits, not beyond them."""
    if rule.clear_upper is not None and rule.upper is not None and rule.clear_upper > rule.upper:
        raise InvalidInput(fields={"clear_upper": _("It must clear inside the limit.")})
    if rule.clear_lower is not None and rule.lower is not None and rule.clear_lower < rule.lower:
        raise InvalidInput(fields={"clear_lower": _("It must clear inside the limit.")})


@transaction.atomic
def create_rule(*, actor: Actor, **values: Any) -> AlarmRule:
    """Draft a rule. ``values`` are the fields of ``AlarmRule`` named in ``FIELDS``."""
    require_permission(actor, CHANGE_RULE)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a rule: {sorted(unknown)}")
    values.setdefault("owner_id", actor.person_id)
    rule = AlarmRule(**values)
    _check(rule)
    rule.save()
    audit(actor, "alarms.rule.created", rule, after=content_of(rule))
    return rule


@transaction.atomic
def revise_rule(*, rule_id: int, actor: Actor, **values: Any) -> AlarmRule:
    """Write the next version of a rule as a draft; a draft itself is changed in place."""
    former = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, former)
    content = content_of(former) | values
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
    audit(actor, "alarms.rule.created", rule, before=content_of(former), after=content_of(rule))
    return rule


@transaction.atomic
def activate_rule(*, rule_id: int, actor: Actor, reason: str = "") -> AlarmRule:
    """Put a version into force in place of the former one; ingesters reload at once.

    It must have been tested on history as it stands, or ``reason`` says why it cannot wait for
    that. Raises ``RuleInForce``, ``NotBackTested``, ``NothingLearnt``.
    """
    rule = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    if rule.state != RuleState.DRAFT:
        raise RuleInForce
    if not reason.strip() and not is_back_tested(rule):
        raise NotBackTested
    if rule.kind == RuleKind.MULTICHANNEL and not rule.baselines.exists():
        raise NothingLearnt
    for former in AlarmRule.objects.filter(line=rule.line, state=RuleState.ACTIVE):
        former.state = RuleState.RETIRED
        former.save(update_fields=["state", "updated_at"])
        _end_crossings(former, actor)
    rule.state, rule.activated_at = RuleState.ACTIVE, clock.now()
    rule.activation_reason = reason.strip()
    rule.save(update_fields=["state", "activated_at", "activation_reason", "updated_at"])
    audit(actor, "alarms.rule.activated", rule, after=content_of(rule), reason=reason)
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


def content_of(rule: AlarmRule) -> dict[str, Any]:
    """Return what a version says."""
    return {name: getattr(rule, name) for name in FIELDS}


def fingerprint_of(rule: AlarmRule) -> str:
    """Return a short mark of what decides when a version raises alarms."""
    told = {name: getattr(rule, name) for name in FIELDS if name not in WORDS}
    told["baselines"] = [
        (row.subject_key, row.fitted_at.isoformat()) for row in rule.baselines.all()
    ]
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:32]


def is_back_tested(rule: AlarmRule) -> bool:
    """Whether the version was tested on history as it stands."""
    tests = BackTest.objects.filter(rule=rule, state=BackTestState.DONE)
    return tests.filter(fingerprint=fingerprint_of(rule)).exists()
