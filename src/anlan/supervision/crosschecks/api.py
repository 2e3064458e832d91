"""Leads and rules of the cross-checks for other systems; the same services as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.crosschecks.services.leads import accept_lead, confirm_lead, dismiss_lead

router = Router()


class FactOut(Schema):
    """One of the facts that disagree; ``url`` leads to the record, empty where there is none."""

    label: str
    value: str
    url: str


class LeadOut(Schema):
    """A lead; ``level`` from 1 (red) to 4 (blue), ``hazard_id`` once it is confirmed."""

    id: int
    number: str
    rule: str
    rule_name: str
    level: int
    state: str
    title: str
    explanation: str
    facts: list[FactOut]
    enterprise_id: int | None
    region: str
    opened_at: datetime
    last_seen_at: datetime
    is_still_true: bool
    holder: str
    closed_at: datetime | None
    hazard_id: int | None


class LeadList(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[LeadOut]
    next_after: int | None


class RuleOut(Schema):
    """A rule with its figures; ``is_verified`` says whether its basis was seen in the text."""

    code: str
    name: str
    text: str
    level: int
    parameters: dict[str, float]
    is_active: bool
    legal_basis: str
    is_verified: bool
    last_run_at: datetime | None


class AnswerIn(Schema):
    """What the verification found."""

    reason: str = Field(min_length=1, max_length=500)


class LeadQuery(Schema):
    """What narrows the list."""

    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    rule: str = Field("", max_length=40)
    state: str = Field("", pattern=r"^(open|accepted|confirmed|dismissed|)$")
    level: int | None = Field(None, ge=1, le=4)
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _out(lead: Lead) -> dict[str, Any]:
    return {
        "id": lead.pk,
        "number": lead.number,
        "rule": lead.rule_id,
        "rule_name": lead.rule.name,
        "level": lead.level,
        "state": lead.state,
        "title": lead.title,
        "explanation": lead.explanation,
        "facts": [{"url": "", **fact} for fact in lead.facts],
        "enterprise_id": lead.enterprise_id,
        "region": lead.region_id,
        "opened_at": lead.opened_at,
        "last_seen_at": lead.last_seen_at,
        "is_still_true": lead.is_still_true,
        "holder": lead.holder.name if lead.holder is not None else "",
        "closed_at": lead.closed_at,
        "hazard_id": lead.hazard_id,
    }


@router.get("/", response=LeadList, summary="Leads of one's area, by id")
def leads(request: HttpRequest, query: Query[LeadQuery]) -> dict[str, Any]:
    """Return visible leads after an id; enterprise, rule, state and level narrow them."""
    rows = visible(Lead, _actor(request)).filter(pk__gt=query.after)
    if query.enterprise_id is not None:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    if query.rule:
        rows = rows.filter(rule_id=query.rule.replace("\x00", ""))
    if query.state:
        rows = rows.filter(state=query.state)
    if query.level is not None:
        rows = rows.filter(level=query.level)
    found = list(rows.select_related("rule", "holder").order_by("pk")[: query.limit + 1])
    return {
        "items": [_out(lead) for lead in found[: query.limit]],
        "next_after": found[query.limit - 1].pk if len(found) > query.limit else None,
    }


@router.get("/rules/", response=list[RuleOut], summary="Rules with their figures")
def rules(request: HttpRequest) -> list[CrossCheckRule]:
    """Return what is set against what, in the order of the list."""
    return list(visible(CrossCheckRule, _actor(request)))


@router.get("/{int:lead_id}/", response=LeadOut, summary="One lead with its facts")
def lead(request: HttpRequest, lead_id: int) -> dict[str, Any]:
    """Return a visible lead."""
    return _out(get_visible(Lead, lead_id, actor=_actor(request)))


@router.post("/{int:lead_id}/accept/", response=LeadOut, summary="Take a lead on")
def accept(request: HttpRequest, lead_id: int) -> dict[str, Any]:
    """Take a lead on: the caller holds it from now on."""
    return _out(accept_lead(lead_id=lead_id, actor=_actor(request)))


@router.post("/{int:lead_id}/confirm/", response=LeadOut, summary="Confirm: a hazard is opened")
def confirm(request: HttpRequest, lead_id: int, body: AnswerIn) -> dict[str, Any]:
    """Confirm that the contradiction is real; a hazard with its facts is opened."""
    reason = body.reason.replace("\x00", "")
    return _out(confirm_lead(lead_id=lead_id, reason=reason, actor=_actor(request)))


@router.post("/{int:lead_id}/dismiss/", response=LeadOut, summary="Record what explains it")
def dismiss(request: HttpRequest, lead_id: int, body: AnswerIn) -> dict[str, Any]:
    """Record what explains the facts; nothing is dangerous."""
    reason = body.reason.replace("\x00", "")
    return _out(dismiss_lead(lead_id=lead_id, reason=reason, actor=_actor(request)))
