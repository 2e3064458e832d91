"""The scene itself: made on demand, visible for the first time, late, its video meeting."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.dispatch.public import bound_forces
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import get_active_response, official_language
from anlan.command.scene.choices import SeenBy
from anlan.command.scene.errors import NoMeeting, SceneEnded
from anlan.command.scene.events import MeetingChanged, SceneNotVisible, SceneVisible
from anlan.command.scene.models import Scene
from anlan.command.scene.permissions import COMMAND, TAKE_PART, VIEW
from anlan.command.scene.rules import visibility_rule
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require

RED = 1
#: Scenes looked at in one run of the job.
LATE_BATCH = 100


def ensure_scene(incident_id: int) -> Scene:
    """Return the scene of an incident, made when nobody asked for it before."""
    found = Scene.objects.filter(incident_id=incident_id).first()
    if found is not None:
        return found
    try:
        incident = incidents.incident_of(incident_id)
    except ObjectDoesNotExist:
        raise NotVisible from None
    scene, _is_new = Scene.objects.get_or_create(
        incident_id=incident_id,
        defaults={
            "region_id": incident.region_code,
            "title": incident.title[:200],
            "alarmed_at": incident.reported_at,
            "visible_due_at": incident.reported_at + visibility_rule().within,
        },
    )
    return scene


def visible_scene(
    incident_id: int, actor: Actor, permission: str = VIEW, *, lock: bool = False
) -> Scene:
    """Return the scene of an incident that the actor sees, with a right over it.

    Raises ``NotVisible`` or ``NotPermitted``.
    """
    scene = get_visible(Scene, ensure_scene(incident_id).pk, actor=actor, lock=lock)
    require(actor, permission, scene)
    return scene


def require_running(scene: Scene) -> incidents.IncidentInfo:
    """Return the incident of a scene while somebody has to deal with it."""
    incident = incidents.incident_of(scene.incident_id)
    if not incident.is_unfinished:
        raise SceneEnded
    return incident


def enter(
    scene: Scene,
    text: str,
    actor: Actor,
    *,
    at: datetime | None = None,
    level: int | None = None,
    url: str = "",
    attachment_id: int | None = None,
    kind: str = "response",
) -> None:
    """Write a line of the scene into the timeline of the incident."""
    incidents.add_timeline_entry(
        incident_id=scene.incident_id,
        kind=kind,
        text=text,
        actor=actor,
        at=at,
        level=level,
        url=url or scene.get_absolute_url(),
        attachment_id=attachment_id,
    )


@transaction.atomic
def mark_visible(*, incident_id: int, kind: str, by: str, actor: Actor) -> bool:
    """Note that the command post sees the scene; only the first time counts. Returns whether."""
    scene = ensure_scene(incident_id)
    if scene.visible_at is not None:
        return False
    now = clock.now()
    first = Scene.objects.filter(pk=scene.pk, visible_at__isnull=True).update(
        visible_at=now, visible_kind=SeenBy(kind), visible_by=by[:100], updated_at=now
    )
    if not first:
        return False
    scene.refresh_from_db()
    after_s = scene.visible_after_s or 0.0
    with official_language():
        words = _("Scene visible for the first time (%(kind)s, %(by)s), %(n)d min after the report")
        enter(
            scene,
            words % {"kind": scene.get_visible_kind_display(), "by": by, "n": after_s // 60},
            actor,
        )
    audit(actor, "scene.scene.visible", scene, after={"kind": kind, "after_s": round(after_s)})
    emit(SceneVisible(incident_id, scene.region_id, kind=kind, after_s=after_s), actor)
    return True


@transaction.atomic
def tell_unseen() -> int:
    """Tell the commander of scenes nothing is seen of in time; returns how many."""
    actor, now = system_actor("scene"), clock.now()
    for incident in incidents.list_open_incidents(actor):
        if incident.reported_at + visibility_rule().within < now:
            ensure_scene(incident.id)
    late = list(
        Scene.objects.filter(
            visible_at__isnull=True, late_told_at__isnull=True, visible_due_at__lt=now
        )
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")[:LATE_BATCH]
    )
    told = 0
    for scene in late:
        scene.late_told_at = now
        scene.save(update_fields=["late_told_at", "updated_at"])
        if not incidents.incident_of(scene.incident_id).is_unfinished:
            continue
        told += 1
        response = get_active_response(scene.incident_id)
        commander = response.commander_id if response is not None else None
        people = [commander] if commander else policy_of(Scene).who_can(COMMAND, scene)
        rule = visibility_rule()
        with official_language():
            words = _("Nothing is seen of the scene %(n)d min after the report") % {
                "n": rule.within.total_seconds() // 60
            }
            enter(scene, words, actor, level=2)
            notify(
                kind="scene.not_visible",
                person_ids=people,
                title=f"{words}：{scene.title}",
                body=rule.legal_basis,
                url=scene.get_absolute_url(),
                level=2,
                subject=scene,
                actor=actor,
            )
        audit(actor, "scene.scene.not_visible", scene, after={"due_at": scene.visible_due_at})
        emit(SceneNotVisible(scene.incident_id, scene.region_id), actor)
    return told


def meeting_url(scene: Scene, number: str) -> str:
    """Return the address of the meeting: typed by hand, else from the county's template."""
    template: str = settings.ANLAN_MEETING_URL
    return scene.meeting_url or template.replace("{number}", quote(number, safe="")).replace(
        "{id}", str(scene.incident_id)
    )


@transaction.atomic
def set_meeting(*, incident_id: int, url: str, actor: Actor) -> Scene:
    """Enter the address of the video meeting by hand; an empty one falls back to the template."""
    scene = visible_scene(incident_id, actor, COMMAND, lock=True)
    require_running(scene)
    address = url.strip()
    if address and urlsplit(address).scheme not in ("https", "http"):
        raise InvalidInput(fields={"url": _("Give an address that begins with https://.")})
    scene.meeting_url = address
    scene.save(update_fields=["meeting_url", "updated_at"])
    audit(actor, "scene.meeting.set", scene, after={"url": address})
    emit(MeetingChanged(incident_id, scene.region_id), actor)
    return scene


@transaction.atomic
def call_to_meeting(*, incident_id: int, actor: Actor) -> int:
    """Tell the commander and the leaders of all bound teams to join; returns how many."""
    scene = visible_scene(incident_id, actor, COMMAND)
    incident = require_running(scene)
    if not meeting_url(scene, incident.number):
        raise NoMeeting
    response = get_active_response(incident_id)
    forces = bound_forces([incident_id]).get(incident_id, [])
    people = [force.leader_id for force in forces if force.leader_id is not None]
    if response is not None and response.commander_id is not None:
        people.append(response.commander_id)
    with official_language():
        told = notify(
            kind="scene.meeting",
            person_ids=people,
            title=_("Join the video meeting: %(incident)s") % {"incident": incident.title},
            url=reverse("scene:meeting", args=[incident_id]),
            level=incident.grade,
            subject=scene,
            actor=actor,
        )
        enter(scene, _("%(n)d people called to the video meeting") % {"n": len(told)}, actor)
    audit(actor, "scene.meeting.called", scene, after={"people": len(told)})
    emit(MeetingChanged(incident_id, scene.region_id), actor)
    return len(told)


@transaction.atomic
def join_meeting(*, incident_id: int, actor: Actor) -> str:
    """Record that somebody joins, and return the address. From a team on the scene it is seen."""
    scene = visible_scene(incident_id, actor, TAKE_PART)
    incident = require_running(scene)
    address = meeting_url(scene, incident.number)
    if not address:
        raise NoMeeting
    with official_language():
        words = _("%(name)s joined the video meeting") % {"name": actor.display_name}
        enter(scene, words, actor)
    audit(actor, "scene.meeting.joined", scene)
    for force in bound_forces([incident_id]).get(incident_id, []):
        if force.is_on_scene and force.leader_id == actor.person_id is not None:
            mark_visible(
                incident_id=incident_id, kind=SeenBy.VIDEO, by=force.team_name, actor=actor
            )
    emit(MeetingChanged(incident_id, scene.region_id), actor)
    return address
