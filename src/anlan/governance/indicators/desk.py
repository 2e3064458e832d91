"""Indicators on the desks: what will be missed, for leaders; what my unit owes; what to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.choices import STANDING_TONES, WARNED, Standing, ValueState
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import CONFIRM, REPORT, VIEW_SCREEN
from anlan.governance.indicators.wording import number_words, reason_words
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import policy_of, visible

SHOWN = 6


def in_danger(actor: Actor) -> Mapping[str, Any] | None:
    """The indicators that will be missed or are at risk, binding ones first."""
    rows = (
        visible(Indicator, actor)
        .filter(is_active=True, state__in=[str(one) for one in WARNED])
        .select_related("organisation")
        .order_by("-is_binding", "-state", "target_on", "pk")
    )
    shown = list(rows[: SHOWN + 1])
    if not shown:
        return None
    return {
        "url": reverse("indicators:screen"),
        "count": len(shown) if len(shown) <= SHOWN else rows.count(),
        "rows": [
            {
                "label": row.name,
                "url": row.get_absolute_url(),
                "where": str(row.organisation),
                "value": number_words(row.actual, row.unit),
                "state": {
                    "label": row.get_state_display(),
                    "tone": STANDING_TONES[row.state],
                },
            }
            for row in shown[:SHOWN]
        ],
    }


def of_my_unit(actor: Actor) -> Iterable[DeskItem]:
    """Indicators of the own unit that are in danger or want a value."""
    if actor.organisation_id is None:
        return []
    rows = (
        policy_of(Indicator)
        .visible(actor)
        .filter(
            organisation_id=actor.organisation_id,
            is_active=True,
            state__in=(*WARNED, Standing.NO_DATA),
        )
        .order_by("target_on", "pk")
    )
    return [
        DeskItem(
            label=row.name,
            url=row.get_absolute_url(),
            where=reason_words(row.facts, unit=row.unit),
            state={"label": row.get_state_display(), "tone": STANDING_TONES[row.state]},
            at=row.judged_at,
        )
        for row in rows[:10]
    ]


def to_confirm(actor: Actor) -> Iterable[DeskItem]:
    """Values of binding indicators somebody else entered."""
    rows = (
        visible(IndicatorValue, actor)
        .filter(state=ValueState.PENDING)
        .exclude(entered_by_id=actor.id)
        .select_related("indicator")
        .order_by("entered_at")
    )
    return [
        DeskItem(
            label=row.indicator.name,
            url=row.get_absolute_url(),
            where=f"{row.period_end:%Y-%m-%d}",
            value=number_words(row.value, row.indicator.unit),
            holder=row.entered_by,
            at=row.entered_at,
        )
        for row in rows[:10]
    ]


def missed(actor: Actor) -> int:
    """How many will be missed."""
    return visible(Indicator, actor).filter(is_active=True, state=Standing.MISSED).count()


register_desk(
    DeskSection(
        name="indicators_danger",
        title=_("What will be missed this year"),
        place="panel",
        context=in_danger,
        permission=VIEW_SCREEN,
        roles=("county_leader",),
        order=5,
        topics=("indicators",),
        wide=True,
    ),
    DeskSection(
        name="indicators_own",
        title=_("Indicators of my unit"),
        place="soon",
        items=of_my_unit,
        permission=REPORT,
        roles=("department_officer", "township_officer"),
        order=60,
        topics=("indicators",),
    ),
    DeskSection(
        name="indicators_confirm",
        title=_("Values to confirm"),
        place="now",
        items=to_confirm,
        permission=CONFIRM,
        order=60,
        topics=("indicators",),
    ),
)
register_figure(
    DeskFigure(
        name="indicators_missed",
        label=_("indicators that will be missed"),
        value=missed,
        url=lambda: reverse("indicators:screen"),
        permission=VIEW_SCREEN,
        roles=("county_leader",),
        level=1,
        order=5,
    )
)
