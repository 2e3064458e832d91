"""Figures for others: indicators count titles, assessment gives points for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import names_of, prefix_of
from anlan.governance.accreditation.choices import RoundKind, RoundState
from anlan.governance.accreditation.models import Case, Round
from anlan.governance.accreditation.selectors.cases import awarded_within, in_force_on
from anlan.governance.accreditation.services.kinds import read_kinds
from anlan.governance.assessment.public import (
    Parameter,
    ScoreFact,
    ScoreSource,
    Unit,
    register_source,
)
from anlan.governance.indicators.public import Measure, MeasuredValue, Part, register_measure
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

TOWNSHIP_DIGITS = 9


def _rows(actor: Actor, kind: str, region_prefix: str) -> QuerySet[Case]:
    rows = visible(Case, actor)
    if kind:
        rows = rows.filter(kind__code=kind)
    return rows.filter(region__code__startswith=region_prefix) if region_prefix else rows


def _value(rows: QuerySet[Case], kind: str) -> MeasuredValue:
    """Count with the townships it is made of."""
    counts = Counter(
        prefix_of(code)[:TOWNSHIP_DIGITS].ljust(12, "0")
        for code in rows.values_list("region_id", flat=True)
    )
    names = names_of(counts)
    total = float(sum(counts.values()))
    query = f"&kind={kind}" if kind else ""
    return MeasuredValue(
        value=total,
        numerator=total,
        parts=tuple(
            Part(names.get(code, code), float(number), None, code)
            for code, number in sorted(counts.items())
        ),
        url=f"{reverse('accreditation:list')}?tab=all{query}",
    )


def _measure(kind: str, name: str, *, is_new: bool) -> Measure:
    def compute(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
        rows = _rows(actor, kind, region_prefix)
        if is_new:
            return _value(awarded_within(rows, date(on.year, 1, 1), on), kind)
        return _value(in_force_on(rows, on), kind)

    label: Any = f"本年新增{name}" if is_new else f"现有{name}"
    return Measure(
        code=f"accreditation.{'new' if is_new else 'held'}.{kind or 'all'}",
        name=label,
        unit="个",
        formula=_("titles awarded since New Year")
        if is_new
        else _("titles in force on the day, those that have exited left out"),
        source=_("register of demonstration units"),
        compute=compute,
        direction="higher",
        course="count" if is_new else "level",
        looks_back=True,
    )


def _of(unit: Unit, rows: QuerySet[Case]) -> QuerySet[Case]:
    if unit.region_prefix:
        return rows.filter(region__code__startswith=unit.region_prefix)
    return rows.filter(office_id=unit.id)


def awarded(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Titles awarded in the period in the area of a township, or by the department in charge."""
    kind = given.get("kind", "")
    number = _of(unit, awarded_within(_rows(actor, kind, ""), since, until)).count()
    return ScoreFact(
        Decimal(number),
        f"本期新命名示范单位{number}个。",
        Decimal(number),
        None,
        reverse("accreditation:list"),
    )


def rechecked(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Re-checks whose day lay in the period and that were handed in in time."""
    due = visible(Round, actor).exclude(kind=RoundKind.CREATION).exclude(state=RoundState.CANCELLED)
    due = due.filter(due_on__range=(since, until))
    due = (
        due.filter(case__region__code__startswith=unit.region_prefix)
        if unit.region_prefix
        else due.filter(case__office_id=unit.id)
    )
    whole = due.count()
    url = f"{reverse('accreditation:list')}?tab=late"
    if not whole:
        return ScoreFact(None, "本期没有到期的示范单位复查。", Decimal(0), Decimal(0), url)
    on_time = sum(
        1
        for handed, day in due.values_list("submitted_at", "due_on")
        if handed is not None and day is not None and timezone.localtime(handed).date() <= day
    )
    return ScoreFact(
        (Decimal(on_time) / whole).quantize(Decimal("0.0001")),
        f"到期复查{whole}项，按期报送{on_time}项。",
        Decimal(on_time),
        Decimal(whole),
        url,
    )


def register_all() -> None:
    """Make the figures known; called when the app is ready."""
    kinds = [("", "示范单位"), *((row["code"], row["name"]) for row in read_kinds())]
    for code, name in kinds:
        register_measure(_measure(code, name, is_new=True))
        register_measure(_measure(code, name, is_new=False))
    kind = Parameter("kind", _("code of the kind; empty: every kind"))
    register_source(
        ScoreSource(
            "accreditation.awarded",
            _("demonstration units awarded"),
            _("titles awarded in the period"),
            awarded,
            measures="count",
            parameters=(kind,),
        )
    )
    register_source(
        ScoreSource(
            "accreditation.rechecked",
            _("re-checks handed in in time"),
            _("re-checks handed in by their day ÷ re-checks due in the period"),
            rechecked,
        )
    )
