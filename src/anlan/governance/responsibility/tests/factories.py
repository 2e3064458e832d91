"""Test leaders: a county, its leaders with portfolios, a department, one of every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import factory

from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.responsibility import reference
from anlan.governance.responsibility.models import (
    Absence,
    DutyRecord,
    LegalDuty,
    Portfolio,
    PortfolioEntry,
    Responsibility,
    ResponsibilityList,
    WorkItem,
    WorkList,
)
from anlan.governance.responsibility.services.portfolio import set_portfolio
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.testing.cast import make_actor


def load_reference() -> None:
    """Load the legal duties and the form of the report."""
    reference.load(system_actor("tests"))


class LegalDutyFactory(factory.django.DjangoModelFactory):
    """A duty of departments."""

    class Meta:
        model = LegalDuty
        django_get_or_create: ClassVar = ("code",)

    code = factory.Sequence(lambda n: f"test.duty-{n}")
    holder_kind = "department"
    text = "演示职责"
    legal_basis = "演示依据"


class PortfolioFactory(factory.django.DjangoModelFactory):
    """A leader in charge of something."""

    class Meta:
        model = Portfolio

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(
        PersonFactory, organisation=factory.SelfAttribute("..organisation"), title="副县长"
    )
    text = "分管演示工作"
    valid_from = date(2026, 1, 1)


class PortfolioEntryFactory(factory.django.DjangoModelFactory):
    """One unit of a portfolio."""

    class Meta:
        model = PortfolioEntry

    portfolio = factory.SubFactory(PortfolioFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    valid_from = date(2026, 1, 1)


class AbsenceFactory(factory.django.DjangoModelFactory):
    """A week away."""

    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    substitute = factory.SubFactory(PersonFactory)
    starts_on = factory.LazyFunction(clock.today)
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=7))


class ResponsibilityListFactory(factory.django.DjangoModelFactory):
    """The list of a department."""

    class Meta:
        model = ResponsibilityList

    holder_kind = "department"
    organisation = factory.SubFactory(OrganisationFactory)


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    """A duty in a list."""

    class Meta:
        model = Responsibility

    list = factory.SubFactory(ResponsibilityListFactory)
    text = "演示职责"
    cadence = "quarter"
    record_kind = "meeting"


class WorkListFactory(factory.django.DjangoModelFactory):
    """The undertakings of a year."""

    class Meta:
        model = WorkList

    list = factory.SubFactory(ResponsibilityListFactory)
    year = factory.LazyFunction(lambda: clock.today().year)


class WorkItemFactory(factory.django.DjangoModelFactory):
    """One undertaking."""

    class Meta:
        model = WorkItem

    work_list = factory.SubFactory(WorkListFactory)
    text = "演示事项"
    record_kind = "meeting"
    times = 4
    due_on = factory.LazyFunction(lambda: date(clock.today().year, 12, 31))


class DutyRecordFactory(factory.django.DjangoModelFactory):
    """A meeting chaired."""

    class Meta:
        model = DutyRecord

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory, organisation=factory.SelfAttribute("..organisation"))
    kind = "meeting"
    day = factory.LazyFunction(clock.today)
    text = "主持演示会议"
    entered_by = "演示"


@dataclass
class Government:
    """A county government with two leaders, a department under one of them, its head."""

    government: Organisation
    department: Organisation
    head: Person
    leader: Person
    principal: Person


def set_government() -> Government:
    """Divide the work between a principal leader and one in charge of a department."""
    county = RegionFactory(county=True)
    government = OrganisationFactory(
        code="county_government", name="龙游县人民政府", kind="government", region=county
    )
    department = OrganisationFactory(
        code="transport", name="龙游县交通运输局", region=county, parent=government
    )
    head = PersonFactory(name="沈局长演示", organisation=department, title="局长", sort_order=10)
    leader = PersonFactory(name="卢副县长演示", organisation=government, title="副县长")
    principal = PersonFactory(name="钟县长演示", organisation=government, title="县长")
    office = make_actor("办公室", role="bureau_officer", scope=Scope("region", "330825"))
    begins = clock.today() - timedelta(days=100)
    set_portfolio(
        person_id=principal.pk,
        text="主持县政府全面工作",
        standing="principal",
        valid_from=begins,
        actor=office,
    )
    set_portfolio(
        person_id=leader.pk,
        text="负责城建、交通",
        organisation_ids=[department.pk],
        sectors=["道路运输"],
        substitute_id=principal.pk,
        valid_from=begins,
        actor=office,
    )
    return Government(government, department, head, leader, principal)
