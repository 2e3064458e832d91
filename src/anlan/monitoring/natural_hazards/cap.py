"""Reading the Common Alerting Protocol 1.0, 1.1 and 1.2 (OASIS CAP-v1.2, GB/T 35965.1).

Nothing outside the message is fetched, and a message with a document type is refused, so entities
of its own can neither grow nor reach out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.monitoring.natural_hazards.parsed import (
    ParsedWarning,
    UnreadableWarning,
    level_of,
    reference_key,
)

NAMESPACES = (
    "urn:oasis:names:tc:emergency:cap:1.2",
    "urn:oasis:names:tc:emergency:cap:1.1",
    "http://www.incident.com/cap/1.0",
)
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
#: Those of the protocol, and the colours that Chinese messages put there.
SEVERITY_WORDS = (
    *("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    *("Red", "Orange", "Yellow", "Blue"),
)
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely")
#: The largest message that is read. [bytes]
LARGEST = 2_000_000
#: A circle is drawn with so many corners.
CORNERS = 36
_KM_PER_DEGREE = 111.32


def read_cap(data: bytes) -> ParsedWarning:
    """Read one alert. Raises ``UnreadableWarning`` with what is wrong."""
    if len(data) > LARGEST:
        raise UnreadableWarning(_("the message is too large"))
    plain = data.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableWarning(_("a document type is not accepted"))
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (no document type, see above)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnreadableWarning(_("no well-formed XML: %(why)s") % {"why": error}) from None
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if namespace not in NAMESPACES or root.tag != f"{{{namespace}}}alert":
        raise UnreadableWarning(_("no alert of the Common Alerting Protocol"))
    return _Reader(namespace).alert(root)


class _Reader:
    """Reads the elements of one namespace."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def text(self, parent: ElementTree.Element, name: str, *, required: bool = False) -> str:
        found = parent.find(f"{{{self.namespace}}}{name}")
        value = (found.text or "").strip() if found is not None else ""
        if required and not value:
            raise UnreadableWarning(_("%(name)s is missing") % {"name": name})
        return value

    def texts(self, parent: ElementTree.Element, name: str) -> list[str]:
        return [
            (found.text or "").strip() for found in parent.findall(f"{{{self.namespace}}}{name}")
        ]

    def word(self, parent: ElementTree.Element, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(parent, name, required=True)
        if value not in allowed:
            words = {"name": name, "value": value, "allowed": ", ".join(allowed)}
            raise UnreadableWarning(_("%(name)s is “%(value)s”, not one of %(allowed)s") % words)
        return value

    def moment(
        self, parent: ElementTree.Element, name: str, *, required: bool = False
    ) -> datetime | None:
        value = self.text(parent, name, required=required)
        if not value:
            return None
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            words = {"name": name, "value": value}
            raise UnreadableWarning(_("%(name)s is no moment with a zone: “%(value)s”") % words)
        return found

    def alert(self, root: ElementTree.Element) -> ParsedWarning:
        """Read the alert with its first block of information, a Chinese one before others."""
        status = self.word(root, "status", STATUSES)
        message_type = self.word(root, "msgType", MESSAGE_TYPES)
        sent_at = self.moment(root, "sent", required=True)
        assert sent_at is not None
        common: dict[str, object] = {
            "identifier": self.text(root, "identifier", required=True),
            "sender": self.text(root, "sender", required=True),
            "status": status,
            "message_type": message_type,
            "references": tuple(_references(self.text(root, "references"))),
        }
        self.text(root, "scope", required=True)
        infos = root.findall(f"{{{self.namespace}}}info")
        infos.sort(key=lambda info: not self.text(info, "language").lower().startswith("zh"))
        if not infos:
            if message_type != "Cancel":
                raise UnreadableWarning(_("%(name)s is missing") % {"name": "info"})
            return ParsedWarning(
                **common,  # type: ignore[arg-type]
                sent_at=sent_at,
                format="cap",
                event="",
                headline=self.text(root, "note") or str(common["identifier"]),
            )
        return self._info(infos[0], common, sent_at)

    def _info(
        self, info: ElementTree.Element, common: dict[str, object], sent_at: datetime
    ) -> ParsedWarning:
        event = self.text(info, "event", required=True)
        self.text(info, "category", required=True)
        severity = self.word(info, "severity", SEVERITY_WORDS)
        headline = self.text(info, "headline") or event
        areas = info.findall(f"{{{self.namespace}}}area")
        polygons = [ring for area in areas for ring in self._rings(area)]
        return ParsedWarning(
            **common,  # type: ignore[arg-type]
            sent_at=sent_at,
            format="cap",
            event=event,
            headline=headline,
            sender_name=self.text(info, "senderName"),
            effective_at=self.moment(info, "effective"),
            expires_at=self.moment(info, "expires"),
            description=self.text(info, "description"),
            instruction=self.text(info, "instruction"),
            severity=severity,
            urgency=self.word(info, "urgency", URGENCIES),
            certainty=self.word(info, "certainty", CERTAINTIES),
            level=level_of(severity, headline, event),
            area_text="；".join(self.text(area, "areaDesc", required=True) for area in areas),
            polygons=tuple(polygons),
            geocodes=tuple(code for area in areas for code in self._geocodes(area)),
        )

    def _geocodes(self, area: ElementTree.Element) -> list[str]:
        codes = []
        for code in area.findall(f"{{{self.namespace}}}geocode"):
            # 1.0 wrote name=value in one text, later versions have two elements.
            value = self.text(code, "value") or (code.text or "").partition("=")[2].strip()
            if value:
                codes.append(value)
        return codes

    def _rings(self, area: ElementTree.Element) -> list[tuple[tuple[float, float], ...]]:
        rings = [_ring(text) for text in self.texts(area, "polygon") if text]
        return rings + [_circle(text) for text in self.texts(area, "circle") if text]


def _references(text: str) -> Iterator[str]:
    """Read ``sender,identifier,sent`` of each message referred to; what is no such is left out."""
    for reference in text.split():
        sender, _comma, rest = reference.partition(",")
        identifier, _comma, sent = rest.rpartition(",") if rest.count(",") else (rest, "", "")
        try:
            moment = parse_datetime(sent)
        except ValueError:
            moment = None
        if sender and identifier:
            yield reference_key(sender, identifier, moment if moment and moment.tzinfo else None)


def _pair(text: str) -> tuple[float, float]:
    """Read ``latitude,longitude`` and return (longitude, latitude)."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise UnreadableWarning(_("no place: “%(value)s”") % {"value": text}) from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UnreadableWarning(_("a place outside the earth: “%(value)s”") % {"value": text})
    return longitude, latitude


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    ring = tuple(_pair(part) for part in text.split())
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise UnreadableWarning(_("a polygon needs four places, the first again at the end"))
    return ring


def _circle(text: str) -> tuple[tuple[float, float], ...]:
    centre, _space, radius = text.strip().partition(" ")
    longitude, latitude = _pair(centre)
    try:
        radius_km = float(radius)
    except ValueError:
        raise UnreadableWarning(_("no radius: “%(value)s”") % {"value": text}) from None
    if not 0 <= radius_km <= 20_000:
        raise UnreadableWarning(_("no radius: “%(value)s”") % {"value": text})
    north = max(radius_km, 0.1) / _KM_PER_DEGREE
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    ring = [
        (
            longitude + east * math.cos(2 * math.pi * n / CORNERS),
            latitude + north * math.sin(2 * math.pi * n / CORNERS),
        )
        for n in range(CORNERS)
    ]
    return (*ring, ring[0])
