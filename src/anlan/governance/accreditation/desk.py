"""Demonstration units on the desks: what waits for me, what is re-checked soon, what is missed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.governance.accreditation.choices import IN_FORCE, RoundState
from anlan.governance.accreditation.models import Case, Round
from anlan.governance.accreditation.permissions import VIEW
from anlan.governance.accreditation.selectors.targets import target_lines
from anlan.governance.accreditation.waiting import late, waiting_for
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible

ON_DESK = 10
#: What the office reminds of: a title whose day has passed is orange.
LATE_LEVEL = 2


def waiting(actor: Actor) -> Iterable[DeskItem]:
    """To answer, review, publish, award, check or decide."""
    rows = visible(Case, actor).filter(waiting_for(actor)).distinct()
    return [
        DeskItem(
            label=row.unit_name,
            url=row.get_absolute_url(),
            where=row.kind.name,
            level=LATE_LEVEL if row.is_recheck_late else None,
            state={"label": row.state_label, "tone": row.tone},
            at=row.updated_at,
        )
        for row in rows.select_related("kind").order_by("-updated_at")[:ON_DESK]
    ]


def soon(actor: Actor) -> Iterable[DeskItem]:
    """Re-checks that units still owe, the nearest first."""
    rows = visible(Round, actor).filter(state=RoundState.OPEN, due_on__isnull=False)
    return [
        DeskItem(
            label=f"{row.case.unit_name} · {row.get_kind_display()}",
            url=row.case.get_absolute_url(),
            where=row.case.kind.name,
            level=LATE_LEVEL if row.is_late else None,
            due=row.due_at,
        )
        for row in rows.select_related("case__kind").order_by("due_on")[:ON_DESK]
    ]


def targets(actor: Actor) -> dict[str, object] | None:
    """Targets of creation with what will be missed."""
    lines = [line for line in target_lines(actor) if line.state != "met"]
    if not lines:
        return None
    return {
        "count": len(lines),
        "rows": [
            {
                "label": line.target.name,
                "url": line.target.get_absolute_url(),
                "where": line.words,
                "value": f"{line.awarded}/{line.target.planned}",
                "state": {"label": line.label, "tone": line.tone},
            }
            for line in lines[:ON_DESK]
        ],
    }


def count_titles(actor: Actor) -> int:
    """How many units bear a title."""
    return visible(Case, actor).filter(Q(state__in=IN_FORCE)).count()


def count_late(actor: Actor) -> int:
    """How many titles are past their day."""
    return visible(Case, actor).filter(late(actor)).count()


register_desk(
    DeskSection(
        name="accreditation.waiting",
        title=gettext_lazy("Demonstration units"),
        place="now",
        items=waiting,
        permission=VIEW,
        order=75,
        topics=("accreditation",),
    ),
    DeskSection(
        name="accreditation.soon",
        title=gettext_lazy("Re-checks of demonstration units"),
        place="soon",
        items=soon,
        permission=VIEW,
        order=75,
        topics=("accreditation",),
    ),
    DeskSection(
        name="accreditation.targets",
        title=gettext_lazy("Targets of creation"),
        place="panel",
        context=targets,
        permission=VIEW,
        roles=("county_leader", "commander", "bureau_officer"),
        order=75,
        topics=("accreditation",),
        url="/accreditation/targets/",
    ),
)
register_figure(
    DeskFigure(
        name="accreditation.titles",
        label=pgettext_lazy("accreditation", "Demonstration units"),
        value=count_titles,
        url=lambda: reverse("accreditation:list"),
        permission=VIEW,
        roles=("county_leader", "bureau_officer"),
        order=90,
    ),
    DeskFigure(
        name="accreditation.late",
        label=gettext_lazy("Titles past their day"),
        value=count_late,
        url=lambda: f"{reverse('accreditation:list')}?tab=late",
        permission=VIEW,
        roles=("commander", "bureau_officer"),
        order=91,
    ),
)
