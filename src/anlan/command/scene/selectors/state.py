"""What a phone or tablet on the scene has to know: one answer, kept for when there is no link."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from anlan.base.files.public import list_info
from anlan.command.dispatch.public import OwnOrder, bound_forces, list_dispatches, list_own_orders
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import (
    get_active_response,
    list_objectives,
    list_own_tasks,
    list_team_calls,
)
from anlan.command.scene.constants import (
    AROUND_M,
    MAX_SCENES,
    MAX_SURROUNDINGS,
    SHOWN_ENTRIES,
)
from anlan.command.scene.models import Evacuation, Scene, SceneEntry
from anlan.command.scene.permissions import COMMAND, TAKE_PART
from anlan.command.scene.registry import surroundings_of, zones_of
from anlan.command.scene.rules import visibility_rule
from anlan.command.scene.selectors.sketch import METRES_PER_DEGREE, features_of
from anlan.command.scene.services.scenes import ensure_scene, meeting_url
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible

#: Words of the buttons: a team's way, a task's.
STEP_WORDS = {
    "accept": lambda: pgettext("scene step", "Accept the order"),
    "accept_task": lambda: pgettext("scene step", "Accept the task"),
    "depart": lambda: pgettext("scene step", "We set off"),
    "arrive": lambda: pgettext("scene step", "We have arrived"),
    "begin_work": lambda: pgettext("scene step", "We begin"),
    "complete": lambda: pgettext("scene step", "We are done here"),
    "start": lambda: pgettext("scene step", "Begin"),
    "submit": lambda: pgettext("scene step", "Report as done"),
}


def list_own_scenes(actor: Actor) -> list[dict[str, Any]]:
    """Return the scenes of one's own teams, then those one can take part in, gravest first."""
    orders = list_own_orders(actor)
    ids = list(dict.fromkeys(order.incident_id for order in orders))
    if "team_leader" not in actor.roles:
        ids += [i.id for i in incidents.list_open_incidents(actor) if i.id not in ids]
    ids = ids[:MAX_SCENES]
    for incident_id in ids:
        ensure_scene(incident_id)
    scenes = {s.incident_id: s for s in visible(Scene, actor).filter(incident_id__in=ids)}
    return [
        scene_state(scenes[incident_id], actor, [o for o in orders if o.incident_id == incident_id])
        for incident_id in ids
        if incident_id in scenes
    ]


def scene_state(scene: Scene, actor: Actor, orders: list[OwnOrder] | None = None) -> dict[str, Any]:
    """Return one scene as JSON values, as this person may see it."""
    incident = incidents.incident_of(scene.incident_id)
    if orders is None:
        orders = [o for o in list_own_orders(actor) if o.incident_id == scene.incident_id]
    rights = policy_of(Scene)
    commands = rights.can(actor, COMMAND, scene)
    response = get_active_response(scene.incident_id)
    return {
        "incident": {
            "id": incident.id,
            "number": incident.number,
            "title": incident.title,
            "kind": incident.kind_label,
            "level": response.level if response else incident.grade,
            "address": "".join(filter(None, (incident.region_name, incident.address))),
            "longitude": incident.longitude,
            "latitude": incident.latitude,
            "occurred_at": incident.occurred_at.isoformat(),
            "is_open": incident.is_unfinished,
            "is_drill": incident.is_drill,
            "url": reverse("scene:detail", args=[incident.id]),
        },
        "me": {"id": actor.id, "name": actor.display_name},
        "may": {
            "take_part": rights.can(actor, TAKE_PART, scene),
            "command": commands,
        },
        "commander": response.commander_name if response else "",
        "headquarters": response.headquarters if response else "",
        "orders": [_order(order) for order in orders],
        "tasks": [_task(task) for task in list_own_tasks(scene.incident_id, actor)],
        "roll_calls": [
            {
                "id": call.answer_id,
                "team": call.team_name,
                "reason": call.reason,
                "expected": call.expected,
                "due_at": call.due_at.isoformat(),
                "safe": call.safe,
                "missing": call.missing,
            }
            for call in list_team_calls(scene.incident_id, actor)
        ],
        "withdrawal": _withdrawal(scene, [o.dispatch_id for o in orders], commands=commands),
        "objectives": [
            {
                "id": o.id,
                "title": o.title,
                "due_at": _iso(o.due_at),
                "repeat_minutes": o.repeat_minutes,
            }
            for o in list_objectives(scene.incident_id)
        ],
        "zones": zones_of(scene.incident_id, actor),
        "surroundings": surroundings(incident.longitude, incident.latitude),
        "teams": _teams(scene.incident_id),
        "sketch": features_of(scene),
        "entries": entry_lines(scene),
        "meeting": reverse("scene:meeting", args=[incident.id])
        if meeting_url(scene, incident.number)
        else "",
        "visible": visible_clock(scene),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _order(order: OwnOrder) -> dict[str, Any]:
    return {
        "dispatch": order.dispatch_id,
        "team": order.team_name,
        "people": order.people,
        "text": order.order_text,
        "state": order.state,
        "state_label": order.state_label,
        "step": order.next_step,
        "step_label": STEP_WORDS[order.next_step]() if order.next_step else "",
        "eta_at": _iso(order.eta_at),
        "longitude": order.longitude,
        "latitude": order.latitude,
        "position_url": reverse("dispatch:position", args=[order.dispatch_id]),
    }


def _task(task: Any) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": task.title,
        "instruction": task.instruction,
        "group": task.group_name,
        "state": task.state,
        "state_label": task.state_label,
        "due_at": _iso(task.due_at),
        "evidence": task.evidence_needed,
        "steps": [
            {"name": name, "label": STEP_WORDS["accept_task" if name == "accept" else name]()}
            for name in task.steps
        ],
    }


def _withdrawal(scene: Scene, dispatches: list[int], *, commands: bool) -> Mapping[str, Any] | None:
    """Return the order that stands; who commands sees every team, a team itself."""
    order = open_withdrawal(scene)
    if order is None:
        return None
    return {
        "id": order.pk,
        "reason": order.reason,
        "assembly_point": order.assembly_point,
        "ordered_at": order.ordered_at.isoformat(),
        "ordered_by": order.ordered_by,
        "counts": order.counts,
        "teams": [
            {
                "id": a.pk,
                "team": a.team_name,
                "expected": a.expected,
                "people": a.people,
                "confirmed_at": _iso(a.confirmed_at),
                "is_own": a.dispatch_id in dispatches,
            }
            for a in order.answers.all()
            if commands or a.dispatch_id in dispatches
        ],
    }


def open_withdrawal(scene: Scene) -> Evacuation | None:
    """Return the order to withdraw that stands, with its answers."""
    return scene.evacuations.filter(lifted_at__isnull=True).prefetch_related("answers").first()


def surroundings(longitude: float | None, latitude: float | None) -> list[Mapping[str, Any]]:
    """Return roads and waters around the incident."""
    if longitude is None or latitude is None:
        return []
    dy = AROUND_M / METRES_PER_DEGREE
    dx = dy / math.cos(math.radians(latitude))
    box = (longitude - dx, latitude - dy, longitude + dx, latitude + dy)
    return surroundings_of(box)[:MAX_SURROUNDINGS]


def _teams(incident_id: int) -> list[dict[str, Any]]:
    """Return the bound teams and where they last were."""
    places = {d.id: d for d in list_dispatches(incident_id)}
    found = []
    for force in bound_forces([incident_id]).get(incident_id, []):
        place = places[force.dispatch_id]
        found.append(
            {
                "team": force.team_name,
                "people": force.people,
                "state_label": force.state_label,
                "is_on_scene": force.is_on_scene,
                "longitude": place.longitude,
                "latitude": place.latitude,
                "at": _iso(place.position_at),
            }
        )
    return found


def entry_lines(scene: Scene, limit: int = SHOWN_ENTRIES) -> list[dict[str, Any]]:
    """Return the newest entries with their pictures and sounds (two queries)."""
    rows: list[SceneEntry] = list(scene.entries.all()[:limit])
    files = {f.id: f for f in list_info([i for row in rows for i in row.attachment_ids])}
    return [
        {
            "key": str(row.key),
            "kind": row.kind,
            "kind_label": str(row.get_kind_display()),
            "text": row.words,
            "is_grave": row.kind in ("help", "withdraw"),
            "author": row.author_name,
            "team": row.team_name,
            "made_at": row.made_at,
            "arrived_at": row.arrived_at,
            "longitude": row.location.x if row.location else None,
            "latitude": row.location.y if row.location else None,
            "files": [
                {"url": files[i].url, "mime": files[i].mime, "is_authentic": files[i].is_authentic}
                for i in row.attachment_ids
                if i in files
            ],
        }
        for row in rows
    ]


def visible_clock(scene: Scene) -> dict[str, Any]:
    """Return the clock of the scene's visibility, with its source."""
    rule = visibility_rule()
    return {
        "due_at": scene.visible_due_at.isoformat(),
        "at": _iso(scene.visible_at),
        "kind": str(scene.get_visible_kind_display()) if scene.visible_kind else "",
        "by": scene.visible_by,
        "after_s": scene.visible_after_s,
        "is_late": scene.is_late,
        "source": rule.legal_basis,
    }


def server_time() -> str:
    """Return what the phone says its last known state is as of."""
    return clock.now().isoformat()
