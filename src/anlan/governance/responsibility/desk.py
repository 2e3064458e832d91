"""Responsibility on the desks: work lists to confirm, duties of the year without a record."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.governance.responsibility.choices import WORK_LIST_TONES, WorkListState
from anlan.governance.responsibility.models import WorkItem, WorkList
from anlan.governance.responsibility.permissions import CONFIRM, KEEP, VIEW
from anlan.governance.responsibility.works import standing_of_works, with_done
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import visible

ON_DESK = 6
#: In the last months of a year what has no record yet is shown.
FROM_MONTH = 10


def _own(prefix: str, actor: Actor) -> Q:
    """Of oneself, or of one's own unit."""
    unit = Q(**{f"{prefix}person__isnull": True, f"{prefix}organisation_id": actor.organisation_id})
    if actor.person_id is None:
        return unit
    return unit | Q(**{f"{prefix}person_id": actor.person_id})


def to_confirm(actor: Actor) -> Iterable[DeskItem]:
    """Work lists of mine to be confirmed; confirmed ones to be published by the office."""
    rows = visible(WorkList, actor).select_related("list__person", "list__organisation")
    wanted = Q(pk__in=[])
    if actor.has(CONFIRM):
        wanted |= _own("list__", actor) & Q(state=WorkListState.DRAFT)
    if actor.has(KEEP):
        wanted |= Q(state=WorkListState.CONFIRMED)
    return [
        DeskItem(
            label=_("Annual work list: %(name)s") % {"name": row},
            url=row.get_absolute_url(),
            state={"label": row.get_state_display(), "tone": WORK_LIST_TONES[row.state]},
        )
        for row in rows.filter(wanted)[:ON_DESK]
    ]


def without_record(actor: Actor) -> Iterable[DeskItem]:
    """Undertakings of this year that lack records, from October on."""
    today = clock.today()
    if today.month < FROM_MONTH:
        return []
    rows = (
        visible(WorkItem, actor)
        .filter(_own("work_list__list__", actor), work_list__year=today.year)
        .filter(given_on__isnull=True)
    )
    open_rows = with_done(rows).filter(done__lt=F("times"))
    return [
        DeskItem(
            label=_("No record yet: %(text)s") % {"text": row.text},
            url=reverse("responsibility:work_list", args=[row.work_list_id]),
            value=f"{row.done}/{row.times}",
        )
        for row in open_rows.filter(done=0)[:3]
    ]


def late_works(actor: Actor) -> Iterable[DeskItem]:
    """Work lists of mine with the number of undertakings that are late, one line each."""
    year = clock.today().year
    lists = visible(WorkList, actor).filter(
        _own("list__", actor), year=year, state=WorkListState.PUBLISHED
    )
    late = [
        (work_list, sum(row.is_late for row in standing_of_works(work_list)))
        for work_list in lists.select_related("list__person", "list__organisation")[:3]
    ]
    return [
        DeskItem(
            label=_("Annual work list: %(name)s") % {"name": work_list},
            url=work_list.get_absolute_url(),
            value=str(number),
            state={"label": pgettext("work list", "late"), "tone": "overdue"},
        )
        for work_list, number in late
        if number
    ]


register_desk(
    DeskSection(
        name="responsibility.confirm",
        title=gettext_lazy("Annual work lists"),
        place="now",
        items=to_confirm,
        permission=VIEW,
        order=80,
        topics=("responsibility",),
    ),
    DeskSection(
        name="responsibility.late",
        title=gettext_lazy("Undertakings of the year that are late"),
        place="soon",
        items=late_works,
        permission=VIEW,
        order=81,
        topics=("responsibility",),
    ),
    DeskSection(
        name="responsibility.missing",
        title=gettext_lazy("Duties without a record"),
        place="soon",
        items=without_record,
        permission=VIEW,
        order=90,
        topics=("responsibility",),
    ),
)
