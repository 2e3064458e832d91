"""Which last days the dossier watches, and what is said when one comes near or passes.

A last day is told of 90, 30 and 7 days before and on the day (once each), and once more when it has
passed. Passing is an event; renewing or taking out the paper is another. Both come exactly once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.events import Event, emit
from anlan.supervision.enterprises import events
from anlan.supervision.enterprises.models import ExpiryRecord, ExpiryStep


@dataclass(frozen=True, slots=True)
class LastDay:
    """One day of one noun that must not pass. ``condition`` keeps the rows to which it applies."""

    what: str
    label: Message
    model: str
    field: str
    lapsed: type[Event]
    renewed: type[Event]
    condition: Q = Q()
    enterprise: str = "enterprise"

    @property
    def model_class(self) -> type[Model]:
        """The noun."""
        return apps.get_model(self.model)

    def rows(self) -> Any:
        """Rows of working enterprises to which the day applies."""
        rows = self.model_class._default_manager.filter(self.condition)
        return rows.exclude(**{f"{self.enterprise}__status": "closed"}).exclude(
            **{f"{self.field}__isnull": True}
        )

    def enterprise_of(self, subject: Any) -> Any:
        """The enterprise of a row."""
        for part in self.enterprise.split("__"):
            subject = getattr(subject, part)
        return subject

    def applies(self, subject: Any) -> date | None:
        """The last day of one row, None when nothing has to be watched (any more)."""
        kept = self.model_class._default_manager.filter(self.condition, pk=subject.pk)
        found: date | None = kept.values_list(self.field, flat=True).first()
        return found

    def extra(self) -> dict[str, str]:
        """What the shared events of small papers say beside."""
        return {"what": self.what} if self.lapsed is events.PaperLapsed else {}


def _paper(what: str, label: Message, model: str, field: str = "valid_to", **more: Any) -> LastDay:
    return LastDay(what, label, model, field, events.PaperLapsed, events.PaperRenewed, **more)


LAST_DAYS: tuple[LastDay, ...] = (
    LastDay(
        "licence",
        _("licence"),
        "enterprises.Licence",
        "valid_to",
        events.LicenceLapsed,
        events.LicenceRenewed,
    ),
    LastDay(
        "certificate",
        _("certificate"),
        "enterprises.Certificate",
        "valid_to",
        events.CertificateLapsed,
        events.CertificateRenewed,
    ),
    LastDay(
        "review",
        _("certificate review"),
        "enterprises.Certificate",
        "review_due_on",
        events.CertificateLapsed,
        events.CertificateRenewed,
    ),
    LastDay(
        "inspection",
        _("inspection of equipment"),
        "enterprises.Equipment",
        "next_inspection_on",
        events.InspectionOverdue,
        events.InspectionRenewed,
        condition=Q(use="in_use"),
    ),
    _paper("insurance", _("safety liability insurance"), "enterprises.Insurance"),
    _paper("standardisation", _("standardisation grade"), "enterprises.Standardisation"),
    _paper("agency", _("agency service"), "enterprises.AgencyService"),
    _paper("hazop", _("HAZOP analysis"), "enterprises.ProcessUnit", "hazop_due_on"),
    _paper(
        "project_stage",
        _("stage of the three simultaneities"),
        "enterprises.ProjectStage",
        "due_on",
        condition=Q(done_on__isnull=True),
        enterprise="project__enterprise",
    ),
)


def last_days_of(model: type[Model] | Model) -> list[LastDay]:
    """The watched days of a noun."""
    return [day for day in LAST_DAYS if day.model == model._meta.label]


def settle_lapses(subject: Any, actor: Actor, *, is_removed: bool = False) -> int:
    """End the lapses of a paper that was renewed, put out of use or is about to be removed."""
    settled = 0
    today = clock.today()
    for day in last_days_of(subject):
        open_lapses = ExpiryRecord.objects.select_for_update().filter(
            subject_type=day.model,
            subject_id=str(subject.pk),
            what=day.what,
            step=ExpiryStep.LAPSED,
            renewed_at__isnull=True,
        )
        last = None if is_removed else day.applies(subject)
        if last is not None and last < today:
            continue
        for record in open_lapses:
            record.renewed_at = clock.now()
            record.save(update_fields=["renewed_at"])
            how = "renewed" if last is not None else "removed"
            emit(_renewed(day, record, subject, how), actor)
            settled += 1
    return settled


def _renewed(day: LastDay, record: ExpiryRecord, subject: Any, how: str) -> Event:
    enterprise = day.enterprise_of(subject)
    make: Callable[..., Event] = day.renewed
    return make(
        enterprise_id=enterprise.pk,
        subject_id=subject.pk,
        region=enterprise.region_id,
        title=record.label,
        how=how,
        **day.extra(),
    )


def lapsed_event(day: LastDay, subject: Any, last: date) -> Event:
    """The event of a day that passed."""
    enterprise = day.enterprise_of(subject)
    make: Callable[..., Event] = day.lapsed
    return make(
        enterprise_id=enterprise.pk,
        subject_id=subject.pk,
        region=enterprise.region_id,
        title=str(subject)[:200],
        due_on=last,
        **day.extra(),
    )
