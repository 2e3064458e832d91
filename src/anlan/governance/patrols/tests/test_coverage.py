"""The arithmetic of coverage, pace and clearance, and what other rooms are told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.governance.assessment.public import Unit
from anlan.governance.indicators.public import find_measure
from anlan.governance.patrols.models import Programme, Round
from anlan.governance.patrols.selectors.coverage import (
    Pace,
    Reached,
    coverage_of_programme,
    coverage_of_round,
    programme_pace,
)
from anlan.governance.patrols.selectors.statistics import clearance, figures_of, group_by
from anlan.governance.patrols.selectors.units import Unit as County
from anlan.governance.patrols.services.programmes import change_programme, create_programme
from anlan.governance.patrols.sources import (
    clearance_of_unit,
    closed_in_form,
    due_in_form,
    late_of_unit,
)
from anlan.governance.patrols.tests.factories import (
    FindingFactory,
    RoundFactory,
    Stage,
    VisitFactory,
    set_stage,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited

TODAY = date(2026, 6, 15)


@pytest.fixture
def stage(db) -> Stage:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        yield set_stage()


def programme(stage: Stage, **targets) -> Programme:
    return create_programme(
        name="“十四五”巡查全覆盖",
        basis="演示“十四五”规划第59行",
        starts_on=date(2021, 1, 1),
        ends_on=date(2026, 12, 31),
        targets={"township": 100, "department": None, **targets},
        actor=stage.office,
    )


def visited(found: Round, unit, on: date, state: str = "closed", **values):
    return VisitFactory(
        round=found,
        organisation=unit,
        state=state,
        team=None,
        planned_on=on,
        visited_on=on if state not in ("planned", "notified", "underway", "cancelled") else None,
        **values,
    )


def line_of(lines, kind):
    return next(line for line in lines if line.kind == kind)


def test_a_unit_counts_once_over_all_rounds_of_the_programme_within_its_days(stage):
    plan = programme(stage)
    first = RoundFactory(office=stage.bureau, programme=plan, state="closed")
    second = RoundFactory(office=stage.bureau, programme=plan)
    apart = RoundFactory(office=stage.bureau)  # counts for no programme
    a, b, c = stage.towns
    visited(first, a, date(2024, 5, 6))
    visited(second, a, date(2026, 5, 6))
    visited(first, b, date(2020, 12, 31))  # a day too early
    visited(apart, b, date(2026, 5, 7))
    visited(second, c, date(2026, 6, 20), "planned")

    line = line_of(coverage_of_programme(plan, TODAY), "township")

    assert (len(line.whole), line.visited, line.percent, line.lacking) == (3, 1, 33.3, 2)
    assert line.days == {str(a.pk): [date(2024, 5, 6), date(2026, 5, 6)]}
    assert [unit.name for unit in line.missing] == [b.name, c.name]
    assert [unit.name for unit in line.missing_unplanned] == [b.name]
    assert not line.is_met
    visited(second, b, date(2026, 6, 1), "drafted")
    third = RoundFactory(office=stage.bureau, programme=plan)
    visited(third, c, date(2026, 6, 15), "issued")
    line = line_of(coverage_of_programme(plan, TODAY), "township")
    assert (line.percent, line.is_met, line.lacking) == (100.0, True, 0)
    # asked for an earlier day the later visits are not there yet
    assert line_of(coverage_of_programme(plan, date(2026, 6, 1)), "township").visited == 2


def test_a_township_founded_later_is_a_gap_and_one_that_is_gone_counts_for_nothing(stage):
    plan = programme(stage)
    found = RoundFactory(office=stage.bureau, programme=plan)
    for unit in stage.towns:
        visited(found, unit, date(2026, 3, 2))
    assert line_of(coverage_of_programme(plan), "township").is_met
    stage.towns[2].is_active = False
    stage.towns[2].save()
    OrganisationFactory(name="新设镇政府", kind="township", region=stage.towns[2].region)

    line = line_of(coverage_of_programme(plan), "township")

    assert (len(line.whole), line.visited, line.gone) == (3, 2, [stage.towns[2].name])
    assert [unit.name for unit in line.missing] == ["新设镇政府"]


def test_villages_count_by_their_region_and_a_share_is_rounded_up_in_units(stage):
    plan = programme(stage, village=35)
    found = RoundFactory(office=stage.bureau, programme=plan)
    town = stage.towns[0]
    for code in ("330825100201", "330825100202"):
        visited(found, town, date(2026, 3, 2), kind="village", region_id=code, name=code)

    lines = coverage_of_programme(plan)
    line = line_of(lines, "village")

    assert (len(line.whole), line.visited, line.needed) == (6, 2, 3)  # 2.1 villages are three
    assert (line.percent, line.lacking) == (33.3, 1)
    assert line_of(lines, "township").visited == 0  # a village is not its township
    assert line_of(lines, "department").target is None
    assert set(programme_pace(plan, lines, TODAY)) == {"township", "village"}


def test_a_share_is_never_rounded_up_to_all():
    line = Reached("village", "村", 100)
    line.whole = [County("village", str(n), str(n), "", 1) for n in range(3000)]
    line.days = {str(n): [TODAY] for n in range(2999)}
    assert (line.percent, line.lacking, line.is_met) == (99.9, 1, False)


@pytest.mark.parametrize(
    ("gone", "left", "done", "planned", "expected", "unreached", "needed"),
    [
        (10, 20, 4, 12, 12, 0, 2.8),  # 4 in 10 days, 8 more in 20: just
        (10, 20, 4, 14, 12, 2, 3.5),
        (10, 20, 0, 5, 0, 5, 1.8),
        (30, 0, 4, 5, 4, 1, None),  # over
        (0, 30, 0, 5, 0, 5, 1.2),  # not begun
        (10, 20, 5, 5, 5, 0, None),
    ],
)
def test_the_pace_is_carried_on_and_never_beyond_the_plan(
    gone, left, done, planned, expected, unreached, needed
):
    pace = Pace(gone, left, done, planned)
    assert (pace.expected, pace.unreached, pace.needed) == (expected, unreached, needed)
    assert pace.is_known is (gone > 0)


def test_a_round_tells_what_is_late_and_what_falls_out(stage):
    found = RoundFactory(
        office=stage.bureau, starts_on=TODAY - timedelta(days=9), ends_on=TODAY + timedelta(days=5)
    )
    a, b, c = stage.towns
    visited(found, a, TODAY - timedelta(days=5), "drafted")
    late = visited(found, b, TODAY - timedelta(days=1), "notified")
    last = visited(found, c, TODAY + timedelta(days=3), "planned")
    visited(found, stage.made.department, TODAY, "cancelled", kind="department")

    coverage = coverage_of_round(found, TODAY)

    line = coverage.lines[0]
    assert (line.whole, line.planned, line.visited, line.late) == (3, 3, 1, 1)
    assert (line.of_plan, line.of_county) == (33, 33)
    assert coverage.late == (late,)
    # one visit in ten days, five days left: none more, so both that wait fall out
    assert coverage.pace.expected == 1
    assert coverage.unreached == (late, last)


def test_reading_a_round_costs_the_same_for_few_and_many(stage, django_assert_max_num_queries):
    found = RoundFactory(office=stage.bureau)
    for number in range(40):
        unit = OrganisationFactory(
            code=f"many-{number}", kind="department", region=stage.bureau.region
        )
        visited(found, unit, TODAY, "planned", kind="department")
    with django_assert_max_num_queries(6):
        coverage_of_round(found, TODAY)


def test_findings_are_counted_by_what_was_closed_when(stage):
    a, b, _c = stage.towns
    found = RoundFactory(office=stage.bureau)
    one = visited(found, a, TODAY - timedelta(days=60), "issued")
    two = visited(found, b, TODAY - timedelta(days=60), "issued")
    due = TODAY - timedelta(days=10)
    FindingFactory(visit=one, due_on=due, state="closed", closed_on=due)
    FindingFactory(visit=one, due_on=due, state="closed", closed_on=TODAY)
    FindingFactory(visit=one, due_on=due, state="rectifying")
    FindingFactory(visit=one, due_on=due, state="submitted")  # waits for the office
    FindingFactory(visit=one, due_on=due, state="dropped")
    FindingFactory(visit=one, due_on=TODAY, state="rectifying")  # its day is not over
    rows = [FindingFactory(visit=two, due_on=TODAY + timedelta(days=9))]

    asked = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "today": TODAY}
    cleared = clearance(organisation_id=a.pk, **asked)
    assert (cleared.due, cleared.on_time, len(cleared.late_open)) == (3, 1, 1)
    assert clearance(organisation_id=b.pk, **asked).due == 0
    from anlan.governance.patrols.models import Finding

    given = list(Finding.objects.exclude(state="dropped").select_related("organisation"))
    whole = figures_of(given, TODAY)
    assert (whole.found, whole.closed, whole.in_time, whole.late, whole.waiting) == (6, 2, 1, 1, 1)
    assert [
        (name, f.found) for name, f in group_by(given, lambda r: str(r.organisation), TODAY)
    ] == [
        (str(a), 5),
        (str(rows[0].organisation), 1),
    ]
    unit = Unit(a.pk, a.code, a.name, "township", a.region_id)
    fact = clearance_of_unit(stage.office, unit, asked["since"], asked["until"], {})
    assert (fact.value, fact.denominator, len(fact.losses)) == (Decimal("0.3333"), Decimal(3), 1)
    assert late_of_unit(stage.office, unit, asked["since"], asked["until"], {}).value == 1
    nothing = Unit(b.pk, b.code, b.name, "township", b.region_id)
    assert clearance_of_unit(stage.office, nothing, TODAY, TODAY, {}).value is None
    from anlan.governance.campaigns.public import Asked

    form = Asked(a.pk, "330825", asked["since"], asked["until"], None)
    assert (due_in_form(stage.office, form), closed_in_form(stage.office, form)) == (3, 1)


def test_indicators_get_coverage_and_clearance_with_their_parts(stage):
    county = system_actor("indicators")
    measure = find_measure("patrols.township_coverage")
    assert measure.compute(county, TODAY, "330825") is None  # no programme runs
    plan = programme(stage)
    found = RoundFactory(office=stage.bureau, programme=plan)
    visit = visited(found, stage.towns[0], date(2026, 3, 2), "issued")

    value = measure.compute(county, TODAY, "330825")

    assert (value.numerator, value.denominator, value.value) == (1, 3, 33.3333)
    assert sum(part.numerator for part in value.parts) == value.numerator
    assert measure.compute(county, date(2026, 3, 1), "330825").value == 0
    assert measure.compute(county, TODAY, "330825100").value == 100
    FindingFactory(visit=visit, due_on=date(2026, 4, 1), state="closed", closed_on=date(2026, 4, 1))
    rate = find_measure("patrols.finding_clearance").compute(county, TODAY, "330825")
    assert (rate.value, rate.denominator) == (100, 1)


def test_a_programme_is_set_up_and_changed_by_the_office(stage):
    made = programme(stage)
    assert {row.kind: row.percent for row in made.targets.all()} == {"township": 100}
    given = {
        "programme_id": made.pk,
        "name": made.name,
        "basis": made.basis,
        "starts_on": made.starts_on,
        "ends_on": made.ends_on,
    }
    with pytest.raises(InvalidInput):
        change_programme(targets={"township": 101}, actor=stage.office, **given)
    with pytest.raises(NotPermitted):
        change_programme(targets={}, actor=stage.leader, **given)
    change_programme(targets={"township": None, "park": 50}, actor=stage.office, **given)
    assert {row.kind: row.percent for row in made.targets.all()} == {"park": 50}
    assert_audited("patrols.programme.changed", made)
