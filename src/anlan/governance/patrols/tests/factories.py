"""Test patrols: a county with units, a round with a team, one of every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import factory

from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.oversight.reference import load as load_oversight
from anlan.governance.patrols import reference
from anlan.governance.patrols.models import (
    CheckItem,
    Checklist,
    CheckResult,
    CoverageTarget,
    Finding,
    LookBack,
    Programme,
    Rectification,
    Reminder,
    Round,
    Team,
    TeamMember,
    Visit,
    VisitRecord,
)
from anlan.governance.patrols.services import planning, rounds
from anlan.governance.responsibility.tests.factories import Government, set_government
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor
from anlan.supervision.enterprises.models import Enterprise


def load_reference() -> None:
    """Load checklists, clocks and forms."""
    reference.load(system_actor("tests"))


class ChecklistFactory(factory.django.DjangoModelFactory):
    """A list of the county's own."""

    class Meta:
        model = Checklist
        django_get_or_create: ClassVar = ("code",)

    code = factory.Sequence(lambda n: f"test-{n}")
    name = "演示巡查清单"
    unit_kinds = "township"


class CheckItemFactory(factory.django.DjangoModelFactory):
    """One item."""

    class Meta:
        model = CheckItem

    checklist = factory.SubFactory(ChecklistFactory)
    part = "责任落实"
    text = "演示核查事项"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """Five years."""

    class Meta:
        model = Programme

    name = "演示全覆盖规划"
    office = factory.SubFactory(OrganisationFactory)
    basis = "演示规划"
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=1000))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=800))


class CoverageTargetFactory(factory.django.DjangoModelFactory):
    """Every township."""

    class Meta:
        model = CoverageTarget

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "township"
    percent = 100


class RoundFactory(factory.django.DjangoModelFactory):
    """A round that runs."""

    class Meta:
        model = Round

    title = factory.Sequence(lambda n: f"第{n + 1}轮演示巡查")
    field = "both"
    office = factory.SubFactory(OrganisationFactory)
    basis = "演示方案"
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=10))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=50))
    state = "running"
    started_at = factory.LazyFunction(clock.now)


class TeamFactory(factory.django.DjangoModelFactory):
    """A team with a leader."""

    class Meta:
        model = Team

    round = factory.SubFactory(RoundFactory)
    name = factory.Sequence(lambda n: f"第{n + 1}演示巡查组")
    leader = factory.SubFactory(PersonFactory)


class TeamMemberFactory(factory.django.DjangoModelFactory):
    """An expert."""

    class Meta:
        model = TeamMember

    team = factory.SubFactory(TeamFactory)
    role = "expert"
    name = "演示专家"


class VisitFactory(factory.django.DjangoModelFactory):
    """A unit that was sent a notice."""

    class Meta:
        model = Visit

    round = factory.SubFactory(RoundFactory)
    kind = "township"
    organisation = factory.SubFactory(OrganisationFactory, kind="township")
    region = factory.SelfAttribute("organisation.region")
    name = factory.SelfAttribute("organisation.name")
    team = factory.SubFactory(TeamFactory, round=factory.SelfAttribute("..round"))
    planned_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=5))
    state = "notified"
    notified_at = factory.LazyFunction(clock.now)


class VisitRecordFactory(factory.django.DjangoModelFactory):
    """A talk."""

    class Meta:
        model = VisitRecord

    visit = factory.SubFactory(VisitFactory)
    kind = "talk"
    title = "演示谈话"
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"


class CheckResultFactory(factory.django.DjangoModelFactory):
    """An item in order."""

    class Meta:
        model = CheckResult

    visit = factory.SubFactory(VisitFactory)
    item = factory.SubFactory(CheckItemFactory)
    outcome = "good"
    made_by = "演示"


class FindingFactory(factory.django.DjangoModelFactory):
    """A finding given to its unit."""

    class Meta:
        model = Finding

    visit = factory.SubFactory(
        VisitFactory, state="issued", visited_on=factory.LazyFunction(clock.today)
    )
    serial = factory.Sequence(lambda n: n % 1000 + 1)
    title = "演示问题"
    kind = "duty"
    organisation = factory.SelfAttribute("visit.organisation")
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=20))
    state = "rectifying"
    noted_by = "演示"
    assigned_on = factory.LazyFunction(clock.today)


class RectificationFactory(factory.django.DjangoModelFactory):
    """A report."""

    class Meta:
        model = Rectification

    finding = factory.SubFactory(FindingFactory)
    text = "已整改"
    made_at = factory.LazyFunction(clock.now)
    made_by = "演示"


class LookBackFactory(factory.django.DjangoModelFactory):
    """It has held."""

    class Meta:
        model = LookBack

    finding = factory.SubFactory(FindingFactory)
    looked_on = factory.LazyFunction(clock.today)
    has_held = True
    text = "整改成效保持"
    made_by = "演示"


class ReminderFactory(factory.django.DjangoModelFactory):
    """The clerks were told."""

    class Meta:
        model = Reminder

    finding = factory.SubFactory(FindingFactory)
    due_on = factory.LazyFunction(clock.today)
    step = "late"
    audience = "clerk"
    sent_at = factory.LazyFunction(clock.now)


@dataclass
class Stage:
    """Who takes part, and the units of a small county."""

    made: Government
    bureau: Organisation
    towns: list[Organisation]
    clerk: Person
    member: Person
    office: Actor
    checker: Actor
    director: Actor
    leader: Actor
    patroller: Actor
    unit: Actor
    other: Actor
    department: Actor


def set_stage(towns: int = 3) -> Stage:
    """Set up a county: townships with villages, a department, people with their roles."""
    load_reference()
    load_oversight(system_actor("tests"))
    made = set_government()
    county = made.government.region
    bureau = OrganisationFactory(code="emergency", name="龙游县应急管理局", region=county)
    found = []
    for number in range(towns):
        region = RegionFactory(code=f"3308251{number:02d}000", name=f"演示{number}镇")
        for village in (1, 2):
            RegionFactory(
                code=f"3308251{number:02d}20{village}",
                name=f"演示{number}{village}村",
                level="village",
                parent=region,
            )
        found.append(
            OrganisationFactory(
                code=f"town-{number}", name=f"演示{number}镇政府", kind="township", region=region
            )
        )
    county_scope = Scope("region", "330825")
    clerk = PersonFactory(name="甲镇演示", organisation=found[0])
    member = PersonFactory(name="组员演示", organisation=made.department)

    def official(name: str, role: str, unit: Organisation, person: Person | None = None) -> Actor:
        wide = role in ("bureau_officer", "commander", "county_leader")
        scope = county_scope if wide else Scope("organisation", str(unit.pk))
        return make_actor(
            name,
            role=role,
            scope=scope,
            person_id=person.pk if person else None,
            organisation_id=unit.pk,
        )

    return Stage(
        made=made,
        bureau=bureau,
        towns=found,
        clerk=clerk,
        member=member,
        office=official("办公室", "bureau_officer", bureau),
        checker=official("核查员", "bureau_officer", bureau),
        director=official("主任", "commander", bureau),
        leader=official("卢副县长", "county_leader", made.government, made.leader),
        patroller=official("组员演示", "department_officer", made.department, member),
        unit=official("甲镇演示", "township_officer", found[0], clerk),
        other=official("乙镇演示", "township_officer", found[1]),
        department=official("外部门", "department_officer", bureau),
    )


def plan_round(stage: Stage, *, days: int = 60, **values) -> Round:
    """Set up a round with all townships, a team of the vice head and a member of a department."""
    made = rounds.create_round(
        title=values.pop("title", "上半年演示巡查"),
        field="both",
        basis="县安委会演示方案",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=days),
        actor=stage.office,
        **values,
    )
    rounds.add_units(round_id=made.pk, groups=["townships"], actor=stage.office)
    planning.set_team(
        round_id=made.pk,
        name="第一巡查组",
        leader_id=stage.made.leader.pk,
        member_ids=[stage.member.pk],
        experts=["演示专家（消防）"],
        actor=stage.office,
    )
    return made


def start(stage: Stage, **values) -> Round:
    """Plan, spread and start a round."""
    made = plan_round(stage, **values)
    planning.schedule_visits(round_id=made.pk, actor=stage.office)
    return rounds.start_round(round_id=made.pk, actor=stage.office)


def access_world(samples):
    """A notice to the enterprise asked for: its manager signs for it, and puts a finding right."""
    firm = samples[Enterprise].organisation
    round_ = samples[Round]
    notified = VisitFactory(round=round_, organisation=firm, kind="enterprise")
    consulting = VisitFactory(
        organisation=firm,
        kind="enterprise",
        state="consulting",
        visited_on=clock.today(),
        comment_due_on=clock.today() + timedelta(days=5),
    )
    finding = FindingFactory(
        visit__organisation=firm, visit__kind="enterprise", visit__state="issued"
    )
    return {
        "patrols/visits/<int:pk>/": {"pk": notified.pk, "name": "receive"},
        "patrols/visits/<int:pk>/answer/": {"pk": consulting.pk},
        "patrols/findings/<int:pk>/": {"pk": finding.pk, "name": "close"},
        "patrols/teams/<int:pk>/": {"pk": samples[Team].pk},
        "patrols/rounds/<int:pk>/": {"pk": round_.pk, "name": "close"},
    }
