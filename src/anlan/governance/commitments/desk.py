"""Commitments on the desks: what the unit owes, what the office decides, what came to a leader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.governance.commitments.choices import AT_WORK, OWED, WATCHED, ExtensionState
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentExtension,
    Escalation,
    ReportingPeriod,
)
from anlan.governance.commitments.permissions import CHECK, DECIDE, GIVE, REPORT, VIEW, own_units
from anlan.governance.commitments.wording import late_words
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible

#: What is due so soon stands on the unit's desk. [days]
SOON_DAYS = 14
LINES = 8
#: Of what units cannot decide themselves only the nearest stand on the desk.
DECISIONS = 3


def to_sign(actor: Actor) -> Iterable[DeskItem]:
    """How many tasks wait for the signature of my unit: one line for all."""
    rows = (
        policy_of(Commitment)
        .permitted(actor, REPORT)
        .filter(state=S.ASSIGNED)
        .order_by("assigned_at")
    )
    found = list(rows.values_list("assigned_at", flat=True)[:100])
    if not found:
        return []
    return [
        DeskItem(
            label=_("Sign for %(count)d new tasks") % {"count": len(found)}
            if len(found) > 1
            else _("Sign for a new task"),
            url=reverse("commitments:mine"),
            at=found[0],
        )
    ]


def sent_back(actor: Actor) -> Iterable[DeskItem]:
    """What the office sent back to my unit."""
    rows = policy_of(Commitment).permitted(actor, REPORT).filter(state=S.SENT_BACK)
    return [_item(row) for row in rows.select_related("lead").order_by("deadline")[:LINES]]


def due_soon(actor: Actor) -> Iterable[DeskItem]:
    """Tasks and periods of my unit that are late or due soon."""
    soon = clock.today() + timedelta(days=SOON_DAYS)
    rows = (
        policy_of(Commitment)
        .permitted(actor, REPORT)
        .filter(state__in=AT_WORK, deadline__lte=soon)
        .select_related("lead")
        .order_by("deadline")[:LINES]
    )
    found = [_item(row) for row in rows]
    periods = (
        ReportingPeriod.objects.filter(
            commitment__lead_id__in=own_units(actor, REPORT),
            commitment__state__in=AT_WORK,
            state__in=OWED,
            due_on__lte=soon,
        )
        .select_related("commitment")
        .order_by("due_on")[:LINES]
    )
    for period in periods:
        found.append(
            DeskItem(
                label=period.commitment.title,
                url=reverse("commitments:period", args=[period.pk]),
                where=period.label,
                state={
                    "label": pgettext("reporting period", "Missing"),
                    "tone": "overdue",
                }
                if period.is_missing
                else None,
                value=f"{period.due_on:%m-%d}",
            )
        )
    return found


def to_check(actor: Actor) -> Iterable[DeskItem]:
    """What was reported done and waits for the check of the office."""
    rows = policy_of(Commitment).permitted(actor, CHECK).filter(state=S.REPORTED)
    return [_item(row) for row in rows.select_related("lead").order_by("done_on")[:LINES]]


def returned(actor: Actor) -> Iterable[DeskItem]:
    """What units returned, and what a new version of a plan changed."""
    rows = policy_of(Commitment).permitted(actor, GIVE).filter(state=S.DECLINED)
    return [_item(row) for row in rows.select_related("lead").order_by("pk")[:LINES]]


def to_decide(actor: Actor) -> Iterable[DeskItem]:
    """Wishes for more time, and what units cannot decide themselves."""
    wishes = (
        policy_of(CommitmentExtension)
        .permitted(actor, DECIDE)
        .filter(state=ExtensionState.PENDING)
        .select_related("commitment__lead")
        .order_by("asked_at")[:LINES]
    )
    for wish in wishes:
        yield DeskItem(
            label=_("More time: %(task)s") % {"task": wish.commitment.title},
            url=reverse("commitments:decide", args=[wish.pk]),
            where=str(wish.commitment.lead),
            at=wish.asked_at,
        )
    rows = (
        policy_of(Commitment)
        .permitted(actor, DECIDE)
        .filter(needs_decision=True, state__in=WATCHED)
        .select_related("lead")
        .order_by("deadline")[:DECISIONS]
    )
    for row in rows:
        yield DeskItem(
            label=_("Needs a decision: %(task)s") % {"task": row.title},
            url=row.get_absolute_url(),
            where=str(row.lead),
            value=row.problem[:60],
            at=row.reported_at,
        )


def brought_to_me(actor: Actor) -> Iterable[DeskItem]:
    """Overdue tasks taken to me as head of a unit or as a leader, one line a unit."""
    if actor.person_id is None:
        return []
    rows = (
        visible(Escalation, actor)
        .filter(
            person_ids__contains=[actor.person_id],
            step__days__gte=0,
            commitment__state__in=WATCHED,
        )
        .exclude(audience="clerk")
        .select_related("commitment__lead", "period")
        .order_by("due_on")[:300]
    )
    units: dict[str, set[tuple[int, int | None]]] = {}
    oldest: dict[str, int] = {}
    today = clock.today()
    for row in rows:
        if row.period.is_missing if row.period else row.commitment.is_overdue:
            unit = str(row.commitment.lead)
            units.setdefault(unit, set()).add((row.commitment_id, row.period_id))
            oldest.setdefault(unit, (today - row.due_on).days)
    return [
        DeskItem(
            label=_("%(unit)s: %(count)d overdue, the oldest %(days)d days")
            % {"unit": unit, "count": len(found), "days": oldest[unit]},
            url=reverse("commitments:overdue"),
            level=3,
        )
        for unit, found in units.items()
    ]


def _item(row: Commitment) -> DeskItem:
    words = late_words(row)
    state = {"label": row.get_state_display(), "tone": row.tone}
    if row.is_overdue:
        state = {"label": pgettext("commitments", "Overdue"), "tone": "overdue"}
    return DeskItem(
        label=row.title,
        url=row.get_absolute_url(),
        where=str(row.lead),
        state=state,
        due=row.due_at,
        value=words,
    )


def count_overdue(actor: Actor) -> int:
    """How many tasks one may see are overdue."""
    rows = visible(Commitment, actor).filter(state__in=WATCHED, deadline__lt=clock.today())
    return rows.count()


TOPICS = ("commitments",)
register_desk(
    DeskSection(
        "commitments.sign",
        gettext_lazy("To sign for"),
        "now",
        items=to_sign,
        permission=REPORT,
        order=60,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.sent_back",
        gettext_lazy("Sent back to us"),
        "now",
        items=sent_back,
        permission=REPORT,
        order=61,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.check",
        gettext_lazy("Waiting for the check"),
        "now",
        items=to_check,
        permission=CHECK,
        order=62,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.returned",
        gettext_lazy("Returned by units"),
        "now",
        items=returned,
        permission=GIVE,
        order=63,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.decide",
        pgettext_lazy("commitments", "To be decided"),
        "now",
        items=to_decide,
        permission=DECIDE,
        order=64,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.brought",
        gettext_lazy("Overdue tasks brought to me"),
        "now",
        items=brought_to_me,
        permission=VIEW,
        order=59,
        topics=TOPICS,
    ),
    DeskSection(
        "commitments.soon",
        gettext_lazy("Tasks due soon"),
        "soon",
        items=due_soon,
        permission=REPORT,
        order=60,
        topics=TOPICS,
    ),
)
register_figure(
    DeskFigure(
        name="commitments.overdue",
        label=gettext_lazy("Tasks overdue"),
        value=count_overdue,
        url=lambda: f"{reverse('commitments:list')}?tab=overdue",
        permission=VIEW,
        roles=("county_leader", "bureau_officer", "department_officer", "township_officer"),
        order=75,
    )
)
