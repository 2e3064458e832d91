"""Warnings before the day, escalation after it: each step once, to the right people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from anlan.base.notifications.models import Notification
from anlan.base.notifications.public import confirm
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.governance.commitments import reference
from anlan.governance.commitments.models import Commitment, Escalation
from anlan.governance.commitments.services import giving, reporting, watching
from anlan.governance.responsibility.contracts import LeaderInfo
from anlan.kernel import jobs
from anlan.kernel.actor import system_actor
from anlan.kernel.testing.cast import make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("commitments")


@pytest.fixture
def chain(office, monkeypatch):
    """Name the head of the unit, the leader in charge and the principal leader."""
    people = [PersonFactory(organisation=office.water, name=f"领导{n}演示") for n in range(3)]
    monkeypatch.setattr(
        watching,
        "leaders_in_charge",
        lambda _unit: [
            LeaderInfo(p.pk, None, p.name, "", rank) for rank, p in enumerate(people, 1)
        ],
    )
    reference.load_steps(reference.DATA / "steps.csv")
    return people


def _told():
    return list(
        Escalation.objects.order_by("pk").values_list("commitment__title", "step_id", "audience")
    )


def test_an_overdue_task_climbs_step_by_step_until_it_is_reported(office, chain, moving, run_jobs):
    first = office.give(title="甲", deadline=date(2026, 6, 20))
    second = office.give(title="乙", deadline=date(2026, 6, 20))
    for task in (first, second):
        giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    Notification.objects.all().delete()
    watching.watch(actor=SYSTEM)  # 15 June: within a week
    assert {row[1:] for row in _told()} == {("warn_week", "clerk")}
    assert Notification.objects.count() == 1  # one notice for both tasks
    watching.watch(actor=SYSTEM)
    assert Notification.objects.count() == 1
    moving.advance(days=6)
    watching.watch(actor=SYSTEM)  # 21 June: a day late
    assert [row[1] for row in _told()][2:] == ["overdue_clerk"] * 2
    reporting.submit_commitment(commitment_id=second.pk, text="完成", actor=office.clerk)
    moving.advance(days=2)
    watching.watch(actor=SYSTEM)
    moving.advance(days=7)
    watching.watch(actor=SYSTEM)
    moving.advance(days=30)
    watching.watch(actor=SYSTEM)
    told = [(audience) for title, _step, audience in _told() if title == "甲"][2:]
    assert told == ["head", "in_charge", "principal"]
    assert [title for title, *_ in _told()].count("乙") == 2  # it was reported
    jobs.memory_queue.clear()  # only the receipts are followed here
    for leader, audience in zip(chain, ("head", "in_charge", "principal"), strict=True):
        notice = Notification.objects.get(person=leader)
        assert notice.must_confirm and "甲" in notice.body and "乙" not in notice.body
        actor = make_actor(person_id=leader.pk)
        confirm(notification_id=notice.pk, actor=actor)
        run_jobs()
        step = Escalation.objects.get(audience=audience)
        assert step.confirmed_by == leader.name and step.confirmed_at
    assert Commitment.objects.get(pk=first.pk).escalated_to == "principal"


def test_a_watch_that_dies_tells_nobody_and_the_next_one_tells_once(
    office, chain, moving, monkeypatch
):
    task = office.give(title="甲", deadline=date(2026, 6, 20))
    giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    Notification.objects.all().delete()
    moving.advance(days=30)

    def die(*_args, **_values):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(watching, "_mark", die)
        with pytest.raises(RuntimeError), transaction.atomic():
            watching.escalate(actor=SYSTEM)
    assert not Escalation.objects.exists() and not Notification.objects.exists()
    watching.escalate(actor=SYSTEM)
    sent = Notification.objects.count()
    assert sent == 4 and Escalation.objects.count() == 4
    assert watching.escalate(actor=SYSTEM) == 0 and Notification.objects.count() == sent


def test_a_task_given_after_its_day_gets_its_time_before_leaders_hear(office, chain, moving):
    office.give(title="旧账", deadline=date(2026, 3, 31), starts_on=date(2026, 1, 1))
    watching.escalate(actor=SYSTEM)
    assert _told() == []
    moving.advance(days=3)
    watching.escalate(actor=SYSTEM)
    assert [row[2] for row in _told()] == ["clerk", "head"]
