"""Article 3 of 国务院令第493号, at every threshold: 以上 includes the number, 以下 does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from anlan.command.incidents.choices import Grade, GradeRule, Measure
from anlan.command.incidents.errors import CriteriaMissing
from anlan.command.incidents.grading import grade_incident
from anlan.command.incidents.models import GradeCriterion
from anlan.kernel.errors import WrongState


@dataclass
class F:
    """Facts for grading."""

    deaths: int = 0
    evacuated: int = 0
    missing: int = 0
    trapped: int = 0
    serious_injuries: int = 0
    direct_loss: Decimal = Decimal(0)
    details: dict[str, str] = field(default_factory=dict)


EXTRAORDINARY, SERIOUS, LARGER, ORDINARY = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (F(), ORDINARY),
        (F(deaths=1), ORDINARY),
        (F(deaths=2), ORDINARY),
        (F(deaths=3), LARGER),
        (F(deaths=9), LARGER),
        (F(deaths=10), SERIOUS),
        (F(deaths=29), SERIOUS),
        (F(deaths=30), EXTRAORDINARY),
        (F(serious_injuries=9), ORDINARY),
        (F(serious_injuries=10), LARGER),
        (F(serious_injuries=49), LARGER),
        (F(serious_injuries=50), SERIOUS),
        (F(serious_injuries=99), SERIOUS),
        (F(serious_injuries=100), EXTRAORDINARY),
        (F(direct_loss=Decimal("999.99")), ORDINARY),
        (F(direct_loss=Decimal(1000)), LARGER),
        (F(direct_loss=Decimal("4999.99")), LARGER),
        (F(direct_loss=Decimal(5000)), SERIOUS),
        (F(direct_loss=Decimal("9999.99")), SERIOUS),
        (F(direct_loss=Decimal(10000)), EXTRAORDINARY),
        (F(deaths=2, serious_injuries=10), LARGER),
        (F(deaths=3, serious_injuries=9, direct_loss=Decimal(10000)), EXTRAORDINARY),
    ],
)
def test_the_gravest_of_the_three_measures_decides(reference, facts, grade):
    result = grade_incident(facts)

    assert result.grade == grade
    assert all(reason.grade == grade for reason in result.reasons)


def test_the_reason_names_the_clause(reference):
    (reason,) = grade_incident(F(deaths=3)).reasons

    assert reason.clause == "第三条第一款第（三）项"
    assert "3人以上10人以下死亡" in reason.text
    assert reason.is_verified


def test_two_measures_of_one_grade_are_two_reasons(reference):
    result = grade_incident(F(deaths=4, serious_injuries=12))

    assert {r.measure for r in result.reasons} == {Measure.DEATHS, Measure.SERIOUS_INJURIES}


def test_the_missing_and_trapped_tell_what_it_could_become(reference):
    result = grade_incident(F(deaths=2, missing=1))

    assert (result.grade, result.possible_grade) == (ORDINARY, LARGER)
    assert result.may_worsen


def test_the_ranges_of_each_measure_touch_without_gap_or_overlap(reference):
    for measure in Measure:
        rows = list(GradeCriterion.objects.filter(rule="493", measure=measure).order_by("lower"))
        if measure not in (Measure.DEATHS, Measure.SERIOUS_INJURIES, Measure.DIRECT_LOSS):
            assert not rows  # other decrees measure by these
            continue
        assert [row.grade for row in rows] == [4, 3, 2, 1]
        assert rows[0].lower == 0
        assert rows[-1].upper is None
        for below, above in zip(rows, rows[1:], strict=False):
            assert below.upper == above.lower


def test_without_the_table_nothing_is_graded(db):
    with pytest.raises(CriteriaMissing) as refusal:
        grade_incident(F(deaths=1))

    assert isinstance(refusal.value, WrongState)
    assert Grade.ORDINARY == 4


@pytest.mark.parametrize(
    ("kind", "facts", "grade", "clause"),
    [
        # 森林防火条例 article 40: hectares, deaths, serious injuries.
        ("forest_fire", F(details={"burnt_ha": "0.99"}), ORDINARY, "第四十条第一款第（一）项"),
        ("forest_fire", F(details={"burnt_ha": "1"}), LARGER, "第四十条第一款第（二）项"),
        ("forest_fire", F(details={"burnt_ha": "99.9"}), LARGER, "第四十条第一款第（二）项"),
        ("forest_fire", F(details={"burnt_ha": "100"}), SERIOUS, "第四十条第一款第（三）项"),
        ("forest_fire", F(details={"burnt_ha": "1000"}), EXTRAORDINARY, "第四十条第一款第（四）项"),
        ("forest_fire", F(deaths=3), LARGER, "第四十条第一款第（二）项"),
        ("forest_fire", F(serious_injuries=50), SERIOUS, "第四十条第一款第（三）项"),
        ("forest_fire", F(details={"burnt_ha": "many"}), ORDINARY, "第四十条第一款第（一）项"),
        # 地质灾害防治条例 article 4: deaths, and a loss a tenth of that of accidents.
        ("geological", F(direct_loss=Decimal("99.99")), ORDINARY, "第四条第（四）项"),
        ("geological", F(direct_loss=Decimal(100)), LARGER, "第四条第（三）项"),
        ("geological", F(direct_loss=Decimal(500)), SERIOUS, "第四条第（二）项"),
        ("geological", F(direct_loss=Decimal(1000)), EXTRAORDINARY, "第四条第（一）项"),
        ("geological", F(deaths=10), SERIOUS, "第四条第（二）项"),
        # 特种设备安全监察条例 articles 61 to 64: also people moved out.
        ("special_equipment", F(evacuated=499), ORDINARY, "第六十四条第（一）项"),
        ("special_equipment", F(evacuated=500), ORDINARY, "第六十四条第（二）项"),
        ("special_equipment", F(evacuated=10_000), LARGER, "第六十三条第（三）项"),
        ("special_equipment", F(evacuated=50_000), SERIOUS, "第六十二条第（三）项"),
        ("special_equipment", F(evacuated=150_000), EXTRAORDINARY, "第六十一条第（三）项"),
        ("special_equipment", F(deaths=3), LARGER, "第六十三条第（一）项"),
        # A chemical accident knows neither hectares nor evacuation.
        ("chemical", F(evacuated=150_000, details={"burnt_ha": "5000"}), ORDINARY, "第三条"),
    ],
)
def test_other_decrees_grade_their_kinds_each_with_its_clause(
    reference, kind, facts, grade, clause
):
    result = grade_incident(facts, kind=kind)

    assert result.grade == grade
    assert all(reason.clause.startswith(clause) for reason in result.reasons)


def D(**details: object) -> F:
    """Facts of a kind or sector only."""
    return F(details={key: str(value) for key, value in details.items()})


RAILWAY, SHIP, RADIATION, PLAIN = "20303", "20302", "20600", "20800"
FOOD, JOB, POWER, POLLUTION, QUAKE = "30301", "30302", "20402", "20700", "10300"


SECTOR_CASES: list[tuple[str, str | None, F, int, str]] = [
    # 国务院令第501号 articles 9 to 12: cars off the rails, hours of interruption.
    ("other_accident", RAILWAY, F(), 4, "第十二条第一款"),
    ("other_accident", RAILWAY, F(deaths=3), 3, "第十一条第（一）项"),
    ("other_accident", RAILWAY, F(serious_injuries=50), 2, "第十条第（一）项"),
    ("other_accident", RAILWAY, F(direct_loss=Decimal(10000)), 1, "第九条第（一）项"),
    ("other_accident", RAILWAY, D(passenger_derailed=1), 4, "第十二条第一款"),
    ("other_accident", RAILWAY, D(passenger_derailed=2), 3, "第十一条第（二）项"),
    ("other_accident", RAILWAY, D(passenger_derailed=18), 2, "第十条第（二）项"),
    ("other_accident", RAILWAY, D(freight_derailed=5), 4, "第十二条第一款"),
    ("other_accident", RAILWAY, D(freight_derailed=6), 3, "第十一条第（三）项"),
    ("other_accident", RAILWAY, D(freight_derailed=60), 2, "第十条第（三）项"),
    ("other_accident", RAILWAY, D(busy_line_hours="5.9"), 4, "第十二条第一款"),
    ("other_accident", RAILWAY, D(busy_line_hours=6), 3, "第十一条第（四）项"),
    ("other_accident", RAILWAY, D(busy_line_hours=48), 3, "第十一条第（四）项"),
    ("other_accident", RAILWAY, D(other_line_hours=10), 3, "第十一条第（五）项"),
    (
        "other_accident",
        RAILWAY,
        D(passenger_derailed=2, busy_line_hours=24),
        2,
        "第十条第（四）项",
    ),
    (
        "other_accident",
        RAILWAY,
        D(passenger_derailed=2, other_line_hours=48),
        2,
        "第十条第（四）项",
    ),
    (
        "other_accident",
        RAILWAY,
        D(freight_derailed=6, busy_line_hours=24),
        2,
        "第十条第（五）项",
    ),
    (
        "other_accident",
        RAILWAY,
        D(freight_derailed=6, other_line_hours=48),
        2,
        "第十条第（五）项",
    ),
    (
        "other_accident",
        RAILWAY,
        D(passenger_derailed=18, busy_line_hours=48),
        1,
        "第九条第（二）项",
    ),
    (
        "other_accident",
        RAILWAY,
        D(freight_derailed=60, busy_line_hours=48),
        1,
        "第九条第（三）项",
    ),
    # 水上交通事故统计办法 article 6: the missing count with the dead.
    ("other_accident", SHIP, F(deaths=2), 4, "第六条第（四）项"),
    ("other_accident", SHIP, F(deaths=2, missing=1), 3, "第六条第（三）项"),
    ("other_accident", SHIP, F(missing=10), 2, "第六条第（二）项"),
    ("other_accident", SHIP, F(missing=30), 1, "第六条第（一）项"),
    ("other_accident", SHIP, F(serious_injuries=10), 3, "第六条第（三）项"),
    ("other_accident", SHIP, F(direct_loss=Decimal(5000)), 2, "第六条第（二）项"),
    # 国务院令第449号 article 40: classes of sources, sickness, deaths.
    ("other_accident", RADIATION, F(), 4, "第四十条第五款"),
    ("other_accident", RADIATION, D(source_4_5=1), 4, "第四十条第五款"),
    ("other_accident", RADIATION, D(overexposed=1), 4, "第四十条第五款"),
    ("other_accident", RADIATION, D(source_3=1), 3, "第四十条第四款"),
    ("other_accident", RADIATION, D(radiation_sick=9), 3, "第四十条第四款"),
    ("other_accident", RADIATION, D(radiation_sick=10), 2, "第四十条第三款"),
    ("other_accident", RADIATION, D(source_1_2=1), 2, "第四十条第三款"),
    ("other_accident", RADIATION, F(deaths=1), 2, "第四十条第三款"),
    ("other_accident", RADIATION, F(deaths=3), 1, "第四十条第二款"),
    ("other_accident", RADIATION, D(source_1_2=1, contaminated=1), 1, "第四十条第二款"),
    ("other_accident", RADIATION, D(contaminated=1), 4, "第四十条第五款"),
    # 特种设备安全监察条例 articles 61 to 64: what happened to which equipment.
    ("special_equipment", None, D(boiler_600_burst=1), 1, "第六十一条第（二）项"),
    ("special_equipment", None, D(boiler_600_hours=240), 2, "第六十二条第（二）项"),
    ("special_equipment", None, D(vessel_burst=1), 3, "第六十三条第（二）项"),
    ("special_equipment", None, D(crane_toppled=1), 3, "第六十三条第（四）项"),
    ("special_equipment", None, D(crane_broken=1), 4, "第六十四条第（四）项"),
    ("special_equipment", None, D(lift_hours=2), 4, "第六十四条第（三）项"),
    ("special_equipment", None, D(lift_hours="1.9"), 4, "第六十四条第（一）项"),
    ("special_equipment", None, D(ropeway_hours="3.5"), 4, "第六十四条第（五）项"),
    ("special_equipment", None, D(ride_hours=1), 4, "第六十四条第（六）项"),
    ("special_equipment", None, D(ropeway_hours=12), 3, "第六十三条第（五）项"),
    ("special_equipment", None, D(ride_hours=12), 3, "第六十三条第（五）项"),
    ("special_equipment", None, D(ride_hours=24, stranded=99), 3, "第六十三条第（五）项"),
    ("special_equipment", None, D(ride_hours=24, stranded=100), 2, "第六十二条第（四）项"),
    ("special_equipment", None, D(ropeway_hours=24, stranded=100), 2, "第六十二条第（四）项"),
    ("special_equipment", None, D(ropeway_hours=48, stranded=100), 1, "第六十一条第（四）项"),
    ("special_equipment", None, D(ride_hours=48, stranded=100), 1, "第六十一条第（四）项"),
    # 国家地震应急预案: deaths with the missing, and the magnitude for a first judgement.
    ("earthquake", QUAKE, F(deaths=9), 4, "地震灾害分级（4）"),
    ("earthquake", QUAKE, F(deaths=9, missing=1), 3, "地震灾害分级（3）"),
    ("earthquake", QUAKE, F(deaths=50), 2, "地震灾害分级（2）"),
    ("earthquake", QUAKE, F(missing=300), 1, "地震灾害分级（1）"),
    ("earthquake", QUAKE, D(magnitude=4), 4, "地震灾害分级（4）"),
    ("earthquake", QUAKE, D(magnitude=5), 3, "地震灾害分级（3）"),
    ("earthquake", QUAKE, D(magnitude=6), 2, "地震灾害分级（2）"),
    ("earthquake", QUAKE, D(magnitude=7), 1, "地震灾害分级（1）"),
    ("earthquake", QUAKE, D(magnitude_dense=4), 3, "地震灾害分级（3）"),
    ("earthquake", QUAKE, D(magnitude_dense=5), 2, "地震灾害分级（2）"),
    ("earthquake", QUAKE, D(magnitude_dense=6), 1, "地震灾害分级（1）"),
    # 国家突发环境事件应急预案 annex 1, beside the rule of the accident itself.
    ("flood", POLLUTION, F(deaths=3), 3, "附件1第三项第（1）目"),
    ("flood", POLLUTION, F(deaths=10), 2, "附件1第二项第（1）目"),
    ("flood", POLLUTION, F(deaths=30), 1, "附件1第一项第（1）目"),
    ("flood", POLLUTION, F(serious_injuries=10), 3, "附件1第三项第（1）目"),
    ("flood", POLLUTION, F(serious_injuries=50), 2, "附件1第二项第（1）目"),
    ("flood", POLLUTION, F(serious_injuries=100), 1, "附件1第一项第（1）目"),
    ("chemical", POLLUTION, F(evacuated=4999), 4, "附件1第四项第（2）目"),
    ("chemical", POLLUTION, F(evacuated=5000), 3, "附件1第三项第（2）目"),
    ("chemical", POLLUTION, F(evacuated=10_000), 2, "附件1第二项第（2）目"),
    ("chemical", POLLUTION, F(evacuated=50_000), 1, "附件1第一项第（2）目"),
    ("chemical", POLLUTION, F(direct_loss=Decimal(500)), 3, "附件1第三项第（3）目"),
    ("chemical", POLLUTION, F(direct_loss=Decimal(2000)), 2, "附件1第二项第（3）目"),
    ("flood", POLLUTION, F(direct_loss=Decimal(10000)), 1, "附件1第一项第（3）目"),
    ("chemical", POLLUTION, D(water_town_cut=1), 3, "附件1第三项第（5）目"),
    ("chemical", POLLUTION, D(water_county_cut=1), 2, "附件1第二项第（5）目"),
    ("chemical", POLLUTION, D(water_city_cut=1), 1, "附件1第一项第（5）目"),
    ("chemical", POLLUTION, D(across_city=1), 3, "附件1第三项第（6）目"),
    ("chemical", POLLUTION, D(across_province=1), 2, "附件1第二项第（6）目"),
    # Public health: food poisoning, poisoning at work.
    ("public_health", FOOD, D(poisoned=99), 4, "一般（食物中毒）"),
    ("public_health", FOOD, D(poisoned=100), 3, "较大（食物中毒）"),
    ("public_health", FOOD, F(deaths=1), 3, "较大（食物中毒）"),
    ("public_health", FOOD, F(deaths=1, details={"poisoned": "100"}), 2, "重大（食物中毒）"),
    ("public_health", FOOD, F(deaths=10), 2, "重大（食物中毒）"),
    ("public_health", JOB, D(poisoned=9), 4, "一般（职业中毒）"),
    ("public_health", JOB, D(poisoned=10), 3, "较大（职业中毒）"),
    ("public_health", JOB, F(deaths=4), 3, "较大（职业中毒）"),
    ("public_health", JOB, F(deaths=5), 2, "重大（职业中毒）"),
    ("public_health", JOB, D(poisoned=50), 2, "重大（职业中毒）"),
    # 国务院令第599号, annex and article 34: the graver of two decrees.
    ("other_accident", POWER, D(load_cut_pct=40), 4, "一般事故（县级市）"),
    ("other_accident", POWER, D(users_out_pct=50), 4, "一般事故（县级市）"),
    ("other_accident", POWER, D(load_cut_pct=60, grid_load_mw=149), 4, "一般事故（县级市）"),
    ("other_accident", POWER, D(load_cut_pct=60, grid_load_mw=150), 3, "较大事故（县级市）"),
    ("other_accident", POWER, D(users_out_pct=70, grid_load_mw=150), 3, "较大事故（县级市）"),
    (
        "other_accident",
        POWER,
        F(deaths=10, details={"load_cut_pct": "60", "grid_load_mw": "150"}),
        2,
        "第三条第一款第（二）项",
    ),
    # Any other accident knows none of this.
    ("other_accident", PLAIN, D(passenger_derailed=18, magnitude=7), 4, "第三条"),
]


def test_sectors_have_rules_of_their_own(reference):
    wrong = []
    for kind, category, facts, grade, clause in SECTOR_CASES:
        result = grade_incident(facts, kind=kind, category=category)
        clauses = [reason.clause for reason in result.reasons]
        if result.grade != grade or not all(found.startswith(clause) for found in clauses):
            wrong.append((kind, category, facts, grade, clause, result.grade, clauses))
    assert not wrong


def test_a_lost_ship_is_graded_with_its_missing_and_trapped(reference):
    result = grade_incident(F(deaths=2, trapped=8), category=SHIP)

    assert (result.grade, result.possible_grade) == (4, 2)


def test_an_article_is_cited_once():
    from anlan.command.incidents.grading import cite

    assert cite("《甲条例》第六十一条", "第六十一条第（一）项") == "《甲条例》第六十一条第（一）项"
    assert cite("《乙预案》", "附件1第一项") == "《乙预案》附件1第一项"


def test_another_sector_grades_the_same_facts_anew(reference, cast):
    from anlan.command.incidents.services.categories import set_category
    from anlan.command.incidents.services.facts import update_facts
    from anlan.command.incidents.tests.factories import make_incident

    incident = make_incident(cast.sun, kind="other_accident", category=PLAIN)
    update_facts(
        incident_id=incident.pk, facts={"details": {"passenger_derailed": "2"}}, actor=cast.sun
    )
    incident.refresh_from_db()
    assert incident.grade == ORDINARY
    set_category(incident_id=incident.pk, category=RAILWAY, actor=cast.sun)
    incident.refresh_from_db()
    latest = incident.facts.order_by("-version").first()
    assert (incident.grade, latest.version) == (LARGER, 3)
    assert latest.reasons[0]["clause"] == "第十一条第（二）项"


def test_a_decree_we_have_not_read_is_not_called_verified(reference):
    verified = dict(GradeCriterion.objects.values_list("rule", "is_verified").distinct())
    read = {"493", "forest_fire", "geological", "special_equipment", "railway", "radiation"}
    assert {rule for rule, is_verified in verified.items() if is_verified} == read
    assert set(verified) == set(GradeRule.values)


def test_categories_lead_from_the_kind_to_the_national_code_and_back(reference, cast):
    from anlan.command.incidents.choices import IncidentKind
    from anlan.command.incidents.models import EventCategory
    from anlan.command.incidents.services.categories import set_category
    from anlan.command.incidents.tests.factories import make_incident
    from anlan.kernel.errors import InvalidInput
    from anlan.kernel.testing import assert_audited

    for kind in IncidentKind:
        assert EventCategory.objects.filter(kind=kind, is_default=True).count() == 1, kind
    assert not EventCategory.objects.filter(is_verified=True).exists()
    sun = cast.sun
    incident = make_incident(sun)
    assert incident.category_id == "20104"
    with pytest.raises(InvalidInput):
        set_category(incident_id=incident.pk, category="20200", actor=sun)
    with pytest.raises(InvalidInput):
        set_category(incident_id=incident.pk, category="99999", actor=sun)
    flood = make_incident(sun, kind="flood", category="10106")
    assert flood.category.name == "山洪灾害"
    set_category(incident_id=flood.pk, category="10102", actor=sun)
    assert_audited("incidents.category.set", flood, by=sun)
