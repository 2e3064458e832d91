"""What hangs on a hazard, as small lists below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.base.deadlines.public import deadlines_of
from anlan.base.documents.public import documents_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.supervision.hazards.choices import REQUEST_TONES, TRANSFER_TONES, RequestState
from anlan.supervision.hazards.guards import FIX_WORDS
from anlan.supervision.hazards.models import (
    DualReport,
    ExtensionRequest,
    Hazard,
    HazardDispute,
    HazardNotice,
    HazardTransfer,
    ListedSupervision,
    SuspensionOrder,
    TraceBack,
)
from anlan.supervision.hazards.permissions import DECIDE_EXTENSION, NOTIFY, SUSPEND

Rows = list[dict[str, Any]]


def _state(obj: Any, tones: dict[str, str]) -> dict[str, str]:
    return {"label": obj.get_state_display(), "tone": tones.get(obj.state, "neutral")}


def hazard_panels(hazard: Hazard, actor: Actor) -> Iterable[dict[str, Any]]:
    """Yield the panels that have something to say."""
    yield _criteria(hazard)
    if hazard.is_major:
        yield _plan(hazard)
    for name, title, rows in (
        ("extensions", _("Extension requests"), _extensions(hazard, actor)),
        ("transfers", _("Hand-overs"), _transfers(hazard, actor)),
        ("disputes", _("Objections"), _disputes(hazard, actor)),
        ("notices", _("Notices to principal and actual controller"), _notices(hazard, actor)),
        ("dual", _("Dual report"), _dual(hazard, actor)),
        ("suspensions", _("Orders to stop"), _suspensions(hazard, actor)),
        ("listings", _("Listed supervision"), _listings(hazard, actor)),
        ("traces", _("Accountability trace-back"), _traces(hazard, actor)),
        ("family", _("The same here before and after"), _family(hazard, actor)),
        ("clocks", _("Clocks"), _clocks(hazard)),
        ("papers", _("Papers"), _papers(hazard, actor)),
    ):
        if rows:
            yield {"id": name, "title": title, "rows": rows}


def _criteria(hazard: Hazard) -> dict[str, Any]:
    rows = [
        {
            "label": criterion.text,
            "where": f"{criterion.basis} {criterion.clause}".strip(),
            "state": {
                "label": _("verified") if criterion.is_verified else _("text not verified"),
                "tone": "done" if criterion.is_verified else "waiting",
            },
            "level": 1 if criterion.consequence == "major" else 3,
        }
        for criterion in hazard.criteria.all()
    ]
    return {
        "id": "criteria",
        "title": _("Criteria met"),
        "rows": rows,
        "empty": _("No criterion of a sector pack was named."),
    }


def _plan(hazard: Hazard) -> dict[str, Any]:
    plan = getattr(hazard, "plan", None)
    rows = []
    for name, word in FIX_WORDS.items():
        value = getattr(plan, name, None) if plan is not None else None
        shown = f"{value:,} 元" if name == "funds_yuan" and value is not None else value
        rows.append(
            {
                "label": word(),
                "where": str(shown or ""),
                "state": {
                    "label": _("fixed")
                    if value not in (None, "")
                    else pgettext("five fixes", "not fixed"),
                    "tone": "done" if value not in (None, "") else "overdue",
                },
            }
        )
    return {"id": "plan", "title": _("Five fixes"), "rows": rows}


def _extensions(hazard: Hazard, actor: Actor) -> Rows:
    may_decide = policy_of(Hazard).can(actor, DECIDE_EXTENSION, hazard)
    return [
        {
            "label": f"{row.former_due_at:%Y-%m-%d} → {row.wanted_due_at:%Y-%m-%d}",
            "url": reverse("hazards:decide_extension", args=[row.pk])
            if may_decide and row.state == RequestState.PENDING
            else "",
            "where": row.decision or row.reason,
            "state": _state(row, REQUEST_TONES),
            "at": row.created_at,
        }
        for row in visible(ExtensionRequest, actor).filter(hazard=hazard)
    ]


def _transfers(hazard: Hazard, actor: Actor) -> Rows:
    rows = visible(HazardTransfer, actor).filter(hazard=hazard)
    return [
        {
            "label": str(row.to_organisation),
            "url": row.get_absolute_url(),
            "where": row.answer or row.reason,
            "state": _state(row, TRANSFER_TONES),
            "at": row.offered_at,
        }
        for row in rows.select_related("to_organisation")
    ]


def _disputes(hazard: Hazard, actor: Actor) -> Rows:
    return [
        {
            "label": row.ground,
            "where": row.decision,
            "holder": row.raised_by,
            "state": _state(row, REQUEST_TONES),
            "at": row.raised_at,
        }
        for row in visible(HazardDispute, actor).filter(hazard=hazard)
    ]


def _notices(hazard: Hazard, actor: Actor) -> Rows:
    may_record = policy_of(Hazard).can(actor, NOTIFY, hazard)
    return [
        {
            "label": f"{row.name} · {row.get_role_display()}",
            "url": reverse("hazards:receipt", args=[row.pk])
            if may_record and row.confirmed_at is None
            else "",
            "where": row.evidence,
            "state": {
                "label": _("confirmed") if row.confirmed_at else _("not confirmed yet"),
                "tone": "done" if row.confirmed_at else "waiting",
            },
            "at": row.confirmed_at or row.sent_at,
        }
        for row in visible(HazardNotice, actor).filter(hazard=hazard)
    ]


def _dual(hazard: Hazard, actor: Actor) -> Rows:
    return [
        {
            "label": row.get_audience_display(),
            "where": row.manner,
            "holder": row.reported_by,
            "at": row.reported_at,
        }
        for row in visible(DualReport, actor).filter(hazard=hazard)
    ]


def _suspensions(hazard: Hazard, actor: Actor) -> Rows:
    may_lift = policy_of(Hazard).can(actor, SUSPEND, hazard)
    return [
        {
            "label": f"{row.get_kind_display()} · {row.scope}",
            "url": reverse("hazards:lift_suspension", args=[row.pk])
            if may_lift and row.is_in_force
            else "",
            "where": row.lifting_note,
            "state": {
                "label": _("in force") if row.is_in_force else _("lifted"),
                "tone": "overdue" if row.is_in_force else "done",
            },
            "at": row.lifted_at or row.ordered_at,
        }
        for row in visible(SuspensionOrder, actor).filter(hazard=hazard)
    ]


def _listings(hazard: Hazard, actor: Actor) -> Rows:
    return [
        {
            "label": str(row.get_level_display()),
            "url": row.get_absolute_url(),
            "state": {"label": row.get_state_display(), "tone": row.tone},
            "due": row.due_at if row.lifted_at is None else None,
            "at": row.lifted_at,
        }
        for row in visible(ListedSupervision, actor).filter(hazard=hazard)
    ]


def _traces(hazard: Hazard, actor: Actor) -> Rows:
    if not actor.has(policy_of(TraceBack).view):
        return []
    return [
        {
            "label": str(row.get_trigger_display()),
            "url": row.get_absolute_url(),
            "where": row.conclusion,
            "state": {
                "label": row.get_state_display(),
                "tone": "done" if row.concluded_at else "waiting",
            },
            "at": row.opened_at,
        }
        for row in visible(TraceBack, actor).filter(hazard=hazard)
    ]


def hazard_row(hazard: Hazard) -> dict[str, Any]:
    """Return a hazard as a line of a small list."""
    return {
        "label": hazard.title,
        "url": hazard.get_absolute_url(),
        "where": hazard.number,
        "level": hazard.level,
        "state": {"label": hazard.get_state_display(), "tone": hazard.tone},
        "at": hazard.reported_at,
    }


def _family(hazard: Hazard, actor: Actor) -> Rows:
    """Earlier and later hazards that this one repeats or that repeat it."""
    rows = visible(Hazard, actor)
    keys = [hazard.relapse_of_id, hazard.recurrence_of_id]
    found = list(rows.filter(pk__in=[key for key in keys if key])[:10])
    found += list(rows.filter(recurrence_of=hazard)[:10]) + list(rows.filter(relapse_of=hazard)[:5])
    return [hazard_row(one) for one in {one.pk: one for one in found}.values()]


def _clocks(hazard: Hazard) -> Rows:
    return [
        {
            "label": one.title,
            "where": one.legal_basis,
            "due": one.due_at if one.state == "running" else None,
            "at": one.met_at,
        }
        for one in deadlines_of(hazard)
        if one.state in ("running", "met", "paused")
    ]


def _papers(hazard: Hazard, actor: Actor) -> Rows:
    return [
        {"label": paper.title, "url": paper.url, "where": paper.number, "at": paper.created_at}
        for paper in documents_of(hazard, actor)
    ]
