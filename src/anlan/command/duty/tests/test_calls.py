"""The call list: who is called first, numbers masked, every call in the log."""

from __future__ import annotations

import pytest

from anlan.base.notifications.models import CallRecord
from anlan.base.organisations.public import appoint, create_post, find_organisation
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.duty.models import DutyLogEntry
from anlan.command.duty.selectors.calls import call_list
from anlan.command.duty.services.calls import note_duty_call
from anlan.command.duty.tests.test_duty import (
    assign,
    office,  # noqa: F401
    officer,
    planner,  # noqa: F401
)
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_audited, make_actor


def test_who_is_on_duty_is_called_first_then_the_posts(office, planner):  # noqa: F811
    sun = officer("孙值班", office)
    leader, watch, head = (PersonFactory(organisation=office) for _ in range(3))
    assign(office, planner, person_id=leader.pk, role="duty_leader")
    assign(office, planner, person_id=watch.pk)
    system = system_actor("tests")
    post = create_post(organisation_id=office.pk, name="局长", actor=system)
    appoint(post_id=post.pk, person_id=head.pk, valid_from=clock.today(), actor=system)
    info = find_organisation(office.pk)
    lines = call_list(info, sun)

    assert [line.person.id for line in lines] == [watch.pk, leader.pk, head.pk]
    assert [line.is_on_duty for line in lines] == [True, True, False]
    assert not any(line.person.is_phone_full for line in lines)
    entry = note_duty_call(
        organisation_id=office.pk, person_id=watch.pk, outcome="no_answer", actor=sun
    )
    assert_audited("duty.call.made", entry, by=sun)
    assert CallRecord.objects.get().outcome == "no_answer"
    written = DutyLogEntry.objects.get(pk=entry.pk)
    assert written.needs_follow_up
    assert watch.name in written.text
    assert watch.phone not in written.text or not watch.phone
    with pytest.raises(InvalidInput):
        note_duty_call(organisation_id=office.pk, person_id=watch.pk, outcome="?", actor=sun)
    with pytest.raises(NotVisible):
        note_duty_call(organisation_id=office.pk, person_id=PersonFactory().pk, actor=sun)
    stranger = make_actor("邻县", role="duty_officer", scope=Scope("region", "330826"))
    with pytest.raises(NotVisible):
        note_duty_call(organisation_id=office.pk, person_id=watch.pk, actor=stranger)
