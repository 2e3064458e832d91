"""Uploading plant plans and tying them to the ground."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible
from anlan.supervision.enterprises.georeference import ControlPoint, Fit, fit_transform
from anlan.supervision.enterprises.models import PlantPlan
from anlan.supervision.enterprises.services.dossier import (
    change_part,
    check,
    open_dossier,
    remove_part,
    tell,
)

#: More pixels than a scanned A0 sheet would only slow the phone down.
LARGEST_SIDE = 20_000
POINTS_AT_MOST = 50


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG, or raise ``InvalidInput``."""
    size = _png_size(content) if content.startswith(b"\x89PNG\r\n\x1a\n") else _jpeg_size(content)
    if size is None or not (0 < size[0] <= LARGEST_SIDE and 0 < size[1] <= LARGEST_SIDE):
        raise InvalidInput(
            fields={
                "picture": _("A plan is a PNG or JPEG picture of at most 20,000 pixels a side.")
            }
        )
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 24 or content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG to the frame header (SOF0 … SOF15 but DHT, JPG, DAC)."""
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


@transaction.atomic
def add_plan(
    *,
    enterprise_id: int,
    title: str,
    picture: UploadedFile[Any],
    actor: Actor,
    sort_order: int = 100,
) -> PlantPlan:
    """Keep the picture of a plan; it is tied to the ground afterwards."""
    enterprise = open_dossier(enterprise_id, actor)
    picture.seek(0)
    width, height = picture_size(picture.read())
    plan = PlantPlan(
        enterprise=enterprise,
        title=title.strip(),
        width=width,
        height=height,
        sort_order=sort_order,
    )
    check(plan, "attachment")
    plan.save()
    stored = store_upload(uploaded=picture, subject=plan, actor=actor, kind="photo")
    plan.attachment_id = stored.id
    plan.save(update_fields=["attachment"])
    audit(
        actor,
        "enterprises.plan.added",
        plan,
        after={"enterprise": enterprise, "title": title, "sha256": stored.sha256},
    )
    tell(enterprise, "plan", actor)
    return plan


@transaction.atomic
def update_plan(*, plan_id: int, actor: Actor, reason: str = "", **facts: Any) -> PlantPlan:
    """Change title, order or opacity."""
    return change_part(PlantPlan, plan_id, facts, actor, reason)


@transaction.atomic
def georeference_plan(
    *, plan_id: int, points: Sequence[Mapping[str, float]], actor: Actor
) -> tuple[PlantPlan, Fit]:
    """Tie a plan to the ground by its control points (``x``, ``y``, ``longitude``, ``latitude``).

    Raises ``InvalidInput``: fewer than three points, a point outside the picture, all on one line.
    """
    found = get_visible(PlantPlan, plan_id, actor=actor)
    enterprise = open_dossier(found.enterprise_id, actor)
    plan = PlantPlan.objects.select_for_update().get(pk=found.pk)
    if len(points) > POINTS_AT_MOST:
        raise InvalidInput(fields={"control_points": _("At most fifty control points.")})
    taken = [
        ControlPoint(float(p["x"]), float(p["y"]), float(p["longitude"]), float(p["latitude"]))
        for p in points
    ]
    if any(not (0 <= p.x <= plan.width and 0 <= p.y <= plan.height) for p in taken):
        raise InvalidInput(
            fields={"control_points": _("A control point lies outside the picture.")}
        )
    fit = fit_transform(taken)
    before = {"control_points": len(plan.control_points), "residual_m": plan.residual_m}
    plan.control_points = [
        {"x": p.x, "y": p.y, "longitude": p.longitude, "latitude": p.latitude} for p in taken
    ]
    plan.transform, plan.residual_m = fit.transform.as_json(), round(fit.residual_m, 3)
    plan.save(update_fields=["control_points", "transform", "residual_m", "updated_at"])
    audit(
        actor,
        "enterprises.plan.georeferenced",
        plan,
        before={"enterprise": enterprise, **before},
        after={"control_points": len(taken), "residual_m": plan.residual_m},
    )
    tell(enterprise, "plan", actor)
    return plan, fit


@transaction.atomic
def remove_plan(*, plan_id: int, actor: Actor, reason: str) -> None:
    """Take a plan out; its picture stays among the files."""
    remove_part(PlantPlan, plan_id, actor, reason)
