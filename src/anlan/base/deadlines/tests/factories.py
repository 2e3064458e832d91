"""Test clocks: a rule of an hour, and a clock that runs on an office of 龙洲街道."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import factory

from anlan.base.deadlines.models import ClockRule, ClockUnit, Deadline
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.kernel import clock


class ClockRuleFactory(factory.django.DjangoModelFactory):
    """A rule of one hour."""

    class Meta:
        model = ClockRule
        django_get_or_create: ClassVar = ("code",)

    code = "test.report"
    title = "演示初报"
    amount = 1
    unit = ClockUnit.HOUR
    legal_basis = "测试依据"


class DeadlineFactory(factory.django.DjangoModelFactory):
    """A clock that runs; the subject is an organisation."""

    class Meta:
        model = Deadline
        exclude = ("subject",)

    subject = factory.SubFactory(OrganisationFactory)
    rule = factory.SubFactory(ClockRuleFactory)
    title = "演示初报"
    subject_type = "organisations.Organisation"
    subject_id = factory.LazyAttribute(lambda deadline: str(deadline.subject.pk))
    subject_label = factory.LazyAttribute(lambda deadline: str(deadline.subject))
    region = factory.LazyAttribute(lambda deadline: deadline.subject.region)
    organisation = factory.LazyAttribute(lambda deadline: deadline.subject)
    started_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(hours=1))


def access_world(samples):
    """Pause the clock, where the table of rights asks for a step."""
    return {"deadlines/": {"name": "pause"}}
