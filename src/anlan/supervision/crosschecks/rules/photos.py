"""Photos set against the records they are to prove."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.files.contracts import PhotoUse
from anlan.base.files.public import placed_photos, reused_photos
from anlan.supervision.crosschecks.contracts import Contradiction, Evidence
from anlan.supervision.crosschecks.rules.base import Look, rule

EARTH_RADIUS_M = 6_371_008.8


def _subject(use: PhotoUse) -> Any | None:
    """The record a photo stands on, if it belongs to an enterprise."""
    try:
        model = apps.get_model(use.subject_type)
    except (LookupError, ValueError):
        return None
    if not any(field.name == "enterprise" for field in model._meta.get_fields()):
        return None
    found = model._default_manager.filter(pk=use.subject_id).first()
    return found if found is not None and found.enterprise is not None else None


def _fact(use: PhotoUse, subject: Any) -> Evidence:
    address = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
    return Evidence(
        str(subject._meta.verbose_name),
        f"{subject} · {timezone.localtime(use.created_at):%Y-%m-%d %H:%M} · {use.uploaded_by}",
        address,
    )


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres between two places in degrees (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


@rule("photo_reused")
def photo_used_again(look: Look) -> Iterator[Contradiction]:
    """The same picture proves several things."""
    since = look.now - timedelta(days=int(look.number("days", 365)))
    for uses in reused_photos(since):
        known = [(use, subject) for use in uses if (subject := _subject(use)) is not None]
        if len({(use.subject_type, use.subject_id) for use, _s in known}) < 2:
            continue
        last = known[-1][1].enterprise
        if look.enterprise_id is not None and last.pk != look.enterprise_id:
            continue
        yield Contradiction(
            fingerprint=f"{uses[0].sha256}:{len(known)}",
            title=_("The same photo proves several records: %(name)s") % {"name": last.name},
            explanation=_(
                "A photo with the fingerprint %(hash)s… stands on %(count)d records; a new record "
                "needs a new photo."
            )
            % {"hash": uses[0].sha256[:12], "count": len(known)},
            enterprise_id=last.pk,
            region_code=last.region_id,
            evidence=tuple(_fact(use, subject) for use, subject in known[:8]),
        )


@rule("photo_elsewhere")
def photo_taken_elsewhere(look: Look) -> Iterator[Contradiction]:
    """The picture was taken far from the enterprise whose record it proves."""
    farthest = look.number("distance_m", 1000)
    since = look.now - timedelta(days=int(look.number("days", 30)))
    for use in placed_photos(since):
        subject = _subject(use)
        if subject is None or use.longitude is None or use.latitude is None:
            continue
        enterprise = subject.enterprise
        place = getattr(subject, "location", None) or enterprise.location
        if place is None or (
            look.enterprise_id is not None and enterprise.pk != look.enterprise_id
        ):
            continue
        far = distance_m(use.longitude, use.latitude, place.x, place.y)
        if far <= farthest:
            continue
        yield Contradiction(
            fingerprint=f"photo:{use.id}",
            title=_("Photo taken elsewhere: %(name)s") % {"name": enterprise.name},
            explanation=_(
                "The photo was taken %(far)d m from the place of the record; farther than "
                "%(limit)d m is questioned."
            )
            % {"far": round(far), "limit": farthest},
            enterprise_id=enterprise.pk,
            region_code=enterprise.region_id,
            evidence=(
                _fact(use, subject),
                Evidence(_("taken at"), f"{use.longitude:.5f}, {use.latitude:.5f}"),
                Evidence(_("place of the record"), f"{place.x:.5f}, {place.y:.5f}"),
            ),
        )
