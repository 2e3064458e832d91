"""The scene of the last incident as its teams drew and told it, and means of communication."""

from __future__ import annotations

import math
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon

from anlan.command.incidents.models import Incident
from anlan.command.scene.models import (
    CommunicationMeans,
    MeansCheck,
    Scene,
    SceneEntry,
    SketchChange,
    SketchElement,
    SketchPeriod,
)
from anlan.command.scene.rules import visibility_rule
from anlan.command.scene.selectors.sketch import feature
from anlan.command.teams.models import Team
from anlan.demonstration.loader.book import Book

METRES_PER_DEGREE = 111_320.0
#: kind, name, call number, found as, days since it was tried; one has never been tried.
MEANS: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("satellite_phone", "卫星电话01（演示）", "演示1740-0001", "ready", 12),
    ("satellite_phone", "卫星电话02（演示）", "演示1740-0002", "ready", 41),
    ("radio", "数字集群电台甲（演示）", "350 MHz 演示信道3", "ready", 6),
    ("radio", "数字集群电台乙（演示）", "350 MHz 演示信道3", "limited", 6),
    ("beidou", "北斗短报文终端（演示）", "演示000001", "ready", 20),
    ("cellular", "5G布控球（演示）", "演示5G-01", "ready", 3),
    ("vehicle", "应急通信指挥车（演示）", "浙H·演示9", "ready", 9),
    ("uav", "侦察无人机（演示）", "演示UAV-1", "faulty", None),
)
#: minutes after the report, kind, words, fact, number.
ENTRIES: tuple[tuple[int, str, str, str, int | None], ...] = (
    (14, "note", "已到东门，西侧围墙外有气味，风向东南", "", None),
    (19, "fact", "", "trapped", 0),
    (27, "note", "洗消点设在东门停车场，水源为厂区消防栓", "", None),
    (48, "fact", "", "leak_stopped", None),
)


def write_scenes(book: Book) -> None:
    """Write the scene of the last real incident, and the register."""
    incident = (
        Incident.objects.filter(is_drill=False, location__isnull=False)
        .order_by("-reported_at")
        .first()
    )
    team = Team.objects.filter(leader__isnull=False).order_by("pk").first()
    if incident is not None and team is not None:
        _scene(book, incident, team)
    _means(book)


def _scene(book: Book, incident: Incident, team: Team) -> None:
    reported = incident.reported_at
    scene, _is_new = Scene.objects.update_or_create(
        incident=incident,
        defaults={
            "region_id": incident.region_id,
            "title": incident.title,
            "alarmed_at": reported,
            "visible_due_at": reported + visibility_rule().within,
            "visible_at": reported + timedelta(minutes=14),
            "visible_kind": "position",
            "visible_by": team.name,
        },
    )
    author = team.leader.name if team.leader is not None else team.name
    common = {"author_id": f"person:{team.leader_id}", "author_name": author}
    entries = []
    for minutes, kind, text, fact, count in ENTRIES:
        made = reported + timedelta(minutes=minutes)
        late = timedelta(minutes=9) if minutes == 27 else timedelta(seconds=4)
        entries.append(
            SceneEntry(
                scene=scene,
                key=_key(book, f"entry{minutes}"),
                kind=kind,
                text=text,
                fact=fact,
                count=count,
                made_at=made,
                arrived_at=made + late,
                location=incident.location,
                accuracy_m=8.0,
                team_name=team.name,
                **common,
            )
        )
    book.write(SceneEntry, entries)
    drawn = []
    for number, (tool, symbol, label, geometry) in enumerate(_drawings(incident.location)):
        at = reported + timedelta(minutes=16 + 2 * number)
        drawn.append(
            SketchElement(
                scene=scene,
                key=_key(book, f"element{number}"),
                tool=tool,
                symbol=symbol,
                label=label,
                geometry=geometry,
                drawn_at=at,
                changed_at=at,
                changed_by=author,
                **common,
            )
        )
    elements = book.write(SketchElement, drawn)
    book.write(
        SketchChange,
        [
            SketchChange(
                element=element,
                kind="drawn",
                geometry=element.geometry,
                label=element.label,
                actor_id=element.author_id,
                actor_name=author,
                made_at=element.drawn_at,
                arrived_at=element.drawn_at + timedelta(seconds=3),
            )
            for element in elements
        ],
    )
    book.write(
        SketchPeriod,
        [
            SketchPeriod(
                scene=scene,
                sequence=1,
                name="第1行动期",
                features=[feature(element) for element in elements],
                frozen_at=reported + timedelta(minutes=40),
                frozen_by=author,
            )
        ],
    )


def _key(book: Book, name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"anlan-demo:{book.county.seed}:{name}")


def _drawings(place: Any) -> list[tuple[str, str, str, GEOSGeometry]]:
    """A cordon, the wind, the way in, and where everything is, in metres from the incident."""
    cosine = math.cos(math.radians(place.y))

    def at(east: float, north: float) -> tuple[float, float]:
        x = place.x + east / METRES_PER_DEGREE / cosine
        return round(x, 6), round(place.y + north / METRES_PER_DEGREE, 6)

    ring = [(math.sin(t) * 110, math.cos(t) * 90) for t in (i * math.pi / 6 for i in range(12))]
    hot = [at(*corner) for corner in (*ring, ring[0])]
    return [
        ("area", "hot", "", Polygon(hot, srid=4326)),
        ("symbol", "command_post", "现场指挥部", Point(*at(320, 60), srid=4326)),
        ("symbol", "decontamination", "", Point(*at(180, -40), srid=4326)),
        ("symbol", "casualties", "", Point(*at(250, -130), srid=4326)),
        ("symbol", "water", "消防栓", Point(*at(120, 140), srid=4326)),
        ("symbol", "assembly", "东门停车场", Point(*at(380, -60), srid=4326)),
        ("arrow", "wind", "东南风", LineString(at(150, -260), at(40, -150), srid=4326)),
        ("arrow", "route", "", LineString(at(420, 20), at(240, 10), at(130, 5), srid=4326)),
        ("line", "warm", "", LineString(at(210, 260), at(215, 0), at(205, -260), srid=4326)),
    ]


def _means(book: Book) -> None:
    teams = list(Team.objects.order_by("pk")[: len(MEANS)])
    rows = book.write(
        CommunicationMeans,
        [
            CommunicationMeans(
                code=f"TX-{number:03d}",
                kind=kind,
                name=name,
                number=call,
                region_id=book.county.code.ljust(12, "0"),
                team=teams[number % len(teams)] if teams and number % 2 else None,
                state=state,
                checked_on=None if days is None else book.today - timedelta(days=days),
                note="桨叶损坏，待修" if state == "faulty" else "",
            )
            for number, (kind, name, call, state, days) in enumerate(MEANS, 1)
        ],
    )
    book.write(
        MeansCheck,
        [
            MeansCheck(
                means=row,
                state=row.state,
                note="电池老化，仅能通话2小时" if row.state == "limited" else "",
                actor_name="通信保障员（演示）",
                at=book.now - (timedelta(days=days)),
            )
            for row, (*_rest, days) in zip(rows, MEANS, strict=True)
            if days is not None
        ],
    )
