"""Recording duties performed: by the platform's events, by apps, by people with evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from anlan.base.accounts.public import actor_of_user
from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.base.organisations.public import person_info
from anlan.governance.responsibility.choices import DutyKind
from anlan.governance.responsibility.events import DutyRecorded
from anlan.governance.responsibility.models import DutyRecord, WorkItem
from anlan.governance.responsibility.permissions import RECORD, VIEW_RECORD
from anlan.governance.responsibility.works import with_done
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import require, require_permission, scope_reaches


@transaction.atomic
def record_duty(
    *,
    kind: str,
    day: date,
    text: str,
    actor: Actor,
    user_id: int | None = None,
    person_id: int | None = None,
    organisation_id: int | None = None,
    subject: Model | None = None,
) -> int | None:
    """Record what a leader or unit did, as an app knows it; twice for one subject counts once.

    Of a person the record stands with his organisation. Returns the id of the record, or None for
    an account without a person.
    """
    if user_id is not None and person_id is None:
        account = actor_of_user(user_id)
        person_id = account.person_id if account else None
    if person_id is None and organisation_id is None:
        return None
    if person_id is not None:
        organisation_id = person_info(person_id).organisation_id
    values = {
        "day": day,
        "text": text.strip()[:500],
        "is_automatic": True,
        "subject_url": page_of(subject),
        "entered_by": actor.display_name[:100],
    }
    key: dict[str, Any] = {
        "person_id": person_id,
        "organisation_id": organisation_id,
        "kind": DutyKind(kind),
        "subject_type": subject._meta.label if subject is not None else "",
        "subject_id": str(subject.pk) if subject is not None else "",
    }
    if subject is None:
        record, is_new = DutyRecord.objects.create(**key, **values), True
    else:
        record, is_new = DutyRecord.objects.get_or_create(**key, defaults=values)
    if is_new:
        _attach(record)
        tell_recorded(record, actor)
    return record.pk


def page_of(subject: Model | None) -> str:
    """Return the address of what a record tells of."""
    getter = getattr(subject, "get_absolute_url", None)
    return str(getter()) if getter is not None else ""


def _attach(record: DutyRecord) -> None:
    """Count the record for the first undertaking of the year that asks for such a thing.

    What was given as a task is counted by its task alone: one thing done counts once.
    """
    asked = WorkItem.objects.filter(
        work_list__year=record.day.year, record_kind=record.kind, given_on__isnull=True
    )
    found = with_done(asked).filter(done__lt=F("times"))
    if record.person_id is not None:
        own = found.filter(work_list__list__person_id=record.person_id)
        found = (
            own
            if own.exists()
            else found.filter(
                work_list__list__person__isnull=True,
                work_list__list__organisation_id=record.organisation_id,
            )
        )
    else:
        found = found.filter(
            work_list__list__person__isnull=True,
            work_list__list__organisation_id=record.organisation_id,
        )
    item = found.order_by("due_on", "sort_order", "pk").first()
    if item is not None:
        record.work_item = item
        record.save(update_fields=["work_item", "updated_at"])


def tell_recorded(record: DutyRecord, actor: Actor) -> None:
    """Record and tell that there is a new record."""
    audit(
        actor,
        "responsibility.duty.recorded",
        record,
        after={"kind": record.kind, "day": record.day, "person": record.person_id},
    )
    emit(DutyRecorded(record.pk, record.person_id, record.organisation_id, record.kind), actor)


@transaction.atomic
def enter_duty(
    *,
    kind: str,
    day: date,
    text: str,
    actor: Actor,
    person_id: int | None = None,
    work_item_id: int | None = None,
    evidence: Iterable[UploadedFile[Any]] = (),
) -> DutyRecord:
    """Enter by hand what one did oneself, or what somebody of one's own unit did, with evidence.

    A leader enters for himself; an office enters for people over whom it may record.
    """
    require_permission(actor, RECORD)
    person_id = person_id or actor.person_id
    if person_id is None:
        raise InvalidInput(fields={"person_id": _("Say who performed the duty.")})
    person = person_info(person_id)
    reaches = person_id == actor.person_id or scope_reaches(
        actor, RECORD, region=person.region_code, organisation_id=person.organisation_id
    )
    if not reaches:
        raise NotVisible
    fields = {}
    if day > clock.today():
        fields["day"] = _("The day lies ahead: record what was done.")
    if not text.strip():
        fields["text"] = _("Say what was done.")
    item = None
    if work_item_id is not None:
        item = WorkItem.objects.select_related("work_list__list").filter(pk=work_item_id).first()
        holder = item.work_list.list if item is not None else None
        if holder is None or (
            holder.person_id != person_id
            if holder.person_id is not None
            else holder.organisation_id != person.organisation_id
        ):
            fields["work_item_id"] = _("This undertaking belongs to somebody else.")
        elif item is not None and item.given_on is not None:
            fields["work_item_id"] = _(
                "This undertaking is a task of the unit: report it there, and it counts here."
            )
    if fields:
        raise InvalidInput(fields=fields)
    record = DutyRecord.objects.create(
        person_id=person_id,
        organisation_id=person.organisation_id,
        kind=DutyKind(kind),
        day=day,
        text=text.strip()[:500],
        work_item=item,
        entered_by=actor.display_name[:100],
    )
    if item is None:
        _attach(record)
    require(actor, VIEW_RECORD, record)
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=record, actor=actor, kind="document")
    tell_recorded(record, actor)
    return record
