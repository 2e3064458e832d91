"""Taking in warnings of others: read, matched with our regions, kept; replaced, lifted, expired."""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import GeometryCollection, MultiPolygon, Polygon
from django.contrib.gis.geos.error import GEOSException
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import (
    find_region_by_prefix,
    list_for_choice,
    regions_meeting,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.monitoring.natural_hazards.cap import read_cap
from anlan.monitoring.natural_hazards.choices import WarningState
from anlan.monitoring.natural_hazards.errors import ConcernsNobodyHere
from anlan.monitoring.natural_hazards.events import WarningReceived
from anlan.monitoring.natural_hazards.models import IncomingWarning, WarningArea
from anlan.monitoring.natural_hazards.parsed import (
    ParsedWarning,
    UnreadableWarning,
    reference_key,
)
from anlan.monitoring.natural_hazards.permissions import RECEIVE_WARNING, county_of
from anlan.monitoring.natural_hazards.warning_text import read_text

#: What a name must have after it is cut to its stem: 溪口镇 → 溪口.
SHORTEST_STEM = 2
SUFFIXES = ("街道", "镇", "乡")


def parse(message: bytes | str, *, now: datetime) -> ParsedWarning:
    """Read a message of either form. Raises ``InvalidInput`` with what is wrong."""
    data = message.encode() if isinstance(message, str) else message
    try:
        if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return read_cap(data.lstrip(b" \r\n\t"))
        return read_text(data.decode("utf-8"), now=now)
    except UnicodeDecodeError:
        raise InvalidInput(fields={"message": _("The message is not in UTF-8.")}) from None
    except UnreadableWarning as error:
        text = _("The warning cannot be read: %(why)s.") % {"why": error}
        raise InvalidInput(fields={"message": text}) from None


def receive_warning(*, message: bytes | str, actor: Actor) -> IncomingWarning:
    """Take a warning in; the same one again is left as it is.

    Raises ``NotPermitted``, or ``InvalidInput`` when it cannot be read or concerns no region here.
    """
    return take_warning(message=message, actor=actor)[0]


@transaction.atomic
def take_warning(*, message: bytes | str, actor: Actor) -> tuple[IncomingWarning, bool]:
    """Take a warning in and tell whether it was new; as ``receive_warning``.

    A message is the same by sender, identifier and moment. Messages may come in any order: what
    replaces or lifts another may be here before it. A cancellation that names no area and refers
    to what has not come yet is kept for it.
    """
    require_permission(actor, RECEIVE_WARNING)
    now = clock.now()
    parsed = parse(message, now=now)
    known = IncomingWarning.objects.filter(
        sender=parsed.sender[:200], identifier=parsed.identifier[:200], sent_at=parsed.sent_at
    ).first()
    if known is not None:
        return known, False
    shape = _shape(parsed)
    former = _referred(parsed)
    later = _referring(parsed)
    areas = _match(parsed, shape)
    for other in former:
        areas = areas or {area.region_id: "reference" for area in other.areas.all()}
    waits = parsed.message_type == "Cancel" and bool(parsed.references) and not parsed.event
    if not areas and not waits:
        raise ConcernsNobodyHere
    warning = IncomingWarning.objects.create(
        identifier=parsed.identifier[:200],
        sender=parsed.sender[:200],
        sender_name=parsed.sender_name[:200],
        format=parsed.format,
        message_type=parsed.message_type,
        references=list(parsed.references),
        sent_at=parsed.sent_at,
        effective_at=parsed.effective_at,
        expires_at=parsed.expires_at,
        event=(parsed.event or (former[0].event if former else ""))[:100],
        headline=parsed.headline[:300],
        description=parsed.description,
        instruction=parsed.instruction,
        level=parsed.level,
        severity=parsed.severity,
        urgency=parsed.urgency,
        certainty=parsed.certainty,
        area_text=parsed.area_text[:1000],
        area=shape,
        state=_state(parsed, now),
        source_text=message if isinstance(message, str) else message.decode("utf-8", "replace"),
    )
    _hold_for(warning, areas)
    audit(
        actor,
        "natural_hazards.warning.received",
        warning,
        after={"level": warning.level, "areas": sorted(areas)},
    )
    if warning.state != WarningState.NOTE:
        for old in former:
            _end(old, _ended_by(warning), actor, replaced_by=warning)
        for new in later:
            if not new.areas.exists():
                _hold_for(new, dict.fromkeys(areas, "reference"))
            _end(warning, _ended_by(new), actor, replaced_by=new)
    _tell(warning, actor)
    return warning, True


def _hold_for(warning: IncomingWarning, areas: dict[str, str]) -> None:
    WarningArea.objects.bulk_create(
        WarningArea(warning=warning, region_id=code, matched_by=how) for code, how in areas.items()
    )


def _ended_by(warning: IncomingWarning) -> str:
    is_cancel = warning.message_type == "Cancel"
    return WarningState.CANCELLED if is_cancel else WarningState.UPDATED


def _state(parsed: ParsedWarning, now: datetime) -> str:
    """What is a test, an exercise or an acknowledgement warns of nothing and ends nothing."""
    if parsed.status != "Actual" or parsed.message_type in ("Ack", "Error"):
        return WarningState.NOTE
    if parsed.message_type == "Cancel":
        return WarningState.CANCELLED
    if parsed.expires_at is not None and parsed.expires_at <= now:
        return WarningState.EXPIRED
    return WarningState.IN_FORCE


def _tell(warning: IncomingWarning, actor: Actor) -> None:
    first = warning.areas.order_by("region_id").first()
    emit(
        WarningReceived(
            warning_id=warning.pk,
            level=warning.level,
            state=warning.state,
            region=county_of(first.region_id) if first else "",
        ),
        actor,
    )


def _end(
    old: IncomingWarning, state: str, actor: Actor, replaced_by: IncomingWarning | None = None
) -> None:
    if old.state != WarningState.IN_FORCE:
        return
    old.state, old.replaced_by = state, replaced_by
    old.save(update_fields=["state", "replaced_by", "updated_at"])
    audit(actor, "natural_hazards.warning.ended", old, after={"state": state})
    _tell(old, actor)


@transaction.atomic
def expire_warnings(*, at: datetime, actor: Actor) -> int:
    """End the warnings whose time is over; return how many."""
    rows = IncomingWarning.objects.select_for_update().filter(
        state=WarningState.IN_FORCE, expires_at__lte=at
    )
    ended = list(rows)
    for warning in ended:
        _end(warning, WarningState.EXPIRED, actor)
    return len(ended)


def _referred(parsed: ParsedWarning) -> list[IncomingWarning]:
    """Return the warnings this one replaces or lifts: by reference, or by kind and issuer."""
    rows = IncomingWarning.objects.select_for_update().order_by("-sent_at")
    found: dict[int, IncomingWarning] = {}
    for reference in parsed.references:
        sender, _comma, rest = reference.partition(",")
        identifier, _comma, _moment = rest.rpartition(",")
        for row in rows.filter(sender=sender, identifier=identifier):
            if reference in _keys(row.sender, row.identifier, row.sent_at):
                found[row.pk] = row
    if parsed.format == "text" and parsed.sender_name:
        same = rows.filter(
            format="text",
            sender_name=parsed.sender_name,
            event=parsed.event,
            state=WarningState.IN_FORCE,
            sent_at__lte=parsed.sent_at,
        )
        found |= {row.pk: row for row in same}
    return list(found.values())


def _referring(parsed: ParsedWarning) -> list[IncomingWarning]:
    """Return the replacements and cancellations of this warning that came before it."""
    keys = _keys(parsed.sender, parsed.identifier, parsed.sent_at)
    rows = IncomingWarning.objects.select_for_update().filter(references__overlap=keys)
    return list(rows.exclude(state=WarningState.NOTE).order_by("sent_at"))


def _keys(sender: str, identifier: str, sent_at: datetime) -> list[str]:
    """Return how a message may be referred to: with its moment, or without."""
    return [reference_key(sender, identifier, at) for at in (sent_at, None)]


def _shape(parsed: ParsedWarning) -> MultiPolygon | None:
    """Return the polygons of a warning as one shape."""
    if not parsed.polygons:
        return None
    try:
        joined = MultiPolygon([Polygon(ring) for ring in parsed.polygons], srid=4326)
        valid = joined if joined.valid else joined.buffer(0)
    except (GEOSException, ValueError) as error:
        text = _("The warning cannot be read: %(why)s.") % {"why": error}
        raise InvalidInput(fields={"message": text}) from None
    if valid.empty:
        return None
    parts = list(valid) if isinstance(valid, GeometryCollection) else [valid]
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)], srid=4326)


def _match(parsed: ParsedWarning, shape: MultiPolygon | None) -> dict[str, str]:
    """Find our regions: by polygon, by code, by the names in the text; the county when named."""
    found: dict[str, str] = {}
    if shape is not None:
        found |= dict.fromkeys(regions_meeting(shape, "township"), "polygon")
    for code in parsed.geocodes:
        digits = code.strip()
        if digits.isdigit() and len(digits) in (6, 9, 12):
            region = find_region_by_prefix(digits)
            if region is not None:
                found.setdefault(region.code, "code")
    if not found and (parsed.area_text or parsed.sender_name):
        found |= _named(f"{parsed.sender_name} {parsed.headline} {parsed.area_text}")
    return found


def _named(text: str) -> dict[str, str]:
    """Return the townships that a text names; without any, the county it names."""
    counties = [r for r in list_for_choice("county") if r.name in text]
    found: dict[str, str] = {}
    for county in counties:
        names = [r for r in list_for_choice("township") if r.code.startswith(county.code[:6])]
        inside = [r for r in names if r.name in text or _stem(r.name) in text]
        for region in inside:
            found[region.code] = "name"
        if not inside:
            found[county.code] = "name"
    return found


def _stem(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST_STEM:
            return name[: -len(suffix)]
    return name
