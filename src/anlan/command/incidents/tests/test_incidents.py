"""Opening, commanding, closing and merging."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.incidents import guards
from anlan.command.incidents.errors import (
    CauseNotRemoved,
    IncidentFinished,
    NotMergeable,
    VerifierRemovedCause,
)
from anlan.command.incidents.events import (
    CauseRemoved,
    CauseVerified,
    FactsUpdated,
    GradeChanged,
    IncidentCancelled,
    IncidentClosed,
    IncidentControlled,
    IncidentFlaredUp,
    IncidentMerged,
    IncidentOpened,
    IncidentResponding,
)
from anlan.command.incidents.models import Incident, TimelineEntry
from anlan.command.incidents.public import add_timeline_entry, get_incident, list_open_incidents
from anlan.command.incidents.selectors.metrics import reporting_faults, response_steps
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import (
    begin_response,
    cancel_incident,
    close_incident,
    flare_up,
    mark_controlled,
    mark_false,
    merge_incident,
    open_incident,
    record_unit_report,
    reopen_incident,
    report_cause_removed,
    reveal_caller,
    verify_cause_removed,
)
from anlan.command.incidents.services.intake import find_duplicates
from anlan.command.incidents.services.timeline import add_note
from anlan.command.incidents.tests.factories import LATITUDE, LONGITUDE, make_incident
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import (
    assert_audited,
    assert_emitted,
    assert_not_emitted,
    assert_state,
    make_actor,
)


def texts(incident):
    return list(incident.timeline.order_by("at", "id").values_list("text", flat=True))


def clocks_of(incident):
    return {d.rule_code.removeprefix("incidents."): d for d in deadlines_of(incident)}


def test_an_incident_is_opened_numbered_graded_and_its_clocks_run(reference, cast):
    sun = cast.sun
    incident = make_incident(sun, facts={"deaths": 3}, caller_phone="00012345678")

    assert incident.number == "龙应急〔2026〕0001"
    assert incident.grade == 3
    assert_state(incident, "open")
    record = assert_audited("incidents.incident.opened", incident, by=sun)
    assert record.after["caller_phone"] == "***"
    assert_emitted(IncidentOpened, incident_id=incident.pk, grade=3, region="330825100000")
    running = clocks_of(incident)
    assert running["report_to_city"].due_at == incident.reported_at + timedelta(hours=2)
    assert running["report_to_province"].due_at == incident.reported_at + timedelta(hours=4)
    assert "report_to_state" not in running
    # A term in days ends with its last day, and not on a day off (民法典 201, 203).
    window = running["supplement_window"].due_at - incident.occurred_at
    assert timedelta(days=30) < window < timedelta(days=33)
    assert make_incident(sun).number == "龙应急〔2026〕0002"
    assert any("龙应急〔2026〕0001" in text for text in texts(incident))


def test_opening_is_refused_outside_ones_area_and_without_what_is_needed(reference, cast):
    RegionFactory(other_town=True)
    with pytest.raises(NotPermitted):
        make_incident(cast.zhao, region_code="330825101000")
    with pytest.raises(NotPermitted):
        make_incident(cast.qian)
    with pytest.raises(InvalidInput) as refusal:
        open_incident(
            title=" ",
            kind="nothing",
            source="phone",
            occurred_at=clock.now() + timedelta(hours=1),
            actor=cast.sun,
        )
    assert set(refusal.value.fields) == {"title", "kind", "region", "occurred_at"}
    assert_not_emitted(IncidentOpened)
    assert make_incident(cast.zhao).region_id == "330825100000"


def test_the_region_is_found_from_the_point(reference, cast):
    RegionFactory(county=True)
    RegionFactory(boundary=square(LONGITUDE, LATITUDE))
    incident = open_incident(
        title="演示氯气泄漏",
        kind="chemical",
        source="119",
        occurred_at=clock.now(),
        longitude=LONGITUDE,
        latitude=LATITUDE,
        actor=cast.sun,
    )
    assert incident.region_id == "330825100000"


def test_natural_disasters_start_no_clock_of_the_accident_decree(reference, cast):
    incident = make_incident(cast.sun, kind="flood")
    assert set(clocks_of(incident)) == {"event_report"}


def test_fire_keeps_the_window_of_seven_days(reference, cast):
    incident = make_incident(cast.sun, kind="fire")
    window = clocks_of(incident)["supplement_window_short"]
    assert timedelta(days=7) < window.due_at - incident.occurred_at < timedelta(days=8)


def test_new_facts_regrade_and_start_the_further_clocks(incident, cast):
    sun = cast.sun
    assert incident.grade == 4
    facts = update_facts(
        incident_id=incident.pk,
        facts={"deaths": 10, "direct_loss": "5200.50", "details": {"substance": "氯"}},
        actor=sun,
    )

    incident.refresh_from_db()
    assert (facts.version, facts.grade, incident.grade) == (2, 2, 2)
    assert set(clocks_of(incident)) >= {"report_to_province", "report_to_state"}
    assert_audited("incidents.facts.updated", incident, by=sun)
    assert_emitted(FactsUpdated, version=2, former_grade=4, casualties_changed=True)
    assert_emitted(GradeChanged, grade=2, former_grade=4)
    assert any("0 → 10" in text for text in texts(incident))
    again = update_facts(incident_id=incident.pk, facts={"minor_injuries": 4}, actor=sun)
    assert (again.deaths, again.minor_injuries, again.details) == (10, 4, {"substance": "氯"})


def test_facts_are_refused_when_they_cannot_be(incident, cast):
    with pytest.raises(InvalidInput) as refusal:
        update_facts(
            incident_id=incident.pk,
            facts={"serious_injuries": 1, "acute_poisonings": 2},
            actor=cast.sun,
        )
    assert "acute_poisonings" in refusal.value.fields
    with pytest.raises(InvalidInput):
        update_facts(incident_id=incident.pk, facts={"deaths": -1}, actor=cast.sun)
    with pytest.raises(NotVisible):
        update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=cast.qian)
    leader = make_actor("县领导", role="county_leader")
    with pytest.raises(NotPermitted):
        update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=leader)
    cancel_incident(incident_id=incident.pk, actor=cast.sun, reason="误报")
    with pytest.raises(IncidentFinished):
        update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=cast.sun)


def test_closing_needs_the_cause_removed_and_verified_by_somebody_else(
    incident, cast, frozen_clock
):
    sun, lin = cast.sun, cast.lin
    begin_response(incident_id=incident.pk, actor=lin)
    assert_emitted(IncidentResponding, incident_id=incident.pk)
    assert_audited("incidents.incident.responding", incident, by=lin)
    mark_controlled(incident_id=incident.pk, actor=lin, reason="阀门已关闭")
    assert_emitted(IncidentControlled, incident_id=incident.pk)
    assert_audited("incidents.incident.controlled", incident, by=lin)

    with pytest.raises(TransitionRefused):
        close_incident(incident_id=incident.pk, actor=lin)
    with pytest.raises(CauseNotRemoved):
        verify_cause_removed(incident_id=incident.pk, actor=lin)
    with pytest.raises(InvalidInput):
        report_cause_removed(incident_id=incident.pk, cause=" ", actor=sun)
    report_cause_removed(incident_id=incident.pk, cause="法兰垫片老化，已更换", actor=sun)
    assert_audited("incidents.cause.removed", incident, by=sun)
    assert_emitted(CauseRemoved, incident_id=incident.pk)
    with pytest.raises(TransitionRefused):
        close_incident(incident_id=incident.pk, actor=lin)
    with pytest.raises(VerifierRemovedCause):
        verify_cause_removed(incident_id=incident.pk, actor=sun)
    verify_cause_removed(incident_id=incident.pk, actor=lin, comment="现场复核")
    assert_audited("incidents.cause.verified", incident, by=lin)
    assert_emitted(CauseVerified, incident_id=incident.pk)

    frozen_clock.advance(hours=1)
    close_incident(incident_id=incident.pk, actor=lin)
    assert_state(incident, "closed")
    assert_audited("incidents.incident.closed", incident, by=lin)
    assert_emitted(IncidentClosed, incident_id=incident.pk)
    reopen_incident(incident_id=incident.pk, actor=lin, reason="复燃")
    assert_state(incident, "responding")
    assert_audited("incidents.incident.reopened", incident, by=lin)
    assert_emitted(IncidentFlaredUp, incident_id=incident.pk)


def test_a_guard_of_another_app_keeps_the_incident_open(incident, cast, monkeypatch):
    monkeypatch.setattr(
        guards, "_guards", [lambda pk: "响应尚未终止" if pk == incident.pk else None]
    )
    mark_controlled(incident_id=incident.pk, actor=cast.lin)
    report_cause_removed(incident_id=incident.pk, cause="已更换", actor=cast.sun)
    verify_cause_removed(incident_id=incident.pk, actor=cast.lin)

    with pytest.raises(TransitionRefused, match="响应尚未终止"):
        close_incident(incident_id=incident.pk, actor=cast.lin)

    monkeypatch.setattr(guards, "_guards", [])
    close_incident(incident_id=incident.pk, actor=cast.lin)


def test_out_of_control_again_takes_the_verification_back(incident, cast):
    mark_controlled(incident_id=incident.pk, actor=cast.lin)
    report_cause_removed(incident_id=incident.pk, cause="已更换", actor=cast.sun)
    verify_cause_removed(incident_id=incident.pk, actor=cast.lin)
    with pytest.raises(InvalidInput):
        flare_up(incident_id=incident.pk, actor=cast.lin, reason="")
    flare_up(incident_id=incident.pk, actor=cast.lin, reason="再次泄漏")

    incident.refresh_from_db()
    assert incident.cause_verified_at is None
    assert_state(incident, "responding")
    assert_audited("incidents.incident.flared_up", incident)
    assert_emitted(IncidentFlaredUp, incident_id=incident.pk)


def test_a_false_report_stops_all_clocks(incident, cast):
    with pytest.raises(InvalidInput):
        mark_false(incident_id=incident.pk, actor=cast.sun, reason="")
    mark_false(incident_id=incident.pk, actor=cast.sun, reason="演练误报")

    assert_state(incident, "false")
    assert_emitted(IncidentCancelled, is_false=True)
    assert {d.state for d in deadlines_of(incident)} == {"cancelled"}
    assert_audited("incidents.incident.marked_false", incident)


def test_duplicates_by_the_words_or_the_telephone_are_proposed_without_a_place(incident, cast):
    told = {"occurred_at": clock.now(), "location": None, "actor": cast.sun}
    make_incident(cast.sun, title="演示湖镇镇仓库起火", description="", caller_phone="0570-0000")
    alike = find_duplicates(text=f"听说{incident.title}，很多人", **told)
    assert alike[0].incident.pk == incident.pk and alike[0].is_alike and not alike[0].is_near
    assert alike[0].distance_m is None
    assert find_duplicates(text="泄漏", **told) == []  # too little to tell
    assert find_duplicates(text="小南海镇一辆客车侧翻，有人受伤", **told) == []
    called = find_duplicates(text="", caller_phone="0570-0000", **told)
    assert len(called) == 1 and called[0].is_same_caller


def test_fewer_deaths_than_reported_need_a_reason(incident, cast):
    sun = cast.sun
    update_facts(incident_id=incident.pk, facts={"deaths": 2}, actor=sun)
    with pytest.raises(InvalidInput) as refused:
        update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=sun)
    assert "2" in str(refused.value.fields["reason"])
    update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=sun, reason="重复统计，已核实")
    assert any("重复统计" in text for text in texts(incident))
    assert_audited("incidents.facts.updated", incident, by=sun)


def test_duplicates_near_in_place_and_time_are_proposed_and_merged(incident, cast, frozen_clock):
    sun = cast.sun
    frozen_clock.advance(minutes=30)
    near = make_incident(sun, longitude=LONGITUDE + 0.01, title="演示园区有刺鼻气味")
    far = make_incident(sun, longitude=LONGITUDE + 0.05)
    found = find_duplicates(
        location=near.location, occurred_at=near.occurred_at, actor=sun, exclude_id=near.pk
    )
    assert [d.incident.pk for d in found] == [incident.pk]
    assert 900 < found[0].distance_m < 1050
    later = find_duplicates(
        location=incident.location, occurred_at=clock.now() + timedelta(hours=3), actor=sun
    )
    assert later == []

    with pytest.raises(NotMergeable):
        merge_incident(incident_id=near.pk, parent_id=near.pk, actor=sun)
    merge_incident(incident_id=near.pk, parent_id=incident.pk, actor=sun)
    assert_state(near, "merged")
    assert_audited("incidents.incident.merged", near, by=sun)
    assert_emitted(IncidentMerged, incident_id=near.pk, parent_id=incident.pk)
    assert {d.state for d in deadlines_of(near)} == {"cancelled"}
    assert any(near.number in text for text in texts(incident))
    with pytest.raises(NotMergeable):
        merge_incident(incident_id=far.pk, parent_id=near.pk, actor=sun)


def test_the_enterprise_hour_is_met_by_its_report(reference, cast, frozen_clock):
    from anlan.command.incidents.services import clocks

    incident = make_incident(cast.sun)
    clocks.start_deadline(
        rule_code=clocks.BY_UNIT,
        subject=incident,
        actor=cast.sun,
        started_at=incident.occurred_at,
    )
    frozen_clock.advance(hours=2)
    record_unit_report(incident_id=incident.pk, actor=cast.sun, comment="电话")

    assert_audited("incidents.unit_report.recorded", incident)
    (fault,) = reporting_faults(incident)
    assert (fault.rule_code, fault.kind) == ("incidents.report_by_unit", "late")


def test_a_report_that_has_not_come_is_omitted(incident, frozen_clock):
    assert reporting_faults(incident) == []
    frozen_clock.advance(hours=2, minutes=1)
    (fault,) = reporting_faults(incident)
    assert (fault.kind, fault.late_by_s) == ("omitted", 60)


def test_the_timeline_is_only_added_to(incident, cast):
    entry = add_note(incident_id=incident.pk, text="县领导到场", actor=cast.lin)
    assert_audited("incidents.timeline.added", incident)
    entry.text = "改写"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(InvalidInput):
        add_note(incident_id=incident.pk, text="", actor=cast.lin)
    with pytest.raises(NotVisible):
        add_note(incident_id=incident.pk, text="看不见", actor=cast.qian)
    first = add_timeline_entry(
        incident_id=incident.pk, kind="dispatch", text="出动", actor=cast.lin, key="d:1"
    )
    again = add_timeline_entry(
        incident_id=incident.pk, kind="dispatch", text="出动", actor=cast.lin, key="d:1"
    )
    assert first == again
    assert TimelineEntry.objects.filter(incident=incident, key="d:1").count() == 1


def test_everybody_sees_only_his_area(incident, cast):
    assert [i.id for i in list_open_incidents(cast.zhao)] == [incident.pk]
    other = make_actor("外乡", role="township_officer", scope=Scope("region", "330825101"))
    assert list_open_incidents(other) == []
    with pytest.raises(NotVisible):
        get_incident(incident.pk, other)
    info = get_incident(incident.pk, cast.sun)
    assert info.facts is not None and info.facts.version == 1
    assert info.is_unfinished


def test_reading_the_callers_number_is_recorded(reference, cast):
    incident = make_incident(cast.sun, caller_phone="00012345678")
    assert reveal_caller(incident_id=incident.pk, actor=cast.sun) == "00012345678"
    assert_audited("incidents.caller.revealed", incident)
    with pytest.raises(NotPermitted):
        reveal_caller(incident_id=incident.pk, actor=cast.zhao)
    stored = Incident.objects.raw("SELECT id, caller_phone AS raw FROM incidents_incident")[0]
    assert "00012345678" not in stored.raw


def test_the_steps_of_the_main_job_are_measured(incident, cast, frozen_clock):
    frozen_clock.advance(minutes=5)
    begin_response(incident_id=incident.pk, actor=cast.lin)
    incident.refresh_from_db()
    steps = {step.name: step for step in response_steps(incident, cast.sun)}
    assert steps["signal"].elapsed_s == 0
    assert steps["activation"].elapsed_s == 300
    assert steps["closed"].at is None


def test_the_enterprise_hour_ends_with_the_incident_when_no_report_came(reference, cast):
    from anlan.command.incidents.services import clocks

    lin = cast.lin
    incident = make_incident(cast.sun)
    clocks.start_deadline(
        rule_code=clocks.BY_UNIT,
        subject=incident,
        actor=cast.sun,
        started_at=incident.occurred_at,
    )
    mark_controlled(incident_id=incident.pk, actor=lin)
    report_cause_removed(incident_id=incident.pk, cause="法兰垫片老化，已更换", actor=cast.sun)
    verify_cause_removed(incident_id=incident.pk, actor=lin)
    close_incident(incident_id=incident.pk, actor=lin)

    states = {d.rule_code: d.state for d in deadlines_of(incident)}
    assert states[clocks.BY_UNIT] == "cancelled"
    record = assert_audited("deadlines.deadline.cancelled", by=lin)
    assert "事故单位报告" in record.reason
