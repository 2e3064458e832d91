"""Test drills: a small scenario, a small plan, a drill with people, one of every row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.drills import reference
from anlan.command.drills.models import (
    CadenceDuty,
    CadenceRule,
    Drill,
    DrillAction,
    DrillInject,
    DrillParticipant,
    InjectAnswer,
    Observation,
    RevisionProposal,
    Scenario,
    ScenarioAction,
    ScenarioInject,
)
from anlan.command.incidents.tests.factories import load_reference as load_incident_reference
from anlan.command.plans.models import Plan
from anlan.command.plans.tests.factories import (
    PlanFactory,
    PlanGroupFactory,
    PlanLevelFactory,
    PlanTaskFactory,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor

COUNTY = "330825000000"


def load_reference() -> None:
    """Load what drills need: grades and clocks of incidents, rules, scenarios, the form."""
    load_incident_reference()
    reference.load(system_actor("tests"))


def load_clocks() -> None:
    """Load the clocks only: enough to play a drill, in a tenth of the time."""
    from anlan.command.incidents.reference import load

    load(system_actor("tests"))
    load_clock_rules(reference.DATA / "clock_rules.csv", system_actor("tests"))


class ScenarioFactory(factory.django.DjangoModelFactory):
    """A leak."""

    class Meta:
        model = Scenario

    code = factory.Sequence(lambda n: f"test-{n}")
    name = "演示泄漏"
    incident_kind = "chemical"
    headline = "演示储罐区泄漏"
    minutes = 60


class ScenarioInjectFactory(factory.django.DjangoModelFactory):
    """The first news."""

    class Meta:
        model = ScenarioInject

    scenario = factory.SubFactory(ScenarioFactory)
    minute = 0
    title = "接到报警"
    text = "储罐区有刺激性气味"


class ScenarioActionFactory(factory.django.DjangoModelFactory):
    """That it is answered."""

    class Meta:
        model = ScenarioAction

    scenario = factory.SubFactory(ScenarioFactory)
    inject = factory.SubFactory(ScenarioInjectFactory, scenario=factory.SelfAttribute("..scenario"))
    title = "报带班领导"
    measure = "answered"
    within_minutes = 5


class DrillFactory(factory.django.DjangoModelFactory):
    """A planned drill of the county."""

    class Meta:
        model = Drill

    number = factory.Sequence(lambda n: f"龙演〔2026〕{n + 900}号")
    name = "演示演练"
    kind = "table_top"
    scenario = factory.SubFactory(ScenarioFactory)
    region = factory.SubFactory(RegionFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    planned_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=3))
    planned_by_id = "test"
    planned_by = "林指挥演示"


class DrillParticipantFactory(factory.django.DjangoModelFactory):
    """A player."""

    class Meta:
        model = DrillParticipant

    drill = factory.SubFactory(DrillFactory)
    person = factory.SubFactory(PersonFactory)
    organisation = factory.SelfAttribute("person.organisation")


class DrillInjectFactory(factory.django.DjangoModelFactory):
    """News that waits."""

    class Meta:
        model = DrillInject

    drill = factory.SubFactory(DrillFactory)
    minute = 0
    title = "接到报警"
    text = "储罐区有刺激性气味"


class InjectAnswerFactory(factory.django.DjangoModelFactory):
    """An answer."""

    class Meta:
        model = InjectAnswer

    inject = factory.SubFactory(DrillInjectFactory)
    participant = factory.SubFactory(
        DrillParticipantFactory, drill=factory.SelfAttribute("..inject.drill")
    )
    text = "已报带班领导"
    at = factory.LazyFunction(clock.now)


class DrillActionFactory(factory.django.DjangoModelFactory):
    """Something expected."""

    class Meta:
        model = DrillAction

    drill = factory.SubFactory(DrillFactory)
    title = "报带班领导"


class ObservationFactory(factory.django.DjangoModelFactory):
    """Something seen."""

    class Meta:
        model = Observation

    drill = factory.SubFactory(DrillFactory)
    text = "口径清楚"
    at = factory.LazyFunction(clock.now)
    by_id = "test"
    by_name = "方评估演示"


class RevisionProposalFactory(factory.django.DjangoModelFactory):
    """A proposal for the plan of a drill."""

    class Meta:
        model = RevisionProposal

    drill = factory.SubFactory(DrillFactory)
    plan = factory.SubFactory(PlanFactory)
    kind = "review"
    task_title = "设立警戒区"
    proposed = "复核时限"
    reason = "演练中未完成"


class CadenceRuleFactory(factory.django.DjangoModelFactory):
    """Twice a year."""

    class Meta:
        model = CadenceRule

    code = factory.Sequence(lambda n: f"rule-{n}")
    title = "重点单位应急预案演练"
    concerns = "high_risk"
    months = 6
    legal_basis = "《生产安全事故应急条例》第八条第二款"


class CadenceDutyFactory(factory.django.DjangoModelFactory):
    """A unit that must hold one within half a year."""

    class Meta:
        model = CadenceDuty

    rule = factory.SubFactory(CadenceRuleFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    region = factory.SubFactory(RegionFactory)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=180))


def access_world(samples: Any) -> dict[str, Any]:
    """Name the rows of scenarios by their parts; step a drill on."""
    return {
        "drills/": {"pk": samples[Drill].pk, "name": "cancel"},
        "drills/participants/": {"pk": samples[DrillParticipant].pk},
        "drills/injects/": {"pk": samples[DrillInject].pk},
        "drills/proposals/": {"pk": samples[RevisionProposal].pk, "name": "adopt"},
        "drills/scenarios/": {
            "pk": samples[ScenarioInject].scenario_id,
            "part": "inject",
            "row": samples[ScenarioInject].pk,
        },
        "drills/scenarios/<int:pk>/actions/": {
            "pk": samples[ScenarioAction].scenario_id,
            "row": samples[ScenarioAction].pk,
        },
        "drills/cadence/": {"pk": samples[CadenceDuty].pk},
        "drills/cadence/rules/": {"pk": samples[CadenceRule].pk},
    }


def person_of(name: str, organisation: Organisation) -> Person:
    """Make somebody of a unit."""
    found: Person = PersonFactory(name=name, organisation=organisation)
    return found


def acting(person: Person, role: str) -> Actor:
    """The person as an actor with an installed role over the county."""
    return make_actor(
        person.name,
        role=role,
        scope=Scope("region", "330825"),
        person_id=person.pk,
        organisation_id=person.organisation_id,
    )


def small_plan(bureau: Organisation) -> Plan:
    """A plan in force with two tasks, led by the bureau."""
    plan: Plan = PlanFactory(
        name="演示专项预案",
        kind="special",
        state="published",
        incident_kinds=["chemical"],
        region=None,
        organisation=bureau,
    )
    PlanLevelFactory(plan=plan, level=4, commander_post="局长")
    group = PlanGroupFactory(
        plan=plan, name="抢险救援组", lead_name=bureau.name, lead_code=bureau.code
    )
    PlanTaskFactory(group=group, code="1", title="设立警戒区", deadline_minutes=20)
    PlanTaskFactory(group=group, code="2", title="堵漏", deadline_minutes=40)
    return plan
