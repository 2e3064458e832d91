"""Hazards on the pages of their enterprise and their risk unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import REPORT, VIEW

SHOWN = 6


def _row(hazard: Hazard) -> dict[str, Any]:
    return {
        "label": hazard.title,
        "url": hazard.get_absolute_url(),
        "level": hazard.level,
        "state": {"label": hazard.get_state_display(), "tone": hazard.tone},
        "at": hazard.reported_at,
    }


def _panel(actor: Actor, query: str, **narrow: Any) -> Mapping[str, Any]:
    rows = visible(Hazard, actor).filter(**narrow).order_by("-reported_at", "-pk")
    return {
        "rows": [_row(row) for row in rows[:SHOWN]],
        "url": f"{reverse('hazards:list')}?tab=all&{query}",
        "empty": _("No hazard has been found here."),
    }


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any]:
    """The latest hazards of an enterprise."""
    return _panel(actor, f"enterprise={enterprise.pk}", enterprise_id=enterprise.pk)


def of_unit(unit: Any, actor: Actor) -> Mapping[str, Any]:
    """The latest hazards of a risk unit."""
    return _panel(actor, f"unit={unit.pk}", unit_id=unit.pk)


def enterprise_verbs(enterprise: Any, actor: Actor) -> Iterable[Verb]:
    """Report a hazard at this enterprise."""
    if scope_reaches(
        actor, REPORT, region=enterprise.region_id, organisation_id=enterprise.organisation_id
    ):
        url = f"{reverse('hazards:report')}?enterprise={enterprise.pk}"
        yield Verb("report_hazard", _("Report a hazard"), url, method="get", icon="alert-triangle")


def unit_verbs(unit: Any, actor: Actor) -> Iterable[Verb]:
    """Report a hazard at this unit."""
    if actor.has(REPORT):
        url = f"{reverse('hazards:report')}?enterprise={unit.enterprise_id}&unit={unit.pk}"
        yield Verb("report_hazard", _("Report a hazard"), url, method="get", icon="alert-triangle")


for _model, _context in (
    ("enterprises.Enterprise", of_enterprise),
    ("risk.RiskUnit", of_unit),
):
    register_panel(
        Panel(
            model=_model,
            name="hazards",
            title=gettext_lazy("Hazards"),
            template="",
            context=_context,
            permission=VIEW,
            order=40,
        )
    )
register_verbs("enterprises.Enterprise", enterprise_verbs)
register_verbs("risk.RiskUnit", unit_verbs)
