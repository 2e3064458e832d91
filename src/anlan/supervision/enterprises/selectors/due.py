"""What of one enterprise, or of all that one keeps, has run out or soon will."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.enterprises.expiry import LAST_DAYS, LastDay
from anlan.supervision.enterprises.models import Enterprise, Standardisation
from anlan.supervision.enterprises.models.paper import days_left
from anlan.supervision.enterprises.part_tables import NEAR_DAYS, day_state


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A last day that is near or has passed."""

    what: Message
    label: str
    url: str
    due_on: date
    enterprise: Any

    @property
    def is_over(self) -> bool:
        """Whether the day has passed."""
        return self.due_on < clock.today()

    def as_line(self) -> dict[str, Any]:
        """As a row of a small list."""
        return {
            "label": self.label,
            "url": self.url,
            "where": self.what,
            "value": self.due_on.isoformat(),
            "state": day_state(days_left(self.due_on)),
        }


def due_papers(enterprise: Enterprise, actor: Actor, limit: int = 30) -> list[DuePaper]:
    """What of one enterprise has run out or runs out within 90 days, the latest first."""
    until = clock.today() + timedelta(days=NEAR_DAYS)
    found: list[DuePaper] = []
    for day in LAST_DAYS:
        rows = visible(day.model_class, actor).filter(
            day.condition, **{day.enterprise: enterprise, f"{day.field}__lte": until}
        )
        found += _papers(day, rows.select_related(day.enterprise).order_by(day.field)[:limit])
    return sorted(found, key=lambda paper: paper.due_on)[:limit]


def due_over_area(
    actor: Actor, permission: str, first: date | None, last: date, limit: int
) -> list[DuePaper]:
    """What of the enterprises over which one holds ``permission`` ends between two days."""
    found: list[DuePaper] = []
    for day in LAST_DAYS:
        rows = policy_of(day.model_class).permitted(actor, permission)
        rows = rows.filter(day.condition, **{f"{day.field}__lte": last})
        rows = rows.exclude(**{f"{day.enterprise}__status": "closed"})
        if first is not None:
            rows = rows.filter(**{f"{day.field}__gte": first})
        found += _papers(day, rows.select_related(day.enterprise).order_by(day.field, "pk")[:limit])
    return sorted(found, key=lambda paper: paper.due_on)[:limit]


def _papers(day: LastDay, rows: Iterable[Any]) -> list[DuePaper]:
    return [
        DuePaper(
            what=day.label,
            label=str(row),
            url=_url(row),
            due_on=getattr(row, day.field),
            enterprise=day.enterprise_of(row),
        )
        for row in rows
    ]


def _url(row: Any) -> str:
    project = getattr(row, "project", None)
    url: str = (project or row).get_absolute_url()
    return url


def latest_standardisation(enterprise: Enterprise, actor: Actor) -> Standardisation | None:
    """The grade that is valid longest."""
    rows = visible(Standardisation, actor).filter(enterprise=enterprise)
    return rows.order_by("-valid_to", "-pk").first()
