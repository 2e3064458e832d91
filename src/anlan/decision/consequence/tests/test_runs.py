"""Runs: made, kept, repeated in another wind, seen only where one may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.decision.consequence.events import ConsequenceComputed
from anlan.decision.consequence.models import ConsequenceRun, ConsequenceZone, RunIsImmutable
from anlan.decision.consequence.public import create_run, get_run, list_runs, rerun
from anlan.decision.consequence.tests.factories import (
    make_propane,
    make_run,
    release_inputs,
    township,
)
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.layers import layer
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


def test_a_run_is_made_by_who_may_and_kept_with_all_it_was_made_from(cast):
    sun = cast.sun
    township()
    with pytest.raises(NotPermitted):
        create_run(inputs=release_inputs(), actor=make_actor("部门", role="department_officer"))
    with pytest.raises(InvalidInput) as wrong:
        create_run(inputs=release_inputs(quantity_t=-1.0, wind_speed_m_s=float("nan")), actor=sun)
    assert set(wrong.value.fields) == {"quantity_t", "wind_speed_m_s"}
    with pytest.raises(InvalidInput) as refused:
        create_run(inputs=release_inputs(release="rate"), actor=sun)
    assert list(refused.value.fields) == ["rate_kg_s"]
    with pytest.raises(InvalidInput):
        create_run(inputs=release_inputs(longitude=10.0, latitude=50.0), actor=sun)

    run = create_run(inputs=release_inputs(), actor=sun)

    assert run.verification == "unverified"
    assert {m["id"] for m in run.model_list} >= {"liquid_orifice", "ermak1990"}
    quick, indoors = run.others
    assert quick["id"] == "britter_mcquaid1988" and set(quick["reach"]) == {"1", "2", "3"}
    assert indoors["id"] == "indoor_well_mixed" and indoors["status"] and indoors["citation"]
    assert all(m["status"] and m["citation"] for m in run.model_list)
    assert [z.kind for z in run.zones.all()] == [0, 1, 2, 3]
    assert len(run.checksum) == 64 and run.inputs["hole_mm"] == 25.0
    assert_audited("consequence.run.created", run, by=sun)
    assert_emitted(ConsequenceComputed, run_id=run.pk, former_id=None)
    run.quantity_t = 2.0
    with pytest.raises(RunIsImmutable):
        run.save()
    with pytest.raises(RunIsImmutable):
        run.delete()
    zone = run.zones.first()
    with pytest.raises(RunIsImmutable):
        zone.save()
    with pytest.raises(RunIsImmutable):
        zone.delete()


def test_the_same_inputs_give_the_same_checksum_and_numbers(cast):
    sun = cast.sun
    township()
    first = create_run(inputs=release_inputs(), actor=sun)
    second = create_run(inputs=release_inputs(), actor=sun)
    other = create_run(inputs=release_inputs(hole_mm=30.0), actor=sun)
    assert first.checksum == second.checksum != other.checksum
    assert [z.reach_m for z in first.zones.all()] == [z.reach_m for z in second.zones.all()]


def test_a_turned_wind_makes_a_new_run_that_points_to_the_former(cast):
    sun = cast.sun
    first = make_run(actor=sun)
    second = rerun(run_id=first.pk, wind_speed_m_s=5.0, wind_from_deg=180.0, actor=sun)
    assert second.former == first and second.enterprise_id == first.enterprise_id
    assert first.zones.get(kind=1).shape.centroid.y < first.location.y  # south-west
    assert second.zones.get(kind=1).shape.centroid.y > second.location.y
    assert_audited("consequence.run.created", second, by=sun)
    assert_emitted(ConsequenceComputed, run_id=second.pk, former_id=first.pk)
    assert [r.id for r in list_runs(sun)] == [second.pk, first.pk]
    shown = layer("consequence")
    assert {z.run_id for z in shown.rows(sun)} == {second.pk}
    with pytest.raises(NotVisible):
        rerun(run_id=first.pk, wind_speed_m_s=5.0, wind_from_deg=0.0, actor=cast.qian)
    with pytest.raises(NotVisible):
        get_run(first.pk, cast.qian)


def test_old_zones_leave_the_map(cast, frozen_clock):
    sun = cast.sun
    make_run(actor=sun)
    shown = layer("consequence")
    assert shown.rows(sun).exists()
    frozen_clock.advance(hours=25)
    assert not shown.rows(sun).exists()


def test_the_weather_of_long_ago_is_told_of(cast):
    sun = cast.sun
    township()
    run = create_run(
        inputs=release_inputs(weather_at=clock.now() - timedelta(hours=3), stability="auto"),
        actor=sun,
    )
    assert {"old_weather", "stability_guessed"} <= set(run.remarks)
    assert run.stability in "ABCDEF"


def test_every_scenario_of_a_flammable_gas_can_be_run(cast):
    sun = cast.sun
    township()
    chemical = make_propane()
    for scenario, release in (
        ("flammable", "hole"),
        ("explosion", "sudden"),
        ("jet_fire", "hole"),
        ("fireball", "sudden"),
    ):
        run = create_run(
            inputs=release_inputs(
                chemical_id=chemical.pk, scenario=scenario, release=release, quantity_t=20.0
            ),
            actor=sun,
        )
        assert run.zones.filter(kind__gte=1, shape__isnull=False).count() == 3, scenario
    fireball = ConsequenceRun.objects.get(scenario="fireball")
    assert {m["id"] for m in fireball.model_list} >= {"ccps1994_fireball"}
    assert ConsequenceZone.objects.filter(run=fireball, kind=0).count() == 0
