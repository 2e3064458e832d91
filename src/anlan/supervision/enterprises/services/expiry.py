"""Telling of last days: each step once, each lapse once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of
from anlan.supervision.enterprises.expiry import LAST_DAYS, LastDay, lapsed_event
from anlan.supervision.enterprises.models import (
    Enterprise,
    EnterpriseContact,
    ExpiryRecord,
    ExpiryStep,
)
from anlan.supervision.enterprises.permissions import CLAIM

#: Days before the last one: from … to (both included) a step is told.
WINDOWS: tuple[tuple[ExpiryStep, int, int], ...] = (
    (ExpiryStep.NINETY, 31, 90),
    (ExpiryStep.THIRTY, 8, 30),
    (ExpiryStep.SEVEN, 1, 7),
    (ExpiryStep.LAST_DAY, 0, 0),
)
LEVELS = {ExpiryStep.THIRTY: 4, ExpiryStep.SEVEN: 3, ExpiryStep.LAST_DAY: 3, ExpiryStep.LAPSED: 2}
#: Papers told of in one transaction.
BATCH = 500
#: Lines named in one notice.
LINES = 8

Told = list[tuple[int, ExpiryRecord]]


def check_expiries(*, actor: Actor) -> int:
    """Tell of every last day that reached a step since the last time; returns how many."""
    told = 0
    for day in LAST_DAYS:
        while found := _tell_batch(day, actor):
            told += found
    return told


@transaction.atomic
def _tell_batch(day: LastDay, actor: Actor) -> int:
    with connection.cursor() as cursor:  # two workers never tell the same
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('anlan enterprises expiry'))")
    today = clock.today()
    records = [_record(day, subject, step) for subject, step in _due(day, today)]
    if not records:
        return 0
    ExpiryRecord.objects.bulk_create(
        [record for record, _subject in records],
        update_conflicts=True,
        unique_fields=["subject_type", "subject_id", "what", "due_on", "step"],
        update_fields=["told_at", "renewed_at", "label"],
    )
    for record, subject in records:
        if record.step == ExpiryStep.LAPSED:
            emit(lapsed_event(day, subject, record.due_on), actor)
            audit(
                actor,
                "enterprises.paper.lapsed",
                subject,
                after={"due_on": record.due_on, "enterprise": day.enterprise_of(subject)},
            )
    _notify(day, [(record.enterprise_id, record) for record, _subject in records], actor)
    return len(records)


def _due(day: LastDay, today: date) -> Iterable[tuple[Any, ExpiryStep]]:
    """Rows that reached a step which was not told yet, at most one batch."""
    known = ExpiryRecord.objects.filter(
        subject_type=day.model, what=day.what, subject_id=Cast(OuterRef("pk"), CharField())
    )
    rows = day.rows().select_related(day.enterprise)
    lapses = rows.filter(
        ~Exists(known.filter(step=ExpiryStep.LAPSED, renewed_at__isnull=True)),
        **{f"{day.field}__lt": today},
    )
    found = [(row, ExpiryStep.LAPSED) for row in lapses.order_by("pk")[:BATCH]]
    for step, first, last in WINDOWS:
        if len(found) >= BATCH:
            break
        near = rows.filter(
            ~Exists(known.filter(step=step, due_on=OuterRef(day.field))),
            **{
                f"{day.field}__gte": today + timedelta(days=first),
                f"{day.field}__lte": today + timedelta(days=last),
            },
        )
        found += [(row, step) for row in near.order_by("pk")[: BATCH - len(found)]]
    return found


def _record(day: LastDay, subject: Any, step: ExpiryStep) -> tuple[ExpiryRecord, Any]:
    return (
        ExpiryRecord(
            enterprise_id=day.enterprise_of(subject).pk,
            subject_type=day.model,
            subject_id=str(subject.pk),
            what=day.what,
            label=str(subject)[:200],
            due_on=getattr(subject, day.field),
            step=step,
            told_at=clock.now(),
            renewed_at=None,
        ),
        subject,
    )


def _notify(day: LastDay, told: Told, actor: Actor) -> None:
    """One notice an enterprise and step, however many papers it names."""
    groups: dict[tuple[int, int], list[ExpiryRecord]] = defaultdict(list)
    for enterprise_id, record in told:
        groups[enterprise_id, record.step].append(record)
    enterprises = Enterprise.objects.in_bulk({key[0] for key in groups})
    answerable: dict[int, list[int]] = defaultdict(list)
    contacts = EnterpriseContact.objects.filter(enterprise_id__in=enterprises)
    for enterprise_id, person_id in contacts.values_list("enterprise_id", "person_id"):
        answerable[enterprise_id].append(person_id)
    township: dict[str, list[int]] = {}
    for (enterprise_id, step), records in groups.items():
        enterprise = enterprises[enterprise_id]
        if enterprise.region_id not in township:
            township[enterprise.region_id] = policy_of(Enterprise).who_can(CLAIM, enterprise)
        notify(
            kind="enterprises.expiry",
            person_ids=[*answerable[enterprise_id], *township[enterprise.region_id]],
            title=_sentence(day, enterprise, ExpiryStep(step), len(records)),
            body="\n".join(f"{r.label} {r.due_on.isoformat()}" for r in records[:LINES]),
            url=f"{enterprise.get_absolute_url()}?part=papers",
            level=LEVELS.get(ExpiryStep(step)),
            subject=enterprise,
            actor=actor,
        )


def _sentence(day: LastDay, enterprise: Enterprise, step: ExpiryStep, count: int) -> str:
    name = enterprise.short_name or enterprise.name
    if step == ExpiryStep.LAPSED:
        text = ngettext(
            "%(name)s: %(what)s has run out (%(count)s)",
            "%(name)s: %(what)s have run out (%(count)s)",
            count,
        )
    elif step == ExpiryStep.LAST_DAY:
        text = _("%(name)s: %(what)s runs out today (%(count)s)")
    else:
        text = _("%(name)s: %(what)s runs out within %(days)s days (%(count)s)")
    return text % {"name": name, "what": day.label, "days": int(step), "count": count}
