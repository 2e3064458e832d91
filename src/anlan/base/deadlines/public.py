"""The door to legal clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db.models import Model

from anlan.base.deadlines import services
from anlan.base.deadlines.contracts import DeadlineInfo
from anlan.base.deadlines.models import Deadline
from anlan.base.deadlines.working_days import add_working_days as add_working_days
from anlan.base.deadlines.working_days import is_working_day as is_working_day
from anlan.base.deadlines.working_days import list_working_days as list_working_days
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def info(deadline: Deadline) -> DeadlineInfo:
    """Return a deadline as a value."""
    return DeadlineInfo(
        id=deadline.pk,
        rule_code=deadline.rule.code,
        title=deadline.title,
        legal_basis=deadline.rule.legal_basis,
        is_verified=deadline.rule.is_verified,
        started_at=deadline.started_at,
        due_at=deadline.due_at,
        state=deadline.state,
        met_at=deadline.met_at,
        is_overdue=deadline.is_overdue,
        subject_type=deadline.subject_type,
        subject_id=deadline.subject_id,
        subject_label=deadline.subject_label,
        subject_url=deadline.subject_url,
    )


def start_deadline(
    *,
    rule_code: str,
    subject: Model,
    actor: Actor,
    started_at: datetime | None = None,
    responsible_ids: Iterable[int] = (),
    title: str = "",
    due_at: datetime | None = None,
) -> DeadlineInfo:
    """Start a clock; see ``services.start_deadline``."""
    return info(
        services.start_deadline(
            rule_code=rule_code,
            subject=subject,
            actor=actor,
            started_at=started_at,
            responsible_ids=responsible_ids,
            title=title,
            due_at=due_at,
        )
    )


def meet_deadline(
    *,
    subject: Model,
    rule_code: str,
    actor: Actor,
    at: datetime | None = None,
    evidence: str = "",
) -> DeadlineInfo | None:
    """Record the duty as done; None when no such clock runs."""
    met = services.meet_deadline(
        subject=subject, rule_code=rule_code, actor=actor, at=at, evidence=evidence
    )
    return info(met) if met else None


def start_deadlines(
    *, started_at: Mapping[str, datetime], subject: Model, actor: Actor, is_new: bool = False
) -> list[DeadlineInfo]:
    """Start several clocks at once; see ``services.start_deadlines``."""
    made = services.start_deadlines(
        started_at=started_at, subject=subject, actor=actor, is_new=is_new
    )
    return [info(deadline) for deadline in made]


def deadlines_of(subject: Model) -> list[DeadlineInfo]:
    """Return all clocks of a subject, earliest due first (the caller has checked visibility)."""
    rows = Deadline.objects.select_related("rule").filter(
        subject_type=subject._meta.label, subject_id=str(subject.pk)
    )
    return [info(row) for row in rows]


def running_of(subjects: Iterable[Model], *, before: datetime) -> list[DeadlineInfo]:
    """Return the clocks of subjects of one model that end before a moment, earliest first."""
    rows = list(subjects)
    if not rows:
        return []
    found = Deadline.objects.select_related("rule").filter(
        subject_type=rows[0]._meta.label,
        subject_id__in=[str(row.pk) for row in rows],
        state="running",
        due_at__lt=before,
    )
    return [info(row) for row in found.order_by("due_at")]


def running_deadlines(actor: Actor, *, limit: int = 20) -> list[DeadlineInfo]:
    """Return the clocks that run in the actor's scope, what is latest first."""
    rows = visible(Deadline, actor).select_related("rule").filter(state="running")
    return [info(row) for row in rows.order_by("due_at")[:limit]]


def load_clock_rules(path: Path, actor: Actor) -> int:
    """Upsert clock rules from a csv table."""
    return services.load_clock_rules(path, actor)


pause_deadline = services.pause_deadline
resume_deadline = services.resume_deadline
extend_deadline = services.extend_deadline
cancel_deadlines = services.cancel_deadlines
