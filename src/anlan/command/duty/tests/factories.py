"""Test duty: a shift, who stands it, what the log says, a hand-over on offer."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.duty.models import (
    DutyAssignment,
    DutyCheck,
    DutyCheckAnswer,
    DutyCheckRule,
    DutyLeave,
    DutyLogEntry,
    DutySwap,
    Handover,
    Shift,
)
from anlan.kernel import clock


class ShiftFactory(factory.django.DjangoModelFactory):
    """The day shift."""

    class Meta:
        model = Shift
        django_get_or_create: ClassVar = ("code",)

    code = "test"
    name = "演示白班"
    starts_at = time(8, 30)
    ends_at = time(17, 30)


class DutyAssignmentFactory(factory.django.DjangoModelFactory):
    """Somebody stands tomorrow's shift."""

    class Meta:
        model = DutyAssignment

    organisation = factory.SubFactory(OrganisationFactory)
    shift = factory.SubFactory(ShiftFactory)
    day = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    person = factory.SubFactory(PersonFactory)
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=1))
    ends_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=1, hours=9))


class DutyLogEntryFactory(factory.django.DjangoModelFactory):
    """An entry that waits to be followed up."""

    class Meta:
        model = DutyLogEntry

    organisation = factory.SubFactory(OrganisationFactory)
    at = factory.LazyFunction(clock.now)
    recorded_at = factory.LazyFunction(clock.now)
    text = "演示：请回电"
    needs_follow_up = True
    actor_id = "user:0"
    actor_name = "孙值班演示"


class HandoverFactory(factory.django.DjangoModelFactory):
    """A shift on offer."""

    class Meta:
        model = Handover

    organisation = factory.SubFactory(OrganisationFactory)
    given_by_id = "user:0"
    given_by = "孙值班演示"
    given_at = factory.LazyFunction(clock.now)


class DutyCheckFactory(factory.django.DjangoModelFactory):
    """A check that runs."""

    class Meta:
        model = DutyCheck

    region = factory.SubFactory(RegionFactory)
    roles = factory.LazyFunction(lambda: ["duty_officer"])
    limit_s = 300
    asked_at = factory.LazyFunction(clock.now)
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(seconds=300))
    asked_by_id = "user:0"
    asked_by = "林指挥演示"


class DutyCheckAnswerFactory(factory.django.DjangoModelFactory):
    """Somebody who is asked and has not answered yet."""

    class Meta:
        model = DutyCheckAnswer

    check_asked = factory.SubFactory(DutyCheckFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(clock.now)


class DutyCheckRuleFactory(factory.django.DjangoModelFactory):
    """Four checks a month in the daytime."""

    class Meta:
        model = DutyCheckRule
        django_get_or_create: ClassVar = ("region",)

    region = factory.SubFactory(RegionFactory, county=True)
    from_time = time(8, 30)
    to_time = time(22)


class DutyLeaveFactory(factory.django.DjangoModelFactory):
    """Leave of tomorrow that waits for a decision."""

    class Meta:
        model = DutyLeave

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory)
    first_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    last_day = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    reason = "演示：外出培训"
    asked_at = factory.LazyFunction(clock.now)


class DutySwapFactory(factory.django.DjangoModelFactory):
    """A shift offered to a colleague."""

    class Meta:
        model = DutySwap

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SelfAttribute("assignment.person")
    colleague = factory.SubFactory(PersonFactory)
    assignment = factory.SubFactory(DutyAssignmentFactory)
    given_label = "演示白班"
    reason = "演示：家中有事"
    asked_at = factory.LazyFunction(clock.now)


def access_world(samples):
    """Follow the entry up, take the shift off the roster, answer the check, call the office."""
    watch = samples[DutyAssignment]
    now = DutyAssignmentFactory(
        organisation=watch.organisation,
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=8),
    )
    DutyAssignment.objects.filter(pk=watch.pk).update(
        starts_at=clock.now() + timedelta(hours=1), ends_at=clock.now() + timedelta(hours=9)
    )
    return {
        "duty/log/": {"pk": samples[DutyLogEntry].pk},
        "duty/handover/": {"pk": samples[Handover].pk},
        "duty/roster/": {"pk": watch.pk},
        "duty/checks/": {"pk": samples[DutyCheck].pk},
        "duty/checks/answers/": {"pk": samples[DutyCheckAnswer].pk},
        "duty/leaves/": {"pk": samples[DutyLeave].pk},
        "duty/swaps/": {"pk": samples[DutySwap].pk},
        "duty/calls/": {
            "organisation": watch.organisation_id,
            "organisation_id": watch.organisation_id,
            "person_id": now.person_id,
        },
    }
