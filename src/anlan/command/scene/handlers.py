"""What makes a scene visible, when its sketch is kept, who is told to stay out."""

from __future__ import annotations

from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.utils.translation import gettext as _

from anlan.command.dispatch.events import PositionReported, TeamAssigned
from anlan.command.incidents.events import TimelineAdded
from anlan.command.responses.events import SituationReported
from anlan.command.responses.public import official_language
from anlan.command.scene.choices import SeenBy
from anlan.command.scene.constants import NEAR_M
from anlan.command.scene.models import Scene
from anlan.command.scene.services.evacuations import ask_later_team
from anlan.command.scene.services.scenes import ensure_scene, mark_visible
from anlan.command.scene.services.sketches import freeze
from anlan.kernel.actor import system_actor
from anlan.kernel.events import on


@on(TimelineAdded, inline=True)
def see_pictures(event: TimelineAdded) -> None:
    """A picture in the timeline, from whichever page it came, shows the scene."""
    if event.kind != "scene":
        return
    scene = ensure_scene(event.incident_id)
    if scene.visible_at is not None:
        return
    line = (
        Scene.objects.filter(
            pk=scene.pk,
            incident__timeline__pk=event.entry_id,
            incident__timeline__attachment__mime__startswith="image/",
        )
        .values_list("incident__timeline__actor_name", flat=True)
        .first()
    )
    if line is not None:
        mark_visible(
            incident_id=event.incident_id,
            kind=SeenBy.PICTURE,
            by=line,
            actor=system_actor("scene"),
        )


@on(PositionReported, inline=True)
def see_position(event: PositionReported) -> None:
    """A team's live position near the incident shows the scene."""
    here = Point(event.longitude, event.latitude, srid=4326)
    unseen = Scene.objects.filter(
        incident_id=event.incident_id,
        visible_at__isnull=True,
        incident__dispatches__pk=event.dispatch_id,
        incident__location__distance_lte=(here, D(m=NEAR_M)),
    )
    name = unseen.values_list("incident__dispatches__team__name", flat=True).first()
    if name is not None:
        mark_visible(
            incident_id=event.incident_id,
            kind=SeenBy.POSITION,
            by=name,
            actor=system_actor("scene"),
        )


@on(TeamAssigned, inline=True)
def keep_out(event: TeamAssigned) -> None:
    """A team sent while an order to withdraw stands is asked to confirm like the others."""
    ask_later_team(
        incident_id=event.incident_id,
        dispatch_id=event.dispatch_id,
        actor=system_actor("scene"),
    )


@on(SituationReported, inline=True)
def keep_with_report(event: SituationReported) -> None:
    """Keep the sketch as it stands with a situation report."""
    scene = ensure_scene(event.incident_id)
    if not scene.elements.filter(removed_at__isnull=True).exists():
        return
    scene = Scene.objects.select_for_update().get(pk=scene.pk)
    with official_language():
        number = scene.periods.count() + 1
        freeze(
            scene,
            _("Operational period %(n)d") % {"n": number},
            system_actor("scene"),
            report_id=event.report_id,
        )
