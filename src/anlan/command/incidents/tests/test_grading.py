"""Article 3 of 国务院令第493号, at every threshold: 以上 includes the number, 以下 does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from anlan.command.incidents.choices import Grade, Measure
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
        if measure in (Measure.BURNT_AREA, Measure.EVACUATED):
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


def test_a_decree_we_have_not_read_is_not_called_verified(reference):
    verified = dict(GradeCriterion.objects.values_list("rule", "is_verified").distinct())
    assert verified == {
        "493": True,
        "forest_fire": True,
        "geological": True,
        "special_equipment": False,
    }


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
