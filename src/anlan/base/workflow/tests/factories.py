"""Test approvals, over organisations as subjects."""

from __future__ import annotations

import factory
from django.utils import timezone

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.base.workflow.models import Approval, Definition, StepRun


class DefinitionFactory(factory.django.DjangoModelFactory):
    """A definition over organisations."""

    class Meta:
        model = Definition

    code = factory.Sequence(lambda n: f"approval-{n}")
    name = "机构变更审批"
    subject_type = "organisations.Organisation"


class ApprovalFactory(factory.django.DjangoModelFactory):
    """A running approval of an organisation, with one active step."""

    class Meta:
        model = Approval
        exclude = ("subject",)
        skip_postgeneration_save = True

    subject = factory.SubFactory(OrganisationFactory)
    definition = factory.SubFactory(DefinitionFactory)
    subject_type = "organisations.Organisation"
    subject_id = factory.LazyAttribute(lambda approval: str(approval.subject.pk))
    subject_label = factory.LazyAttribute(lambda approval: str(approval.subject))
    region = factory.LazyAttribute(lambda approval: approval.subject.region)
    organisation = factory.LazyAttribute(lambda approval: approval.subject)
    started_by_id = "user:0"
    started_by_name = "经办人演示"
    started_at = factory.LazyFunction(timezone.now)
    step = factory.RelatedFactory(
        "anlan.base.workflow.tests.factories.StepRunFactory", factory_related_name="approval"
    )


class StepRunFactory(factory.django.DjangoModelFactory):
    """The active first step."""

    class Meta:
        model = StepRun

    approval = factory.SubFactory(ApprovalFactory, step=None)
    position = 1
    name = "审核"
    permission = "organisations.change_organisation"
    state = "active"
