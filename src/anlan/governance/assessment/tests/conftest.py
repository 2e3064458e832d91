"""Fixtures of the tests of this app: a scheme in force, two townships, the people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.assessment.contracts import ScoreFact, ScoreSource
from anlan.governance.assessment.models import ItemResult, Run, Scheme
from anlan.governance.assessment.registry import _sources, register_source
from anlan.governance.assessment.services import runs, schemes
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.testing.cast import make_actor

COUNTY, TOWN, VALLEY = "330825000000", "330825100000", "330825101000"


@dataclass
class Stage:
    """A county office, its scheme, two townships and their people."""

    bureau: Organisation
    town: Organisation
    valley: Organisation
    office: Actor
    second: Actor
    town_officer: Actor
    valley_officer: Actor
    leader: Actor
    scheme: Scheme
    facts: dict[int, ScoreFact]

    def run(self, kind: str = "half") -> Run:
        """Open an assessment."""
        return runs.open_run(
            scheme_id=self.scheme.pk,
            kind=kind,
            since=date(2026, 1, 1),
            until=date(2026, 6, 30),
            actor=self.office,
        )

    def item(self, run: Run, unit: Organisation, code: str) -> ItemResult:
        """Return an item of a unit."""
        return ItemResult.objects.get(result__run=run, result__organisation=unit, item__code=code)


def acting(name: str, role: str, unit: Organisation, area: str) -> Actor:
    """Somebody with an installed role over an area, of a unit."""
    return make_actor(name, role=role, scope=Scope("region", area), organisation_id=unit.pk)


@pytest.fixture
def source() -> Callable[[dict[int, ScoreFact]], None]:
    """Register a source whose facts the test gives by hand."""

    def register(facts: dict[int, ScoreFact]) -> None:
        register_source(
            ScoreSource(
                "test.rate",
                "演示数据",
                "甲 ÷ 乙",
                lambda _actor, unit, _since, _until, _given: facts.get(
                    unit.id, ScoreFact(None, "没有记录。")
                ),
            )
        )

    yield register
    _sources.pop("test.rate", None)


@pytest.fixture
def stage(db, frozen_clock, source) -> Stage:
    """A scheme in force: 60 points by a rate, 40 by evidence, deductions, a veto."""
    county = RegionFactory(county=True)
    towns = [
        RegionFactory(code=code, parent=county, level="township", name=name)
        for code, name in ((TOWN, "演示镇"), (VALLEY, "演示乡"))
    ]
    bureau = OrganisationFactory(code="emergency", kind="department", region=county)
    town = OrganisationFactory(code="town", name="演示镇人民政府", kind="township", region=towns[0])
    valley = OrganisationFactory(
        code="valley", name="演示乡人民政府", kind="township", region=towns[1]
    )
    facts = {
        town.pk: ScoreFact(Decimal("0.9"), "到期10项，按期9项。", Decimal(9), Decimal(10)),
        valley.pk: ScoreFact(Decimal("0.7"), "到期10项，按期7项。", Decimal(7), Decimal(10)),
    }
    source(facts)
    office = acting("李安办演示", "bureau_officer", bureau, "330825")
    scheme = schemes.write_scheme(
        values={"code": "t", "name": "演示方案", "year": 2026, "subject": "townships"},
        actor=office,
    )
    part = schemes.write_part(
        scheme_id=scheme.pk, values={"name": "治理", "points": Decimal(60)}, actor=office
    )
    other = schemes.write_part(
        scheme_id=scheme.pk, values={"name": "责任", "points": Decimal(40)}, actor=office
    )
    for part_id, values in (
        (
            part.pk,
            {
                "code": "rate",
                "name": "按期销号",
                "points": Decimal(60),
                "means": "automatic",
                "source": "test.rate",
                "rule": {"kind": "proportional", "full_at": 1, "zero_at": 0.5},
            },
        ),
        (
            other.pk,
            {"code": "study", "name": "研究部署", "points": Decimal(40), "requirement": "上传纪要"},
        ),
        (
            other.pk,
            {
                "code": "veto",
                "name": "瞒报事故",
                "effect": "veto",
                "points": Decimal(0),
                "requirement": "查实的瞒报",
            },
        ),
    ):
        schemes.write_item(scheme_id=scheme.pk, part_id=part_id, values=values, actor=office)
    schemes.enforce_scheme(scheme_id=scheme.pk, actor=office)
    scheme.refresh_from_db()
    return Stage(
        bureau,
        town,
        valley,
        office,
        acting("王复评演示", "bureau_officer", bureau, "330825"),
        acting("赵乡镇演示", "township_officer", town, TOWN[:9]),
        acting("钱乡镇演示", "township_officer", valley, VALLEY[:9]),
        acting("周县长演示", "county_leader", bureau, "330825"),
        scheme,
        facts,
    )


@pytest.fixture
def published(stage, frozen_clock) -> Callable[[], Run]:
    """Return a function that takes an assessment up to the published draft."""
    from anlan.governance.assessment.services import marking

    def go() -> Run:
        run = stage.run()
        marking.hand_in(
            item_result_id=stage.item(run, stage.town, "study").pk,
            note="演示纪要三份",
            self_points=Decimal(40),
            actor=stage.town_officer,
        )
        runs.close_run(run_id=run.pk, actor=stage.office)
        for unit, given in ((stage.town, 30), (stage.valley, 20)):
            marking.mark_item(
                item_result_id=stage.item(run, unit, "study").pk,
                given=Decimal(given),
                reason="缺一次研究",
                actor=stage.office,
            )
        runs.review_run(run_id=run.pk, actor=stage.office)
        runs.publish_run(run_id=run.pk, actor=stage.office)
        run.refresh_from_db()
        return run

    return go
