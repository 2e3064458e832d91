"""What people on the scene tell: notes with photos and voice, facts in one tap, calls for help."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.notifications.public import notify
from anlan.command.dispatch.public import bound_forces
from anlan.command.responses.public import get_active_response, official_language
from anlan.command.scene.choices import ALARMING, COUNTED, EntryKind, Fact, SeenBy
from anlan.command.scene.constants import LATE_ARRIVAL_S, MAX_PEOPLE, MAX_TEXT
from anlan.command.scene.events import SceneTold
from anlan.command.scene.models import Scene, SceneEntry
from anlan.command.scene.permissions import COMMAND, TAKE_PART
from anlan.command.scene.services.scenes import enter, mark_visible, visible_scene
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of

RED, ORANGE = 1, 2


def arrival_words(made_at: datetime, arrived_at: datetime) -> str:
    """Say when something was made, where it took its time to arrive."""
    if (arrived_at - made_at).total_seconds() < LATE_ARRIVAL_S:
        return ""
    made, arrived = timezone.localtime(made_at), timezone.localtime(arrived_at)
    return _("(made %(made)s, arrived %(arrived)s)") % {
        "made": f"{made:%m-%d %H:%M}" if made.date() != arrived.date() else f"{made:%H:%M}",
        "arrived": f"{arrived:%H:%M}",
    }


def team_of(incident_id: int, actor: Actor) -> str:
    """Return the bound team whose leader acts, or of whose organisation, empty for none."""
    for force in bound_forces([incident_id]).get(incident_id, []):
        if actor.person_id is not None and force.leader_id == actor.person_id:
            return force.team_name
    return ""


@transaction.atomic
def tell(
    *,
    incident_id: int,
    key: UUID,
    actor: Actor,
    kind: str = EntryKind.NOTE,
    text: str = "",
    fact: str = "",
    count: int | None = None,
    made_at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    accuracy_m: float | None = None,
    has_files: bool = False,
) -> SceneEntry:
    """Add an entry from the scene; the same number of the phone adds it once.

    A call for help, and that a team withdraws, are told to the commander in red at once.
    """
    scene = visible_scene(incident_id, actor, TAKE_PART)
    known = SceneEntry.objects.filter(key=key).first()
    if known is not None:
        return known
    now = clock.now()
    problems = {}
    if len(text) > MAX_TEXT:
        problems["text"] = _("Write less: at most %(n)d characters.") % {"n": MAX_TEXT}
    if kind == EntryKind.FACT and fact not in Fact.values:
        problems["fact"] = _("Choose what is the case.")
    if fact in COUNTED and (count is None or not 0 <= count <= MAX_PEOPLE):
        problems["count"] = _("Give a whole number, zero or more.")
    if kind == EntryKind.NOTE and not text.strip() and not has_files:
        problems["text"] = _("Write what you see, or take a photo.")
    if problems:
        raise InvalidInput(fields=problems)
    has_place = longitude is not None and latitude is not None
    entry = SceneEntry.objects.create(
        scene=scene,
        key=key,
        kind=EntryKind(kind),
        text=text.strip(),
        fact=fact if kind == EntryKind.FACT else "",
        count=count if fact in COUNTED else None,
        made_at=min(made_at or now, now),
        arrived_at=now,
        location=Point(longitude, latitude, srid=4326) if has_place else None,
        accuracy_m=accuracy_m,
        author_id=actor.id,
        author_name=actor.display_name[:100],
        team_name=team_of(incident_id, actor)[:100],
    )
    if not has_files:
        finish(entry, [], actor=actor)
    return entry


@transaction.atomic
def finish(entry: SceneEntry, files: list[AttachmentInfo], *, actor: Actor) -> SceneEntry:
    """Name the files of an entry, and let everybody hear of it; in the same transaction."""
    scene = entry.scene
    if files:
        entry.attachment_ids = [file.id for file in files]
        entry.save(update_fields=["attachment_ids"])
    pictures = [file for file in files if file.mime.startswith("image/")]
    level = _level(entry)
    with official_language():
        who = entry.team_name or entry.author_name
        voice = _("voice note") if len(files) > len(pictures) else ""
        words = " ".join(filter(None, [entry.words, voice]))
        late = arrival_words(entry.made_at, entry.arrived_at)
        enter(
            scene,
            f"{who}：{words}{late}",
            actor,
            at=entry.made_at,
            level=level,
            attachment_id=files[0].id if files else None,
            kind="scene",
        )
        if level == RED:
            _call(scene, entry, f"{who}：{words}", actor)
    if pictures:
        mark_visible(
            incident_id=scene.incident_id,
            kind=SeenBy.PICTURE,
            by=entry.team_name or entry.author_name,
            actor=actor,
        )
    audit(
        actor,
        "scene.entry.arrived",
        entry,
        after={"kind": entry.kind, "made_at": entry.made_at, "files": len(files)},
    )
    emit(
        SceneTold(
            scene.incident_id,
            scene.region_id,
            entry_id=entry.pk,
            kind=entry.kind,
            photos=len(pictures),
        ),
        actor,
    )
    return entry


def _level(entry: SceneEntry) -> int | None:
    if entry.kind in (EntryKind.HELP, EntryKind.WITHDRAW):
        return RED
    return ORANGE if entry.fact in ALARMING and entry.count != 0 else None


def _call(scene: Scene, entry: SceneEntry, words: str, actor: Actor) -> None:
    """Tell who commands, in red, and to be confirmed."""
    response = get_active_response(scene.incident_id)
    people = set(policy_of(Scene).who_can(COMMAND, scene))
    if response is not None and response.commander_id is not None:
        people = {response.commander_id} | people
    notify(
        kind=f"scene.{entry.kind}",
        person_ids=sorted(people),
        title=words,
        body=scene.title,
        url=scene.get_absolute_url(),
        level=RED,
        subject=scene,
        must_confirm=True,
        actor=actor,
    )
