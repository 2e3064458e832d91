"""What happened at installations, on the timeline of the enterprise and of the installation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.models import StateChange
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.installations.choices import FilingState
from anlan.supervision.installations.models import Commitment, Filing, IdentificationRun
from anlan.supervision.installations.services.identification import grade_word

LABEL = gettext_lazy("major hazard")


@register_timeline_kind("installations", LABEL, "enterprises.Enterprise")
def of_enterprise(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Calculations, filings and late commitments of an enterprise."""
    runs = visible(IdentificationRun, actor).filter(installation__enterprise=enterprise)
    filings = visible(Filing, actor).filter(installation__enterprise=enterprise)
    late = visible(Commitment, actor).filter(
        enterprise=enterprise, is_late=True, signed_at__isnull=False
    )
    yield from _runs(runs, span)
    yield from _filings(filings, span)
    for row in span.narrow(late, "signed_at"):
        yield TimelineEntry(
            at=row.signed_at,
            text=_("Commitment of %(day)s signed late") % {"day": row.on},
            actor=row.signed_by,
            url=row.get_absolute_url(),
        )


@register_timeline_kind("installations", LABEL, "installations.Installation")
def of_installation(installation: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Calculations and filings of one installation."""
    runs = visible(IdentificationRun, actor).filter(installation=installation)
    filings = visible(Filing, actor).filter(installation=installation)
    yield from _runs(runs, span)
    yield from _filings(filings, span)


def _runs(rows: QuerySet[IdentificationRun], span: TimelineSpan) -> Iterable[TimelineEntry]:
    for run in span.narrow(rows.select_related("installation"), "made_at"):
        yield TimelineEntry(
            at=run.made_at,
            text=_("%(name)s calculated: R = %(r).2f, %(grade)s")
            % {"name": run.installation, "r": run.r_index, "grade": grade_word(run.grade)},
            actor=run.made_by,
            reason=run.trigger,
            url=run.get_absolute_url(),
            level=run.grade,
        )


def _filings(rows: QuerySet[Filing], span: TimelineSpan) -> Iterable[TimelineEntry]:
    found = {str(filing.pk): filing for filing in rows.select_related("installation")}
    words = dict(FilingState.choices)
    steps = StateChange.objects.filter(subject_type=Filing._meta.label, subject_id__in=list(found))
    for step in span.narrow(steps, "changed_at"):
        filing = found[step.subject_id]
        yield TimelineEntry(
            at=step.changed_at,
            text=_("Filing of %(name)s: %(state)s")
            % {"name": filing.installation, "state": words.get(step.target, step.target)},
            actor=step.actor_name,
            reason=step.reason,
            url=filing.get_absolute_url(),
        )
