"""Every cut adds up to the same total, and to a recount by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.enterprises.models import Sector
from anlan.supervision.enterprises.tests.factories import region
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.selectors.periods import period_of, recent_periods
from anlan.supervision.hazards.selectors.progress import goals, major_by_year
from anlan.supervision.hazards.selectors.quarterly import quarterly_table
from anlan.supervision.hazards.selectors.statistics import AGES, SHOWN, Figures, compute
from anlan.supervision.hazards.services.printing import print_quarterly
from anlan.supervision.hazards.tests.factories import load_reference, make_hazard, office, officer

FIRST = date(2024, 1, 1)
TOWNS = ("330825100001", "330825101001", "330825102001")
SECTORS = ("chemical_organic", "machinery", None)
SOURCES = ("self_report", "inspection", "grid", "tip_off")
CATEGORIES = ("things_electric", "people_leave_post", "management_no_training", None)

rows = st.lists(
    st.fixed_dictionaries(
        {
            "region_id": st.sampled_from(TOWNS),
            "sector_id": st.sampled_from(SECTORS),
            "source": st.sampled_from(SOURCES),
            "category_id": st.sampled_from(CATEGORIES),
            "level": st.sampled_from((1, 3)),
            "office": st.booleans(),
            "day": st.integers(0, 400),
            "lasts": st.one_of(st.none(), st.integers(0, 300)),
            "due": st.one_of(st.none(), st.integers(0, 60)),
            "is_counted": st.booleans(),
            "is_recurrent": st.booleans(),
        }
    ),
    max_size=40,
)


@pytest.fixture
def towns(db):
    load_reference()
    for code in TOWNS:
        region(f"{code[:9]}000", f"演示{code[6:9]}镇", "township")
        region(code, f"演示{code[6:]}村", "village")
    for code in SECTORS:
        if code:
            Sector.objects.get_or_create(code=code, defaults={"name": code, "category": "hazchem"})
    return office()


def write(drawn, department):
    from django.utils import timezone

    now = timezone.now()
    found = []
    for index, row in enumerate(drawn):
        counted = FIRST + timedelta(days=row["day"]) if row["is_counted"] else None
        closed = (
            counted + timedelta(days=row["lasts"]) if counted and row["lasts"] is not None else None
        )
        due = counted + timedelta(days=row["due"]) if counted and row["due"] is not None else None
        found.append(
            Hazard(
                number=f"演{index}",
                title="演示隐患",
                region_id=row["region_id"],
                sector_id=row["sector_id"],
                source=row["source"],
                category_id=row["category_id"],
                level=row["level"],
                department_id=department.pk if row["office"] else None,
                state="cancelled" if closed else "rectifying",
                found_at=now,
                reported_at=now,
                reported_by="演示",
                counted_on=counted,
                closed_on=closed,
                due_on=due,
                is_on_time=(due is None or closed <= due) if closed else None,
                is_recurrent=row["is_recurrent"],
            )
        )
    Hazard.objects.all().delete()
    return Hazard.objects.bulk_create(found)


def recount(hazards, begin, end):
    total = Figures()
    for hazard in hazards:
        counted, closed = hazard.counted_on, hazard.closed_on
        if counted is None or counted >= end or (closed is not None and closed < begin):
            continue
        is_new, is_done = counted >= begin, closed is not None and closed < end
        total.stock_before += not is_new
        total.opened += is_new
        total.closed += is_done
        total.on_time += bool(is_done and hazard.is_on_time)
        total.recurrent += bool(is_new and hazard.is_recurrent)
        if not is_done:
            total.stock_after += 1
            total.overdue += hazard.due_on is not None and hazard.due_on < end
            age = (end - counted).days
            place = next(i for i, edge in enumerate(AGES) if edge is None or age <= edge)
            total.ages[place] += 1
    return total


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=rows, start=st.integers(0, 450), length=st.integers(1, 200))
def test_every_cut_adds_up_to_the_recount(towns, drawn, start, length):
    hazards = write(drawn, towns)
    begin = FIRST + timedelta(days=start)
    end = begin + timedelta(days=length)

    found = compute(system_actor("tests"), begin, end)

    assert found.total == recount(hazards, begin, end)
    assert found.total.stock_before + found.total.opened == (
        found.total.closed + found.total.stock_after
    )
    assert sum(found.total.ages) == found.total.stock_after
    assert set(found.cuts) == set(SHOWN)
    for lines in found.cuts.values():
        summed = Figures()
        for line in lines:
            summed.add(line.figures)
        assert summed == found.total
    by_town = {line.key: line.figures for line in found.cuts["township"]}
    for code in {hazard.region_id[:9] for hazard in hazards if code_counts(hazard, begin, end)}:
        own = [hazard for hazard in hazards if hazard.region_id.startswith(code)]
        assert by_town[code] == recount(own, begin, end)


def code_counts(hazard, begin, end):
    return (
        hazard.counted_on is not None
        and hazard.counted_on < end
        and (hazard.closed_on is None or hazard.closed_on >= begin)
    )


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=rows, quarter=st.sampled_from(("2024Q1", "2024Q4", "2025Q1", "2024")))
def test_the_quarterly_table_is_the_statistics_of_the_quarter(towns, drawn, quarter):
    hazards = write(drawn, towns)
    period = period_of(quarter)
    actor = system_actor("tests")

    table = quarterly_table(actor, period)

    assert table.total.both == recount(hazards, period.begin, period.end)
    majors = [hazard for hazard in hazards if hazard.level == 1]
    assert table.total.major == recount(majors, period.begin, period.end)
    for lines in (table.by_township, table.by_sector):
        summed = Figures()
        for line in lines:
            summed.add(line.both)
        assert summed == table.total.both


def test_a_township_sees_the_figures_of_its_own_territory(towns):
    write(
        [
            {
                "region_id": code,
                "sector_id": None,
                "source": "grid",
                "category_id": None,
                "level": 3,
                "office": False,
                "day": 5,
                "lasts": None,
                "due": None,
                "is_counted": True,
                "is_recurrent": False,
            }
            for code in TOWNS
        ],
        towns,
    )
    period = period_of("2024Q1")
    zhao = officer("township_officer", scope=Scope("region", TOWNS[0][:9]))

    assert compute(zhao, period.begin, period.end).total.opened == 1
    assert compute(officer(), period.begin, period.end).total.opened == 3
    assert compute(make_actor("钱外人"), period.begin, period.end).total == Figures()


def test_periods_are_read_and_offered(reference):
    assert period_of("2026Q4").end == date(2027, 1, 1)
    assert period_of("2026M12").end == date(2027, 1, 1)
    assert period_of("2026").last_day == date(2026, 12, 31)
    assert period_of("2026Q5") is None
    assert [p.code for p in recent_periods()][:2] == ["2026Q4", "2026Q3"]


def test_the_three_year_goals_judge_by_the_year_of_finding(towns, reference):
    rows = write(
        [
            {
                "region_id": TOWNS[0],
                "sector_id": None,
                "source": "grid",
                "category_id": None,
                "level": 1,
                "office": False,
                "day": day,
                "lasts": lasts,
                "due": 10,
                "is_counted": True,
                "is_recurrent": False,
            }
            for day, lasts in ((5, 20), (10, None), (370, 5))
        ],
        towns,
    )
    actor = system_actor("tests")
    years = {one.year: one for one in major_by_year(actor)}
    assert (years[2024].opened, years[2024].left, years[2024].clearance) == (2, 1, 0.5)
    judged = {goal["name"]: goal for goal in goals(actor)}
    assert (judged["stock"]["value"], judged["stock"]["is_met"]) == (1, False)
    assert judged["increment"]["is_met"]
    assert len(rows) == 3


def test_the_quarterly_paper_is_numbered_and_audited(plant, chen):
    make_hazard(plant, actor=chen)
    url = print_quarterly(period=period_of("2026Q4"), actor=chen)

    assert url
    assert_audited("hazards.statistics.printed", by=chen)
    assert HazardCategory.objects.exists()
