"""Adopting a template, changing a version stage by stage, putting it in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import find_organisation
from anlan.base.regions.public import county_of
from anlan.governance.chains.blueprints import Blueprint, blueprints, suggest_units
from anlan.governance.chains.choices import UnitRole, VersionState
from anlan.governance.chains.events import ChainPublished
from anlan.governance.chains.models import Chain, ChainVersion, Stage, StageUnit
from anlan.governance.chains.permissions import KEEP
from anlan.governance.chains.services.common import version_in_force
from anlan.governance.chains.states import VERSION
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

#: What an officer may write about a stage.
STAGE_FIELDS = (
    "name",
    "supervised",
    "duty",
    "legal_basis",
    "is_verified",
    "is_listed",
    "permits",
    "handover",
    "problems",
    "answer_days",
)


def home_of(actor: Actor) -> tuple[int, str]:
    """Return the office a chain belongs to and the code of its county."""
    unit = find_organisation(actor.organisation_id) if actor.organisation_id else None
    if unit is None:
        raise NotPermitted(_("Your account belongs to no office that could keep a chain."))
    county = county_of(unit.region_code)
    return unit.id, county.code if county is not None else unit.region_code


@transaction.atomic
def adopt_template(*, code: str, actor: Actor) -> Chain:
    """Make a draft of a shipped chain with the county's own units, as far as their words tell.

    Raises ``NotVisible`` for an unknown template, ``InvalidInput`` when it was adopted already.
    """
    require_permission(actor, KEEP)
    plan = blueprints().get(code)
    if plan is None:
        raise NotVisible
    office, region = home_of(actor)
    if Chain.objects.filter(region_id=region, code=code).exists():
        raise InvalidInput(_("This chain was adopted already."))
    chain = write_template(code=code, office_id=office, region_code=region)
    require(actor, KEEP, chain)
    audit(actor, "chains.chain.adopted", chain, after={"stages": len(plan.stages)})
    return chain


def write_template(*, code: str, office_id: int, region_code: str) -> Chain:
    """Write chain, draft and stages of a template; the caller has checked the right to do so."""
    plan = blueprints()[code]
    chain = Chain.objects.create(
        code=code, name=plan.thing, region_id=region_code, office_id=office_id
    )
    version = ChainVersion.objects.create(
        chain=chain, number=1, why=plan.why, sources="\n".join(plan.sources)
    )
    _write_stages(version, plan)
    return chain


def _write_stages(version: ChainVersion, plan: Blueprint) -> None:
    """Write the stages of a template and put in the units their words mean."""
    units = suggest_units(plan.units)
    stages = Stage.objects.bulk_create(
        Stage(
            version=version,
            code=row.code,
            position=place,
            name=row.name,
            supervised=row.supervised,
            lead_words=row.lead,
            support_words="、".join(row.supports),
            duty=row.duty,
            legal_basis=row.legal_basis,
            is_verified=row.is_verified,
            permits=row.permits,
            handover=row.handover,
            problems=list(row.problems),
            answer_days=row.answer_days,
        )
        for place, row in enumerate(plan.stages, 1)
    )
    parts = []
    for stage, row in zip(stages, plan.stages, strict=True):
        lead = units.get(row.lead)
        if lead is not None:
            parts.append(StageUnit(stage=stage, organisation_id=lead, role=UnitRole.LEAD))
        found = {units.get(word) for word in row.supports} - {None, lead}
        parts += [
            StageUnit(stage=stage, organisation_id=unit, role=UnitRole.SUPPORT)
            for unit in sorted(pk for pk in found if pk is not None)
        ]
    StageUnit.objects.bulk_create(parts)


@transaction.atomic
def create_chain(*, name: str, why: str, actor: Actor, sources: str = "") -> Chain:
    """Begin a chain of the county's own, without a template."""
    require_permission(actor, KEEP)
    fields = {}
    if not name.strip():
        fields["name"] = _("Say which thing is supervised.")
    if not why.strip():
        fields["why"] = _("Say why it is supervised as one thing.")
    if fields:
        raise InvalidInput(fields=fields)
    office, region = home_of(actor)
    number = Chain.objects.filter(region_id=region).count() + 1
    chain = Chain.objects.create(
        code=f"own-{number}-{clock.now():%y%m%d%H%M%S}",
        name=name.strip()[:100],
        region_id=region,
        office_id=office,
    )
    require(actor, KEEP, chain)
    ChainVersion.objects.create(chain=chain, number=1, why=why.strip(), sources=sources.strip())
    audit(actor, "chains.chain.adopted", chain, after={"stages": 0})
    return chain


@transaction.atomic
def revise_chain(*, chain_id: int, actor: Actor) -> ChainVersion:
    """Begin the next version as a copy of the one in force; a draft that exists is returned."""
    chain = get_visible(Chain, chain_id, actor=actor, lock=True)
    require(actor, KEEP, chain)
    draft = chain.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    last = version_in_force(chain)
    if last is None:
        raise WrongState(_("There is no version to begin from."))
    number = (chain.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = ChainVersion.objects.create(
        chain=chain, number=number, why=last.why, sources=last.sources
    )
    for stage in last.stages.prefetch_related("units"):
        units = list(stage.units.all())
        stage.pk, stage.version = None, version
        stage._state.adding = True
        stage.save()
        StageUnit.objects.bulk_create(
            StageUnit(stage=stage, organisation_id=unit.organisation_id, role=unit.role)
            for unit in units
        )
    audit(actor, "chains.version.drafted", version, after={"number": number})
    return version


def draft_of(version_id: int, actor: Actor) -> ChainVersion:
    """Return a draft to be changed, locked, or raise ``WrongState``."""
    version = get_visible(ChainVersion, version_id, actor=actor, lock=True)
    require(actor, KEEP, version)
    if version.state != VersionState.DRAFT:
        raise WrongState(_("Only a draft can be changed: begin a new version first."))
    return version


@transaction.atomic
def change_version(
    *, version_id: int, why: str, sources: str, change_note: str, actor: Actor
) -> ChainVersion:
    """Change why the chain is supervised, its documents and what is new."""
    version = draft_of(version_id, actor)
    if not why.strip():
        raise InvalidInput(fields={"why": _("Say why it is supervised as one thing.")})
    before, after = changes(
        version,
        why=why.strip(),
        sources=sources.strip(),
        change_note=change_note.strip(),
    )
    version.save()
    audit(actor, "chains.version.changed", version, before=before, after=after)
    return version


@transaction.atomic
def save_stage(
    *,
    version_id: int,
    actor: Actor,
    lead_ids: Iterable[int],
    support_ids: Iterable[int] = (),
    stage_id: int | None = None,
    **values: Any,
) -> Stage:
    """Add a stage at the end of a draft or change one, with its units."""
    version = draft_of(version_id, actor)
    fields = {}
    if not str(values.get("name", "")).strip():
        fields["name"] = _("Give the stage a name.")
    if not str(values.get("supervised", "")).strip():
        fields["supervised"] = _("Say what is supervised at this stage.")
    if fields:
        raise InvalidInput(fields=fields)
    if stage_id is None:
        last = version.stages.aggregate(last=Max("position"))["last"] or 0
        stage = Stage(version=version, position=last + 1, code=f"stage-{last + 1}")
        while version.stages.filter(code=stage.code).exists():
            stage.code += "a"
    else:
        found = version.stages.filter(pk=stage_id).first()
        if found is None:
            raise NotVisible
        stage = found
    before, after = changes(
        stage, **{name: values[name] for name in STAGE_FIELDS if name in values}
    )
    stage.save()
    _set_units(stage, lead_ids, support_ids)
    action = "chains.stage.added" if stage_id is None else "chains.stage.changed"
    audit(actor, action, stage, before=before, after=after)
    return stage


def _set_units(stage: Stage, lead_ids: Iterable[int], support_ids: Iterable[int]) -> None:
    stage.units.all().delete()
    StageUnit.objects.bulk_create(
        StageUnit(stage=stage, organisation_id=unit, role=role)
        for role, units in ((UnitRole.LEAD, lead_ids), (UnitRole.SUPPORT, support_ids))
        for unit in dict.fromkeys(units)
    )


@transaction.atomic
def move_stage(*, stage_id: int, actor: Actor) -> Stage:
    """Change places with the stage before."""
    stage = get_visible(Stage, stage_id, actor=actor)
    version = draft_of(stage.version_id, actor)
    before = version.stages.filter(position__lt=stage.position).order_by("-position").first()
    if before is not None:
        stage.position, before.position = before.position, stage.position
        before.save(update_fields=["position", "updated_at"])
        stage.save(update_fields=["position", "updated_at"])
        audit(actor, "chains.stage.changed", stage, after={"position": stage.position})
    return stage


@transaction.atomic
def remove_stage(*, stage_id: int, actor: Actor) -> ChainVersion:
    """Take a stage out of a draft."""
    stage = get_visible(Stage, stage_id, actor=actor)
    version = draft_of(stage.version_id, actor)
    audit(actor, "chains.stage.removed", stage, before={"name": stage.name})
    stage.delete()
    return version


@transaction.atomic
def publish_version(*, version_id: int, actor: Actor) -> ChainVersion:
    """Put a draft in force; the version before is replaced and keeps its clues."""
    version = get_visible(ChainVersion, version_id, actor=actor, lock=True)
    VERSION.check(version, "publish", actor=actor)
    before = version_in_force(version.chain)
    if before is not None:
        VERSION.fire(before, "replace", actor=actor)
        audit(actor, "chains.version.replaced", before)
    VERSION.fire(
        version,
        "publish",
        actor=actor,
        also={"published_at": clock.now(), "published_by": actor.display_name[:100]},
    )
    audit(actor, "chains.version.published", version, after={"number": version.number})
    emit(
        ChainPublished(
            chain_id=version.chain_id,
            version_id=version.pk,
            region=str(version.chain.region_id),
        ),
        actor,
    )
    return version
