"""From a verified alarm to its incident."""

from __future__ import annotations

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.errors import AlarmHasIncident, AlarmNotVerified
from anlan.command.incidents.events import IncidentOpened
from anlan.command.incidents.models import Incident
from anlan.command.incidents.panels import alarm_verbs
from anlan.command.incidents.selectors.metrics import response_steps
from anlan.command.incidents.services.intake import open_from_alarm, prefill_from_alarm
from anlan.command.incidents.services.reports import draft_report
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.monitoring.alarms.public import acknowledge_alarm, verify_alarm
from anlan.monitoring.alarms.tests.factories import AlarmRuleFactory, raise_alarm
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory


@pytest.fixture
def alarm(reference):
    """Return an alarm at an enterprise."""
    RegionFactory(county=True)
    RegionFactory()
    enterprise = EnterpriseFactory()
    device = DeviceFactory(enterprise=enterprise, region=enterprise.region)
    return raise_alarm(AlarmRuleFactory(point=PointFactory(device=device)))


def verified(alarm, actor):
    acknowledge_alarm(alarm_id=alarm.pk, actor=actor)
    verify_alarm(alarm_id=alarm.pk, actor=actor)
    alarm.refresh_from_db()
    return alarm


def test_only_a_verified_alarm_becomes_an_incident_and_only_once(alarm, cast, frozen_clock):
    sun = cast.sun
    with pytest.raises(AlarmNotVerified):
        open_from_alarm(alarm_id=alarm.pk, actor=sun)
    with pytest.raises(NotVisible):
        open_from_alarm(alarm_id=alarm.pk, actor=cast.qian)
    frozen_clock.advance(minutes=2)
    verified(alarm, sun)
    frozen_clock.advance(minutes=3)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun)

    assert_audited("incidents.incident.opened", incident, by=sun)
    assert_emitted(IncidentOpened, alarm_id=alarm.pk, enterprise_id=alarm.enterprise_id)
    assert (incident.source, incident.kind) == ("alarm", "chemical")
    assert incident.occurred_at == alarm.opened_at
    assert incident.organisation_id == alarm.enterprise.organisation_id
    assert {d.rule_code for d in deadlines_of(incident)} >= {"incidents.report_by_unit"}
    kinds = list(incident.timeline.order_by("at").values_list("kind", flat=True))
    assert kinds.count("signal") == 3
    steps = {step.name: step for step in response_steps(incident, sun)}
    assert steps["verified"].elapsed_s == 121
    with pytest.raises(AlarmHasIncident):
        open_from_alarm(alarm_id=alarm.pk, actor=sun)
    assert Incident.objects.count() == 1


def test_the_form_starts_with_what_the_alarm_and_the_enterprise_tell(alarm, cast):
    values = prefill_from_alarm(alarm.pk, cast.sun)
    assert alarm.title in values["title"]
    assert values["enterprise_id"] == alarm.enterprise_id
    assert values["region_code"] == alarm.region_id
    assert values["occurred_at"] < clock.now()


def test_the_page_of_the_alarm_offers_the_step_when_it_may_be_taken(alarm, cast):
    sun = cast.sun
    assert list(alarm_verbs(alarm, sun)) == []
    verified(alarm, sun)
    (verb,) = alarm_verbs(alarm, sun)
    assert (verb.name, verb.method) == ("open_incident", "get")
    assert list(alarm_verbs(alarm, cast.qian)) == []
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun)
    (verb,) = alarm_verbs(alarm, sun)
    assert verb.url == incident.get_absolute_url()


def test_the_report_describes_the_enterprise(alarm, cast):
    sun = cast.sun
    verified(alarm, sun)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun, facts={"trapped": 2})
    report = draft_report(incident_id=incident.pk, kind="initial", actor=sun)
    assert alarm.enterprise.name in report.unit_overview
    assert alarm.enterprise.uscc in report.unit_overview


def test_what_becomes_of_the_alarm_stands_in_the_timeline(alarm, cast, run_jobs):
    from anlan.kernel.events import emit
    from anlan.monitoring.alarms.events import AlarmCleared

    sun = cast.sun
    verified(alarm, sun)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun)
    emit(
        AlarmCleared(
            alarm_id=alarm.pk, level=3, state="verified_real", region="", organisation=None
        )
    )
    run_jobs()
    assert incident.timeline.filter(text="信号恢复正常").exists()


def test_the_safety_manager_sees_his_incident_and_reports_it(alarm, cast):
    from anlan.command.incidents.services.incidents import record_unit_report

    verified(alarm, cast.sun)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=cast.sun)
    wu = cast.wu(alarm.enterprise.organisation_id)
    record_unit_report(incident_id=incident.pk, actor=wu)
    states = {d.rule_code: d.state for d in deadlines_of(incident)}
    assert states["incidents.report_by_unit"] == "met"
    stranger = cast.wu(999_999)
    with pytest.raises(NotVisible):
        record_unit_report(incident_id=incident.pk, actor=stranger)


def test_the_safety_manager_does_not_read_what_goes_to_the_superior(alarm, cast):
    from anlan.base.documents.public import download_document
    from anlan.command.incidents.services.reports import edit_report, submit_report

    sun = cast.sun
    verified(alarm, sun)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun)
    report = draft_report(incident_id=incident.pk, kind="initial", actor=sun)
    edit_report(report_id=report.pk, values={"signatory": "林指挥"}, actor=sun)
    paper = submit_report(report_id=report.pk, actor=sun).document_id
    wu = cast.wu(alarm.enterprise.organisation_id)
    with pytest.raises(NotVisible):
        download_document(document_id=paper, actor=wu)
    assert download_document(document_id=paper, actor=sun)


def test_closing_the_incident_disposes_of_its_alarm_once_the_signal_is_normal(
    alarm, cast, run_jobs
):
    from anlan.command.incidents.services.incidents import (
        close_incident,
        mark_controlled,
        report_cause_removed,
        verify_cause_removed,
    )

    sun, lin = cast.sun, cast.lin
    verified(alarm, sun)
    incident = open_from_alarm(alarm_id=alarm.pk, actor=sun)
    type(alarm).objects.filter(pk=alarm.pk).update(cleared_at=clock.now())
    mark_controlled(incident_id=incident.pk, actor=lin)
    report_cause_removed(incident_id=incident.pk, cause="已更换垫片", actor=sun)
    verify_cause_removed(incident_id=incident.pk, actor=lin)
    close_incident(incident_id=incident.pk, actor=lin)
    run_jobs()
    alarm.refresh_from_db()
    assert alarm.state == "disposed"
