"""Hazards on the desks: what I must rectify, judge, answer, decide; how many stand open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import (
    DeskFigure,
    DeskItem,
    DeskSection,
    Situation,
    register_clause,
    register_desk,
    register_figure,
)
from anlan.kernel.pages.pagination import capped_count
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.hazards.choices import (
    OPEN_STATES,
    HazardLevel,
    HazardState,
    TransferState,
)
from anlan.supervision.hazards.models import ExtensionRequest, Hazard, HazardTransfer
from anlan.supervision.hazards.permissions import (
    DECIDE_DISPUTE,
    DECIDE_EXTENSION,
    RECTIFY,
    REVIEW,
    TRANSFER,
    VERIFY,
    VIEW,
)
from anlan.supervision.hazards.services.requests import may_answer

ON_DESK = 12
SOON = timedelta(days=3)
LEADERS = ("county_leader", "commander", "bureau_officer", "township_officer")
OPEN = Q(state__in=[str(state) for state in OPEN_STATES])


def _item(hazard: Hazard, label: str = "", *, is_due: bool = True) -> DeskItem:
    return DeskItem(
        label=label % {"title": hazard.title} if label else hazard.title,
        url=hazard.get_absolute_url(),
        where=str(hazard.enterprise) if hazard.enterprise_id else str(hazard.region),
        level=hazard.level,
        state={"label": hazard.get_state_display(), "tone": hazard.tone},
        due=hazard.due_at if is_due else None,
        at=hazard.reported_at,
    )


def _rows(actor: Actor, permission: str, *states: str) -> list[Hazard]:
    rows = policy_of(Hazard).permitted(actor, permission)
    return list(
        rows.filter(state__in=states)
        .select_related("enterprise", "region")
        .order_by("due_at", "pk")[:ON_DESK]
    )


def to_rectify(actor: Actor) -> Iterable[DeskItem]:
    """What my organisation must rectify."""
    if actor.organisation_id is None:
        return []
    rows = (
        policy_of(Hazard)
        .permitted(actor, RECTIFY)
        .filter(organisation_id=actor.organisation_id, state=HazardState.RECTIFYING)
        .select_related("enterprise", "region")
        .order_by("due_at", "pk")[:ON_DESK]
    )
    return [_item(row, _("Rectify: %(title)s")) for row in rows]


def to_verify(actor: Actor) -> Iterable[DeskItem]:
    """Reports to verify on the spot."""
    return [
        _item(row, _("Verify: %(title)s"), is_due=False)
        for row in _rows(actor, VERIFY, HazardState.REPORTED)
    ]


def to_judge(actor: Actor) -> Iterable[DeskItem]:
    """Rectifications that wait for my eyes."""
    rows = _rows(actor, REVIEW, HazardState.SUBMITTED, HazardState.REVIEWED)
    words = {
        HazardState.SUBMITTED: _("Review: %(title)s"),
        HazardState.REVIEWED: _("Accept: %(title)s"),
    }
    return [
        _item(row, words[HazardState(row.state)], is_due=False)
        for row in rows
        if row.rectified_by_id != actor.id
    ]


def to_answer(actor: Actor) -> Iterable[DeskItem]:
    """Hand-overs to my office."""
    rows = visible(HazardTransfer, actor).filter(state=TransferState.OFFERED)
    return [
        DeskItem(
            label=_("Answer the hand-over: %(title)s") % {"title": row.hazard.title},
            url=row.get_absolute_url(),
            where=str(row.from_organisation or ""),
            level=row.hazard.level,
            at=row.offered_at,
        )
        for row in rows.select_related("hazard", "from_organisation")[:ON_DESK]
        if may_answer(row, actor)
    ]


def to_decide(actor: Actor) -> Iterable[DeskItem]:
    """Extensions and objections to decide."""
    found: list[DeskItem] = []
    if actor.has(DECIDE_EXTENSION):
        rows = policy_of(ExtensionRequest).visible(actor).filter(state="pending")
        found += [
            DeskItem(
                label=_("Decide about more time: %(title)s") % {"title": row.hazard.title},
                url=reverse("hazards:decide_extension", args=[row.pk]),
                level=row.hazard.level,
                at=row.created_at,
            )
            for row in rows.select_related("hazard")[:ON_DESK]
        ]
    if actor.has(DECIDE_DISPUTE):
        found += [
            _item(row, _("Decide the objection: %(title)s"), is_due=False)
            for row in _rows(actor, DECIDE_DISPUTE, HazardState.DISPUTED)
        ]
    return found


def soon_late(actor: Actor) -> Iterable[DeskItem]:
    """What should be rectified within three days."""
    now = clock.now()
    rows = visible(Hazard, actor).filter(
        state=HazardState.RECTIFYING, due_at__gt=now, due_at__lte=now + SOON
    )
    rows = rows.select_related("enterprise", "region").order_by("due_at", "pk")
    return [_item(row) for row in rows[:ON_DESK]]


def overdue_majors(actor: Actor) -> Iterable[DeskItem]:
    """Major hazards whose time has passed: leaders see them by name."""
    rows = visible(Hazard, actor).filter(
        OPEN, level=HazardLevel.MAJOR, due_at__lt=clock.now(), rectified_at__isnull=True
    )
    rows = rows.select_related("enterprise", "region").order_by("due_at", "pk")
    return [_item(row, _("Overdue major hazard: %(title)s")) for row in rows[:ON_DESK]]


def changed(actor: Actor) -> Iterable[DeskItem]:
    """Hazards crossed off in the last day."""
    since = clock.now() - timedelta(days=1)
    rows = visible(Hazard, actor).filter(
        state__in=[str(HazardState.CANCELLED)], closed_on__gte=clock.today() - timedelta(days=1)
    )
    rows = rows.filter(closed_at__gte=since).select_related("enterprise", "region")
    return [
        DeskItem(
            label=_("Crossed off: %(title)s") % {"title": row.title},
            url=row.get_absolute_url(),
            where=str(row.enterprise) if row.enterprise_id else str(row.region),
            at=row.closed_at,
        )
        for row in rows.order_by("-closed_at")[:ON_DESK]
    ]


def open_majors(actor: Actor) -> int:
    """How many major hazards stand open."""
    return capped_count(visible(Hazard, actor).filter(OPEN, level=HazardLevel.MAJOR), 999)


def overdue_count(actor: Actor) -> int:
    """How many hazards are late."""
    late = [str(HazardState.VERIFIED), str(HazardState.RECTIFYING), str(HazardState.DISPUTED)]
    rows = visible(Hazard, actor).filter(state__in=late, due_at__lt=clock.now())
    return capped_count(rows, 9999)


def situation(actor: Actor) -> Situation | None:
    """How many major hazards are open, for leaders."""
    if not actor.roles & set(LEADERS) or not actor.has(VIEW):
        return None
    count = open_majors(actor)
    if not count:
        return None
    text = ngettext("%(count)d major hazard is open", "%(count)d major hazards are open", count) % {
        "count": count
    }
    return Situation(text, None, order=40)


_PARTS = (
    ("hazards.rectify", gettext_lazy("Hazards to rectify"), "now", to_rectify, RECTIFY, 22),
    ("hazards.verify", gettext_lazy("Hazards to verify"), "now", to_verify, VERIFY, 24),
    ("hazards.judge", gettext_lazy("Rectifications to judge"), "now", to_judge, REVIEW, 26),
    ("hazards.answer", gettext_lazy("Hand-overs to answer"), "now", to_answer, TRANSFER, 27),
    ("hazards.decide", gettext_lazy("Applications to decide"), "now", to_decide, VIEW, 28),
    ("hazards.soon", gettext_lazy("Hazards due soon"), "soon", soon_late, VIEW, 30),
    ("hazards.changed", gettext_lazy("Hazards crossed off"), "changed", changed, VIEW, 40),
)
register_desk(
    *(
        DeskSection(
            name=name,
            title=title,
            place=place,  # type: ignore[arg-type]
            items=items,
            permission=permission,
            order=order,
            topics=("hazards",),
        )
        for name, title, place, items, permission, order in _PARTS
    ),
    DeskSection(
        name="hazards.late_majors",
        title=gettext_lazy("Overdue major hazards"),
        place="now",
        items=overdue_majors,
        permission=VIEW,
        roles=LEADERS,
        order=18,
        topics=("hazards",),
    ),
)
register_figure(
    DeskFigure(
        name="hazards.major",
        label=gettext_lazy("Open major hazards"),
        value=open_majors,
        url=lambda: f"{reverse('hazards:list')}?tab=major",
        permission=VIEW,
        order=40,
    ),
    DeskFigure(
        name="hazards.overdue",
        label=gettext_lazy("Overdue hazards"),
        value=overdue_count,
        url=lambda: f"{reverse('hazards:list')}?tab=overdue",
        permission=VIEW,
        order=41,
    ),
)
register_clause("hazards", situation)
