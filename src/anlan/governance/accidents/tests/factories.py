"""Test accidents: registered through the service, so that grade, period and number stand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.accidents.models import (
    Accident,
    AccidentType,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    FigureChange,
    HarmedPerson,
    MonthClose,
    OutsideDeath,
    StatisticalRule,
    TypeMapping,
)
from anlan.governance.accidents.services import figures, register, yearly
from anlan.governance.accidents.services.common import month_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor

TOWN = "330825100000"
COUNTY = "330825000000"


def load_tables() -> None:
    """Load types and rules, and the grades of Decree 493 alone: quick."""
    from anlan.command.incidents.models import GradeCriterion
    from anlan.governance.accidents.reference import load_rules, load_types

    load_types()
    load_rules()
    GradeCriterion.objects.bulk_create(
        GradeCriterion(
            rule="493",
            grade=grade,
            measure=measure,
            lower=lower * scale,
            upper=upper * scale if upper else None,
            unit="",
            clause="",
            text="",
            legal_basis="",
        )
        for measure, scale, limits in (
            ("deaths", 1, (30, 10, 3, 0)),
            ("serious_injuries", 1, (100, 50, 10, 0)),
            ("direct_loss", 1000, (10, 5, 1, 0)),
        )
        for grade, lower, upper in zip((1, 2, 3, 4), limits, (None, *limits[:3]), strict=True)
    )


def load_reference() -> None:
    """Load what accidents need: grades, types, rules, the form."""
    from anlan.command.incidents.tests.factories import load_reference as load_incidents
    from anlan.governance.accidents.reference import load

    load_incidents()
    load(system_actor("tests"))


def clerk() -> Actor:
    """The clerk of the committee office, for the whole county."""
    return make_actor("统计演示", role="bureau_officer", scope=Scope("region", "330825"))


def checker() -> Actor:
    """Another person of the same office."""
    return make_actor("复核演示", role="bureau_officer", scope=Scope("region", "330825"))


def new_type(name: str) -> AccidentType:
    """A type of the new edition by its name."""
    return AccidentType.objects.get(edition="2025", name=name)


def old_type(name: str) -> AccidentType:
    """A type of the old edition by its name."""
    return AccidentType.objects.get(edition="1986", name=name)


def make_accident(actor: Actor | None = None, *, days_ago: float = 2, **values: Any) -> Accident:
    """Register an accident in 龙洲街道; reference data must be loaded."""
    RegionFactory(county=True)
    RegionFactory()
    given: dict[str, Any] = {
        "title": "演示机械厂冲压设备挤伤",
        "occurred_at": clock.now() - timedelta(days=days_ago),
        "region_code": TOWN,
        "domain": "industry",
        "unit_name": "演示机械厂",
        "industry_code": "C33",
        "kind_id": new_type("机械致害").pk,
        "figures": {"deaths": 1},
        **values,
    }
    return register.register_accident(actor=actor or clerk(), **given)


def make_counted(actor: Actor | None = None, **values: Any) -> Accident:
    """Register, verify and confirm an accident."""
    who = actor or clerk()
    accident = make_accident(who, **values)
    register.verify_accident(accident_id=accident.pk, actor=who)
    return register.confirm_accident(accident_id=accident.pk, actor=who)


def make_change() -> FigureChange:
    """Propose fewer deaths."""
    accident = make_counted(figures={"deaths": 2})
    return figures.change_figures(
        accident_id=accident.pk,
        figures={**accident.figures(), "deaths": 1},
        reason="鉴定为自身疾病",
        document="演示鉴定〔2026〕1号",
        actor=checker(),
    )


def make_person() -> HarmedPerson:
    """A harmed person."""
    return figures.record_person(accident_id=make_accident().pk, harm="dead", actor=clerk())


def make_denominator(**values: Any) -> Denominator:
    """A yearly figure."""
    RegionFactory(county=True)
    given: dict[str, Any] = {
        "year": clock.today().year,
        "region_code": COUNTY,
        "kind": "gdp",
        "value": Decimal(300),
        "version": "preliminary",
        "source": "演示公报",
        **values,
    }
    return yearly.record_denominator(actor=clerk(), **given)


def make_target(**values: Any) -> ControlTarget:
    """A control target."""
    RegionFactory(county=True)
    given: dict[str, Any] = {
        "year": clock.today().year,
        "region_code": COUNTY,
        "measure": "deaths",
        "limit": Decimal(10),
        "source": "演示控制指标",
        **values,
    }
    return yearly.set_target(actor=clerk(), **given)


def make_department_figure(**values: Any) -> DepartmentFigure:
    """What the police counted last month."""
    county = RegionFactory(county=True)
    department = OrganisationFactory(code="police", name="演示公安局", region=county)
    given: dict[str, Any] = {
        "month": month_of(clock.today()),
        "domain": "road",
        "accidents": 1,
        "deaths": 0,
        "department_id": department.pk,
        **values,
    }
    return yearly.report_department_figure(actor=clerk(), **given)


def make_outside_death(**values: Any) -> OutsideDeath:
    """A carbon monoxide poisoning at home."""
    RegionFactory(county=True)
    RegionFactory()
    given: dict[str, Any] = {
        "kind": "carbon_monoxide",
        "occurred_on": clock.today(),
        "region_code": TOWN,
        "deaths": 1,
        **values,
    }
    return yearly.record_outside_death(actor=clerk(), **given)


def make_close() -> MonthClose:
    """A closed month."""
    return yearly.close_month(month=date(2025, 3, 1), actor=clerk())


def make_type() -> AccidentType:
    """A type as loaded."""
    return new_type("机械致害")


def make_rule() -> StatisticalRule:
    """A rule as loaded."""
    return StatisticalRule.objects.get(code="loss_threshold")


def make_mapping() -> TypeMapping:
    """A mapping as loaded."""
    found = TypeMapping.objects.select_related("old", "new").first()
    assert found is not None
    return found


def access_world(samples):
    """Ask for a month and a period as addresses write them, and for the incident."""
    from anlan.command.incidents.models import Incident

    return {
        "accidents/<int:pk>/step/": {"pk": samples[Accident].pk, "name": "verify"},
        "accidents/months/": {"year": 2025, "month": 4},
        "accidents/statistics/": {"code": "2026-to-06"},
        "accidents/from-incident/": {"pk": samples[Incident].pk},
        "accidents/changes/": {"pk": samples[FigureChange].pk},
        "accidents/types/": {"pk": samples[AccidentType].pk},
        "accidents/rules/": {"pk": samples[StatisticalRule].pk},
    }
