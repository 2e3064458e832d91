"""Indicators, units and people for the tests of this app."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import factory

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.models import Region
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.indicators.contracts import Measure, MeasuredValue
from anlan.governance.indicators.models import (
    Deviation,
    Evaluation,
    EvaluationItem,
    Indicator,
    IndicatorValue,
    YearlyTarget,
)
from anlan.governance.planning.tests.factories import PlanningDocumentFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.testing.cast import make_actor

_numbers = itertools.count(1)


class IndicatorFactory(factory.django.DjangoModelFactory):
    """An entered share to be reached, of a department."""

    class Meta:
        model = Indicator

    name = factory.Sequence(lambda n: f"测试指标{n}率")
    unit = "%"
    target = "95%以上"
    target_kind = "at_least"
    target_low = 95.0
    direction = "higher"
    starts_on = date(2024, 1, 1)
    target_on = date(2027, 12, 31)
    organisation = factory.SubFactory(OrganisationFactory)
    region = factory.SelfAttribute("organisation.region")


class IndicatorValueFactory(factory.django.DjangoModelFactory):
    """A value that counts."""

    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    period_end = date(2026, 8, 31)
    value = 80.0
    origin = "form"
    entered_by_id = "test:1"
    entered_by = "填报演示"
    entered_at = factory.LazyFunction(clock.now)


class YearlyTargetFactory(factory.django.DjangoModelFactory):
    """A derived target of a year."""

    class Meta:
        model = YearlyTarget

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    value = 90.0


class DeviationFactory(factory.django.DjangoModelFactory):
    """A change for the worse."""

    class Meta:
        model = Deviation

    indicator = factory.SubFactory(IndicatorFactory)
    on = date(2026, 9, 1)
    former_state = "on_track"
    state = "at_risk"
    at = factory.LazyFunction(clock.now)


class EvaluationFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Evaluation

    document = factory.SubFactory(PlanningDocumentFactory)
    kind = "mid_term"
    as_of = date(2026, 9, 30)
    title = "演示规划中期评估"
    made_by_id = "test:1"
    made_by = "评估演示"


class EvaluationItemFactory(factory.django.DjangoModelFactory):
    """An indicator as an evaluation found it."""

    class Meta:
        model = EvaluationItem

    evaluation = factory.SubFactory(EvaluationFactory)
    kind = "indicator"
    title = "测试指标"
    verdict = "on_way"


def county() -> Region:
    """The county with one township."""
    region = RegionFactory(county=True)
    RegionFactory(parent=region)
    return region


def bureau(region: Region) -> Organisation:
    """The bureau of the county."""
    return OrganisationFactory(code=f"bureau{next(_numbers)}", region=region, kind="department")


def officer(role: str, unit: Organisation | None = None, name: str = "") -> Any:
    """Somebody of a unit in a role."""
    return make_actor(
        name or f"{role}演示", role=role, organisation_id=unit.pk if unit is not None else None
    )


def fixed_measure(code: str, *values: float | None, **more: Any) -> Measure:
    """A measure that gives these values one after another."""
    found = iter(values)

    def compute(_actor: Any, _on: date, _prefix: str) -> MeasuredValue | None:
        value = next(found)
        return None if value is None else MeasuredValue(value, value, 100.0)

    return Measure(
        code=code,
        name="试验",
        unit="%",
        formula="甲÷乙",
        source="试验",
        compute=compute,
        direction="higher",
        **more,
    )


def load_reference() -> None:
    """The form of the report."""
    from anlan.governance.indicators.reference import load

    load(system_actor("tests"))


def access_world(samples: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Ask for values by their own keys."""
    return {"indicators/values/": {"pk": samples[IndicatorValue].pk}}
