"""Fictitious installations for tests of every app."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.contrib.gis.geos import Point

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.installations import reference
from anlan.supervision.installations.models import (
    Commitment,
    DutyRule,
    DutyTask,
    Filing,
    IdentificationRun,
    Installation,
    ResponsiblePerson,
    ScreenLink,
    StandardValue,
)


class InstallationFactory(factory.django.DjangoModelFactory):
    """A tank area, not yet identified."""

    class Meta:
        model = Installation

    enterprise = factory.SubFactory(EnterpriseFactory)
    code = factory.Sequence(lambda n: f"DEMO-{n:04d}")
    name = factory.Sequence(lambda n: f"演示液氯罐区{n}")
    kind = "storage"
    location = factory.LazyFunction(lambda: Point(119.172, 29.028, srid=4326))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Installation:
        unit = model_class(*args, **kwargs)
        unit.refresh_search_text(unit.enterprise.name)
        unit.save()
        return unit


class StandardValueFactory(factory.django.DjangoModelFactory):
    """Chlorine in table 1."""

    class Meta:
        model = StandardValue
        django_get_or_create = ("table", "code")

    table = "1"
    code = "12"
    name = "氯"
    cas = "7782-50-5"
    threshold_t = 5.0
    clause = "GB 18218-2018 表1"


class IdentificationRunFactory(factory.django.DjangoModelFactory):
    """A stored calculation of level three."""

    class Meta:
        model = IdentificationRun

    installation = factory.SubFactory(InstallationFactory)
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"
    trigger = "首次辨识"
    model_id = "gb18218_2018"
    standard_version = "0" * 16
    checksum = "0" * 64
    alpha = 1.0
    s_index = 10.0
    r_index = 40.0
    s_upper = 10.0
    r_upper = 40.0
    grade = 3
    grade_upper = 3


class FilingFactory(factory.django.DjangoModelFactory):
    """A draft of a filing."""

    class Meta:
        model = Filing

    run = factory.SubFactory(IdentificationRunFactory)
    installation = factory.LazyAttribute(lambda o: o.run.installation)
    trigger = "first"
    grade = 3
    assessed_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=5))
    assessor = "演示安全评价有限公司"


class ResponsiblePersonFactory(factory.django.DjangoModelFactory):
    """The principal responsible person."""

    class Meta:
        model = ResponsiblePerson

    installation = factory.SubFactory(InstallationFactory)
    role = "principal"
    certificate = "演证001"
    from_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=100))

    @factory.lazy_attribute
    def person(self) -> Any:
        """Somebody of the enterprise."""
        from anlan.supervision.enterprises.tests.factories import PersonFactory

        return PersonFactory(organisation=self.installation.enterprise.organisation)


class DutyRuleFactory(factory.django.DjangoModelFactory):
    """A monthly duty of the principal."""

    class Meta:
        model = DutyRule
        django_get_or_create = ("code",)

    code = "principal.inspect"
    role = "principal"
    text = "督促、检查重大危险源安全生产工作"
    period = "month"
    legal_basis = "应急厅〔2021〕12号第四条（五）"


class DutyTaskFactory(factory.django.DjangoModelFactory):
    """An open duty of this month."""

    class Meta:
        model = DutyTask

    responsible = factory.SubFactory(ResponsiblePersonFactory)
    installation = factory.LazyAttribute(lambda o: o.responsible.installation)
    rule = factory.SubFactory(DutyRuleFactory)
    period_start = factory.LazyFunction(lambda: clock.today().replace(day=1))
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=5))


class CommitmentFactory(factory.django.DjangoModelFactory):
    """A draft of today."""

    class Meta:
        model = Commitment

    enterprise = factory.SubFactory(EnterpriseFactory)
    on = factory.LazyFunction(clock.today)
    statement = "承诺内容"


class ScreenLinkFactory(factory.django.DjangoModelFactory):
    """A display at the gate."""

    class Meta:
        model = ScreenLink

    enterprise = factory.SubFactory(EnterpriseFactory)
    label = "正门"
    created_by = "演示"
    created_at = factory.LazyFunction(clock.now)


def load_reference() -> None:
    """Load the tables and rules that the pages work with."""
    reference.load(system_actor("test"))


def access_world(samples: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Ask for the commitment of a firm on its day."""
    made = samples[Commitment]
    return {
        "installations/commitments/": {
            "enterprise_id": made.enterprise_id,
            "on": made.on.isoformat(),
        },
        "installations/enterprises/": {"pk": made.enterprise_id},
    }
