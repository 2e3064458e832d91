"""What intake adds to the page of an incident, and to the form that takes one in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.exchange.public import delivery_states
from anlan.command.incidents.public import IntakeOrigin, register_intake_origin
from anlan.command.intake.choices import LinkRole
from anlan.command.intake.models import Call, ChainReport, Instruction, IntakeItem, ReportDoubt
from anlan.command.intake.permissions import HANDLE, INSTRUCT, VIEW, VIEW_CALL, VIEW_CHAIN
from anlan.command.intake.selectors.callers import who_calls
from anlan.command.intake.services.calls import link_call
from anlan.command.intake.services.chain import links_for
from anlan.command.intake.services.items import adopt_incident
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs


def reports_panel(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Reports between the levels with their way: waiting, delivered, received."""
    rows = list(
        visible(ChainReport, actor).filter(incident_id=incident.pk).select_related("link")[:12]
    )
    doubts = list(visible(ReportDoubt, actor).filter(incident_id=incident.pk)[:6])
    if not rows and not doubts:
        return None
    states = delivery_states(row.delivery_key for row in rows if row.is_ours)
    lines: list[dict[str, Any]] = [
        {
            "label": doubt.subject,
            "url": reverse("intake:doubt", args=[doubt.pk]),
            "state": {
                "label": _("settled") if doubt.settled_at else doubt.get_kind_display(),
                "tone": "done" if doubt.settled_at else "overdue",
            },
            "at": doubt.found_at,
        }
        for doubt in doubts
    ]
    lines += [
        {
            "label": row.title,
            "where": f"{row.link.name} · {row.get_kind_display()}",
            "value": row.receipt_number,
            "state": _way(row, states),
            "at": row.sent_at,
        }
        for row in rows
    ]
    latest = next((row for row in rows if not row.is_ours), None)
    return {"rows": lines, "adopt": latest, "topic": f"incident:{incident.pk}"}


def _way(row: ChainReport, states: Mapping[Any, Mapping[str, str]]) -> Mapping[str, str]:
    if not row.is_ours:
        return {"label": _("from below"), "tone": "neutral"}
    if row.receipt_number:
        return {"label": _("receipt recorded"), "tone": "done"}
    if row.delivery_key is None:
        return {"label": _("not sent: no web hook"), "tone": "overdue"}
    return states.get(row.delivery_key, {"label": _("sent"), "tone": "active"})


def instructions_panel(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """What the superior said, what was answered."""
    rows = visible(Instruction, actor).filter(incident_id=incident.pk).select_related("link")
    found = list(rows[:8])
    if not found:
        return None
    return {
        "rows": [
            {
                "label": row.text[:100],
                "url": row.get_absolute_url(),
                "where": f"{row.link.name} · {row.get_kind_display()}",
                "at": row.answered_at or row.given_at,
                "state": {"label": _("answered"), "tone": "done"} if row.answered_at else None,
                "due": None if row.answered_at else row.due_at,
            }
            for row in found
        ],
        "topic": f"incident:{incident.pk}",
    }


def origins_panel(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The calls and items that told of an incident."""
    rows: list[dict[str, Any]] = []
    if actor.has(VIEW_CALL):
        rows += [
            {
                "label": _("Call of %(number)s") % {"number": call},
                "url": call.get_absolute_url(),
                "where": call.seat_name,
                "at": call.started_at,
            }
            for call in visible(Call, actor)
            .filter(incident_id=incident.pk)
            .select_related("source")[:6]
        ]
    rows += [
        {
            "label": item.title,
            "url": item.get_absolute_url(),
            "where": f"{item.sender} {item.external_number}".strip(),
            "at": item.received_at,
        }
        for item in visible(IntakeItem, actor)
        .filter(incident_id=incident.pk)
        .select_related("source", "link")[:10]
    ]
    return {"rows": rows, "topic": f"incident:{incident.pk}"} if rows else None


register_panel(
    Panel(
        model="incidents.Incident",
        name="chain",
        title=gettext_lazy("Reports between levels"),
        template="",
        context=reports_panel,
        permission=VIEW_CHAIN,
        order=20,
    )
)
register_panel(
    Panel(
        model="incidents.Incident",
        name="instructions",
        title=gettext_lazy("Instructions"),
        template="",
        context=instructions_panel,
        permission=VIEW_CHAIN,
        order=21,
    )
)
register_panel(
    Panel(
        model="incidents.Incident",
        name="origins",
        title=gettext_lazy("Calls and messages"),
        template="",
        context=origins_panel,
        permission=VIEW,
        order=22,
    )
)


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Instruct the level below; take its figures."""
    if incident.is_drill or not incident.is_unfinished:
        return
    if actor.has(INSTRUCT) and links_for(str(incident.region_id), LinkRole.SUBORDINATE):
        yield Verb(
            "instruct",
            _("Instruct the level below"),
            reverse("intake:instruct", args=[incident.pk]),
            method="get",
            icon="send",
        )
    if not actor.has(HANDLE):
        return
    latest = (
        visible(ChainReport, actor)
        .filter(incident_id=incident.pk, is_ours=False)
        .order_by("-pk")
        .first()
    )
    facts = incident.facts.order_by("-version").first() if latest else None
    if latest and facts and latest.facts.get("deaths") not in (None, facts.deaths):
        yield Verb(
            "adopt",
            _("Adopt the figures of the report"),
            reverse("intake:adopt", args=[latest.pk]),
            icon="copy",
        )


register_verbs("incidents.Incident", incident_verbs)


def _from_call(call_id: int, actor: Actor) -> Mapping[str, Any]:
    """What a call tells for the intake form: who, his number, his enterprise, since when."""
    call = get_visible(Call, call_id, actor=actor)
    caller = who_calls(call.number, actor, before=call)
    values: dict[str, Any] = {
        "source": call.source.channel,
        "occurred_at": call.started_at,
        "reported_at": call.started_at,
        "caller_phone": call.number,
        "caller_name": caller.owners[0].name if caller.owners else "",
    }
    if caller.enterprise_id is not None:
        from anlan.supervision.enterprises.public import list_enterprises

        for enterprise in list_enterprises(actor, [caller.enterprise_id]):
            values |= {
                "enterprise": enterprise.id,
                "region": enterprise.region_code,
                "address": enterprise.address or enterprise.name,
                "longitude": enterprise.longitude,
                "latitude": enterprise.latitude,
            }
    return values


def _from_item(item_id: int, actor: Actor) -> Mapping[str, Any]:
    """What an item tells for the intake form."""
    item = get_visible(IntakeItem, item_id, actor=actor)
    values = item.values
    values["region"] = values.pop("region_code")
    return {**values, **item.facts}


def _call_taken(call_id: int, incident_id: int, actor: Actor) -> None:
    link_call(call_id=call_id, incident_id=incident_id, actor=actor)


def _item_taken(item_id: int, incident_id: int, actor: Actor) -> None:
    adopt_incident(item_id=item_id, incident_id=incident_id, actor=actor)


register_intake_origin(IntakeOrigin("call", _from_call, _call_taken))
register_intake_origin(IntakeOrigin("item", _from_item, _item_taken))
