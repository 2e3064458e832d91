"""The draft of a warning: words in official Chinese and the same as a CAP 1.2 message.

A draft only: status ``Draft``; nothing is published from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree

import shapely
from django.utils import timezone

from anlan.decision.consequence.choices import ZoneKind
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.selectors.exposure import Exposure
from anlan.kernel import clock

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
#: A draft tells of the next two hours; then the wind must be looked at again.
VALID = timedelta(hours=2)
SENDER = "anlan.consequence"
#: More corners than this say nothing more to a phone.
TOLERANCE_DEG = 0.00005
WINDS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
EVENTS = {
    "toxic": "有毒气体泄漏",
    "flammable": "可燃气体泄漏",
    "explosion": "可燃气体爆炸",
    "pool_fire": "危险化学品火灾",
    "jet_fire": "危险化学品火灾",
    "fireball": "压力容器爆炸",
}
ADVICE = {
    "toxic": "请立即向上风向或者侧风向撤离，用湿毛巾捂住口鼻，不要到低洼处停留；来不及撤离的，"
    "关闭门窗、空调和排风，转移到高处的室内等候通知。",
    "flammable": "请立即撤离，不要开关电器、使用明火、发动车辆，不要在撤离途中接打电话。",
    "explosion": "请立即撤离，远离玻璃门窗，不要使用明火和开关电器。",
    "pool_fire": "请立即撤离，不要围观，给救援车辆让出道路。",
    "jet_fire": "请立即撤离，不要围观，给救援车辆让出道路。",
    "fireball": "请立即撤离到遮蔽物后面更远的地方，不要围观，远离玻璃门窗。",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a warning."""

    headline: str
    description: str
    instruction: str


def draft_of(run: ConsequenceRun, exposure: Exposure) -> Draft:
    """Return the words, in official Chinese whatever the reader's language."""
    event = EVENTS[run.scenario]
    where = run.enterprise.name if run.enterprise is not None else run.region.name
    reach = {zone.kind: zone.reach_m for zone in run.zones.all()}
    wind = (
        f"{WINDS[round(run.wind_from_deg / 45.0) % 8]}风{run.wind_speed_m_s:.1f}米每秒，"
        f"下风向为{WINDS[round((run.wind_from_deg + 180.0) / 45.0) % 8]}方向"
        if run.wind_from_deg is not None
        else f"风速{run.wind_speed_m_s:.1f}米每秒，风向不明，各方向均按下风向对待"
    )
    places = [row.found.name for row in exposure.of("sites") if row.zone <= ZoneKind.INJURY][:12]
    clear = max(reach.get(ZoneKind.LETHAL, 0.0), reach.get(ZoneKind.INJURY, 0.0))
    parts = [f"{where}发生（可能发生）{event}，物质为{run.chemical.name}。{wind}。"]
    if clear > 0:
        parts.append(f"距泄漏点{_rounded(clear)}米以内的下风向区域需要撤离。")
    if reach.get(ZoneKind.NOTICE, 0.0) > clear:
        parts.append(f"{_rounded(reach[ZoneKind.NOTICE])}米以内请关闭门窗，留意通知。")
    if places:
        parts.append(f"涉及{'、'.join(places)}等处。")
    return Draft(f"{where}{event}，周边群众请按要求撤离", "".join(parts), ADVICE[run.scenario])


def _rounded(metres: float) -> int:
    """Round up to what one can say aloud: tens below 200 m, hundreds above."""
    step = 10 if metres < 200 else 100
    return int(-(-metres // step) * step)


def _severity(run: ConsequenceRun) -> str:
    kinds = {zone.kind for zone in run.zones.all() if zone.shape is not None}
    if ZoneKind.LETHAL in kinds:
        return "Extreme"
    return "Severe" if ZoneKind.INJURY in kinds else "Moderate"


def cap_of(run: ConsequenceRun, exposure: Exposure) -> bytes:
    """Return the draft as CAP 1.2, one area a zone."""
    draft = draft_of(run, exposure)
    now = timezone.localtime(clock.now()).replace(microsecond=0)
    alert = ElementTree.Element("alert", {"xmlns": CAP})

    def add(parent: ElementTree.Element, name: str, text: str) -> None:
        ElementTree.SubElement(parent, name).text = text

    add(alert, "identifier", f"{SENDER}.{run.pk}.{now:%Y%m%d%H%M%S}")
    add(alert, "sender", SENDER)
    add(alert, "sent", now.isoformat())
    add(alert, "status", "Draft")
    add(alert, "msgType", "Alert")
    add(alert, "scope", "Restricted")
    add(alert, "restriction", "预警信息草稿，审核签发后方可发布")
    info = ElementTree.SubElement(alert, "info")
    add(info, "language", "zh-CN")
    add(info, "category", "CBRNE" if run.scenario in ("toxic", "flammable") else "Fire")
    add(info, "event", EVENTS[run.scenario])
    add(info, "responseType", "Evacuate")
    add(info, "urgency", "Immediate")
    add(info, "severity", _severity(run))
    add(info, "certainty", "Likely")
    add(info, "effective", now.isoformat())
    add(info, "expires", (now + VALID).isoformat())
    add(info, "headline", draft.headline)
    add(info, "description", draft.description)
    add(info, "instruction", draft.instruction)
    for zone in run.zones.all():
        if zone.shape is None or not zone.kind:
            continue
        area = ElementTree.SubElement(info, "area")
        add(area, "areaDesc", f"距泄漏点{zone.reach_m:.0f}米：{zone.label}")
        shape = shapely.from_wkb(bytes(zone.shape.wkb)).simplify(TOLERANCE_DEG)
        for polygon in getattr(shape, "geoms", [shape]):
            add(area, "polygon", " ".join(f"{y:.6f},{x:.6f}" for x, y in polygon.exterior.coords))
    content: bytes = ElementTree.tostring(alert, encoding="utf-8", xml_declaration=True)
    return content
