"""Assessment on the desks: what to hand in, to mark, to decide, to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.assessment.choices import AppealState, RunState
from anlan.governance.assessment.models import Appeal, Run, UnitResult
from anlan.governance.assessment.permissions import CONFIRM, DECIDE, MARK, REPORT
from anlan.governance.assessment.selectors.queue import items_waiting
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of, visible

#: Rows of one section.
MOST = 8


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time(23, 59)))


def to_hand_in(actor: Actor) -> Iterable[DeskItem]:
    """Assessments for which my unit has not finished handing in, or may appeal."""
    rows = (
        policy_of(UnitResult)
        .permitted(actor, REPORT)
        .filter(run__state__in=(RunState.OPEN, RunState.PUBLISHED))
        .exclude(run__state=RunState.OPEN, handed_in_at__isnull=False)
        .select_related("run", "organisation", "person")
    )
    return [
        DeskItem(
            label=row.run.name,
            url=reverse("assessment:mine"),
            where=row.who,
            state={"label": row.run.get_state_display(), "tone": row.run.tone},
            due=_end_of(
                row.run.hand_in_until if row.run.state == RunState.OPEN else row.run.appeal_until
            ),
        )
        for row in rows[:MOST]
    ]


def to_mark(actor: Actor) -> Iterable[DeskItem]:
    """Items with evidence that waits for my mark."""
    return [
        DeskItem(
            label=row.item.name,
            url=f"{reverse('assessment:queue')}?item={row.item.pk}",
            where=_("%(n)d units") % {"n": row.waiting},
        )
        for row in items_waiting(actor)[:MOST]
    ]


def to_decide(actor: Actor) -> Iterable[DeskItem]:
    """Appeals that wait."""
    rows = (
        policy_of(Appeal)
        .permitted(actor, DECIDE)
        .filter(state=AppealState.FILED)
        .select_related("item_result__item", "item_result__result__organisation")
    )
    return [
        DeskItem(
            label=_("Appeal: %(item)s") % {"item": row.item_result.item.name},
            url=row.get_absolute_url(),
            where=str(row.item_result.result.organisation),
            at=row.filed_at,
        )
        for row in rows[:MOST]
    ]


def to_confirm(actor: Actor) -> Iterable[DeskItem]:
    """Assessments whose time to appeal is over."""
    rows = visible(Run, actor).filter(state=RunState.PUBLISHED, appeal_until__lt=clock.today())
    return [
        DeskItem(
            label=_("Ranking to confirm: %(name)s") % {"name": row.name},
            url=row.get_absolute_url(),
            where=str(row.scheme.get_subject_display()),
            at=row.published_at,
        )
        for row in rows.select_related("scheme")[:MOST]
    ]


register_desk(
    DeskSection(
        name="assessment.mine",
        title=gettext_lazy("Assessments of my unit"),
        place="soon",
        items=to_hand_in,
        permission=REPORT,
        order=80,
        topics=("assessment",),
    ),
    DeskSection(
        name="assessment.mark",
        title=gettext_lazy("Evidence to mark"),
        place="soon",
        items=to_mark,
        permission=MARK,
        order=81,
        topics=("assessment",),
    ),
    DeskSection(
        name="assessment.appeals",
        title=gettext_lazy("Appeals to decide"),
        place="now",
        items=to_decide,
        permission=DECIDE,
        order=82,
        topics=("assessment",),
    ),
    DeskSection(
        name="assessment.confirm",
        title=gettext_lazy("Rankings to confirm"),
        place="now",
        items=to_confirm,
        permission=CONFIRM,
        order=83,
        topics=("assessment",),
    ),
)
