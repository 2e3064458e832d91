"""Setting up campaigns: from a template or by hand; sub-plans, measures, giving them to units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.governance.campaigns import blueprints
from anlan.governance.campaigns.choices import CampaignKind, CampaignState, MeasureKind
from anlan.governance.campaigns.constants import CRITERIA
from anlan.governance.campaigns.events import CampaignMoved, MeasuresGiven
from anlan.governance.campaigns.models import (
    Campaign,
    CampaignMeasure,
    CampaignPhase,
    StandingCriterion,
    SubPlan,
)
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.services.common import FIRST_YEAR, LAST_YEAR
from anlan.governance.campaigns.states import CAMPAIGN
from anlan.governance.commitments.public import CommitmentDraft, create_commitments, match_units
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

#: Words by which a template writes the cadence of work that recurs.
MEASURE_MODEL = "campaigns.CampaignMeasure"


@transaction.atomic
def create_campaign(
    *,
    name: str,
    kind: str,
    office_id: int,
    region_code: str,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    aims: str = "",
    template: str = "",
    is_demonstration: bool = False,
) -> Campaign:
    """Set up an empty campaign with three phases and the criteria of its sunshine list."""
    require_permission(actor, RUN)
    _check_span(starts_on, ends_on)
    campaign = Campaign.objects.create(
        name=name.strip(),
        kind=CampaignKind(kind),
        office_id=office_id,
        region_id=region_code,
        starts_on=starts_on,
        ends_on=ends_on,
        aims=aims.strip(),
        template=template,
        is_demonstration=is_demonstration,
    )
    StandingCriterion.objects.bulk_create(
        StandingCriterion(campaign=campaign, **criterion) for criterion in CRITERIA
    )
    audit(actor, "campaigns.campaign.created", campaign, after={"name": campaign.name})
    emit(CampaignMoved(campaign.pk, campaign.state), actor)
    return campaign


def _check_span(starts_on: date, ends_on: date) -> None:
    problems = {}
    if not FIRST_YEAR <= starts_on.year <= LAST_YEAR:
        problems["starts_on"] = _("Please check the year.")
    if not FIRST_YEAR <= ends_on.year <= LAST_YEAR:
        problems["ends_on"] = _("Please check the year.")
    if ends_on < starts_on:
        problems["ends_on"] = _("The last day lies before the first.")
    if problems:
        raise InvalidInput(fields=problems)


@transaction.atomic
def start_from_template(
    *,
    template: str,
    name: str,
    office_id: int,
    region_code: str,
    first_year: int,
    sub_plans: Iterable[int],
    actor: Actor,
    is_demonstration: bool = False,
) -> Campaign:
    """Set up a campaign from a template in one step.

    ``sub_plans`` are the numbers of those that apply here. Units are matched to the organisations
    of the county, dates moved from the years of the template to its own.
    """
    require_permission(actor, RUN)
    found, chosen = _chosen(template, sub_plans)
    years = first_year - found.first_year
    if not FIRST_YEAR <= first_year <= LAST_YEAR - 3:
        raise InvalidInput(fields={"first_year": _("Please check the year.")})
    campaign = create_campaign(
        name=name,
        kind=CampaignKind.THREE_YEAR,
        office_id=office_id,
        region_code=region_code,
        starts_on=date(first_year, 1, 1),
        ends_on=date(found.last_year + years, 12, 31),
        aims=found.aims,
        template=template,
        actor=actor,
        is_demonstration=is_demonstration,
    )
    CampaignPhase.objects.bulk_create(
        CampaignPhase(
            campaign=campaign,
            name=phase.name,
            starts_on=blueprints.shifted(phase.starts_on, years),
            ends_on=blueprints.shifted(phase.ends_on, years),
            aims=phase.aims,
        )
        for phase in found.phases
    )
    words = {word for plan in chosen for word in (plan.lead, *plan.supports) if word}
    units = match_units(sorted(words))
    for plan in chosen:
        _copy_sub_plan(campaign, found, plan, units, years)
    return campaign


def _chosen(
    template: str, numbers: Iterable[int]
) -> tuple[blueprints.CampaignTemplate, list[blueprints.TemplateSubPlan]]:
    try:
        found = blueprints.read_template(template)
    except KeyError as error:
        raise NotVisible from error
    wanted = set(numbers)
    chosen = [plan for plan in found.sub_plans if plan.number in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise InvalidInput(fields={"sub_plans": _("Choose at least one sub-plan.")})
    return found, chosen


def _copy_sub_plan(
    campaign: Campaign,
    found: blueprints.CampaignTemplate,
    plan: blueprints.TemplateSubPlan,
    units: dict[str, int | None],
    years: int,
) -> None:
    lead = units.get(plan.lead)
    row = SubPlan.objects.create(
        campaign=campaign,
        number=plan.number,
        name=plan.name,
        sector=plan.sector,
        lead_id=lead,
        lead_words=plan.lead,
        anchor=f"{found.source} {plan.lines}"[:200],
    )
    row.supports.set({unit for word in plan.supports if (unit := units.get(word)) and unit != lead})
    CampaignMeasure.objects.bulk_create(
        CampaignMeasure(
            sub_plan=row,
            number=number,
            title=measure.title,
            kind=measure.kind,
            quantity=measure.quantity,
            cadence=measure.cadence,
            deadline=blueprints.shifted(measure.deadline, years) if measure.deadline else None,
            anchor=f"{found.source} L{measure.line}"[:200],
        )
        for number, measure in enumerate(plan.measures, 1)
    )


@transaction.atomic
def change_campaign(*, campaign_id: int, actor: Actor, **values: Any) -> Campaign:
    """Change name, office, days and aims."""
    campaign = get_visible(Campaign, campaign_id, actor=actor, lock=True)
    require(actor, RUN, campaign)
    known = {
        k: v
        for k, v in values.items()
        if k in ("name", "office_id", "starts_on", "ends_on", "aims")
    }
    before, after = changes(campaign, **known)
    if after:
        _check_span(campaign.starts_on, campaign.ends_on)
        campaign.save(update_fields=[*after, "updated_at"])
        audit(actor, "campaigns.campaign.changed", campaign, before=before, after=after)
        emit(CampaignMoved(campaign.pk, campaign.state), actor)
    return campaign


def _move(campaign_id: int, step: str, actor: Actor, reason: str = "") -> Campaign:
    campaign = get_visible(Campaign, campaign_id, actor=actor, lock=True)
    CAMPAIGN.fire(campaign, step, actor=actor, reason=reason)
    audit(
        actor, "campaigns.campaign.moved", campaign, after={"state": campaign.state}, reason=reason
    )
    emit(CampaignMoved(campaign.pk, campaign.state), actor)
    return campaign


@transaction.atomic
def start_campaign(*, campaign_id: int, actor: Actor) -> Campaign:
    """Begin: measures may be given, periods open by themselves."""
    return _move(campaign_id, "start", actor)


@transaction.atomic
def finish_campaign(*, campaign_id: int, actor: Actor, reason: str) -> Campaign:
    """End the campaign; nothing opens any more."""
    return _move(campaign_id, "finish", actor, reason)


@transaction.atomic
def cancel_campaign(*, campaign_id: int, actor: Actor, reason: str) -> Campaign:
    """Drop a campaign that never began."""
    return _move(campaign_id, "cancel", actor, reason)


def _open(campaign: Campaign) -> None:
    if campaign.state not in (CampaignState.DRAFT, CampaignState.RUNNING):
        raise WrongState(_("The campaign is over."))


@transaction.atomic
def save_sub_plan(
    *,
    campaign_id: int,
    actor: Actor,
    name: str,
    sector: str,
    lead_id: int | None,
    support_ids: Sequence[int] = (),
    sub_plan_id: int | None = None,
) -> SubPlan:
    """Add a sub-plan or change one: its name, sector, lead and supporting units."""
    campaign = get_visible(Campaign, campaign_id, actor=actor, lock=True)
    require(actor, RUN, campaign)
    _open(campaign)
    if sub_plan_id is None:
        last = campaign.sub_plans.aggregate(last=Max("number"))["last"] or 0
        row = SubPlan(campaign=campaign, number=last + 1)
    else:
        row = get_visible(SubPlan, sub_plan_id, actor=actor, lock=True)
        if row.campaign_id != campaign.pk:
            raise NotVisible
    row.name, row.sector, row.lead_id = name.strip(), sector.strip(), lead_id
    row.save()
    row.supports.set({unit for unit in support_ids if unit != lead_id})
    audit(
        actor,
        "campaigns.sub_plan.changed",
        row,
        after={"name": row.name, "lead": lead_id, "supports": sorted(support_ids)},
    )
    emit(CampaignMoved(campaign.pk, campaign.state), actor)
    return row


@transaction.atomic
def save_measure(
    *,
    sub_plan_id: int,
    actor: Actor,
    title: str,
    kind: str,
    quantity: str = "",
    cadence: str = "",
    deadline: date | None = None,
    lead_id: int | None = None,
    measure_id: int | None = None,
) -> CampaignMeasure:
    """Add a measure or change one that was not given to its unit yet."""
    plan = get_visible(SubPlan, sub_plan_id, actor=actor, lock=True)
    require(actor, RUN, plan)
    _open(plan.campaign)
    if measure_id is None:
        last = plan.measures.aggregate(last=Max("number"))["last"] or 0
        row = CampaignMeasure(sub_plan=plan, number=last + 1)
    else:
        row = get_visible(CampaignMeasure, measure_id, actor=actor, lock=True)
        if row.sub_plan_id != plan.pk:
            raise NotVisible
        if row.given_at is not None:
            raise WrongState(
                _("This measure was given to its unit: change the commitment instead.")
            )
    row.title, row.kind, row.quantity = title.strip(), MeasureKind(kind), quantity.strip()
    row.cadence, row.deadline, row.lead_id = cadence.strip(), deadline, lead_id
    row.save()
    audit(actor, "campaigns.measure.changed", row, after={"title": row.title})
    return row


@transaction.atomic
def give_measures(
    *, sub_plan_id: int, actor: Actor, measure_ids: Iterable[int] | None = None
) -> int:
    """Give measures to their units as commitments; what was given already stays. Returns how many.

    Without a lead unit nothing can be given: the sub-plan says so. A measure without a day of its
    own runs to the last day of the campaign.
    """
    plan = get_visible(SubPlan, sub_plan_id, actor=actor, lock=True)
    require(actor, RUN, plan)
    campaign = plan.campaign
    if not campaign.is_running:
        raise WrongState(_("Begin the campaign before its measures are given to units."))
    rows = plan.measures.filter(given_at__isnull=True)
    if measure_ids is not None:
        rows = rows.filter(pk__in=list(measure_ids))
    rows = rows.select_for_update()
    chosen = [row for row in rows if (row.lead_id or plan.lead_id) is not None]
    if not chosen:
        if rows:
            raise InvalidInput(fields={"lead_id": _("Name the lead unit of the sub-plan first.")})
        return 0
    supports = tuple(plan.supports.values_list("pk", flat=True))
    create_commitments([_draft(row, plan, campaign, supports) for row in chosen], actor=actor)
    now = clock.now()
    CampaignMeasure.objects.filter(pk__in=[row.pk for row in chosen]).update(given_at=now)
    audit(actor, "campaigns.measures.given", plan, after={"count": len(chosen)})
    emit(MeasuresGiven(campaign.pk, plan.pk, len(chosen)), actor)
    return len(chosen)


def _draft(
    row: CampaignMeasure, plan: SubPlan, campaign: Campaign, supports: tuple[int, ...]
) -> CommitmentDraft:
    lead = row.lead_id or plan.lead_id
    assert lead is not None
    return CommitmentDraft(
        title=row.title,
        text=row.title,
        lead_id=lead,
        support_ids=tuple(unit for unit in supports if unit != lead),
        deadline=row.deadline or campaign.ends_on,
        is_deadline_derived=row.deadline is None,
        cadence=row.cadence,
        quantity=row.quantity,
        source="campaign",
        source_model=MEASURE_MODEL,
        source_id=str(row.pk),
        source_url=row.get_absolute_url(),
        source_name=campaign.name,
        section=plan.name,
        legal_or_text_anchor=row.anchor,
        starts_on=campaign.starts_on,
    )
