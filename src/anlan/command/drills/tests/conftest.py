"""Fixtures of the tests of this app: a drill with its people, ready to begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from anlan.base.organisations.models import Person
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.drills.models import Drill
from anlan.command.drills.services.planning import name_participants, plan_drill
from anlan.command.drills.tests import factories
from anlan.kernel import clock
from anlan.kernel.actor import Actor


@dataclass
class Stage:
    """A drill and who takes part; ``passer`` does not."""

    drill: Drill
    director: Actor
    duty: Actor
    evaluator: Actor
    passer: Actor
    people: dict[str, Person]

    def again(self) -> Drill:
        """The drill as it stands."""
        self.drill = Drill.objects.get(pk=self.drill.pk)
        return self.drill


@pytest.fixture
def moving():
    """A clock that moves only when told."""
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def stage(db, moving):
    """Return a function that plans a drill of a kind with its people."""

    def plan(kind: str = "functional", **values) -> Stage:
        factories.load_clocks()
        county = RegionFactory(county=True)
        RegionFactory(parent=county)
        bureau = OrganisationFactory(
            code="emergency", name="龙游县应急管理局", short_name="应急局", region=county
        )
        health = OrganisationFactory(code="health", name="龙游县卫生健康局", region=county)
        people = {
            "director": factories.person_of("章导调演示", bureau),
            "duty": factories.person_of("韩值班演示", bureau),
            "evaluator": factories.person_of("方评估演示", bureau),
            "medic": factories.person_of("尤医疗演示", health),
            "passer": factories.person_of("钱路人演示", health),
        }
        scenario = factories.ScenarioFactory(facts={"trapped": 1})
        first = factories.ScenarioInjectFactory(scenario=scenario, addressee="值班员")
        factories.ScenarioInjectFactory(
            scenario=scenario,
            minute=20,
            kind="facts",
            title="救出被困人员",
            facts={"trapped": 0, "minor_injuries": 1},
        )
        factories.ScenarioActionFactory(
            scenario=scenario, inject=first, unit="应急管理局", points=10
        )
        for title, measure, minutes in (
            ("启动响应", "activated", 15),
            ("设立警戒区", "done", 20),
            ("清点人员", "roll_call", 30),
        ):
            factories.ScenarioActionFactory(
                scenario=scenario,
                inject=None,
                title=title,
                measure=measure,
                match=title if measure == "done" else "",
                within_minutes=minutes,
            )
        director = factories.acting(people["director"], "bureau_officer")
        drill = plan_drill(
            name="演示泄漏演练",
            kind=kind,
            scenario_id=scenario.pk,
            region_code=county.code,
            organisation_id=bureau.pk,
            planned_at=clock.now() + timedelta(hours=1),
            plan_id=factories.small_plan(bureau).pk,
            longitude=119.18,
            latitude=29.03,
            actor=director,
            **values,
        )
        for who, part, plays in (
            ("duty", "player", "值班员"),
            ("medic", "player", "医疗救护组"),
            ("evaluator", "evaluator", ""),
        ):
            name_participants(
                drill_id=drill.pk,
                person_ids=[people[who].pk],
                part=part,
                plays=plays,
                actor=director,
            )
        return Stage(
            drill,
            director,
            factories.acting(people["duty"], "commander"),
            factories.acting(people["evaluator"], "county_leader"),
            factories.acting(people["passer"], "duty_officer"),
            people,
        )

    return plan
