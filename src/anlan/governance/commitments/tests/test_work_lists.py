"""A unit's annual work list becomes its tasks, follows them, and counts what was kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import UserFactory
from anlan.base.notifications.models import Notification
from anlan.base.organisations.models import Person
from anlan.governance.commitments import handlers
from anlan.governance.commitments.events import (
    CommitmentCompleted,
    CommitmentMoved,
    DeadlineMoved,
)
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.services import changing, checking, giving, reporting
from anlan.governance.commitments.services.common import event_values
from anlan.governance.commitments.services.work_lists import follow_work_list
from anlan.governance.responsibility.models import DutyRecord, ResponsibilityList, WorkItem
from anlan.governance.responsibility.selectors import standing_of_list
from anlan.governance.responsibility.services import lists, revising
from anlan.governance.responsibility.services.portfolio import set_portfolio
from anlan.governance.responsibility.services.records import enter_duty, record_duty
from anlan.governance.responsibility.works import standing_of_works
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_state

pytestmark = pytest.mark.django_db
YEAR_END = date(2026, 12, 31)
SYSTEM = system_actor("tests")


@pytest.fixture
def work(office):
    """The confirmed work list of the water office: one rhythm, one number, one by record only."""
    holder = ResponsibilityList.objects.create(holder_kind="department", organisation=office.water)
    made = lists.draw_up_work_list(list_id=holder.pk, year=2026, actor=office.giver)
    for text, values in (
        ("每季度检查水库安全", {"cadence": "quarter", "record_kind": "inspection"}),
        ("组织演练", {"times": 3, "record_kind": "drill", "due_on": date(2026, 11, 30)}),
        ("保障安全投入", {"is_task": False, "record_kind": "resources"}),
    ):
        lists.add_work_item(
            work_list_id=made.pk,
            text=text,
            actor=office.giver,
            **{"due_on": YEAR_END, **values},
        )
    lists.confirm_work_list(work_list_id=made.pk, actor=office.giver)
    made.refresh_from_db()
    return made


def _tasks(work):
    rows = Commitment.objects.filter(
        source_model="responsibility.WorkItem", source_group=str(work.pk)
    )
    return {row.text: row for row in rows.exclude(state="cancelled")}


def _publish(work, office):
    lists.publish_work_list(work_list_id=work.pk, actor=office.giver)
    work.refresh_from_db()
    return _tasks(work)


def _finish(task, office, *, figure=None, method="paper", checker=None):
    giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    reporting.submit_commitment(
        commitment_id=task.pk, text="已完成", figure=figure, actor=office.clerk
    )
    checking.check_commitment(
        commitment_id=task.pk, result="passed", method=method, actor=checker or office.giver
    )
    task.refresh_from_db()
    handlers.count_completed(CommitmentCompleted(**event_values(task)))


def test_a_published_list_is_given_once_with_rhythm_number_and_day(office, work):
    given = _publish(work, office)

    quarterly, drills = given["每季度检查水库安全"], given["组织演练"]
    assert len(given) == 2
    assert (quarterly.cadence, quarterly.deadline, quarterly.source) == (
        "每季度1次",
        YEAR_END,
        "work_list",
    )
    assert [p.label for p in quarterly.periods.all()] == [
        "2026年第二季度",
        "2026年第三季度",
        "2026年第四季度",
    ]
    assert (drills.target_figure, drills.deadline) == (3, date(2026, 11, 30))
    assert quarterly.lead == office.water
    assert quarterly.source_url.startswith(work.get_absolute_url())
    assert_audited("commitments.commitment.assigned", quarterly)
    assert Notification.objects.filter(kind=giving.GIVEN).count() == 1
    again = follow_work_list(work_list_id=work.pk, actor=SYSTEM)
    assert again == {"given": 0, "changed": 0, "cancelled": 0}
    assert set(_tasks(work)) == set(given)


def test_nothing_is_published_when_its_tasks_cannot_be_given(office, work, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise InvalidInput("no")

    monkeypatch.setattr(
        "anlan.governance.commitments.services.work_lists.create_commitments", refuse
    )
    with pytest.raises(InvalidInput):
        lists.publish_work_list(work_list_id=work.pk, actor=office.giver)
    work.refresh_from_db()
    assert_state(work, "confirmed")
    assert not WorkItem.objects.filter(given_on__isnull=False).exists()


def test_a_new_version_changes_adds_and_cancels_and_withdrawing_cancels_with_the_reason(
    office, work
):
    before = _publish(work, office)
    with pytest.raises(NotPermitted):
        revising.revise_work_list(work_list_id=work.pk, reason="补充", actor=office.clerk)
    revising.revise_work_list(work_list_id=work.pk, reason="补充汛期任务", actor=office.giver)
    work.refresh_from_db()
    assert (work.version, work.state) == (2, "draft")
    drills = work.items.get(text="组织演练")
    revising.change_work_item(
        item_id=drills.pk,
        text="组织演练",
        times=4,
        due_on=date(2026, 10, 31),
        record_kind="drill",
        actor=office.clerk,
    )
    assert_audited("responsibility.work_item.changed", drills, by=office.clerk)
    revising.remove_work_item(
        item_id=work.items.get(text="每季度检查水库安全").pk, actor=office.clerk
    )
    lists.add_work_item(
        work_list_id=work.pk, text="修编防汛预案", due_on=date(2026, 7, 15), actor=office.clerk
    )
    assert set(_tasks(work)) == set(before)  # until it is published the tasks go on
    lists.confirm_work_list(work_list_id=work.pk, actor=office.clerk)
    after = _publish(work, office)

    assert set(after) == {"组织演练", "修编防汛预案"}
    assert after["组织演练"].pk == before["组织演练"].pk
    assert (after["组织演练"].target_figure, after["组织演练"].deadline) == (4, date(2026, 10, 31))
    gone = before["每季度检查水库安全"]
    assert_state(gone, "cancelled")
    _finish(after["修编防汛预案"], office)

    revising.withdraw_work_list(work_list_id=work.pk, reason="机构调整", actor=office.giver)
    assert_state(work, "withdrawn")
    assert set(_tasks(work)) == {"修编防汛预案"}  # what is done stays
    assert_audited("commitments.commitment.cancelled", after["组织演练"])
    step = after["组织演练"]
    step.refresh_from_db()
    assert step.state == "cancelled"
    assert not work.items.filter(given_on__isnull=False).exists()


def test_what_was_checked_counts_once_for_its_undertaking(office, work):
    given = _publish(work, office)
    drills, quarterly = given["组织演练"], given["每季度检查水库安全"]
    _finish(drills, office, figure=3)
    handlers.count_completed(CommitmentCompleted(**event_values(drills)))
    giving.accept_commitment(commitment_id=quarterly.pk, actor=office.clerk)
    period = quarterly.periods.first()
    reporting.report_period(period_id=period.pk, text="查了三座水库", actor=office.clerk)
    handlers.count_period(CommitmentMoved(**event_values(quarterly), step="period"))
    done = {row.item.text: row.done for row in standing_of_works(work)}
    assert done == {"组织演练": 3, "每季度检查水库安全": 0, "保障安全投入": 0}
    checking.check_period(period_id=period.pk, result="passed", actor=office.giver)
    for _again in range(2):
        handlers.count_period(CommitmentMoved(**event_values(quarterly), step="period"))
    record_duty(  # the platform knows of the drill as well: the undertaking is not done twice
        kind="drill",
        day=date(2026, 6, 15),
        text="参加应急演练",
        organisation_id=office.water.pk,
        subject=office.water,
        actor=SYSTEM,
    )

    done = {row.item.text: row.done for row in standing_of_works(work)}
    assert done == {"组织演练": 3, "每季度检查水库安全": 1, "保障安全投入": 0}
    record = DutyRecord.objects.get(work_item__text="组织演练")
    assert (record.times, record.is_automatic) == (3, True)
    assert record.subject_url == drills.get_absolute_url()
    with pytest.raises(InvalidInput):
        enter_duty(
            kind="drill",
            day=date(2026, 6, 15),
            text="另报一次",
            work_item_id=record.work_item_id,
            actor=office.clerk,
        )
    checking.reopen_commitment(commitment_id=drills.pk, reason="抽查不实", actor=office.giver)
    drills.refresh_from_db()
    handlers.count_period(CommitmentMoved(**event_values(drills), step="reopen"))
    assert_audited("responsibility.duty.retracted", record)
    assert not DutyRecord.objects.filter(work_item__text="组织演练").exists()


def test_a_duty_of_a_task_is_not_counted_by_kind_as_well(office, work):
    holder = work.list
    duty = holder.items.create(text="检查水库", cadence="quarter", record_kind="inspection")
    work.items.filter(text="每季度检查水库安全").update(responsibility=duty)
    _publish(work, office)
    record_duty(
        kind="inspection",
        day=date(2026, 6, 15),
        text="检查一次",
        organisation_id=office.water.pk,
        subject=office.water,
        actor=SYSTEM,
    )
    assert [row.done for row in standing_of_list(holder, 2026)] == [0]


def test_what_a_leader_checks_and_decides_is_on_his_record_a_clerks_is_not(office, work):
    given = _publish(work, office)
    _finish(given["组织演练"], office, figure=3, method="on_site")
    assert not DutyRecord.objects.filter(person__isnull=False).exists()
    leader = Person.objects.get(pk=office.leader.person_id)
    account = f"user:{UserFactory(person=leader).pk}"
    set_portfolio(person_id=leader.pk, text="分管水利", actor=office.giver)
    quarterly = given["每季度检查水库安全"]
    giving.accept_commitment(commitment_id=quarterly.pk, actor=office.clerk)
    wish = changing.request_extension(
        commitment_id=quarterly.pk,
        wanted_deadline=date(2027, 1, 31),
        reason="年底封账",
        actor=office.clerk,
    )
    changing.decide_extension(
        extension_id=wish.pk, is_granted=True, actor=replace(office.leader, id=account)
    )
    event = DeadlineMoved(**event_values(quarterly), extension_state="granted")
    for _again in range(2):
        handlers.note_decision(event)

    record = DutyRecord.objects.get(person=leader)
    assert (record.kind, record.is_automatic) == ("order", True)
    assert record.subject_url == quarterly.get_absolute_url()
    assert "每季度检查水库安全" in record.text


def test_the_page_of_the_list_shows_its_tasks_and_the_task_leads_back(office, work, visit):
    given = _publish(work, office)
    page = visit(office.giver).get(work.get_absolute_url()).content.decode()
    for task in given.values():
        assert task.get_absolute_url() in page
    shown = visit(office.clerk).get(given["组织演练"].get_absolute_url()).content.decode()
    assert reverse("responsibility:work_list", args=[work.pk]) in shown
