"""Cadences become duties: made ahead for every responsible party, done with evidence, or missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible
from anlan.supervision.ledgers.choices import DutyState
from anlan.supervision.ledgers.events import DutiesMissed, DutyCompleted
from anlan.supervision.ledgers.models import Cadence, CadenceOccurrence
from anlan.supervision.ledgers.services.periods import period_of, shares
from anlan.supervision.ledgers.services.rows import IMAGES
from anlan.supervision.ledgers.states import DUTY

BATCH = 2000
#: A duty is made when its period begins; a single one this long before its day.
ONCE_AHEAD = timedelta(days=400)
#: A single duty whose day lies further back than this is history, not a duty.
ONCE_BEHIND = timedelta(days=90)


def due_days(cadence: Cadence, on: date) -> list[tuple[date, date, int]]:
    """The duties of the period that ``on`` lies in: first day, due day, number in the period."""
    if cadence.starts_on and on < cadence.starts_on:
        return []
    if cadence.ends_on and on > cadence.ends_on:
        return []
    if cadence.once_by:
        if not cadence.once_by - ONCE_AHEAD <= on <= cadence.once_by + ONCE_BEHIND:
            return []
        first = cadence.starts_on or cadence.once_by.replace(month=1, day=1)
        return [(first, cadence.once_by, 1)]
    if not cadence.unit:
        return []
    first, last = period_of(on, cadence.unit, cadence.every)
    days = enumerate(shares(first, last, cadence.times), start=1)
    # A share whose day passed before the cadence came into force is not held against anybody.
    return [(first, due, number) for number, due in days if due >= on]


def responsible(cadence: Cadence) -> Iterator[dict[str, Any]]:
    """Whom a cadence binds: each enterprise of its sectors, the department, townships, villages."""
    if cadence.applies_to == "enterprise":
        rows = apps.get_model("enterprises.Enterprise")._default_manager.filter(
            sector_id__in=cadence.sectors or cadence.pack.sectors, status="operating"
        )
        for pk, organisation, region, sector in rows.values_list(
            "pk", "organisation_id", "region_id", "sector_id"
        ).iterator(chunk_size=BATCH):
            yield {
                "subject_key": f"e{pk}",
                "enterprise_id": pk,
                "organisation_id": organisation,
                "region_id": region,
                "sector_id": sector,
            }
        return
    organisations = apps.get_model("organisations.Organisation")._default_manager
    if cadence.applies_to == "department":
        found = organisations.filter(pk=cadence.pack.organisation_id or 0)
    else:
        found = organisations.filter(kind=cadence.applies_to, is_active=True)
    for pk, region in found.values_list("pk", "region_id").iterator(chunk_size=BATCH):
        yield {"subject_key": f"o{pk}", "organisation_id": pk, "region_id": region}


def make_duties(*, on: date | None = None, pack_id: int | None = None) -> int:
    """Make the duties of the running periods; harmless to repeat. Returns how many are new."""
    day = on or clock.today()
    cadences = Cadence.objects.filter(is_retired=False).select_related("pack")
    if pack_id is not None:
        cadences = cadences.filter(pack_id=pack_id)
    before = CadenceOccurrence.objects.count()
    for cadence in cadences:
        if days := due_days(cadence, day):
            _make(cadence, days)
    return CadenceOccurrence.objects.count() - before


def _make(cadence: Cadence, days: Sequence[tuple[date, date, int]]) -> None:
    batch: list[CadenceOccurrence] = []
    for subject in responsible(cadence):
        for first, due, number in days:
            batch.append(
                CadenceOccurrence(
                    cadence=cadence, starts_on=first, due_on=due, ordinal=number, **subject
                )
            )
        if len(batch) >= BATCH:
            CadenceOccurrence.objects.bulk_create(batch, ignore_conflicts=True)
            batch.clear()
    CadenceOccurrence.objects.bulk_create(batch, ignore_conflicts=True)


@transaction.atomic
def mark_missed(*, on: date | None = None) -> int:
    """Mark duties whose day has passed without a report; returns how many."""
    day = on or clock.today()
    late = CadenceOccurrence.objects.filter(state=DutyState.OPEN, due_on__lt=day)
    told = list(late.values("cadence_id", "due_on").annotate(n=Count("pk")).order_by("due_on"))
    changed = late.update(state=DutyState.MISSED, updated_at=clock.now())
    actor = system_actor("ledgers")
    for row in told:
        emit(
            DutiesMissed(cadence_id=row["cadence_id"], count=row["n"], due_on=row["due_on"]), actor
        )
    return changed


@transaction.atomic
def complete_duty(
    *,
    duty_id: int,
    note: str,
    actor: Actor,
    done_on: date | None = None,
    participants: int | None = None,
    files: Sequence[UploadedFile[Any]] = (),
    reason: str = "",
) -> CadenceOccurrence:
    """Report a duty as done, with what was done and the evidence; late reports are accepted."""
    duty = get_visible(CadenceOccurrence, duty_id, actor=actor, lock=True)
    DUTY.check(duty, "complete", actor=actor)
    day = done_on or clock.today()
    if day > clock.today():
        raise InvalidInput(fields={"done_on": _("This day lies in the future.")})
    if len(note.strip()) < 2:
        raise InvalidInput(fields={"note": _("Say in a sentence what was done.")})
    DUTY.fire(duty, "complete", actor=actor, reason=reason)
    duty.note, duty.done_on = note.strip(), day
    duty.done_by, duty.participants = actor.display_name[:100], participants
    duty.save(update_fields=["note", "done_on", "done_by", "participants", "updated_at"])
    for uploaded in files:
        kind = "photo" if uploaded.content_type in IMAGES else "document"
        store_upload(uploaded=uploaded, subject=duty, actor=actor, kind=kind)
    audit(actor, "ledgers.duty.completed", duty, after={"note": note, "done_on": str(day)})
    emit(DutyCompleted(duty_id=duty.pk, cadence_id=duty.cadence_id, region=duty.region_id), actor)
    return duty


@transaction.atomic
def reopen_duty(*, duty_id: int, actor: Actor, reason: str = "") -> CadenceOccurrence:
    """Take a report back that was wrong."""
    duty = get_visible(CadenceOccurrence, duty_id, actor=actor, lock=True)
    DUTY.fire(duty, "reopen", actor=actor, reason=reason)
    duty.done_on, duty.done_by = None, ""
    duty.save(update_fields=["done_on", "done_by", "updated_at"])
    audit(actor, "ledgers.duty.reopened", duty, reason=reason)
    return duty


def duty_counts(rows: Any) -> dict[str, int]:
    """How many duties are open, done, missed."""
    found = rows.aggregate(
        open=Count("pk", filter=Q(state=DutyState.OPEN)),
        done=Count("pk", filter=Q(state=DutyState.DONE)),
        missed=Count("pk", filter=Q(state=DutyState.MISSED)),
    )
    return {name: int(count) for name, count in found.items()}
