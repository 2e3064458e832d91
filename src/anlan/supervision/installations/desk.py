"""Installations on the desks: today's commitment, duties, filings to review, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import (
    DeskFigure,
    DeskItem,
    DeskSection,
    register_desk,
    register_figure,
)
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.installations.choices import Grade
from anlan.supervision.installations.models import Commitment, DutyTask, Filing, Installation
from anlan.supervision.installations.permissions import DO_DUTY, REVIEW, SIGN, VIEW
from anlan.supervision.installations.selectors.standard import RuleMissing
from anlan.supervision.installations.services.commitments import due_at

LINES = 12
SOON = timedelta(days=3)


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _obliged(actor: Actor, permission: str) -> dict[int, str]:
    """Enterprises of the actor's area that must commit today and have not."""
    units = (
        policy_of(Installation)
        .permitted(actor, permission)
        .filter(is_major=True, state="in_use", enterprise__status="operating")
        .select_related("enterprise")
    )
    firms = {unit.enterprise_id: str(unit.enterprise) for unit in units}
    signed = Commitment.objects.filter(on=clock.today(), state="signed", enterprise_id__in=firms)
    for pk in signed.values_list("enterprise_id", flat=True):
        firms.pop(pk, None)
    return firms


def _due_today() -> datetime | None:
    """Until when today's commitment must be signed; None while the county's hour is not set."""
    try:
        return due_at(clock.today())
    except RuleMissing:
        return None


def to_sign(actor: Actor) -> Iterable[DeskItem]:
    """The commitment of today of one's own enterprise."""
    for pk, name in list(_obliged(actor, SIGN).items())[:LINES]:
        yield DeskItem(
            label=_("Sign the commitment of today"),
            url=reverse("installations:calendar", args=[pk]),
            where=name,
            due=_due_today(),
        )


def _duties(actor: Actor, first: date | None, last: date) -> Iterable[DeskItem]:
    rows = policy_of(DutyTask).permitted(actor, DO_DUTY).filter(state="open", due_on__lte=last)
    if first is not None:
        rows = rows.filter(due_on__gte=first)
    for task in rows.select_related("rule", "installation").order_by("due_on", "pk")[:LINES]:
        yield DeskItem(
            label=task.rule.text,
            url=task.get_absolute_url(),
            where=str(task.installation),
            state=task.status if first is None else None,
            due=_end(task.due_on),
        )


def duties_overdue(actor: Actor) -> Iterable[DeskItem]:
    """Duties whose period has ended without them."""
    return _duties(actor, None, clock.today() - timedelta(days=1))


def duties_soon(actor: Actor) -> Iterable[DeskItem]:
    """Duties whose period is about to end."""
    today = clock.today()
    return _duties(actor, today, today + SOON)


def to_review(actor: Actor) -> Iterable[DeskItem]:
    """Filings that wait for the office."""
    rows = policy_of(Filing).permitted(actor, REVIEW).filter(state__in=("submitted", "accepted"))
    for filing in rows.select_related("installation__enterprise").order_by("submitted_at")[:LINES]:
        yield DeskItem(
            label=_("Review the filing of %(name)s") % {"name": filing.installation},
            url=filing.get_absolute_url(),
            where=str(filing.installation.enterprise),
            level=filing.grade,
            at=filing.submitted_at,
        )


def not_committed(actor: Actor) -> Mapping[str, Any] | None:
    """Enterprises of one's area without a commitment, once the hour has passed."""
    due = _due_today()
    if due is None or clock.now() < due:
        return None
    firms = _obliged(actor, VIEW)
    return {
        "count": len(firms),
        "rows": [
            {"label": name, "url": reverse("installations:calendar", args=[pk])}
            for pk, name in list(firms.items())[:LINES]
        ],
        "empty": _("Every enterprise with a major hazard has committed today."),
    }


def by_level(actor: Actor) -> Mapping[str, Any]:
    """Installations of one's area by level."""
    rows = visible(Installation, actor).filter(is_major=True).order_by()
    counts = dict(rows.values_list("grade").annotate(Count("pk")))
    address = reverse("installations:list")
    return {
        "count": sum(counts.values()),
        "rows": [
            {
                "label": label,
                "url": f"{address}?grade={grade}",
                "level": grade,
                "value": counts.get(grade, 0),
            }
            for grade, label in Grade.choices
        ],
    }


def missing_today(actor: Actor) -> int | None:
    """Enterprises that have not committed today."""
    return len(_obliged(actor, VIEW))


def not_filed(actor: Actor) -> int:
    """Major hazard installations without a filing."""
    return visible(Installation, actor).filter(is_major=True, filed_until__isnull=True).count()


register_desk(
    DeskSection(
        name="installations.to_sign",
        title=gettext_lazy("Commitment of today"),
        place="now",
        items=to_sign,
        permission=SIGN,
        roles=("enterprise_manager",),
        order=20,
        topics=("commitments",),
    ),
    DeskSection(
        name="installations.duties_overdue",
        title=gettext_lazy("Duties of the responsible persons"),
        place="now",
        items=duties_overdue,
        permission=DO_DUTY,
        roles=("enterprise_manager",),
        order=50,
        topics=("installations",),
    ),
    DeskSection(
        name="installations.duties_soon",
        title=gettext_lazy("Duties of the responsible persons"),
        place="soon",
        items=duties_soon,
        permission=DO_DUTY,
        roles=("enterprise_manager",),
        order=50,
        topics=("installations",),
    ),
    DeskSection(
        name="installations.to_review",
        title=gettext_lazy("Filings to review"),
        place="now",
        items=to_review,
        permission=REVIEW,
        roles=("bureau_officer",),
        order=40,
        topics=("installations",),
    ),
    DeskSection(
        name="installations.not_committed",
        title=gettext_lazy("Not committed today"),
        place="panel",
        context=not_committed,
        permission=VIEW,
        roles=("bureau_officer", "township_officer"),
        order=40,
        topics=("commitments",),
        url="/installations/commitments/",
    ),
    DeskSection(
        name="installations.by_level",
        title=gettext_lazy("Major hazard installations"),
        place="panel",
        context=by_level,
        permission=VIEW,
        roles=("county_leader", "bureau_officer"),
        order=45,
        topics=("installations",),
        url="/installations/",
    ),
)
register_figure(
    DeskFigure(
        name="installations.missing_today",
        label=gettext_lazy("No commitment today"),
        value=missing_today,
        url=lambda: reverse("installations:commitments"),
        permission=VIEW,
        roles=("county_leader", "bureau_officer", "township_officer"),
        order=55,
    ),
    DeskFigure(
        name="installations.not_filed",
        label=gettext_lazy("Installations not filed"),
        value=not_filed,
        url=lambda: f"{reverse('installations:list')}?tab=not_filed",
        permission=VIEW,
        roles=("bureau_officer",),
        level=2,
        order=56,
    ),
)
