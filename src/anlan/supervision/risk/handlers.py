"""Reactions: papers of enterprises run out, approvals end, dossiers move or merge."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.workflow.public import WorkflowApproved, WorkflowCancelled, WorkflowReturned
from anlan.kernel.actor import system_actor
from anlan.kernel.events import on, on_many
from anlan.supervision.enterprises.events import (
    CertificateLapsed,
    CertificateRenewed,
    EnterpriseChanged,
    EnterpriseCreated,
    EnterpriseMerged,
    InspectionOverdue,
    InspectionRenewed,
    LicenceLapsed,
    LicenceRenewed,
)
from anlan.supervision.risk.choices import FactorKind, Trigger
from anlan.supervision.risk.events import RulesPublished
from anlan.supervision.risk.models import Assessment
from anlan.supervision.risk.services.assessments import (
    DEFINITION,
    mark_returned,
    put_in_force,
    require_reassessment,
)
from anlan.supervision.risk.services.factors import lift_factor, record_factor
from anlan.supervision.risk.services.moves import (
    follow_region,
    start_tallies,
    start_tally,
    take_over,
)
from anlan.supervision.risk.tasks import weigh_by_new_rules

#: Facts of a dossier whose change calls for another assessment.
CHANGES_OF_RISK = frozenset({"sector_id", "category", "is_major_hazard"})


def _weigh(event: CertificateLapsed | LicenceLapsed | InspectionOverdue, kind: FactorKind) -> None:
    with override(settings.LANGUAGE_CODE):
        record_factor(
            enterprise_id=event.enterprise_id,
            kind=kind,
            source_type=event.name.rsplit(".", 1)[0],
            source_id=event.subject_id,
            explanation=_("%(title)s, last day %(day)s")
            % {"title": event.title, "day": event.due_on.isoformat()},
            actor=system_actor("risk"),
        )


def _lift(event: CertificateRenewed | LicenceRenewed | InspectionRenewed) -> None:
    with override(settings.LANGUAGE_CODE):
        lift_factor(
            source_type=event.name.rsplit(".", 1)[0],
            source_id=event.subject_id,
            reason=_("%(title)s: renewed or removed") % {"title": event.title},
            actor=system_actor("risk"),
        )


@on(CertificateLapsed, inline=True)
def certificate_lapsed(event: CertificateLapsed) -> None:
    """A person's certificate ran out."""
    _weigh(event, FactorKind.LAPSED_CERTIFICATE)


@on(LicenceLapsed, inline=True)
def licence_lapsed(event: LicenceLapsed) -> None:
    """A licence ran out."""
    _weigh(event, FactorKind.LAPSED_LICENCE)


@on(InspectionOverdue, inline=True)
def inspection_overdue(event: InspectionOverdue) -> None:
    """Equipment is past its inspection."""
    _weigh(event, FactorKind.OVERDUE_INSPECTION)


@on(CertificateRenewed, inline=True)
def certificate_renewed(event: CertificateRenewed) -> None:
    """The certificate is valid again, or gone."""
    _lift(event)


@on(LicenceRenewed, inline=True)
def licence_renewed(event: LicenceRenewed) -> None:
    """The licence is valid again, or gone."""
    _lift(event)


@on(InspectionRenewed, inline=True)
def inspection_renewed(event: InspectionRenewed) -> None:
    """The equipment was inspected, or is gone."""
    _lift(event)


@on(WorkflowApproved, inline=True)
def approved(event: WorkflowApproved) -> None:
    """The last step was approved: the version is in force."""
    if event.definition == DEFINITION:
        with override(settings.LANGUAGE_CODE):
            put_in_force(assessment_id=int(event.subject_id), actor=system_actor("risk"))


@on(WorkflowReturned, inline=True)
def returned(event: WorkflowReturned) -> None:
    """Somebody returned it."""
    if event.definition == DEFINITION:
        mark_returned(
            assessment_id=int(event.subject_id), reason=event.comment, actor=system_actor("risk")
        )


@on(WorkflowCancelled, inline=True)
def withdrawn(event: WorkflowCancelled) -> None:
    """Who submitted it withdrew it."""
    if event.definition == DEFINITION:
        with override(settings.LANGUAGE_CODE):
            mark_returned(
                assessment_id=int(event.subject_id),
                reason=_("withdrawn"),
                actor=system_actor("risk"),
            )


@on_many(EnterpriseCreated)
def enterprises_created(events: Sequence[EnterpriseCreated]) -> None:
    """Every enterprise has a tally, so that its risks have a page."""
    start_tallies(enterprise_ids=[event.enterprise_id for event in events])


@on(EnterpriseChanged, inline=True)
def enterprise_changed(event: EnterpriseChanged) -> None:
    """Units move with the dossier; another field of work calls for another assessment."""
    if "region_id" in event.fields:
        follow_region(enterprise_id=event.enterprise_id)
    if "risk_level" in event.fields:
        start_tally(enterprise_id=event.enterprise_id)
    changed = CHANGES_OF_RISK & set(event.fields)
    if changed and Assessment.objects.filter(enterprise_id=event.enterprise_id).exists():
        with override(settings.LANGUAGE_CODE):
            require_reassessment(
                enterprise_id=event.enterprise_id,
                trigger=Trigger.CHANGE,
                note=_("The dossier changed: sector, category or major hazard"),
                actor=system_actor("risk"),
            )


@on(EnterpriseMerged, inline=True)
def enterprise_merged(event: EnterpriseMerged) -> None:
    """The units of the second dossier come along."""
    take_over(
        enterprise_id=event.enterprise_id, former_id=event.former_id, actor=system_actor("risk")
    )


@on(RulesPublished)
def rules_published(event: RulesPublished) -> None:
    """Open factors are weighed by the new table."""
    weigh_by_new_rules.defer_once("risk.weigh_anew", version=event.version)
