"""Test duty: a shift, who stands it, what the log says, a hand-over on offer."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.command.duty.models import DutyAssignment, DutyLogEntry, Handover, Shift
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


def access_world(samples):
    """Follow the entry up, take the shift off the roster."""
    return {
        "duty/log/": {"pk": samples[DutyLogEntry].pk},
        "duty/handover/": {"pk": samples[Handover].pk},
        "duty/roster/": {"pk": samples[DutyAssignment].pk},
    }
