"""Notices reach people, are answered, and pass on when nobody answers."""

from __future__ import annotations

import pytest

from anlan.base.notifications import channels as channel_registry
from anlan.base.notifications.channels import Envelope, TransportError, register_channel
from anlan.base.notifications.events import NotificationSent, NotificationUnanswered
from anlan.base.notifications.models import ChannelPreference, Delivery, Notification
from anlan.base.notifications.public import (
    confirm,
    confirmations,
    mark_read,
    notify,
    record_call,
    unread_count,
)
from anlan.base.notifications.services import escalate_unanswered
from anlan.base.organisations.models import Organisation, Person
from anlan.base.regions.models import Region
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    town = Region.objects.create(code="330825100000", name="演示镇", level="township")
    office = Organisation.objects.create(
        code="town", name="演示镇人民政府", kind="township", region=town
    )
    found = []
    for name in ("甲演示", "乙演示", "丙演示"):
        person = Person(name=name, organisation=office)
        person.set_phone("00012345678")
        person.save()
        found.append(person)
    return found


class Recorder:
    """A channel that keeps what it is given."""

    code, label = "test", "test"

    def __init__(self) -> None:
        self.sent: list[Envelope] = []
        self.failure: TransportError | None = None

    def is_configured(self):
        return True

    def can_reach(self, envelope):
        return bool(envelope.phone)

    def send(self, envelope):
        if self.failure:
            raise self.failure
        self.sent.append(envelope)


@pytest.fixture
def channel(monkeypatch):
    monkeypatch.setattr(channel_registry, "_channels", {})
    recorder = Recorder()
    register_channel(recorder)
    return recorder


def test_the_actor_is_not_told_of_his_own_act(people, frozen_clock):
    actor = make_actor("甲", person_id=people[0].pk)
    ids = notify(kind="test", person_ids=[p.pk for p in people], title="告知", actor=actor)
    assert len(ids) == 2
    assert_emitted(NotificationSent, person_id=people[1].pk, title="告知")
    assert_audited("notifications.notice.sent", by=actor)
    reader = make_actor("乙", person_id=people[1].pk)
    assert unread_count(reader) == 1
    mark_read(actor=reader)
    assert unread_count(reader) == 0


def test_an_unanswered_notice_passes_to_the_next_person_once(people, frozen_clock):
    first, second, third = people
    notify(
        kind="alarm",
        person_ids=[first.pk],
        title="红色报警",
        level=1,
        must_confirm=True,
        confirm_within_s=60,
        next_person_ids=[second.pk, third.pk],
        subject=first.organisation,
        actor=system_actor("ingest"),
    )
    job = system_actor("notifications")
    assert escalate_unanswered(actor=job) == 0
    frozen_clock.advance(seconds=61)
    assert escalate_unanswered(actor=job) == 1
    assert escalate_unanswered(actor=job) == 0
    assert_emitted(NotificationUnanswered, person_id=first.pk, next_person_id=second.pk)
    passed = Notification.objects.get(person=second)
    confirm(notification_id=passed.pk, actor=make_actor("乙", person_id=second.pk))
    frozen_clock.advance(seconds=120)
    assert escalate_unanswered(actor=job) == 0
    assert not Notification.objects.filter(person=third).exists()
    assert confirmations(first.organisation)["confirmed"] == 1


def test_only_the_addressee_confirms(people, frozen_clock):
    (notice,) = notify(
        kind="t",
        person_ids=[people[0].pk],
        title="x",
        must_confirm=True,
        actor=system_actor("t"),
    )
    with pytest.raises(NotVisible):
        confirm(notification_id=notice, actor=make_actor("乙", person_id=people[1].pk))
    mine = make_actor("甲", person_id=people[0].pk)
    first = confirm(notification_id=notice, actor=mine).confirmed_at
    frozen_clock.advance(minutes=1)
    assert confirm(notification_id=notice, actor=mine).confirmed_at == first


def test_red_is_never_quiet_and_the_rest_follows_the_persons_choice(
    people, channel, run_jobs, frozen_clock
):
    sender = system_actor("t")
    notify(kind="t", person_ids=[people[0].pk], title="蓝色", level=4, actor=sender)
    run_jobs()
    assert not channel.sent
    ChannelPreference.objects.create(
        person=people[0], channels=["test"], muted_until=frozen_clock.at.replace(hour=23)
    )
    notify(kind="t", person_ids=[people[0].pk], title="静音中", level=3, actor=sender)
    notify(kind="t", person_ids=[people[0].pk], title="红色", level=1, actor=sender)
    run_jobs()
    assert [e.title for e in channel.sent] == ["红色"]
    assert Delivery.objects.get().state == "sent"


def test_a_passing_fault_is_retried_and_a_final_one_is_kept(
    people, channel, run_jobs, frozen_clock
):
    channel.failure = TransportError("gateway busy")
    notify(kind="t", person_ids=[people[0].pk], title="红", level=1, actor=system_actor("t"))
    with pytest.raises(TransportError):
        run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.is_permanent, delivery.attempts) == ("failed", False, 1)
    channel.failure = TransportError("unknown number", permanent=True)
    from anlan.base.notifications.tasks import deliver

    deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.is_permanent, delivery.attempts) == (True, 2)


def test_a_call_is_recorded_with_its_outcome(people):
    actor = make_actor("值班")
    record = record_call(person_id=people[0].pk, subject=people[0].organisation, actor=actor)
    assert record.outcome == "dialled"
    assert_audited("notifications.person.called", people[0], by=actor)
    with pytest.raises(InvalidInput):
        record_call(
            person_id=people[0].pk, subject=people[0].organisation, actor=actor, outcome="?"
        )
