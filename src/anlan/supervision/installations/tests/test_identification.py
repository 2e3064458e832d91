"""From the dossier's vessels to S, R and the level."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point

from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.services.holdings import remove_holding, update_holding
from anlan.supervision.enterprises.tests.factories import ChemicalHoldingFactory, EnterpriseFactory
from anlan.supervision.installations.events import InstallationGraded
from anlan.supervision.installations.models import IdentificationRun, InstallationHolding
from anlan.supervision.installations.models.run import RunIsImmutable
from anlan.supervision.installations.population import PopulationItem, register_population
from anlan.supervision.installations.services.identification import identify_installation
from anlan.supervision.installations.services.installations import (
    assign_holdings,
    correct_people,
    create_installation,
    decide_holding,
    update_installation,
    withdraw_people,
)

pytestmark = pytest.mark.django_db


def add(
    plant, unit, manager, *, cas, hazards, state="liquid", kind="atmospheric_tank", t=10.0, **facts
):
    """Another vessel in the unit; returns its line in the newest run."""
    chemical = ChemicalFactory(cas=cas, name=cas, state=state)
    chemical.hazards = hazards
    for name, value in facts.items():
        setattr(chemical, name, value)
    chemical.save()
    holding = ChemicalHoldingFactory(
        enterprise=plant,
        chemical=chemical,
        container=f"T-{cas}",
        container_kind=kind,
        quantity_t=t,
        design_quantity_t=t,
    )
    ids = [*unit.members.values_list("holding_id", flat=True), holding.pk]
    assign_holdings(installation_id=unit.pk, holding_ids=ids, actor=manager)
    unit.refresh_from_db()
    return next(x for x in unit.runs.first().lines if x["holding_id"] == holding.pk)


def test_two_tanks_of_chlorine_are_a_major_hazard_by_design_quantity(unit, plant, manager):
    # 60 t by design over 5 t; nobody around: alpha 0.5; beta of chlorine 4.
    assert unit.s_index == pytest.approx(12.0)
    assert unit.r_index == pytest.approx(0.5 * 4 * 12)
    assert (unit.is_major, unit.grade) == (True, 3)
    plant.refresh_from_db()
    assert plant.is_major_hazard
    run = unit.runs.first()
    assert run.model_id == "gb18218_2018"
    assert [line["quantity_t"] for line in run.lines] == [30, 30]
    assert_audited("installations.installation.identified", unit, by=manager)
    assert_emitted(InstallationGraded, installation_id=unit.pk, before=None, after=3)


def test_unchanged_inputs_give_the_same_run_and_a_run_is_never_changed(unit, manager):
    first = unit.runs.first()

    again = identify_installation(installation_id=unit.pk, actor=manager)

    assert again.pk == first.pk
    with pytest.raises(RunIsImmutable):
        first.save()


def test_a_changed_holding_makes_a_new_run_and_tells_of_another_level(
    unit, plant, manager, run_jobs
):
    holding = plant.holdings.first()
    update_holding(holding_id=holding.pk, design_quantity_t=230, actor=manager)
    run_jobs()

    unit.refresh_from_db()
    assert unit.runs.count() == 2
    assert unit.grade == 1
    assert_emitted(InstallationGraded, installation_id=unit.pk, before=3, after=1)
    for pk in list(plant.holdings.values_list("pk", flat=True)):
        remove_holding(holding_id=pk, actor=manager)
    run_jobs()
    unit.refresh_from_db()
    plant.refresh_from_db()
    assert (unit.is_major, unit.grade, unit.s_index) == (False, None, 0)
    assert not plant.is_major_hazard


def test_people_within_500_m_raise_alpha_but_not_those_beyond_or_ones_own(unit, plant, manager):
    EnterpriseFactory(employees=40, location=Point(119.175, 29.028, srid=4326))  # some 290 m
    EnterpriseFactory(employees=900, location=Point(119.185, 29.028, srid=4326))  # some 1.3 km
    register_population(
        "test",
        lambda area: (
            [PopulationItem("演示新村", "residents", 70, 119.17, 29.03)]
            if area.contains(Point(119.17, 29.03, srid=4326))
            else []
        ),
    )

    run = identify_installation(installation_id=unit.pk, actor=manager)

    assert run.people == 110
    assert run.alpha == 2.0
    assert run.area_basis == "vessels"
    assert {item["people"] for item in run.counted} == {70, 40}
    unit.refresh_from_db()
    assert unit.grade == 2  # 2 x 4 x 12 = 96
    assert unit.exposure_area is not None


def test_a_boundary_widens_the_area_and_is_named(unit, manager):
    EnterpriseFactory(employees=40, location=Point(119.185, 29.028, srid=4326))
    square = "POLYGON((119.17 29.026,119.182 29.026,119.182 29.03,119.17 29.03,119.17 29.026))"

    update_installation(installation_id=unit.pk, boundary=square, actor=manager)

    run = unit.runs.first()
    assert (run.area_basis, run.people) == ("boundary", 40)
    with pytest.raises(InvalidInput):
        update_installation(installation_id=unit.pk, boundary="POINT(1 2)", actor=manager)


def test_a_counted_correction_holds_until_it_is_withdrawn(unit, manager):
    correct_people(installation_id=unit.pk, people=120, reason="村委会登记", actor=manager)
    unit.refresh_from_db()
    assert unit.runs.first().is_people_corrected
    assert unit.grade == 2
    with pytest.raises(InvalidInput):
        correct_people(installation_id=unit.pk, people=1, reason="", actor=manager)

    withdraw_people(installation_id=unit.pk, reason="误填", actor=manager)

    unit.refresh_from_db()
    assert unit.grade == 3
    assert_audited("installations.people.withdrawn", unit, by=manager)


def test_acid_is_left_to_be_decided_and_then_counts_as_decided(unit, plant, manager):
    line = add(
        plant,
        unit,
        manager,
        cas="7647-01-0",
        hazards=["toxic_gas", "corrosive"],
        t=240,
        state="liquefied_gas",
    )

    assert line["state"] == "undecided"
    assert [c["key"] for c in line["candidates"]][0] == "1:11"
    assert unit.undecided == 1
    run = unit.runs.first()
    assert run.s_upper > run.s_index == pytest.approx(12)
    member = InstallationHolding.objects.get(holding_id=line["holding_id"])
    with pytest.raises(InvalidInput):
        decide_holding(member_id=member.pk, decision="none", reason="", actor=manager)
    with pytest.raises(InvalidInput):
        decide_holding(member_id=member.pk, decision="X9", reason="x", actor=manager)
    decide_holding(member_id=member.pk, decision="none", reason="盐酸水溶液", actor=manager)
    unit.refresh_from_db()
    assert unit.undecided == 0
    decide_holding(member_id=member.pk, decision="1:11", reason="无水", actor=manager)
    unit.refresh_from_db()
    assert unit.s_index == pytest.approx(12 + 240 / 20)
    assert_audited("installations.holding.decided", member, by=manager)


def test_the_same_substance_in_a_pressure_tank_is_shown_to_be_anhydrous(unit, plant, manager):
    line = add(
        plant,
        unit,
        manager,
        cas="7647-01-0",
        hazards=["toxic_gas"],
        state="liquefied_gas",
        kind="pressure_tank",
        t=10,
    )

    assert (line["state"], line["threshold_t"], line["beta"]) == ("counted", 20, 3)


def test_substances_outside_table_1_follow_their_class_the_lowest_threshold(unit, plant, manager):
    xylene = add(plant, unit, manager, cas="1330-20-7", hazards=["flammable_liquid"], t=50)
    both = add(
        plant,
        unit,
        manager,
        cas="2000-00-1",
        hazards=["flammable_gas", "oxidiser"],
        state="compressed_gas",
        kind="cylinder",
        t=1,
    )
    liquid = add(
        plant,
        unit,
        manager,
        cas="2000-00-2",
        hazards=["flammable_liquid"],
        flash_point_c=-10.0,
        boiling_point_c=30.0,
        t=1,
    )
    acid = add(plant, unit, manager, cas="2000-00-3", hazards=["corrosive"], t=500)
    unknown = add(plant, unit, manager, cas="2000-00-4", hazards=["toxic"], t=5)
    nothing = add(plant, unit, manager, cas="2000-00-5", hazards=[], t=5)

    assert (xylene["threshold_t"], xylene["beta"]) == (5000, 1)
    assert both["threshold_t"] == 10 and "4.1.2" in both["note"]
    assert (liquid["threshold_t"], liquid["beta"]) == (10, 1.5)
    assert acid["state"] == "outside"
    assert [c["key"] for c in unknown["candidates"]] == ["J2", "J4", "J5"]
    assert (nothing["state"], nothing["candidates"]) == ("undecided", [])


def test_refusals_of_entering_and_assigning(unit, plant, manager, cast):
    other = ChemicalHoldingFactory()
    with pytest.raises(InvalidInput):
        assign_holdings(installation_id=unit.pk, holding_ids=[other.pk], actor=manager)
    with pytest.raises(InvalidInput):
        create_installation(
            enterprise_id=plant.pk, name="x", kind="storage", code=unit.code, actor=manager
        )
    second = create_installation(
        enterprise_id=plant.pk, name="第二罐区", kind="storage", actor=manager
    )
    with pytest.raises(InvalidInput):
        assign_holdings(
            installation_id=second.pk, holding_ids=[plant.holdings.first().pk], actor=manager
        )
    with pytest.raises(NotPermitted):
        create_installation(enterprise_id=plant.pk, name="x", kind="storage", actor=cast.zhao)
    with pytest.raises(NotVisible):
        identify_installation(installation_id=unit.pk, actor=cast.qian)
    assert IdentificationRun.objects.filter(installation=unit).count() == 1
