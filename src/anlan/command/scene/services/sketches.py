"""Drawing together: every change is kept, the later made one stands, whoever's arrived first."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import official_language
from anlan.command.scene.choices import MEANINGS, ChangeKind, Tool
from anlan.command.scene.constants import FAR_DEGREES, MAX_ELEMENTS, MAX_LABEL, MAX_POINTS
from anlan.command.scene.errors import ElementGone
from anlan.command.scene.events import SketchChanged, SketchKept
from anlan.command.scene.models import Scene, SketchChange, SketchElement, SketchPeriod
from anlan.command.scene.permissions import COMMAND, TAKE_PART
from anlan.command.scene.selectors.sketch import features_of
from anlan.command.scene.services.scenes import enter, visible_scene
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of

SHAPES = {
    Tool.LINE: "LineString",
    Tool.ARROW: "LineString",
    Tool.AREA: "Polygon",
    Tool.SYMBOL: "Point",
    Tool.TEXT: "Point",
}


def read_geometry(tool: str, given: Any, scene: Scene) -> GEOSGeometry:
    """Read what a phone drew with suspicion: the right shape, not too long, near the scene."""
    wrong = InvalidInput(fields={"geometry": _("This drawing cannot be read. Draw it again.")})
    try:
        data = json.loads(given) if isinstance(given, str) else given
        if not isinstance(data, dict) or data.get("type") != SHAPES[Tool(tool)]:
            raise wrong
        geometry = GEOSGeometry(json.dumps(data), srid=4326)
    except (ValueError, TypeError, KeyError, GEOSException, GDALException):
        raise wrong from None
    if geometry.empty or geometry.hasz or geometry.num_coords > MAX_POINTS:
        raise wrong
    if tool == Tool.AREA and not geometry.area:
        raise wrong
    west, south, east, north = geometry.extent
    if not all(map(math.isfinite, geometry.extent)):
        raise wrong
    incident = incidents.incident_of(scene.incident_id)
    x, y = incident.longitude, incident.latitude
    if x is None or y is None:
        x, y = (west + east) / 2, (south + north) / 2
    far = max(abs(west - x), abs(east - x), abs(south - y), abs(north - y))
    if far > FAR_DEGREES or abs(y) > 90:
        raise InvalidInput(fields={"geometry": _("This lies far away from the scene.")})
    return geometry


@transaction.atomic
def draw(
    *,
    incident_id: int,
    key: UUID,
    tool: str,
    geometry: Any,
    actor: Actor,
    symbol: str = "",
    label: str = "",
    made_at: datetime | None = None,
) -> SketchElement:
    """Draw an element; the same number of the phone draws it once."""
    scene = visible_scene(incident_id, actor, TAKE_PART, lock=True)
    known = SketchElement.objects.filter(key=key).first()
    if known is not None:
        if known.scene_id != scene.pk:
            raise NotVisible
        return known
    _check(tool, symbol, label)
    shape = read_geometry(tool, geometry, scene)
    if scene.elements.filter(removed_at__isnull=True).count() >= MAX_ELEMENTS:
        raise InvalidInput(_("The sketch is full. Remove what is no longer needed."))
    now = clock.now()
    made = min(made_at or now, now)
    element = SketchElement.objects.create(
        scene=scene,
        key=key,
        tool=tool,
        symbol=symbol,
        label=label.strip(),
        geometry=shape,
        author_id=actor.id,
        author_name=actor.display_name[:100],
        drawn_at=made,
        changed_at=made,
        changed_by=actor.display_name[:100],
    )
    return _changed(element, ChangeKind.DRAWN, shape, actor, made)


def _check(tool: str, symbol: str, label: str) -> None:
    problems = {}
    if tool not in Tool.values:
        problems["tool"] = _("Choose what to draw.")
    elif symbol not in MEANINGS[tool] and (symbol or tool == Tool.SYMBOL):
        problems["symbol"] = _("Choose what it means.")
    if len(label) > MAX_LABEL:
        problems["label"] = _("Write less: at most %(n)d characters.") % {"n": MAX_LABEL}
    elif tool == Tool.TEXT and not label.strip():
        problems["label"] = _("Write the text.")
    if problems:
        raise InvalidInput(fields=problems)


def _own(scene: Scene, key: UUID, actor: Actor) -> SketchElement:
    """Lock an element the actor may edit: his own, or any for who commands."""
    element = scene.elements.select_for_update().filter(key=key).first()
    if element is None:
        raise NotVisible
    if element.author_id != actor.id and not policy_of(Scene).can(actor, COMMAND, scene):
        raise NotPermitted(_("Only the author or the commander may change this element."))
    return element


@transaction.atomic
def change_element(
    *,
    incident_id: int,
    key: UUID,
    actor: Actor,
    geometry: Any = None,
    label: str | None = None,
    made_at: datetime | None = None,
) -> SketchElement:
    """Move an element or caption it anew; an older change that arrives later only adds history.

    Raises ``ElementGone`` for a removed one.
    """
    scene = visible_scene(incident_id, actor, TAKE_PART)
    element = _own(scene, key, actor)
    if element.removed_at is not None:
        raise ElementGone
    caption = element.label if label is None else label.strip()
    _check(element.tool, element.symbol, caption)
    shape = element.geometry if geometry is None else read_geometry(element.tool, geometry, scene)
    now = clock.now()
    made = min(made_at or now, now)
    if made >= element.changed_at:
        element.geometry, element.label = shape, caption
        element.changed_at, element.changed_by = made, actor.display_name[:100]
        element.save(update_fields=["geometry", "label", "changed_at", "changed_by"])
    return _changed(element, ChangeKind.CHANGED, shape, actor, made, caption)


@transaction.atomic
def remove_element(
    *, incident_id: int, key: UUID, actor: Actor, made_at: datetime | None = None
) -> SketchElement:
    """Take an element off the sketch; it stays in the history. Twice is once."""
    scene = visible_scene(incident_id, actor, TAKE_PART)
    element = _own(scene, key, actor)
    if element.removed_at is not None:
        return element
    now = clock.now()
    element.removed_at, element.removed_by = min(made_at or now, now), actor.display_name[:100]
    element.save(update_fields=["removed_at", "removed_by"])
    return _changed(element, ChangeKind.REMOVED, None, actor, element.removed_at)


def _changed(
    element: SketchElement,
    kind: ChangeKind,
    shape: GEOSGeometry | None,
    actor: Actor,
    made: datetime,
    label: str | None = None,
) -> SketchElement:
    SketchChange.objects.create(
        element=element,
        kind=kind,
        geometry=shape,
        label=element.label if label is None else label,
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
        made_at=made,
        arrived_at=clock.now(),
    )
    audit(
        actor,
        f"scene.sketch.{kind}",
        element,
        after={"tool": element.tool, "symbol": element.symbol, "made_at": made},
    )
    scene = element.scene
    emit(
        SketchChanged(scene.incident_id, scene.region_id, element_id=element.pk, kind=str(kind)),
        actor,
    )
    return element


@transaction.atomic
def keep_sketch(*, incident_id: int, name: str, actor: Actor) -> SketchPeriod:
    """Keep the sketch as it stands, as that of an operational period."""
    scene = visible_scene(incident_id, actor, COMMAND, lock=True)
    if not name.strip():
        raise InvalidInput(fields={"name": _("Please fill in this field.")})
    return freeze(scene, name.strip(), actor)


def freeze(scene: Scene, name: str, actor: Actor, *, report_id: int | None = None) -> SketchPeriod:
    """Write a sketch down as it stands; the caller has locked the scene."""
    last = scene.periods.aggregate(last=Max("sequence"))["last"] or 0
    period = SketchPeriod.objects.create(
        scene=scene,
        sequence=last + 1,
        name=name[:100],
        features=features_of(scene),
        report_id=report_id,
        frozen_at=clock.now(),
        frozen_by=actor.display_name[:100],
    )
    with official_language():
        enter(
            scene,
            _("Sketch kept: %(name)s (%(n)d elements)")
            % {"name": period.name, "n": len(period.features)},
            actor,
            url=period.get_absolute_url(),
        )
    audit(actor, "scene.sketch.kept", period, after={"elements": len(period.features)})
    emit(SketchKept(scene.incident_id, scene.region_id, period_id=period.pk), actor)
    return period
