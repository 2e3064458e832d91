"""Fictitious risks for tests of every app."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import factory
from django.contrib.gis.geos import Point

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.risk.models import (
    Assessment,
    Control,
    ControlCheck,
    EnterpriseRisk,
    MethodVersion,
    RiskEvent,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.reference import load

_serial = itertools.count(1)


def load_reference() -> None:
    """Methods, criteria, rules and clocks."""
    load(system_actor("installation"))


class RiskObjectFactory(factory.django.DjangoModelFactory):
    """A tank farm."""

    class Meta:
        model = RiskObject

    enterprise = factory.SubFactory(EnterpriseFactory)
    code = factory.LazyFunction(lambda: f"D{next(_serial):05d}")
    name = "演示储罐区"


class RiskUnitFactory(factory.django.DjangoModelFactory):
    """A tank, assessed yellow."""

    class Meta:
        model = RiskUnit

    risk_object = factory.SubFactory(
        RiskObjectFactory, enterprise=factory.SelfAttribute("..enterprise")
    )
    enterprise = factory.SubFactory(EnterpriseFactory, risk_level=3)
    region = factory.LazyAttribute(lambda o: o.enterprise.region)
    code = factory.LazyFunction(lambda: f"U{next(_serial):05d}")
    name = "演示1号储罐"
    location = factory.LazyFunction(lambda: Point(119.172, 29.028, srid=4326))
    inherent_level = 2
    residual_level = 3
    current_level = 3
    assessed_on = date(2026, 11, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> RiskUnit:
        unit = model_class(*args, **kwargs)
        unit.refresh_search_text()
        unit.save()
        return unit


class RiskEventFactory(factory.django.DjangoModelFactory):
    """A leak."""

    class Meta:
        model = RiskEvent

    unit = factory.SubFactory(RiskUnitFactory)
    enterprise = factory.LazyAttribute(lambda o: o.unit.enterprise)
    code = factory.LazyFunction(lambda: f"E{next(_serial):05d}")
    name = "演示泄漏起火"
    inherent_level = 2
    residual_level = 3


class ControlFactory(factory.django.DjangoModelFactory):
    """A detector that is checked every day."""

    class Meta:
        model = Control

    event = factory.SubFactory(RiskEventFactory)
    enterprise = factory.LazyAttribute(lambda o: o.event.enterprise)
    unit = factory.LazyAttribute(lambda o: o.event.unit)
    code = factory.LazyFunction(lambda: f"C{next(_serial):05d}")
    category = "engineering"
    description = "演示可燃气体报警器完好"
    check_content = "报警器指示正常"
    period = "daily"


class EnterpriseRiskFactory(factory.django.DjangoModelFactory):
    """The tally of an enterprise without units."""

    class Meta:
        model = EnterpriseRisk

    enterprise = factory.SubFactory(EnterpriseFactory)


class AssessmentFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Assessment

    enterprise = factory.SubFactory(EnterpriseFactory)
    version = factory.LazyFunction(lambda: next(_serial))
    made_by = "吴演示"


class ControlCheckFactory(factory.django.DjangoModelFactory):
    """A check of today."""

    class Meta:
        model = ControlCheck

    control = factory.SubFactory(ControlFactory)
    enterprise = factory.LazyAttribute(lambda o: o.control.enterprise)
    unit = factory.LazyAttribute(lambda o: o.control.unit)
    period_on = factory.LazyFunction(clock.today)
    opens_at = factory.LazyFunction(lambda: clock.now() - timedelta(hours=1))
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(hours=8))


class MethodVersionFactory(factory.django.DjangoModelFactory):
    """The LS method in use."""

    class Meta:
        model = MethodVersion
        django_get_or_create = ("method", "version")

    method = "LS"
    version = 1
    name = "风险矩阵法（LS）"
    red_from, orange_from, yellow_from = 20, 15, 9
    source = "演示"


def access_world(samples: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Name the township whose roll-up is asked for."""
    return {"risk/regions/": {"code": "330825100000"}}
