"""Who must hold drills by when: kept up to date from registers and from the drills held."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.deadlines.public import (
    cancel_deadlines,
    meet_deadline,
    running_of,
    start_deadline,
)
from anlan.base.organisations.public import list_organisations
from anlan.command.drills.choices import Concerns
from anlan.command.drills.events import DutyChanged
from anlan.command.drills.models import CadenceDuty, CadenceRule, Drill
from anlan.command.drills.permissions import RECORD, SET_RULES
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.tables import read_csv
from anlan.supervision.enterprises import public as enterprises

RULES = Path(__file__).parent.parent / "data" / "cadence.csv"
#: The clock that reminds; its day is set by the rule of the duty.
CLOCK = "drills.held"
#: Categories of 生产安全事故应急条例 article 8 (2).
#: Clocks started in one night at most.
CLOCKS_A_NIGHT = 2000
HIGH_RISK = ("hazchem", "mining", "construction", "crowd")


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@transaction.atomic
def load_rules(*, actor: Actor, path: Path = RULES) -> int:
    """Upsert the rules from their table; what an officer confirmed stays. Returns the number."""
    rows = read_csv(path)
    for row in rows:
        values: dict[str, Any] = {
            "title": row["title"],
            "concerns": Concerns(row["concerns"]),
            "months": int(row["months"]),
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
        }
        known = CadenceRule.objects.filter(code=row["code"]).first()
        if known is None:
            CadenceRule.objects.create(
                code=row["code"], is_active=row["is_active"] == "1", **values
            )
        elif not known.is_verified:
            CadenceRule.objects.filter(pk=known.pk).update(**values)
    audit(actor, "drills.rules.loaded", after={"rows": len(rows)})
    return len(rows)


@transaction.atomic
def change_rule(*, rule_id: int, actor: Actor, reason: str, **values: Any) -> CadenceRule:
    """Change or confirm a rule; the days of its duties follow."""
    require_permission(actor, SET_RULES)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    rule = get_visible(CadenceRule, rule_id, actor=actor, lock=True)
    known = {"months", "is_active", "is_verified", "legal_basis"}
    before, after = changes(rule, **{k: v for k, v in values.items() if k in known})
    if after:
        rule.save(update_fields=[*after, "updated_at"])
        for duty in rule.duties.select_for_update(of=("self",)):
            _set_due(duty, rule, actor)
    audit(actor, "drills.rule.changed", rule, before=before, after=after, reason=reason)
    return rule


def _set_due(duty: CadenceDuty, rule: CadenceRule, actor: Actor) -> None:
    begun = duty.last_on or timezone.localtime(duty.created_at).date()
    duty.due_on = add_months(begun, rule.months)
    duty.is_active = rule.is_active
    duty.save(update_fields=["due_on", "is_active", "updated_at"])
    _restart_clock(duty, actor)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _restart_clock(duty: CadenceDuty, actor: Actor) -> None:
    cancel_deadlines(subject=duty, actor=actor, reason="重新计算", rule_code=CLOCK)
    if duty.is_active:
        start_deadline(
            rule_code=CLOCK,
            subject=duty,
            actor=actor,
            started_at=_noon(duty.last_on or clock.today()),
            title=f"{duty.rule.title}：{duty.organisation}"[:200],
            due_at=_noon(duty.due_on),
        )


def _concerned(rule: CadenceRule, actor: Actor) -> Iterable[tuple[int, str, int | None]]:
    """(organisation, region, enterprise) of those a rule concerns."""
    if rule.concerns == Concerns.PUBLIC:
        for row in list_organisations(actor, kinds=("government", "department")):
            yield row.id, row.region_code, None
    elif rule.concerns == Concerns.TOWNSHIP:
        for row in list_organisations(actor, kinds=("township",)):
            yield row.id, row.region_code, None
    elif rule.concerns == Concerns.HIGH_RISK:
        yield from enterprises.list_operating(HIGH_RISK)
    elif rule.concerns == Concerns.FIRE_KEY:
        yield from enterprises.list_operating(("crowd",))


@transaction.atomic
def refresh_duties(*, actor: Actor) -> int:
    """Enter whoever has come to fall under a rule; returns how many are new. Run every night.

    A unit that is new has the whole period before it: nobody is late on the day he is entered.
    """
    made = 0
    for rule in CadenceRule.objects.filter(is_active=True):
        known = set(rule.duties.values_list("organisation_id", flat=True))
        fresh = [
            CadenceDuty(
                rule=rule,
                organisation_id=organisation,
                region_id=region,
                enterprise_id=enterprise,
                due_on=add_months(clock.today(), rule.months),
            )
            for organisation, region, enterprise in _concerned(rule, actor)
            if organisation not in known
        ]
        CadenceDuty.objects.bulk_create(fresh, ignore_conflicts=True)
        made += len(fresh)
    _start_near_clocks(actor)
    if made:
        audit(actor, "drills.duties.refreshed", after={"new": made})
    return made


def _start_near_clocks(actor: Actor) -> None:
    """Start the reminding clock of duties whose day is near; most need none for months."""
    horizon = add_months(clock.today(), 2)
    rows = list(
        CadenceDuty.objects.filter(is_active=True, due_on__lte=horizon)
        .select_related("rule", "organisation")
        .order_by("due_on", "pk")
    )
    running = running_of(rows, before=_noon(add_months(horizon, 1)))
    known = {info.subject_id for info in running if info.rule_code == CLOCK}
    for duty in [row for row in rows if str(row.pk) not in known][:CLOCKS_A_NIGHT]:
        start_deadline(
            rule_code=CLOCK,
            subject=duty,
            actor=actor,
            started_at=_noon(duty.last_on or clock.today()),
            title=f"{duty.rule.title}：{duty.organisation}"[:200],
            due_at=_noon(duty.due_on),
        )


@transaction.atomic
def record_held(*, duty_id: int, held_on: date, note: str, actor: Actor) -> CadenceDuty:
    """Record a drill that was held outside the platform, with what it was."""
    duty = get_visible(CadenceDuty, duty_id, actor=actor, lock=True)
    require(actor, RECORD, duty)
    problems = {}
    if held_on > clock.today():
        problems["held_on"] = _("This day has not come yet.")
    if not note.strip():
        problems["note"] = _("Say which drill it was.")
    if problems:
        raise InvalidInput(fields=problems)
    return _held(duty, held_on, note.strip(), actor)


def _held(duty: CadenceDuty, held_on: date, note: str, actor: Actor) -> CadenceDuty:
    if duty.last_on is not None and held_on <= duty.last_on:
        return duty
    before = {"last_on": duty.last_on, "due_on": duty.due_on}
    duty.last_on, duty.last_note = held_on, note[:200]
    duty.due_on = add_months(held_on, duty.rule.months)
    duty.save(update_fields=["last_on", "last_note", "due_on", "updated_at"])
    meet_deadline(subject=duty, rule_code=CLOCK, actor=actor, at=_noon(held_on), evidence=note)
    audit(
        actor,
        "drills.duty.recorded",
        duty,
        before=before,
        after={"last_on": duty.last_on, "due_on": duty.due_on, "note": note},
    )
    emit(DutyChanged(duty.pk, duty.region_id, duty.organisation_id), actor)
    return duty


def count_drill(drill: Drill, *, actor: Actor) -> int:
    """Count a drill that was held for its organiser and its enterprise; returns for how many."""
    held_on = clock.today()
    own = {drill.organisation_id}
    if drill.enterprise is not None:
        own.add(drill.enterprise.organisation_id)
    rows = CadenceDuty.objects.filter(organisation_id__in=own).select_related("rule")
    for duty in rows:
        _held(duty, held_on, f"{drill.number} {drill.name}", actor)
    return len(rows)
