"""Hazard points, monitors, the three inspections, reports from the phone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.field.public import FieldInput
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.monitoring.alarms.public import list_open_alarms
from anlan.monitoring.natural_hazards import field
from anlan.monitoring.natural_hazards.events import GeoObserved
from anlan.monitoring.natural_hazards.models import GeoHazardPoint, GeoInspection
from anlan.monitoring.natural_hazards.services.geo_points import (
    appoint_monitor,
    change_geo_point,
    end_monitor,
    issue_cards,
    register_geo_point,
    strike_off_geo_point,
    treat_geo_point,
    watch_geo_point_again,
)
from anlan.monitoring.natural_hazards.services.inspections import (
    accept_inspection,
    cancel_inspection,
    plan_inspections,
    record_observation,
    return_inspection,
)
from anlan.monitoring.natural_hazards.tests.factories import (
    VILLAGE,
    GeoHazardPointFactory,
    GeoInspectionFactory,
    GroupMonitorFactory,
    officer,
)


@pytest.fixture
def slope(ground):
    """Return a landslide above a village."""
    return GeoHazardPointFactory()


def given(actor, item, **values):
    """A record as it arrives from a phone."""
    return FieldInput(
        client_id=uuid.uuid4(),
        values={"item": str(item), **values},
        photos=(),
        made_at=clock.now(),
        base_version="",
        actor=actor,
    )


def test_a_point_is_entered_changed_and_struck_off(ground, chen, zhao):
    values = {
        "code": "330825100099",
        "name": "演示村崩塌",
        "kind": "collapse",
        "scale": "small",
        "region_code": VILLAGE,
        "longitude": 119.12,
        "latitude": 29.03,
        "threatened_people": 7,
    }
    with pytest.raises(NotPermitted):
        register_geo_point(actor=zhao, **values)
    point = register_geo_point(actor=chen, **values)
    assert_audited("natural_hazards.geo.registered", point, by=chen)
    with pytest.raises(InvalidInput):
        register_geo_point(actor=chen, **values)
    with pytest.raises(InvalidInput):
        register_geo_point(actor=chen, **{**values, "code": "x", "region_code": "1"})
    point = change_geo_point(geo_point_id=point.pk, actor=chen, name="演示村崩塌", refuge="礼堂")
    assert point.refuge == "礼堂"
    assert_audited("natural_hazards.geo.changed", point, by=chen)
    treat_geo_point(geo_point_id=point.pk, actor=chen, reason="护坡工程开工")
    assert_state(point, "under_treatment")
    watch_geo_point_again(geo_point_id=point.pk, actor=chen, reason="完工观察")
    record_observation(geo_point_id=point.pk, finding="danger", text="落石", actor=zhao)
    with pytest.raises(TransitionRefused):
        strike_off_geo_point(geo_point_id=point.pk, actor=chen, reason="治理完成")
    record_observation(geo_point_id=point.pk, finding="unchanged", actor=zhao)
    strike_off_geo_point(geo_point_id=point.pk, actor=chen, reason="治理完成")
    assert_state(point, "removed")
    with pytest.raises(WrongState):
        record_observation(geo_point_id=point.pk, finding="unchanged", actor=zhao)


def test_monitors_are_appointed_and_ended_and_see_their_point(slope, chen, far):
    person = PersonFactory()
    monitor = appoint_monitor(geo_point_id=slope.pk, person_id=person.pk, is_first=True, actor=chen)
    assert_audited("natural_hazards.monitor.appointed", slope, by=chen)
    with pytest.raises(InvalidInput):
        appoint_monitor(geo_point_id=slope.pk, person_id=person.pk, actor=chen)
    with pytest.raises(InvalidInput):
        appoint_monitor(geo_point_id=slope.pk, person_id=999_999, actor=chen)
    second = appoint_monitor(
        geo_point_id=slope.pk, person_id=PersonFactory().pk, is_first=True, actor=chen
    )
    monitor.refresh_from_db()
    assert not monitor.is_first and second.is_first
    watcher = officer(
        "grid_worker", "演示监测员", scope=Scope("person", str(person.pk)), person_id=person.pk
    )
    assert list(visible(GeoHazardPoint, watcher)) == [slope]
    record_observation(geo_point_id=slope.pk, finding="unchanged", actor=watcher)
    with pytest.raises(NotVisible):
        record_observation(geo_point_id=slope.pk, finding="unchanged", actor=far)
    end_monitor(monitor_id=monitor.pk, actor=chen)
    assert not visible(GeoHazardPoint, watcher).exists()
    with pytest.raises(WrongState):
        end_monitor(monitor_id=monitor.pk, actor=chen)
    issue_cards(geo_point_id=slope.pk, actor=chen)
    assert_audited("natural_hazards.geo.cards_issued", slope, by=chen)


def test_danger_raises_an_alarm_and_a_quiet_look_clears_it(slope, zhao, cast):
    with pytest.raises(InvalidInput):
        record_observation(geo_point_id=slope.pk, finding="danger", actor=zhao)
    with pytest.raises(InvalidInput):
        record_observation(geo_point_id=slope.pk, finding="changed", signs=["magic"], actor=zhao)
    with pytest.raises(InvalidInput):
        record_observation(
            geo_point_id=slope.pk,
            finding="unchanged",
            at=clock.now() + timedelta(hours=1),
            actor=zhao,
        )
    seen = record_observation(
        geo_point_id=slope.pk,
        finding="danger",
        signs=["crack_wider", "bulge"],
        crack_mm=35,
        text="裂缝一夜加宽",
        longitude=119.15,
        latitude=29.05,
        actor=zhao,
    )
    assert_audited("natural_hazards.geo.observed", slope, by=zhao)
    assert_emitted(GeoObserved, observation_id=seen.pk, finding="danger")
    alarm = list_open_alarms(cast.lin)[0]
    assert alarm.level == 2 and slope.refuge in alarm.reason and alarm.source_key == str(slope.pk)
    slope.refresh_from_db()
    assert slope.last_finding == "danger"
    record_observation(geo_point_id=slope.pk, finding="unchanged", actor=zhao)
    assert list_open_alarms(cast.lin)[0].cleared_at is not None


def test_an_older_report_does_not_hide_a_newer_one(slope, zhao):
    record_observation(geo_point_id=slope.pk, finding="changed", text="新裂缝", actor=zhao)
    record_observation(
        geo_point_id=slope.pk,
        finding="unchanged",
        at=clock.now() - timedelta(hours=5),
        actor=zhao,
    )
    slope.refresh_from_db()
    assert slope.last_finding == "changed"


def test_inspections_are_planned_recorded_and_confirmed_by_another(slope, chen, zhao):
    GroupMonitorFactory(geo_point=slope)
    due = clock.now() + timedelta(days=20)
    wanted = {"kind": "before", "year": 2027, "due_at": due}
    with pytest.raises(NotPermitted):
        plan_inspections(actor=zhao, **wanted)
    with pytest.raises(InvalidInput):
        plan_inspections(actor=chen, **{**wanted, "due_at": clock.now()})
    assert plan_inspections(actor=chen, **wanted) == 1
    assert plan_inspections(actor=chen, **wanted) == 0
    assert_audited("natural_hazards.inspections.planned")
    inspection = GeoInspection.objects.get()
    running = deadlines_of(inspection)
    assert [(d.rule_code, d.state) for d in running] == [
        ("natural_hazards.inspection_before", "running")
    ]
    record_observation(
        geo_point_id=slope.pk, inspection_id=inspection.pk, finding="unchanged", actor=zhao
    )
    assert_state(inspection, "recorded")
    assert deadlines_of(inspection)[0].state == "met"
    with pytest.raises(WrongState):
        accept_inspection(inspection_id=inspection.pk, actor=zhao)
    return_inspection(inspection_id=inspection.pk, actor=chen, reason="没有裂缝宽度")
    assert_state(inspection, "planned")
    assert any(d.state == "running" for d in deadlines_of(inspection))
    record_observation(
        geo_point_id=slope.pk,
        inspection_id=inspection.pk,
        finding="unchanged",
        crack_mm=12,
        actor=zhao,
    )
    accept_inspection(inspection_id=inspection.pk, actor=chen)
    assert_state(inspection, "accepted")
    assert_audited("natural_hazards.inspection.accepted", inspection, by=chen)
    with pytest.raises(WrongState):
        record_observation(
            geo_point_id=slope.pk, inspection_id=inspection.pk, finding="unchanged", actor=zhao
        )


def test_an_inspection_is_cancelled_with_its_clock(slope, chen):
    plan_inspections(kind="after", year=2027, due_at=clock.now() + timedelta(days=9), actor=chen)
    inspection = GeoInspection.objects.get()
    cancel_inspection(inspection_id=inspection.pk, actor=chen, reason="已搬迁")
    assert_state(inspection, "cancelled")
    assert deadlines_of(inspection)[0].state == "cancelled"


def test_the_phone_shows_and_takes_reports(slope, zhao, far):
    inspection = GeoInspectionFactory(geo_point=slope)
    assert [item.key for item in field.inspections_to_do(zhao)] == [str(inspection.pk)]
    assert [item.key for item in field.points_to_watch(zhao)] == [str(slope.pk)]
    assert not list(field.points_to_watch(far))
    outcome = field.perform_observe(
        given(zhao, slope.pk, finding="danger", sign="bulge", crack_mm="20", text="坡脚鼓胀")
    )
    assert slope.refuge or outcome.message
    assert outcome.subject.signs == ["bulge"] and outcome.subject.crack_mm == 20
    field.perform_inspect(given(zhao, inspection.pk, finding="unchanged"))
    assert_state(inspection, "recorded")
    with pytest.raises(InvalidInput):
        field.perform_observe(given(zhao, "", finding="unchanged"))
    with pytest.raises(NotVisible):
        field.perform_observe(given(far, slope.pk, finding="unchanged"))
