"""The villager who watches a slope: his own points on the phone, danger in one step, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.field.models import FieldRecord
from anlan.base.field.services.records import receive_record
from anlan.base.field.tests.factories import jpeg, sent_record, sha256, uploaded
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import visible
from anlan.kernel.testing import assert_emitted
from anlan.monitoring.alarms.public import list_open_alarms
from anlan.monitoring.natural_hazards import field
from anlan.monitoring.natural_hazards.events import GeoObserved
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
)
from anlan.monitoring.natural_hazards.services.geo_points import appoint_monitor, end_monitor
from anlan.monitoring.natural_hazards.services.inspections import record_observation
from anlan.monitoring.natural_hazards.tests.factories import (
    GeoHazardPointFactory,
    GeoInspectionFactory,
    officer,
)


@pytest.fixture
def slope(ground):
    """Return a landslide above a village."""
    return GeoHazardPointFactory()


@pytest.fixture
def he(ground):
    """Return the villager: the role over his own records, as the security officer grants it."""
    person = PersonFactory()
    return officer(
        "group_monitor", "何演示", scope=Scope("person", str(person.pk)), person_id=person.pk
    )


@pytest.fixture
def watched(slope, he, chen):
    """Return the slope with the villager appointed."""
    appoint_monitor(geo_point_id=slope.pk, person_id=he.person_id, is_first=True, actor=chen)
    return slope


def send(actor, command, point, *, client_id=None, photos=(), **values):
    """Send a record as the phone does; the same number sends it again."""
    more = {"client_id": client_id} if client_id else {}
    values = {"item": str(point), **values}
    record = sent_record(command=command, values=values, photos=photos, **more)
    return record, receive_record(
        sent=record, photos={sha256(p): uploaded(p) for p in photos}, actor=actor
    )


def alarms(actor):
    return [a for a in list_open_alarms(actor) if a.source == "natural_hazards.geo"]


def test_he_sees_the_points_he_is_appointed_to_and_no_others(visit, watched, he, chen):
    GeoHazardPointFactory()
    due = GeoInspectionFactory(geo_point=watched)
    GeoInspectionFactory()
    assert list(visible(GeoHazardPoint, he)) == [watched]
    assert list(visible(GeoInspection, he)) == [due]
    assert [item.key for item in field.points_to_watch(he)] == [str(watched.pk)]
    assert [item.key for item in field.points_sliding(he)] == [str(watched.pk)]
    assert [item.key for item in field.inspections_to_do(he)] == [str(due.pk)]
    pack = visit(he).get(reverse("field:pack")).json()
    names = {each["name"] for each in pack["lists"]}
    assert {"natural_hazards.sliding", "natural_hazards.points"} <= names
    assert not any(name.startswith(("hazards.", "permits.", "ledgers.")) for name in names)
    text = visit(he).get(reverse("natural_hazards:geo_points")).content.decode()
    assert watched.name in text
    end_monitor(monitor_id=watched.monitors.get().pk, actor=chen)
    assert not visible(GeoHazardPoint, he).exists() and not list(field.points_sliding(he))


def test_signs_of_sliding_are_reported_in_one_step_and_alarm_once(watched, he, sun):
    photo = jpeg("slope")
    sent, receipt = send(he, "natural_hazards.report_sliding", watched.pk, photos=(photo,))
    assert receipt.record.outcome == "done" and not receipt.is_repeated
    seen = GeoObservation.objects.get()
    assert (seen.finding, seen.person_id) == ("danger", he.person_id) and seen.text
    assert_emitted(GeoObserved, geo_point_id=watched.pk, finding="danger")
    (alarm,) = alarms(sun)
    assert alarm.level == 2 and watched.name in str(alarm.title)
    # The answer was lost on the way: the phone sends the same record again, photos and all.
    for _again in range(2):
        repeated = receive_record(sent=sent, photos={sha256(photo): uploaded(photo)}, actor=he)
        assert repeated.is_repeated and repeated.record.pk == receipt.record.pk
    assert GeoObservation.objects.count() == 1 and FieldRecord.objects.count() == 1
    assert len(alarms(sun)) == 1
    watched.refresh_from_db()
    assert watched.last_finding == "danger"


def test_an_inspection_made_without_signal_is_recorded_once(watched, he, sun):
    due = GeoInspectionFactory(geo_point=watched)
    sent, receipt = send(
        he, "natural_hazards.inspect", due.pk, finding="changed", sign="crack_wider", crack_mm=9
    )
    assert receipt.record.outcome == "done"
    assert receive_record(sent=sent, photos={}, actor=he).is_repeated
    due.refresh_from_db()
    assert (due.state, due.finding) == ("recorded", "changed")
    assert due.recorded_at == GeoObservation.objects.get().at < clock.now() - timedelta(hours=1)
    _sent, again = send(he, "natural_hazards.inspect", due.pk, finding="unchanged")
    assert again.record.outcome == "refused", "it was recorded already, under another number"
    assert GeoObservation.objects.count() == 1


def test_danger_that_waited_for_signal_alarms_even_if_others_saw_nothing_since(
    watched, he, zhao, sun
):
    record_observation(geo_point_id=watched.pk, finding="unchanged", actor=zhao)
    send(he, "natural_hazards.report_sliding", watched.pk)  # made three hours ago
    assert len(alarms(sun)) == 1
    watched.refresh_from_db()
    assert watched.last_finding == "unchanged", "what was seen last stands"


def test_he_reports_from_no_other_slope_and_not_after_his_duty_ended(watched, he, chen):
    other = GeoHazardPointFactory()
    _sent, receipt = send(he, "natural_hazards.report_sliding", other.pk)
    assert receipt.record.outcome == "refused" and not GeoObservation.objects.exists()
    with pytest.raises(NotVisible):
        record_observation(geo_point_id=other.pk, finding="danger", text="落石", actor=he)
    end_monitor(monitor_id=watched.monitors.get().pk, actor=chen)
    _sent, receipt = send(he, "natural_hazards.report_sliding", watched.pk)
    assert receipt.record.outcome == "refused" and not alarms(chen)
