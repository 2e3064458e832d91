"""Three responsible persons and their duties."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.base.field.public import FieldConflict, FieldInput
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.supervision.enterprises.tests.factories import PersonFactory
from anlan.supervision.installations.events import DutyDone, DutyMissed, ResponsibleChanged
from anlan.supervision.installations.field import open_duties, perform_duty
from anlan.supervision.installations.models import DutyRule, DutyTask
from anlan.supervision.installations.selectors.checks import problems_of
from anlan.supervision.installations.services.duties import (
    appoint_responsible,
    complete_duty,
    escalate_duties,
    generate_duties,
    period_of,
    report_responsible,
)

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def named(unit, plant, manager):
    return appoint_responsible(
        installation_id=unit.pk,
        role="operational",
        person_id=plant.contacts.first().person_id,
        certificate="演证1",
        from_on=clock.today() - timedelta(days=60),
        actor=manager,
    )


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("week", date(2026, 11, 20), date(2026, 11, 16), date(2026, 11, 22)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("month", date(2024, 2, 10), date(2024, 2, 1), date(2024, 2, 29)),
        ("quarter", date(2026, 11, 20), date(2026, 10, 1), date(2026, 12, 31)),
        ("half_year", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        ("year", date(2026, 6, 30), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_of_the_calendar(period, day, first, last):
    assert period_of(period, day) == (first, last)


def test_duties_are_made_once_a_period_for_roles_that_are_held(named, unit):
    made = generate_duties(actor=SYSTEM)

    assert made == DutyRule.objects.filter(role="operational").count() == 4
    assert generate_duties(actor=SYSTEM) == 0
    assert generate_duties(actor=SYSTEM, on=clock.today() + timedelta(days=7)) >= 3


def test_a_duty_is_done_with_words_once_and_by_whom_is_kept(named, unit, manager, officer):
    generate_duties(actor=SYSTEM)
    task = DutyTask.objects.first()
    with pytest.raises(NotPermitted):
        complete_duty(duty_id=task.pk, note="查过", actor=officer)
    with pytest.raises(InvalidInput):
        complete_duty(duty_id=task.pk, note=" ", actor=manager)

    done = complete_duty(duty_id=task.pk, note="检查罐区，无异常", actor=manager)

    assert (done.state, done.is_by_other, done.is_overdue) == ("done", False, False)
    assert_audited("installations.duty.done", task, by=manager)
    assert_emitted(DutyDone, duty_id=task.pk, is_late=False)
    with pytest.raises(WrongState):
        complete_duty(duty_id=task.pk, note="又", actor=manager)


def test_a_missed_duty_is_reported_once_and_shows(named, unit, manager):
    generate_duties(actor=SYSTEM, on=clock.today() - timedelta(days=8))
    with pytest.raises(NotPermitted):
        escalate_duties(actor=manager)

    weekly = DutyTask.objects.filter(rule__period="week").count()
    assert escalate_duties(actor=SYSTEM) >= weekly == 3
    assert escalate_duties(actor=SYSTEM) == 0
    assert_emitted(DutyMissed, installation_id=unit.pk)
    assert "duty_missed" in {p.kind for p in problems_of([unit])[unit.pk]}


def test_a_replacement_takes_over_open_duties_and_must_be_registered(named, unit, plant, manager):
    generate_duties(actor=SYSTEM)
    other = PersonFactory(organisation=plant.organisation)
    outsider = PersonFactory()
    for person, day in ((outsider.pk, None), (named.person_id, None), (other.pk, named.from_on)):
        with pytest.raises(InvalidInput):
            appoint_responsible(
                installation_id=unit.pk,
                role="operational",
                person_id=person,
                from_on=day,
                actor=manager,
            )

    new = appoint_responsible(
        installation_id=unit.pk, role="operational", person_id=other.pk, actor=manager
    )

    named.refresh_from_db()
    assert named.until_on == clock.today() - timedelta(days=1)
    assert set(DutyTask.objects.values_list("responsible", flat=True)) == {new.pk}
    assert [d.state for d in deadlines_of(unit)] == ["running"]
    assert_emitted(ResponsibleChanged, installation_id=unit.pk, person_id=other.pk)
    kinds = {p.kind for p in problems_of([unit])[unit.pk]}
    assert {"not_reported", "no_certificate", "no_responsible"} <= kinds
    report_responsible(responsible_id=new.pk, on=clock.today(), actor=manager)
    assert [d.state for d in deadlines_of(unit)] == ["met"]
    with pytest.raises(WrongState):
        report_responsible(responsible_id=new.pk, on=clock.today(), actor=manager)


def test_a_duty_done_on_the_phone_arrives_and_a_second_one_is_a_conflict(named, unit, manager):
    generate_duties(actor=SYSTEM)
    item = next(iter(open_duties(manager)))

    def given():
        return FieldInput(
            uuid4(),
            {"item": item.key, "note": "巡查完成"},
            (),
            clock.now(),
            item.version,
            manager,
        )

    outcome = perform_duty(given())

    assert outcome.subject.note == "巡查完成"
    with pytest.raises(FieldConflict) as conflict:
        perform_duty(given())
    assert conflict.value.theirs[0][1] == "巡查完成"
