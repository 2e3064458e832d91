"""Reports, checks, periods, extensions, pauses, milestones and what they foretell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.audit.models import AuditRecord
from anlan.base.files.public import attachments_of
from anlan.governance.commitments.cadence import read_cadence, spans
from anlan.governance.commitments.errors import AlreadyAsked, AlreadyDecided, NotAtWork
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.public import keeping, list_commitments
from anlan.governance.commitments.quantities import read_figure
from anlan.governance.commitments.schedule import outlook, planned_curve
from anlan.governance.commitments.services import changing, checking, giving, reporting
from anlan.governance.commitments.services.outlooks import refresh_outlooks
from anlan.governance.commitments.wording import reason_words
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused
from anlan.kernel.models import EventRecord, StateChange

pytestmark = pytest.mark.django_db


def _signed(office, **values):
    task = office.give(quantity="新建水位站18个", deadline=date(2026, 12, 31), **values)
    return giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)


def _again(task):
    return Commitment.objects.get(pk=task.pk)


def test_a_task_is_reported_checked_sent_back_and_completed_and_nothing_is_lost(office, moving):
    task = office.give(quantity="新建水位站18个", support_ids=(office.housing.pk,))
    with pytest.raises(NotAtWork):
        reporting.report_progress(
            commitment_id=task.pk, text="开工", progress=10, actor=office.clerk
        )
    giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    with pytest.raises(NotPermitted):
        reporting.report_progress(commitment_id=task.pk, text="开工", actor=office.helper)
    with pytest.raises(InvalidInput):
        reporting.report_progress(
            commitment_id=task.pk, text="开工", progress=101, actor=office.clerk
        )
    with pytest.raises(InvalidInput):  # a decision is asked for, but none is named
        reporting.report_progress(
            commitment_id=task.pk, text="开工", needs_decision=True, actor=office.clerk
        )
    evidence = SimpleUploadedFile("验收.pdf", b"%PDF-1.4 demo", content_type="application/pdf")
    report = reporting.report_progress(
        commitment_id=task.pk,
        text="建成9个",
        figure=9,
        problem="用地未批",
        needs_decision=True,
        evidence=[evidence],
        actor=office.clerk,
    )
    task = _again(task)
    assert (task.state, task.progress, task.reached_figure) == ("running", 50, 9)
    assert [f.name for f in attachments_of(report)] == ["验收.pdf"]
    assert list_commitments(office.giver)[0].needs_decision
    part = task.parts.get()
    with pytest.raises(NotPermitted):
        reporting.report_part(part_id=part.pk, progress=50, text="已支持", actor=office.clerk)
    reporting.report_part(part_id=part.pk, progress=50, text="已支持", actor=office.helper)
    assert task.parts.get().progress == 50
    with pytest.raises(InvalidInput):  # 9 of 18 is not done
        reporting.submit_commitment(commitment_id=task.pk, text="完成", actor=office.clerk)
    reporting.submit_commitment(
        commitment_id=task.pk, text="全部建成", figure=18, actor=office.clerk
    )
    with pytest.raises(NotPermitted):
        checking.check_commitment(commitment_id=task.pk, result="passed", actor=office.clerk)
    with pytest.raises(InvalidInput):
        checking.check_commitment(commitment_id=task.pk, result="sent_back", actor=office.giver)
    checking.check_commitment(
        commitment_id=task.pk, result="sent_back", text="2个未通电", actor=office.giver
    )
    task = _again(task)
    assert task.state == "sent_back" and task.done_on is None and task.reports.count() == 3
    moving.advance(days=3)
    reporting.submit_commitment(commitment_id=task.pk, text="已通电", actor=office.clerk)
    checking.check_commitment(
        commitment_id=task.pk, result="passed", method="on_site", actor=office.giver
    )
    task = _again(task)
    assert task.state == "completed" and task.done_on == clock.today()
    assert [c.result for c in task.checks.order_by("pk")] == ["sent_back", "passed"]
    steps = StateChange.objects.filter(subject_id=str(task.pk)).values_list("transition", flat=True)
    assert list(steps) == ["accept", "start", "submit", "send_back", "submit", "complete"]
    trail = AuditRecord.objects.filter(object_type="commitments.Commitment")
    assert trail.count() >= 7
    names = set(EventRecord.objects.values_list("name", flat=True))
    prefix = "commitments.commitment."
    assert {f"{prefix}{n}" for n in ("assigned", "reported", "returned", "completed")} <= names
    checking.reopen_commitment(commitment_id=task.pk, reason="抽查发现虚报", actor=office.giver)
    assert _again(task).state == "running"


def test_more_time_is_asked_for_once_and_decided_once(office):
    task = _signed(office)
    later = date(2027, 3, 31)
    with pytest.raises(InvalidInput):
        changing.request_extension(
            commitment_id=task.pk,
            wanted_deadline=date(2026, 12, 1),
            reason="流标",
            actor=office.clerk,
        )
    wish = changing.request_extension(
        commitment_id=task.pk, wanted_deadline=later, reason="流标", actor=office.clerk
    )
    with pytest.raises(AlreadyAsked):
        changing.request_extension(
            commitment_id=task.pk, wanted_deadline=later, reason="流标", actor=office.clerk
        )
    with pytest.raises(NotPermitted):
        changing.decide_extension(extension_id=wish.pk, is_granted=True, actor=office.clerk)
    with pytest.raises(InvalidInput):
        changing.decide_extension(extension_id=wish.pk, is_granted=False, actor=office.leader)
    changing.decide_extension(extension_id=wish.pk, is_granted=True, actor=office.leader)
    assert _again(task).deadline == later
    with pytest.raises(AlreadyDecided):
        changing.decide_extension(extension_id=wish.pk, is_granted=True, actor=office.leader)
    changing.pause_commitment(commitment_id=task.pk, reason="等待上级批复", actor=office.giver)
    assert not _again(task).is_overdue
    changing.resume_commitment(commitment_id=task.pk, actor=office.giver)
    changing.cancel_commitment(commitment_id=task.pk, reason="并入其他任务", actor=office.giver)
    with pytest.raises(TransitionRefused):
        changing.resume_commitment(commitment_id=task.pk, actor=office.giver)


def test_periods_of_a_recurring_task_are_reported_and_checked_one_by_one(office, moving):
    task = office.give(title="每月排查", cadence="每月至少2次", deadline=date(2026, 10, 31))
    giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    periods = list(task.periods.order_by("begins_on"))
    assert [p.label for p in periods] == [f"2026年{m}月" for m in range(6, 11)]
    assert periods[0].times == 2
    # five working days after the end of June: 1 to 3 and 6, 7 July
    assert periods[0].due_on == date(2026, 7, 7)
    moving.advance(days=30)  # 15 July: June is missing
    refresh_outlooks()
    task = _again(task)
    assert task.missed_periods == 1 and any("1" in words for words in reason_words(task))
    found = keeping(office.giver, since=date(2026, 6, 1), until=date(2026, 7, 31))
    assert (found[office.water.pk].due, found[office.water.pk].open_overdue) == (1, 1)
    with pytest.raises(TransitionRefused):
        reporting.submit_commitment(commitment_id=task.pk, text="完成", actor=office.clerk)
    reporting.report_period(period_id=periods[0].pk, text="排查2次", actor=office.clerk)
    task = _again(task)
    assert task.missed_periods == 0 and task.progress == 20
    checking.check_period(
        period_id=periods[0].pk, result="sent_back", text="缺记录", actor=office.giver
    )
    assert _again(task).missed_periods == 1
    reporting.report_period(period_id=periods[0].pk, text="补记录", actor=office.clerk)
    checking.check_period(period_id=periods[0].pk, result="passed", actor=office.giver)
    found = keeping(office.giver, since=date(2026, 6, 1), until=date(2026, 7, 31))
    kept = found[office.water.pk]
    assert (kept.due, kept.late, kept.on_time, kept.open_overdue) == (1, 1, 0, 0)


def test_milestones_and_time_tell_in_advance_that_a_task_will_be_late(office, moving):
    task = _signed(office)
    with pytest.raises(InvalidInput):
        changing.set_milestones(
            commitment_id=task.pk,
            rows=[("设计", date(2026, 7, 15), 60), ("开工", date(2026, 9, 1), 50)],
            actor=office.giver,
        )
    changing.set_milestones(
        commitment_id=task.pk,
        rows=[("设计", date(2026, 7, 15), 20), ("开工", date(2026, 9, 1), 30)],
        actor=office.giver,
    )
    moving.advance(days=90)
    refresh_outlooks()
    task = _again(task)
    assert task.expected > 50 and task.late_days > 0 and task.is_at_risk
    assert any("设计" in words for words in reason_words(task))
    reporting.report_progress(
        commitment_id=task.pk,
        text="设计、开工均已完成",
        progress=70,
        reached=[m.pk for m in task.milestones.all()],
        actor=office.clerk,
    )
    task = _again(task)
    assert task.late_days == 0 and not task.is_at_risk and task.reasons == []


def test_the_forecast_follows_the_pace():
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    half = start + timedelta(days=182)
    on_pace = outlook(starts_on=start, deadline=end, progress=50, today=half)
    assert on_pace.expected == 50 and on_pace.late_days == 0
    slow = outlook(starts_on=start, deadline=end, progress=25, today=half)
    assert slow.late_days == 364  # half the pace, twice the time
    assert outlook(starts_on=start, deadline=end, progress=0, today=half).late_days == 182
    early = outlook(starts_on=start, deadline=end, progress=0, today=start + timedelta(days=20))
    assert early.late_days == 0
    assert outlook(starts_on=start, deadline=None, progress=5, today=half).late_days is None
    assert planned_curve(start, end, [(date(2026, 3, 1), 60)])[1] == (date(2026, 3, 1), 60.0)


def test_printed_cadences_and_quantities_are_read():
    words = {
        "每季度至少1次": ("quarter", 1),
        "每月": ("month", 1),
        "每半年": ("half_year", 1),
        "每年汛前组织1次": ("year", 1),
        "每两个月": ("two_months", 1),
        "每季度不少于2次": ("quarter", 2),
        "每周": ("week", 1),
        "每学期至少开展1次": ("half_year", 1),
    }
    for text, expected in words.items():
        found = read_cadence(text)
        assert (found.code, found.times) == expected, text
    assert read_cadence("定期") is None
    quarter = read_cadence("每季度")
    labels = [s.label for s in spans(quarter, date(2026, 11, 20), date(2027, 3, 31))]
    assert labels == ["2026年第四季度", "2027年第一季度"]
    assert read_figure("新建水位站18个") == (18, "个")
    assert read_figure("新建40个、改造25处") == (None, "")
