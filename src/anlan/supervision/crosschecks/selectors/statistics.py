"""How often each rule finds something, how often it is right, how fast it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.crosschecks.choices import OPEN_STATES, LeadState
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead


class Median(Aggregate):
    """The value in the middle; unknown values do not count."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class LeadFigures:
    """Figures of one rule, or of all (``rule`` None): leads = to answer + confirmed + explained."""

    rule: CrossCheckRule | None
    leads: int
    to_answer: int
    confirmed: int
    explained: int
    median: timedelta | None

    @property
    def confirmed_percent(self) -> int | None:
        """Share of the answered leads that were real; None before the first answer."""
        answered = self.confirmed + self.explained
        return round(100 * self.confirmed / answered) if answered else None

    @property
    def median_hours(self) -> float | None:
        """Half of the answered leads took no longer than this. [h]"""
        return None if self.median is None else round(self.median.total_seconds() / 3600, 1)


FIGURES = {
    "leads": Count("pk"),
    "to_answer": Count("pk", filter=Q(state__in=OPEN_STATES)),
    "confirmed": Count("pk", filter=Q(state=LeadState.CONFIRMED)),
    "explained": Count("pk", filter=Q(state=LeadState.DISMISSED)),
    "median": Median(
        ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    ),
}


def lead_figures(actor: Actor, since: datetime) -> tuple[list[LeadFigures], LeadFigures]:
    """Return the figures of every rule, and of all, over visible leads opened since a moment."""
    rows = visible(Lead, actor).filter(opened_at__gte=since).order_by()
    found: Any = rows.values("rule").annotate(**FIGURES)
    by_rule = {row["rule"]: {name: row[name] for name in FIGURES} for row in found}
    nothing = {"leads": 0, "to_answer": 0, "confirmed": 0, "explained": 0, "median": None}
    figures = [
        LeadFigures(rule, **by_rule.get(rule.pk, nothing))
        for rule in visible(CrossCheckRule, actor)
    ]
    return figures, LeadFigures(None, **rows.aggregate(**FIGURES))
