"""Starting, meeting and moving legal clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import Act, audit, audit_many, changes
from anlan.base.deadlines.events import (
    DeadlineChanged,
    DeadlineEvent,
    DeadlineMet,
    DeadlineNear,
    DeadlineOverdue,
    DeadlineStarted,
)
from anlan.base.deadlines.models import ClockRule, ClockUnit, Deadline, DeadlineState
from anlan.base.deadlines.permissions import CHANGE, CHANGE_RULE
from anlan.base.deadlines.working_days import due_after, working_days_between
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit, emit_many
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.rehearsal import is_rehearsal, refuse_rehearsal
from anlan.kernel.tables import bring_up_to_date, read_csv

ACTIVE = (DeadlineState.RUNNING, DeadlineState.PAUSED)


def _told(cls: type[DeadlineEvent], deadline: Deadline) -> DeadlineEvent:
    return cls(
        deadline_id=deadline.pk,
        rule_code=deadline.rule.code,
        subject_type=deadline.subject_type,
        subject_id=deadline.subject_id,
        due_at=deadline.due_at,
        region=deadline.region_id or "",
        organisation=deadline.organisation_id,
    )


def _tell(cls: type[DeadlineEvent], deadline: Deadline, actor: Actor) -> None:
    emit(_told(cls, deadline), actor)


@transaction.atomic
def start_deadline(
    *,
    rule_code: str,
    subject: Model,
    actor: Actor,
    started_at: datetime | None = None,
    responsible_ids: Iterable[int] = (),
    title: str = "",
    due_at: datetime | None = None,
) -> Deadline:
    """Start the clock ``rule_code`` on ``subject``; a clock that already runs is returned as it is.

    ``due_at`` is the day an order sets where the law leaves it to the officer. Raises
    ``ClockRule.DoesNotExist`` for an unknown rule (reference data not loaded) and
    ``OnlyRehearsed`` in a drill: no legal clock runs there.
    """
    refuse_rehearsal(subject)
    rule = ClockRule.objects.get(code=rule_code)
    begun = started_at or clock.now()
    url = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    deadline, created = Deadline.objects.get_or_create(
        rule=rule,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        state__in=ACTIVE,
        defaults={
            "state": DeadlineState.RUNNING,
            "title": title or rule.title,
            "subject_label": str(subject)[:200],
            "subject_url": url,
            "region_id": getattr(subject, "region_id", None),
            "organisation_id": getattr(subject, "organisation_id", None),
            "started_at": begun,
            "due_at": due_at or due_after(begun, rule.amount, rule.unit),
        },
    )
    if created:
        deadline.responsible.add(*responsible_ids)
        audit(actor, "deadlines.deadline.started", deadline, after={"due_at": deadline.due_at})
        _tell(DeadlineStarted, deadline, actor)
    return deadline


@transaction.atomic(savepoint=False)
def start_deadlines(
    *, started_at: Mapping[str, datetime], subject: Model, actor: Actor, is_new: bool = False
) -> list[Deadline]:
    """Start several clocks on ``subject`` at once (rule code → start), in a handful of statements.

    A clock that already runs stays as it is (a subject that ``is_new`` has none); in a drill none
    starts. Returns those started. Raises ``ClockRule.DoesNotExist`` for an unknown rule.
    """
    if is_rehearsal(subject):
        return []
    rules = {rule.code: rule for rule in ClockRule.objects.filter(code__in=started_at)}
    if unknown := set(started_at) - set(rules):
        raise ClockRule.DoesNotExist(", ".join(sorted(unknown)))
    running = set() if is_new else _running(subject, started_at)
    url = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    made = Deadline.objects.bulk_create(
        [
            Deadline(
                rule=rules[code],
                subject_type=subject._meta.label,
                subject_id=str(subject.pk),
                state=DeadlineState.RUNNING,
                title=rules[code].title,
                subject_label=str(subject)[:200],
                subject_url=url,
                region_id=getattr(subject, "region_id", None),
                organisation_id=getattr(subject, "organisation_id", None),
                started_at=begun,
                due_at=due_after(begun, rules[code].amount, rules[code].unit),
            )
            for code, begun in started_at.items()
            if code not in running
        ]
    )
    if made:
        acts = [Act(deadline, after={"due_at": deadline.due_at}) for deadline in made]
        audit_many(actor, "deadlines.deadline.started", acts)
        emit_many([_told(DeadlineStarted, deadline) for deadline in made], actor)
    return made


def _running(subject: Model, codes: Iterable[str]) -> set[str]:
    """Which of these clocks run on ``subject``."""
    found = Deadline.objects.filter(
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        state__in=ACTIVE,
        rule__code__in=codes,
    )
    return set(found.values_list("rule__code", flat=True))


def _active(subject: Model, rule_code: str | None = None) -> QuerySet[Deadline]:
    found = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("rule")
        .filter(subject_type=subject._meta.label, subject_id=str(subject.pk), state__in=ACTIVE)
    )
    return found.filter(rule__code=rule_code) if rule_code else found


@transaction.atomic
def meet_deadline(
    *,
    subject: Model,
    rule_code: str,
    actor: Actor,
    at: datetime | None = None,
    evidence: str = "",
) -> Deadline | None:
    """Record that the duty was done; None when no such clock runs. Late is recorded as late."""
    deadline = _active(subject, rule_code).first()
    if deadline is None:
        return None
    deadline.state, deadline.met_at = DeadlineState.MET, at or clock.now()
    deadline.evidence = evidence[:300]
    deadline.save(update_fields=["state", "met_at", "evidence", "updated_at"])
    audit(
        actor,
        "deadlines.deadline.met",
        deadline,
        after={"met_at": deadline.met_at, "late": deadline.is_overdue},
        reason=evidence,
    )
    _tell(DeadlineMet, deadline, actor)
    return deadline


def _locked(deadline_id: int, actor: Actor, *states: str) -> Deadline:
    deadline = get_visible(Deadline, deadline_id, actor=actor, lock=True)
    require(actor, CHANGE, deadline)
    if deadline.state not in states:
        raise WrongState(_("This clock no longer runs."))
    return deadline


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})


@transaction.atomic
def pause_deadline(*, deadline_id: int, actor: Actor, reason: str) -> Deadline:
    """Stop a clock for a lawful reason (expert assessment, force majeure …)."""
    deadline = _locked(deadline_id, actor, DeadlineState.RUNNING)
    _with_reason(reason)
    deadline.state, deadline.paused_at = DeadlineState.PAUSED, clock.now()
    deadline.save(update_fields=["state", "paused_at", "updated_at"])
    audit(actor, "deadlines.deadline.paused", deadline, reason=reason)
    _tell(DeadlineChanged, deadline, actor)
    return deadline


@transaction.atomic
def resume_deadline(*, deadline_id: int, actor: Actor, reason: str = "") -> Deadline:
    """Let a paused clock run on; what was left when it stopped is left again."""
    deadline = _locked(deadline_id, actor, DeadlineState.PAUSED)
    assert deadline.paused_at is not None
    before = deadline.due_at
    now = clock.now()
    if deadline.rule.unit == ClockUnit.WORKING_DAY:
        lost = working_days_between(
            timezone.localtime(deadline.paused_at).date(), timezone.localtime(now).date()
        )
        last_day = deadline.due_at - timedelta(seconds=1)
        deadline.due_at = due_after(last_day, lost, deadline.rule.unit) if lost else before
    else:
        deadline.due_at += now - deadline.paused_at
    deadline.state, deadline.paused_at, deadline.overdue_at = DeadlineState.RUNNING, None, None
    deadline.save(update_fields=["state", "paused_at", "due_at", "overdue_at", "updated_at"])
    audit(
        actor,
        "deadlines.deadline.resumed",
        deadline,
        before={"due_at": before},
        after={"due_at": deadline.due_at},
        reason=reason,
    )
    _tell(DeadlineChanged, deadline, actor)
    return deadline


@transaction.atomic
def extend_deadline(*, deadline_id: int, due_at: datetime, actor: Actor, reason: str) -> Deadline:
    """Move a due time later, with a reason. Raises ``InvalidInput`` for an earlier time."""
    deadline = _locked(deadline_id, actor, *ACTIVE)
    _with_reason(reason)
    if due_at <= deadline.due_at:
        raise InvalidInput(fields={"due_at": _("The new time must be later than the present one.")})
    before, after = changes(deadline, due_at=due_at, overdue_at=None, reminded_at=None)
    deadline.save(update_fields=["due_at", "overdue_at", "reminded_at", "updated_at"])
    audit(actor, "deadlines.deadline.extended", deadline, before=before, after=after, reason=reason)
    _tell(DeadlineChanged, deadline, actor)
    return deadline


@transaction.atomic
def cancel_deadlines(
    *, subject: Model, actor: Actor, reason: str, rule_code: str | None = None
) -> int:
    """Stop the clocks of a subject that ended otherwise; returns how many."""
    found = list(_active(subject, rule_code))
    for deadline in found:
        deadline.state = DeadlineState.CANCELLED
        deadline.save(update_fields=["state", "updated_at"])
        audit(actor, "deadlines.deadline.cancelled", deadline, reason=reason)
        _tell(DeadlineChanged, deadline, actor)
    return len(found)


@transaction.atomic
def check_clocks(*, actor: Actor) -> tuple[int, int]:
    """Remind and escalate what is due; returns (reminders, escalations). Run by a periodic job.

    Rows are taken with SKIP LOCKED, so that several workers never tell twice.
    """
    now = clock.now()
    running = Deadline.objects.select_related("rule").filter(state=DeadlineState.RUNNING)
    late = list(
        running.filter(due_at__lte=now, overdue_at__isnull=True).select_for_update(
            skip_locked=True, of=("self",)
        )[:500]
    )
    for deadline in late:
        deadline.overdue_at = now
        deadline.save(update_fields=["overdue_at", "updated_at"])
        audit(actor, "deadlines.deadline.overdue", deadline, after={"due_at": deadline.due_at})
        _tell(DeadlineOverdue, deadline, actor)
    horizon = max(ClockRule.objects.values_list("remind_before_s", flat=True), default=0)
    near = [
        deadline
        for deadline in running.filter(
            due_at__gt=now,
            due_at__lte=now + timedelta(seconds=horizon),
            reminded_at__isnull=True,
            rule__remind_before_s__gt=0,
        ).select_for_update(skip_locked=True, of=("self",))[:500]
        if deadline.due_at - timedelta(seconds=deadline.rule.remind_before_s) <= now
    ]
    for deadline in near:
        deadline.reminded_at = now
        deadline.save(update_fields=["reminded_at", "updated_at"])
        _tell(DeadlineNear, deadline, actor)
    return len(near), len(late)


@transaction.atomic
def load_clock_rules(path: Path, actor: Actor) -> int:
    """Upsert clock rules from a table; officers' confirmations are kept. Returns the number."""
    rows = [
        {
            "code": row["code"],
            "title": row["title"],
            "amount": int(row["amount"]),
            "unit": ClockUnit(row["unit"]).value,
            "legal_basis": row["legal_basis"],
            "remind_before_s": int(row.get("remind_before_s") or 0),
            "escalate_permission": row.get("escalate_permission") or "",
            "is_verified": row["is_verified"].strip().lower() in ("true", "1", "yes"),
        }
        for row in read_csv(path)
    ]
    bring_up_to_date(ClockRule, rows, stays=lambda rule: rule.is_verified)
    audit(actor, "deadlines.rules.loaded", after={"table": path.name, "rows": len(rows)})
    return len(rows)


@transaction.atomic
def change_rule(*, rule_id: int, actor: Actor, reason: str, **values: Any) -> ClockRule:
    """Change or confirm a clock rule; running clocks keep the time they were started with."""
    require_permission(actor, CHANGE_RULE)
    _with_reason(reason)
    rule = get_visible(ClockRule, rule_id, actor=actor, lock=True)
    before, after = changes(rule, **values)
    rule.save(update_fields=[*after, "updated_at"])
    audit(actor, "deadlines.rule.changed", rule, before=before, after=after, reason=reason)
    return rule
