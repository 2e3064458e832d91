"""What the services share: locking, numbers, the rules that decide what counts until when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.documents.public import draw_number
from anlan.command.incidents.public import grade_incident
from anlan.governance.accidents.choices import CloseState, Domain
from anlan.governance.accidents.events import AccidentEvent
from anlan.governance.accidents.models import Accident, MonthClose, StatisticalRule
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible
from anlan.kernel.search_text import search_text

#: Rules of the periods in which figures may change, by field; all others 30 days.
WINDOWS = {Domain.ROAD: "window_road", Domain.FIRE: "window_fire"}
GENERAL_WINDOW = "window_general"
LOSS_THRESHOLD = "loss_threshold"


def locked(accident_id: int, actor: Actor) -> Accident:
    """Return a visible accident, locked for the change."""
    return get_visible(Accident, accident_id, actor=actor, lock=True)


def tell(cls: type[AccidentEvent], accident: Accident, actor: Actor, **more: Any) -> None:
    """Emit an event of an accident."""
    emit(
        cls(
            accident_id=accident.pk,
            number=accident.number,
            occurred_on=accident.occurred_on,
            region=accident.region_id,
            organisation=accident.department_id,
            deaths=accident.deaths,
            grade=accident.grade,
            **more,
        ),
        actor,
    )


def draw_accident_number() -> str:
    """Draw the next number of the register: SG-2026-0001."""
    year, number = draw_number("SG")
    return f"SG-{year}-{number:04d}"


def rule_value(code: str) -> Decimal:
    """Return the number of a rule; a rule without number is an error of the installation."""
    value = StatisticalRule.objects.values_list("value", flat=True).get(code=code)
    if value is None:
        raise LookupError(f"rule {code} has no number")
    return value


def window_rule(domain: str) -> str:
    """Return the code of the rule that says how long figures may change."""
    return WINDOWS.get(Domain(domain), GENERAL_WINDOW)


def last_day(occurred_on: date, domain: str) -> date:
    """Return the last day on which a change of figures counts (Decree 493, article 13)."""
    return occurred_on + timedelta(days=int(rule_value(window_rule(domain))))


def set_measures(accident: Accident) -> None:
    """Set what follows from the figures: grade, threshold, period."""
    facts: Any = SimpleNamespace(
        deaths=accident.deaths,
        missing=accident.missing,
        trapped=0,
        serious_injuries=accident.serious_injuries,
        direct_loss=accident.direct_loss,
    )
    accident.grade = grade_incident(facts).grade
    harmed = (
        accident.deaths
        + accident.missing
        + accident.serious_injuries
        + accident.poisonings
        + accident.minor_injuries
    )
    accident.is_below_threshold = not harmed and accident.direct_loss < rule_value(LOSS_THRESHOLD)
    accident.occurred_on = timezone.localtime(accident.occurred_at).date()
    accident.period_ends_on = last_day(accident.occurred_on, accident.domain)
    accident.search_text = search_text(
        accident.number, accident.title, accident.unit_name, accident.address
    )


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def is_closed(day: date) -> bool:
    """Whether the month of a day is closed."""
    return MonthClose.objects.filter(month=month_of(day), state=CloseState.CLOSED).exists()


def point(longitude: float | None, latitude: float | None) -> Point | None:
    """Return a place from two numbers, None without both."""
    if longitude is None and latitude is None:
        return None
    if longitude is None or latitude is None:
        raise InvalidInput(fields={"longitude": _("Give both longitude and latitude, or none.")})
    return Point(longitude, latitude, srid=4326)


def check_moment(moment: Any) -> None:
    """Refuse what has not happened yet."""
    if moment > clock.now():
        raise InvalidInput(fields={"occurred_at": _("This lies in the future.")})
