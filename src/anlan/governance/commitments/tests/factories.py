"""Test commitments: a task with one of everything that hangs on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.governance.commitments import reference
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentCheck,
    CommitmentExtension,
    CommitmentPart,
    CommitmentReport,
    Escalation,
    EscalationStep,
    Milestone,
    ReportingPeriod,
    UnitAlias,
)
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.search_text import search_text


def load_reference() -> None:
    """Load the steps of the escalation."""
    reference.load(system_actor("tests"))


class CommitmentFactory(factory.django.DjangoModelFactory):
    """Twelve shelters until the end of the year."""

    class Meta:
        model = Commitment

    title = factory.Sequence(lambda n: f"建设演示避灾安置场所{n}")
    text = factory.SelfAttribute("title")
    source = "own"
    lead = factory.SubFactory(OrganisationFactory)
    region = factory.SelfAttribute("lead.region")
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=100))
    deadline = factory.LazyFunction(lambda: clock.today() + timedelta(days=100))
    given_by = "演示科员"
    search_text = factory.LazyAttribute(lambda o: search_text(o.title, str(o.lead)))


class CommitmentPartFactory(factory.django.DjangoModelFactory):
    """A unit that supports."""

    class Meta:
        model = CommitmentPart

    commitment = factory.SubFactory(CommitmentFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class MilestoneFactory(factory.django.DjangoModelFactory):
    """Half of the way."""

    class Meta:
        model = Milestone

    commitment = factory.SubFactory(CommitmentFactory)
    title = "完成设计"
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=30))
    weight = 40


class ReportingPeriodFactory(factory.django.DjangoModelFactory):
    """This month."""

    class Meta:
        model = ReportingPeriod

    commitment = factory.SubFactory(CommitmentFactory, cadence="每月", state="running")
    label = "演示月"
    begins_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=20))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=10))
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=17))


class CommitmentReportFactory(factory.django.DjangoModelFactory):
    """A word of progress."""

    class Meta:
        model = CommitmentReport

    commitment = factory.SubFactory(CommitmentFactory, state="running")
    organisation = factory.SelfAttribute("commitment.lead")
    progress = 20
    text = "完成选址"
    is_final = False
    made_by_id = "test"
    made_by = "演示科员"


class CommitmentCheckFactory(factory.django.DjangoModelFactory):
    """A look at the papers."""

    class Meta:
        model = CommitmentCheck

    commitment = factory.SubFactory(CommitmentFactory, state="completed")
    method = "paper"
    result = "passed"
    checked_on = factory.LazyFunction(clock.today)
    checked_by_id = "test"
    checked_by = "演示核查员"


class CommitmentExtensionFactory(factory.django.DjangoModelFactory):
    """A month more."""

    class Meta:
        model = CommitmentExtension

    commitment = factory.SubFactory(CommitmentFactory, state="running")
    former_deadline = factory.SelfAttribute("commitment.deadline")
    wanted_deadline = factory.LazyAttribute(
        lambda o: (o.former_deadline or clock.today()) + timedelta(days=30)
    )
    reason = "招标流标一次"
    asked_by_id = "test"
    asked_by = "演示科员"


class EscalationStepFactory(factory.django.DjangoModelFactory):
    """Five days late: the head."""

    class Meta:
        model = EscalationStep

    code = factory.Sequence(lambda n: f"test-{n}")
    days = 5
    audience = "head"


class EscalationFactory(factory.django.DjangoModelFactory):
    """The head was told."""

    class Meta:
        model = Escalation

    commitment = factory.SubFactory(CommitmentFactory, state="running")
    due_on = factory.SelfAttribute("commitment.deadline")
    step = factory.SubFactory(EscalationStepFactory)
    audience = "head"


class UnitAliasFactory(factory.django.DjangoModelFactory):
    """A word of a plan."""

    class Meta:
        model = UnitAlias

    word = factory.Sequence(lambda n: f"演示旧称{n}局")
    key = factory.SelfAttribute("word")
    organisation = factory.SubFactory(OrganisationFactory)
    learned_by = "演示科员"


def access_world(samples: Any) -> dict[str, Any]:
    """Ask for the rows by their own keys; the askers' own office leads and supports them."""
    bureau = OrganisationFactory(
        code="bureau", name="演示应急管理局", region=samples[Commitment].region
    )
    Commitment.objects.update(lead=bureau)
    CommitmentPart.objects.update(organisation=bureau)
    return {
        "commitments/": {"pk": samples[Commitment].pk, "name": "accept"},
        "commitments/parts/": {"pk": samples[CommitmentPart].pk},
        "commitments/periods/": {"pk": samples[ReportingPeriod].pk},
        "commitments/reports/": {"pk": samples[CommitmentReport].pk},
        "commitments/extensions/": {"pk": samples[CommitmentExtension].pk},
        "commitments/words/": {"pk": samples[UnitAlias].pk},
        "commitments/steps/": {"pk": samples[EscalationStep].pk},
        "commitments/units/": {"pk": bureau.pk},
    }
