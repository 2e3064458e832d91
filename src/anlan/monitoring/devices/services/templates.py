"""Device templates: keeping them, and making a device from one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.tables import bring_up_to_date
from anlan.monitoring.devices.choices import DeviceState, Protocol
from anlan.monitoring.devices.events import DeviceEquipped
from anlan.monitoring.devices.models import Device, DeviceTemplate, TemplatePoint, TemplateRule
from anlan.monitoring.devices.permissions import CHANGE_TEMPLATE, ONBOARD
from anlan.monitoring.devices.protocols import validate_source
from anlan.monitoring.devices.services.devices import (
    add_point,
    apply_facts,
    check_range,
    register_device,
)

POINT_FIELDS = (
    "key",
    "source",
    "scale",
    "offset",
    "name",
    "quantity",
    "unit",
    "range_low",
    "range_high",
    "decimals",
)


@transaction.atomic
def create_template(*, code: str, actor: Actor, **facts: Any) -> DeviceTemplate:
    """Add a model of device."""
    require_permission(actor, CHANGE_TEMPLATE)
    if DeviceTemplate.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another template has this code already.")})
    template = DeviceTemplate.objects.create(code=code, **facts)
    audit(actor, "devices.template.created", template, after={"code": code})
    return template


@transaction.atomic
def change_template(*, template_id: int, actor: Actor, **facts: Any) -> DeviceTemplate:
    """Change a template; devices made from it stay as they are."""
    template = get_visible(DeviceTemplate, template_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, template)
    before, after = apply_facts(template, facts)
    _own(template)
    audit(actor, "devices.template.changed", template, before=before, after=after)
    return template


def _own(template: DeviceTemplate) -> None:
    """From the first change on a template is the county's: the platform's data leaves it alone."""
    if template.is_installed:
        template.is_installed = False
        template.save(update_fields=["is_installed", "updated_at"])


@transaction.atomic
def add_template_point(*, template_id: int, actor: Actor, **facts: Any) -> TemplatePoint:
    """Add a point to a template."""
    template = get_visible(DeviceTemplate, template_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, template)
    check_range(facts.get("range_low"), facts.get("range_high"))
    if facts.get("source"):
        validate_source(template.protocol, facts["source"])
    if template.points.filter(key=facts["key"]).exists():
        raise InvalidInput(fields={"key": _("This template has a point of this key already.")})
    point = TemplatePoint.objects.create(template=template, **facts)
    _own(template)
    audit(actor, "devices.template.changed", template, after={"point": point.key})
    return point


@transaction.atomic
def change_template_point(*, point_id: int, actor: Actor, **facts: Any) -> TemplatePoint:
    """Change a point of a template."""
    point = get_visible(TemplatePoint, point_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, point)
    check_range(facts.get("range_low", point.range_low), facts.get("range_high", point.range_high))
    if facts.get("source"):
        validate_source(point.template.protocol, facts["source"])
    others = point.template.points.exclude(pk=point.pk)
    if others.filter(key=facts.get("key", point.key)).exists():
        raise InvalidInput(fields={"key": _("This template has a point of this key already.")})
    before, after = apply_facts(point, facts)
    _own(point.template)
    audit(actor, "devices.template.changed", point.template, before=before, after=after)
    return point


@transaction.atomic
def remove_template_point(*, point_id: int, actor: Actor) -> DeviceTemplate:
    """Take a point and its proposed limits out of a template."""
    point = get_visible(TemplatePoint, point_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, point)
    template = point.template
    point.delete()
    _own(template)
    audit(actor, "devices.template.changed", template, before={"point": point.key})
    return template


@transaction.atomic
def propose_limit(
    *,
    point_id: int,
    direction: str,
    level: int,
    limit: float,
    actor: Actor,
    dead_band: float = 0.0,
    delay_s: float = 0.0,
    basis: str = "",
) -> TemplateRule:
    """Propose an alarm limit for a point of a template; the same side and level is replaced."""
    point = get_visible(TemplatePoint, point_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, point)
    if level not in (1, 2, 3, 4):
        raise InvalidInput(fields={"level": _("There are four levels, 1 (red) to 4 (blue).")})
    rule, _created = TemplateRule.objects.update_or_create(
        point=point,
        direction=direction,
        level=level,
        defaults={
            "limit": limit,
            "dead_band": dead_band,
            "delay_s": delay_s,
            "basis": basis,
            "basis_verified": False,
        },
    )
    _own(point.template)
    audit(actor, "devices.template.changed", point.template, after={"limit": str(rule)})
    return rule


@transaction.atomic
def withdraw_limit(*, rule_id: int, actor: Actor) -> DeviceTemplate:
    """Take a proposed limit out of a template."""
    rule = get_visible(TemplateRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_TEMPLATE, rule)
    template = rule.point.template
    rule.delete()
    _own(template)
    audit(actor, "devices.template.changed", template, before={"limit": str(rule)})
    return template


@transaction.atomic
def onboard_device(
    *,
    template_id: int | None,
    code: str,
    name: str,
    region_id: str,
    actor: Actor,
    enterprise_id: int | None = None,
    place: str = "",
    protocol: str = "",
    identity: str = "",
    connection: Mapping[str, Any] | None = None,
    kind: str = "",
    period_s: float | None = None,
    chemical_id: int | None = None,
) -> Device:
    """Register a device, from a template with all its points, as the first step on site."""
    template = None
    if template_id is not None:
        template = get_visible(DeviceTemplate, template_id, actor=actor)
        if not template.is_active:
            raise WrongState(_("This template is no longer offered for new devices."))
    device = register_device(
        code=code,
        name=name,
        kind=kind or (template.kind if template else "general"),
        region_id=region_id,
        enterprise_id=enterprise_id,
        place=place,
        protocol=protocol or (template.protocol if template else "mqtt"),
        identity=identity,
        connection=connection,
        period_s=period_s or (template.period_s if template else 10.0),
        maker=template.maker if template else "",
        installed_on=clock.today(),
        calibration_months=template.calibration_months if template else None,
        template_id=template_id,
        actor=actor,
        permission=ONBOARD,
    )
    if template is None:
        return device
    for point in template.points.order_by("pk"):
        facts = {name: getattr(point, name) for name in POINT_FIELDS}
        if device.protocol != template.protocol:
            facts["source"] = ""  # an address of another protocol means nothing in this one
        add_point(
            device_id=device.pk,
            actor=actor,
            chemical_id=chemical_id,
            permission=ONBOARD,
            **facts,
        )
    emit(
        DeviceEquipped(
            device_id=device.pk,
            template_id=template.pk,
            region=device.region_id,
            organisation=device.organisation_id,
        ),
        actor,
    )
    return device


def is_onboarding(device: Device) -> bool:
    """Whether a device is registered and not in service yet."""
    return device.state == DeviceState.REGISTERED


def has_credentials(device: Device) -> bool:
    """Whether a device proves itself with an account or token of the platform.

    Devices of other protocols speak to a gateway, or are asked by one.
    """
    return device.protocol in (Protocol.MQTT, Protocol.HTTP, Protocol.SENSORTHINGS)


def load_templates(path: Path) -> int:
    """Bring the templates that came with the platform up to date; returns how many there are.

    What officers changed is theirs and stays.
    """
    shipped: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    theirs = set(DeviceTemplate.objects.filter(is_installed=False).values_list("code", flat=True))
    rows = [row for row in shipped if row["code"] not in theirs]
    templates = bring_up_to_date(
        DeviceTemplate, [_without(row, "points") | {"is_installed": True} for row in rows]
    )
    entries = [
        (template, entry)
        for template, row in zip(templates, rows, strict=True)
        for entry in row["points"]
    ]
    points = bring_up_to_date(
        TemplatePoint,
        [{"template": template} | _without(entry, "rules") for template, entry in entries],
        key=("template", "key"),
    )
    kept = [point.pk for point in points]
    TemplatePoint.objects.filter(template__in=templates).exclude(pk__in=kept).delete()
    TemplateRule.objects.filter(point__in=points).delete()
    TemplateRule.objects.bulk_create(
        TemplateRule(point=point, **rule)
        for point, (_template, entry) in zip(points, entries, strict=True)
        for rule in entry.get("rules", ())
    )
    return len(shipped)


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}
