"""Panels of the page of an installation."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.organisations.public import list_people_info
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.installations.choices import FILING_TONES, DutyRole, SafetySystem
from anlan.supervision.installations.models import DutyTask, Filing, Installation
from anlan.supervision.installations.services.identification import grade_word

SHOWN = 8


def responsible_panel(obj: Installation, actor: Actor, may_keep: bool) -> dict[str, Any]:
    """Who answers for it, role by role, with certificate and registration."""
    held = {n.role: n for n in obj.responsible.filter(until_on__isnull=True)}
    people = list_people_info([n.person_id for n in held.values()], actor)
    rows: list[dict[str, Any]] = []
    for role, label in DutyRole.choices:
        named = held.get(role)
        if named is None:
            rows.append(
                {"label": _("nobody"), "where": label, "state": _state(_("not named"), True)}
            )
            continue
        if not named.is_certified:
            state = _state(_("no valid certificate"), True)
        elif named.reported_on is None:
            state = _state(_("change not registered"), False)
        else:
            state = None
        url = ""
        if may_keep and named.reported_on is None:
            url = reverse("installations:report_responsible", args=[named.pk])
        since = _("since %(day)s") % {"day": named.from_on}
        name = people[named.person_id].name
        rows.append({"label": name, "url": url, "where": f"{label} · {since}", "state": state})
    actions = []
    if may_keep:
        address = reverse("installations:responsible", args=[obj.pk])
        actions = [{"label": _("Name or replace"), "url": address, "icon": "user"}]
    return {
        "id": "responsible",
        "title": _("Three responsible persons"),
        "rows": rows,
        "actions": actions,
    }


def _state(label: str, is_bad: bool) -> dict[str, str]:
    return {"label": label, "tone": "overdue" if is_bad else "waiting"}


def filings_panel(obj: Installation, actor: Actor) -> dict[str, Any]:
    """Its filings, newest first."""
    rows = [
        {
            "label": str(filing),
            "url": filing.get_absolute_url(),
            "where": grade_word(filing.grade),
            "value": str(filing.valid_to or ""),
            "state": {"label": filing.get_state_display(), "tone": FILING_TONES[filing.state]},
        }
        for filing in visible(Filing, actor).filter(installation=obj)[:SHOWN]
    ]
    return {
        "id": "filings",
        "title": _("Filings"),
        "count": len(rows),
        "rows": rows,
        "empty": _("It has never been filed."),
    }


def duties_panel(obj: Installation, actor: Actor) -> dict[str, Any]:
    """Duties to do first, then those done last."""
    tasks = visible(DutyTask, actor).filter(installation=obj).select_related("rule")
    shown = list(tasks.filter(state="open").order_by("due_on")[:SHOWN])
    shown += tasks.filter(state="done").order_by("-done_at")[: max(0, SHOWN - len(shown))]
    rows = [
        {
            "label": task.rule.text,
            "url": task.get_absolute_url(),
            "where": task.rule.get_role_display(),
            "value": str(task.due_on),
            "state": task.status,
        }
        for task in shown
    ]
    return {
        "id": "duties",
        "title": _("Duties of the responsible persons"),
        "rows": rows,
        "url": f"{reverse('installations:duties')}?tab=all&installation={obj.pk}",
        "empty": _("Duties are made every night once the three persons are named."),
    }


def equipment_panel(obj: Installation, may_keep: bool) -> dict[str, Any]:
    """How far each safety system is fitted and working."""
    known = {e.system: e for e in obj.equipment.all()}
    rows: list[dict[str, Any]] = []
    for system, label in SafetySystem.choices:
        address = f"{reverse('installations:equipment', args=[obj.pk])}?system={system}"
        url = address if may_keep else ""
        found = known.get(system)
        if found is None:
            unknown = {"label": _("not recorded"), "tone": "unknown"}
            rows.append({"label": label, "url": url, "state": unknown})
            continue
        state = None
        if found.working < found.fitted:
            state = _state(_("not all work"), True)
        elif found.missing:
            state = _state(_("retrofit by %(day)s") % {"day": found.planned_on}, False)
        rows.append(
            {
                "label": label,
                "url": url,
                "value": _("%(fitted)s of %(needed)s fitted, %(working)s working")
                % {"fitted": found.fitted, "needed": found.needed, "working": found.working},
                "state": state,
            }
        )
    return {"id": "equipment", "title": _("Safety systems"), "rows": rows}


def runs_panel(obj: Installation) -> dict[str, Any]:
    """Calculations, newest first."""
    rows = [
        {
            "label": run.trigger or _("Calculation"),
            "url": run.get_absolute_url(),
            "level": run.grade,
            "value": f"S {run.s_index:.2f} · R {run.r_index:.2f}",
            "where": run.made_by,
            "at": run.made_at,
        }
        for run in obj.runs.all()[:SHOWN]
    ]
    return {
        "id": "runs",
        "title": _("Calculations"),
        "count": len(rows),
        "rows": rows,
        "empty": _("Nothing has been calculated: choose the vessels of the unit."),
    }
