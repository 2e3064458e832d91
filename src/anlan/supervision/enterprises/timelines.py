"""The dossier's own entries of its one timeline: papers, people, plant, what ran out, merges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.audit.public import entries_of, records_about
from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    ExpiryRecord,
    ExpiryStep,
    Insurance,
    Licence,
    MergedDossier,
    PlantPlan,
    ProcessUnit,
    Project,
    ProjectStage,
    Standardisation,
)

ENTERPRISE = "enterprises.Enterprise"
PAPERS = (Licence, Insurance, Standardisation, AgencyService)
PEOPLE = (Certificate, EnterpriseContact)
PLANT = (Equipment, ChemicalHolding, ProcessUnit, PlantPlan)


def _acts(
    enterprise: Enterprise, actor: Actor, span: TimelineSpan, models: Iterable[Any], kind: Any
) -> Iterable[TimelineEntry]:
    """Acts on the parts of these nouns that stand in the dossier."""
    subjects = [
        (model._meta.label, [str(pk) for pk in _keys(model, enterprise, actor)]) for model in models
    ]
    return entries_of(records_about(subjects), actor, span, kind)


def _keys(model: Any, enterprise: Enterprise, actor: Actor) -> Any:
    path = "project__enterprise" if model is ProjectStage else "enterprise"
    return visible(model, actor).filter(**{path: enterprise}).values_list("pk", flat=True)


def _lapses(
    enterprise: Enterprise, actor: Actor, span: TimelineSpan, models: Iterable[Any]
) -> Iterator[TimelineEntry]:
    """What ran out, and when it was renewed."""
    rows = visible(ExpiryRecord, actor).filter(
        Q(subject_type__in=[model._meta.label for model in models]),
        enterprise=enterprise,
        step=ExpiryStep.LAPSED,
    )
    for record in span.narrow(rows, "told_at"):
        yield TimelineEntry(
            at=record.told_at,
            text=_("%(label)s ran out on %(day)s")
            % {"label": record.label, "day": record.due_on.isoformat()},
        )
    for record in span.narrow(rows.filter(renewed_at__isnull=False), "renewed_at"):
        yield TimelineEntry(
            at=record.renewed_at,
            text=_("%(label)s is in order again") % {"label": record.label},
        )


@register_timeline_kind("papers", gettext_lazy("licences and papers"), ENTERPRISE)
def papers(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Licences, insurance, standardisation, agency services."""
    yield from _acts(enterprise, actor, span, PAPERS, _("licences and papers"))
    yield from _lapses(enterprise, actor, span, PAPERS)


@register_timeline_kind("people", gettext_lazy("people and certificates"), ENTERPRISE)
def people(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Contacts and certificates."""
    yield from _acts(enterprise, actor, span, PEOPLE, _("people and certificates"))
    yield from _lapses(enterprise, actor, span, PEOPLE)


@register_timeline_kind("plant", gettext_lazy("equipment and plant"), ENTERPRISE)
def plant(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Equipment, chemicals, process units, plans."""
    yield from _acts(enterprise, actor, span, PLANT, _("equipment and plant"))
    yield from _lapses(enterprise, actor, span, PLANT)


@register_timeline_kind("projects", gettext_lazy("projects"), ENTERPRISE)
def projects(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Projects and their stages."""
    yield from _acts(enterprise, actor, span, (Project, ProjectStage), _("projects"))
    yield from _lapses(enterprise, actor, span, (ProjectStage,))


@register_timeline_kind("record", gettext_lazy("record"), ENTERPRISE)
def merged(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """Acts on the dossiers that were merged into this one, under their own numbers."""
    former = [str(pk) for pk in _former(enterprise, actor)]
    if former:
        yield from entries_of(records_about([(ENTERPRISE, former)]), actor, span, _("record"))


def _former(enterprise: Enterprise, actor: Actor) -> Any:
    rows = visible(MergedDossier, actor).filter(merged_into=enterprise)
    return rows.values_list("former_id", flat=True)
