"""What the scene adds elsewhere: incident, situation board, situation report, final report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.command.incidents.public import register_closing_guard, register_report_section
from anlan.command.responses.public import (
    BoardPart,
    official_language,
    register_board_part,
)
from anlan.command.scene.choices import MEANS_TONES
from anlan.command.scene.models import CommunicationMeans, Evacuation, Scene
from anlan.command.scene.permissions import VIEW, VIEW_MEANS
from anlan.command.scene.rules import visibility_rule
from anlan.command.scene.selectors.sketch import features_of, sketch_overlay, sketch_picture
from anlan.command.scene.selectors.state import entry_lines, open_withdrawal
from anlan.command.scene.selectors.tracks import list_scene_tracks
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

UNFINISHED = ("open", "responding", "controlled")
BOARD_ENTRIES = 4


def board_part(incident_id: int) -> Mapping[str, Any] | None:
    """The scene on the board: its clock while unmet, a withdrawal, sketch, newest entries."""
    scene = Scene.objects.filter(incident_id=incident_id).select_related("incident").first()
    if scene is None:
        return {"scene": None, "url": reverse("scene:detail", args=[incident_id])}
    incident = scene.incident
    withdrawal = open_withdrawal(scene)
    return {
        "scene": scene,
        "url": scene.get_absolute_url(),
        "is_running": incident.state in UNFINISHED,
        "rule": visibility_rule(),
        "withdrawal": withdrawal,
        "answers": list(withdrawal.answers.all()) if withdrawal else [],
        "entries": entry_lines(scene, BOARD_ENTRIES),
        "picture": sketch_picture(
            features_of(scene),
            place=(incident.location.x, incident.location.y) if incident.location else None,
            title=_("Sketch of the scene"),
        ),
    }


def incident_sketch(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The sketch over the map of the incident's page, and what came from the scene last."""
    scene = visible(Scene, actor).filter(incident_id=incident.pk).first()
    if scene is None:
        return None
    features = features_of(scene)
    if not features and not scene.entries.exists():
        return None
    place = incident.location
    shown = {
        "id": "scene-map",
        "mode": "panel",
        "visible": ["teams"],
        "overlays": sketch_overlay(str(_("Sketch of the scene")), features),
        "topic": f"scene:{incident.pk}",
        **({"focus": {"lon": place.x, "lat": place.y, "zoom": 14.5}} if place else {}),
    }
    return {
        "map": shown if features and place else None,
        "entries": entry_lines(scene, BOARD_ENTRIES),
        "url": scene.get_absolute_url(),
        "scene_topic": f"scene:{incident.pk}",
        "wide": True,
    }


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Lead to the scene."""
    if incident.state in UNFINISHED and scope_reaches(actor, VIEW, region=incident.region_id):
        yield Verb(
            name="scene",
            label=pgettext("button", "Scene"),
            url=reverse("scene:detail", args=[incident.pk]),
            method="get",
            icon="map-pin",
        )


def task_verbs(task: Any, actor: Actor) -> Iterable[Verb]:
    """Lead from a task of a running response to the scene as it is on the phone."""
    if task.response.terminated_at is None and actor.has(VIEW):
        yield Verb(
            name="scene",
            label=pgettext("button", "Scene"),
            url=f"{reverse('field:app')}#/scene/{task.response.incident_id}",
            method="get",
            icon="map-pin",
        )


@register_closing_guard
def may_incident_close(incident_id: int) -> str | None:
    """An incident closes after an order to withdraw has been lifted."""
    if Evacuation.objects.filter(scene__incident_id=incident_id, lifted_at__isnull=True).exists():
        return _("An emergency withdrawal stands. Lift it first.")
    return None


def report_sketch(report: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The sketch that was kept with a situation report."""
    period = getattr(report, "sketch", None)
    if period is None:
        return None
    return {
        "picture": sketch_picture(period.features, title=period.name),
        "period": period,
        "wide": True,
    }


def team_means(team: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The means of communication of a team."""
    rows = visible(CommunicationMeans, actor).filter(team_id=team.pk)[:10]
    if not rows:
        return None
    return {
        "rows": [
            {
                "label": row.name,
                "url": row.get_absolute_url(),
                "where": row.number,
                "state": {"label": row.get_state_display(), "tone": MEANS_TONES[row.state]},
                "at": None,
            }
            for row in rows
        ]
    }


def report_section(incident_id: int) -> Mapping[str, Any] | None:
    """Tell review and final report when the scene became visible, and how withdrawals went."""
    scene = Scene.objects.filter(incident_id=incident_id).first()
    if scene is None:
        return None
    rule = visibility_rule()
    allowed = rule.within.total_seconds() / 60
    with official_language():
        if scene.visible_after_s is None:
            words = [_("Nothing was seen of the scene from the command post.")]
        else:
            words = [
                _(
                    "The scene was visible %(minutes).1f min after the report (%(kind)s, %(by)s); "
                    "required: %(allowed)d min."
                )
                % {
                    "minutes": scene.visible_after_s / 60,
                    "kind": scene.get_visible_kind_display(),
                    "by": scene.visible_by,
                    "allowed": allowed,
                }
            ]
        for order in scene.evacuations.prefetch_related("answers"):
            words.append(
                _(
                    "Emergency withdrawal (%(reason)s): %(confirmed)d of %(teams)d teams "
                    "confirmed, %(people)d people out."
                )
                % {"reason": order.reason, **order.counts}
            )
        tracks = list_scene_tracks(scene)
        if tracks:
            near = [track.near_at for track in tracks if track.near_at is not None]
            words.append(
                _("The ways of %(tracks)d people and teams are kept; %(near)d came near the place.")
                % {"tracks": len(tracks), "near": len(near)}
            )
        words.append(
            _("%(entries)d entries came from the scene; the sketch had %(elements)d elements.")
            % {"entries": scene.entries.count(), "elements": scene.elements.count()}
        )
        return {
            "heading": _("Scene and mobile command"),
            "paragraphs": words,
            "moments": {"scene_visible": scene.visible_at},
            "figures": {
                "scene_visible_s": scene.visible_after_s,
                "scene_visible_required_s": rule.within.total_seconds(),
                "scene_visible_in_time": scene.visible_at is not None and not scene.is_late,
            },
        }


register_board_part(BoardPart("scene", "scene/_board.html", board_part))
register_report_section("scene", report_section)
register_verbs("incidents.Incident", incident_verbs)
register_verbs("responses.ResponseTask", task_verbs)
register_panel(
    Panel(
        model="incidents.Incident",
        name="scene",
        title=pgettext_lazy("panel", "Scene"),
        template="scene/_incident_panel.html",
        context=incident_sketch,
        permission=VIEW,
        order=35,
    )
)
register_panel(
    Panel(
        model="responses.SituationReport",
        name="sketch",
        title=gettext_lazy("Sketch of the scene"),
        template="scene/_report_panel.html",
        context=report_sketch,
        permission=VIEW,
    )
)
register_panel(
    Panel(
        model="teams.Team",
        name="means",
        title=pgettext_lazy("list", "means of communication"),
        template="",
        context=team_means,
        permission=VIEW_MEANS,
        order=60,
    )
)
