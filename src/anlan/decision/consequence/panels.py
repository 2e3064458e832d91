"""Danger zones and site risk on the pages of incidents, enterprises and parks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.responses.public import register_weather_source
from anlan.command.scene.public import register_zone_source
from anlan.decision.consequence.choices import SITE_RISK_TONES, VERIFICATION_TONES
from anlan.decision.consequence.models import ConsequenceRun, SiteAssessment
from anlan.decision.consequence.permissions import RUN, VIEW
from anlan.decision.consequence.selectors.weather import nearest_weather
from anlan.decision.consequence.views.drawing import feature, wind_words
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

UNFINISHED = ("open", "responding", "controlled")
SHOWN = 5


def _may(obj: Any, actor: Actor) -> bool:
    organisation = getattr(obj, "organisation_id", None)
    return scope_reaches(actor, RUN, region=obj.region_id, organisation_id=organisation)


def _runs(name: str) -> Callable[[Any, Actor], Mapping[str, Any] | None]:
    def panel(obj: Any, actor: Actor) -> Mapping[str, Any] | None:
        rows = list(
            visible(ConsequenceRun, actor)
            .filter(**{f"{name}_id": obj.pk})
            .select_related("chemical")
            .order_by("-id")[: SHOWN + 1]
        )
        may = _may(obj, actor)
        if not rows and not may:
            return None
        actions = []
        if may:
            actions.append(
                {
                    "label": _("Compute danger zones"),
                    "url": f"{reverse('consequence:create')}?{name}={obj.pk}",
                    "icon": "radar",
                }
            )
        return {
            "rows": [
                {
                    "label": str(run),
                    "url": run.get_absolute_url(),
                    "where": wind_words(run, short=True),
                    "state": {
                        "label": run.get_verification_display(),
                        "tone": VERIFICATION_TONES[run.verification],
                    },
                    "at": run.made_at,
                }
                for run in rows[:SHOWN]
            ],
            "count": len(rows[:SHOWN]),
            "actions": actions,
            "empty": _("No danger zones have been computed yet."),
            "url": reverse("consequence:list") if len(rows) > SHOWN else "",
            **({"topic": f"incident:{obj.pk}"} if name == "incident" else {}),
        }

    return panel


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Lead from a running incident to its zones."""
    if incident.state in UNFINISHED and _may(incident, actor):
        yield Verb(
            "consequence",
            _("Compute danger zones"),
            f"{reverse('consequence:create')}?incident={incident.pk}",
            method="get",
            icon="radar",
        )


@register_zone_source
def zones_at_scene(incident_id: int, actor: Actor) -> list[dict[str, Any]]:
    """The zones of the newest run, the widest first: who is at the scene has to know them."""
    run = ConsequenceRun.objects.filter(incident_id=incident_id).order_by("-id").first()
    if run is None:
        return []
    zones = sorted(run.zones.all(), key=lambda zone: zone.kind or 4, reverse=True)
    return [feature(zone) for zone in zones if zone.shape is not None and zone.kind]


register_weather_source(nearest_weather)
register_verbs("incidents.Incident", incident_verbs)
for _model, _name, _order in (
    ("incidents.Incident", "incident", 35),
    ("enterprises.Enterprise", "enterprise", 45),
):
    register_panel(
        Panel(
            model=_model,
            name="consequence",
            title=gettext_lazy("Danger zones"),
            template="",
            context=_runs(_name),
            permission=VIEW,
            order=_order,
        )
    )


def _assessments(name: str) -> Callable[[Any, Actor], Mapping[str, Any] | None]:
    def panel(obj: Any, actor: Actor) -> Mapping[str, Any] | None:
        rows = list(
            visible(SiteAssessment, actor)
            .filter(**{f"{name}_id": obj.pk})
            .order_by("-id")[: SHOWN + 1]
        )
        may = _may(obj, actor)
        if not rows and not may:
            return None
        return {
            "rows": [
                {
                    "label": str(row),
                    "url": row.get_absolute_url(),
                    "where": _("%(missed)d of %(count)d targets beyond their limit")
                    % {"missed": row.targets_missed, "count": row.targets_count}
                    if row.state == "done"
                    else "",
                    "state": {
                        "label": row.get_state_display(),
                        "tone": SITE_RISK_TONES[row.state],
                    },
                    "at": row.made_at,
                }
                for row in rows[:SHOWN]
            ],
            "count": len(rows[:SHOWN]),
            "actions": [
                {
                    "label": _("Assess the risk of a site"),
                    "url": f"{reverse('consequence:new_site_risk')}?{name}={obj.pk}",
                    "icon": "radar",
                }
            ]
            if may
            else [],
            "empty": _("No quantitative risk assessment has been made yet."),
            "url": reverse("consequence:site_risks") if len(rows) > SHOWN else "",
            "topic": "site-risk",
        }

    return panel


for _model, _name, _order in (
    ("enterprises.Park", "park", 40),
    ("enterprises.Enterprise", "enterprise", 46),
):
    register_panel(
        Panel(
            model=_model,
            name="site_risk",
            title=gettext_lazy("Quantitative risk assessments"),
            template="",
            context=_assessments(_name),
            permission=VIEW,
            order=_order,
        )
    )
