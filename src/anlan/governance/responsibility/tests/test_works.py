"""What is due next and what is late of a leader's year; drafts are corrected until confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from anlan.governance.responsibility.desk import late_works
from anlan.governance.responsibility.models import ResponsibilityList, WorkItem
from anlan.governance.responsibility.services import lists, revising
from anlan.governance.responsibility.services.records import record_duty
from anlan.governance.responsibility.tests.factories import (
    ResponsibilityListFactory,
    WorkItemFactory,
    WorkListFactory,
    set_government,
)
from anlan.governance.responsibility.works import becomes_tasks, standing_of_works
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, make_actor

pytestmark = pytest.mark.django_db
YEAR_END = date(2026, 12, 31)


@pytest.fixture
def moving():
    """A clock that begins in February 2026."""
    with clock.freeze(datetime(2026, 2, 10, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def office():
    return make_actor("办公室", role="bureau_officer", scope=Scope("region", "330825"))


@pytest.fixture
def year(moving, office):
    """A leader's published list: meetings each quarter, one report."""
    made = set_government()
    holder = ResponsibilityList.objects.create(
        holder_kind="leader", organisation=made.government, person=made.leader
    )
    leader = make_actor(
        "卢副县长",
        role="county_leader",
        scope=Scope("region", "330825"),
        person_id=made.leader.pk,
        organisation_id=made.government.pk,
    )
    work = lists.draw_up_work_list(list_id=holder.pk, year=2026, actor=leader)
    for text, kind, cadence in (("研究部署", "meeting", "quarter"), ("述职", "report", "year")):
        lists.add_work_item(
            work_list_id=work.pk,
            text=text,
            due_on=YEAR_END,
            record_kind=kind,
            cadence=cadence,
            actor=leader,
        )
    lists.confirm_work_list(work_list_id=work.pk, actor=leader)
    lists.publish_work_list(work_list_id=work.pk, actor=office)
    work.refresh_from_db()
    return work, made, leader


def _meet(made, number):
    record_duty(
        kind="meeting",
        day=clock.today(),
        text="主持专题会议",
        person_id=made.leader.pk,
        subject=WorkItemFactory(record_kind="other", times=number),
        actor=system_actor("tests"),
    )


def test_a_leader_keeps_records_and_sees_what_is_due_and_late(year, moving, visit):
    work, made, leader = year
    meetings, report = standing_of_works(work)
    assert not WorkItem.objects.filter(work_list=work, given_on__isnull=False).exists()
    assert (meetings.item.times, meetings.next_on) == (4, date(2026, 3, 31))
    assert not meetings.is_late and report.next_on == YEAR_END
    assert list(late_works(leader)) == []

    moving.advance(days=140)  # the end of June: two quarters are over but for one meeting
    _meet(made, 1)
    moving.advance(days=10)
    meetings, report = standing_of_works(work)
    assert (meetings.done, meetings.missing, meetings.next_on) == (1, 1, date(2026, 9, 30))
    assert not report.is_late
    assert [item.value for item in late_works(leader)] == ["1"]
    page = visit(leader).get(work.get_absolute_url()).content.decode()
    assert "2026-09-30" in page and "逾期" in page

    _meet(made, 2)
    meetings, _report = standing_of_works(work)
    assert (meetings.done, meetings.missing) == (2, 0)


def test_what_was_over_before_the_publication_is_not_owed(year, moving, office):
    work, _made, leader = year
    revising.revise_work_list(work_list_id=work.pk, reason="调整", actor=office)
    moving.advance(days=150)
    lists.confirm_work_list(work_list_id=work.pk, actor=leader)
    lists.publish_work_list(work_list_id=work.pk, actor=office)
    work.refresh_from_db()
    assert [row.missing for row in standing_of_works(work)] == [0, 0]


def test_a_draft_is_corrected_by_its_holder_and_a_confirmed_list_is_not(year, office, visit):
    work, made, leader = year
    item = work.items.first()
    values = {"item_id": item.pk, "text": "改", "due_on": YEAR_END}
    with pytest.raises(WrongState):
        revising.change_work_item(**values, actor=leader)
    revising.revise_work_list(work_list_id=work.pk, reason="调整", actor=office)
    stranger = make_actor(
        "外单位",
        role="department_officer",
        scope=Scope("organisation", str(made.department.pk)),
        organisation_id=made.department.pk,
    )
    with pytest.raises(NotVisible):
        revising.change_work_item(**values, actor=stranger)
    with pytest.raises(InvalidInput):
        revising.change_work_item(**{**values, "text": " "}, actor=leader)
    browser = visit(leader)
    form = {
        "text": "研究部署（含园区）",
        "record_kind": "meeting",
        "cadence": "month",
        "times": "1",
        "due_on": "2026-12-31",
    }
    address = reverse("responsibility:change_work", args=[item.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, form).status_code == 303
    item.refresh_from_db()
    assert (item.text, item.times, item.is_task) == ("研究部署（含园区）", 12, False)
    assert_audited("responsibility.work_item.changed", item, by=leader)
    remove = reverse("responsibility:remove_work", args=[item.pk])
    assert browser.post(remove).status_code == 303
    last = work.items.get()
    with pytest.raises(InvalidInput):
        revising.remove_work_item(item_id=last.pk, actor=leader)


def test_lists_of_units_become_tasks_those_of_leaders_and_enterprises_do_not(db):
    kinds = {
        kind: becomes_tasks(WorkListFactory(list=ResponsibilityListFactory(holder_kind=kind)))
        for kind in ("department", "township", "enterprise")
    }
    assert kinds == {"department": True, "township": True, "enterprise": False}


def test_nobody_is_given_a_task_whose_day_has_passed(moving, office):
    made = set_government()
    holder = ResponsibilityList.objects.create(
        holder_kind="department", organisation=made.department
    )
    work = lists.draw_up_work_list(list_id=holder.pk, year=2026, actor=office)
    for days in (-5, 0, 5):
        lists.add_work_item(
            work_list_id=work.pk,
            text=f"第{days}天",
            due_on=clock.today() + timedelta(days=days),
            actor=office,
        )
    lists.confirm_work_list(work_list_id=work.pk, actor=office)
    lists.publish_work_list(work_list_id=work.pk, actor=office)
    given = work.items.filter(given_on__isnull=False).order_by("due_on")
    assert [row.text for row in given] == ["第0天", "第5天"]
