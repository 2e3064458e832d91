"""Import of devices from Excel: one row a point, its device repeated; the same out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.regions import public as regions
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    ChoiceColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)
from anlan.monitoring.devices.choices import DeviceKind, Quantity
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.devices.permissions import IMPORT
from anlan.monitoring.devices.services.devices import add_point, change_device, register_device
from anlan.supervision.enterprises.public import find_enterprise

#: What of a row belongs to the device; the rest describes the point.
DEVICE_FIELDS = (
    "code",
    "name",
    "kind",
    "region_id",
    "enterprise_id",
    "longitude",
    "latitude",
    "place",
    "period_s",
)
POINT_FIELDS = ("point_key", "point_name", "quantity", "unit", "range_low", "range_high")


def find_region(text: str, actor: Actor) -> str | None:
    """Return the code of a region given by its code, with or without the closing zeros."""
    found = regions.find_region(text.ljust(12, "0")) if text.isdigit() else None
    return found.code if found is not None else None


def find_enterprise_id(text: str, actor: Actor) -> int | None:
    """Return the id of a visible enterprise given by its credit code."""
    found = find_enterprise(actor, uscc=text)
    return found.id if found is not None else None


def _device_of(values: Mapping[str, Any], actor: Actor) -> Device | None:
    return visible(Device, actor).filter(code=values["code"]).first()


def _create(values: Mapping[str, Any], actor: Actor) -> Device:
    """Register the device when its first row comes, then add the point of the row."""
    device = _device_of(values, actor)
    if device is None:
        known = {name: values[name] for name in DEVICE_FIELDS if values.get(name) is not None}
        device = register_device(actor=actor, **known)
    add_point(
        device_id=device.pk,
        key=values["point_key"],
        name=values["point_name"],
        quantity=values["quantity"],
        unit=values.get("unit") or "",
        range_low=values.get("range_low"),
        range_high=values.get("range_high"),
        actor=actor,
    )
    return device


def _find(values: Mapping[str, Any], actor: Actor) -> Device | None:
    """Return the device of a row whose point is already there."""
    device = _device_of(values, actor)
    if device is None or not device.points.filter(key=values["point_key"]).exists():
        return None
    return device


def _update(device: Device, values: Mapping[str, Any], actor: Actor) -> Device:
    return change_device(
        device_id=device.pk,
        name=values["name"],
        place=values.get("place") or device.place,
        period_s=values.get("period_s") or device.period_s,
        maker=device.maker,
        calibration_due_on=device.calibration_due_on,
        actor=actor,
    )


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    points = Point.objects.filter(device__in=visible(Device, actor)).select_related(
        "device__enterprise"
    )
    for point in points.order_by("device__code", "key").iterator():
        device = point.device
        yield (
            device.code,
            device.name,
            str(device.get_kind_display()),
            device.region_id,
            device.enterprise.uscc if device.enterprise else "",
            device.location.x if device.location else None,
            device.location.y if device.location else None,
            device.place,
            device.period_s,
            point.key,
            point.name,
            str(point.get_quantity_display()),
            point.unit,
            point.range_low,
            point.range_high,
        )


register_import(
    Importer(
        name="devices",
        title=_("Devices"),
        permission=IMPORT,
        columns=(
            TextColumn(
                "code",
                _("device code"),
                required=True,
                max_length=64,
                aliases=("设备编号",),
                example="330825-GAS-0001",
            ),
            TextColumn(
                "name", _("name"), required=True, max_length=200, example="1号氯气探测器（演示）"
            ),
            ChoiceColumn(
                "kind",
                _("kind"),
                required=True,
                aliases=("设备类型",),
                choices=DeviceKind.choices,
                example="gas_detector",
            ),
            LookupColumn(
                "region_id",
                _("region"),
                required=True,
                aliases=("行政区划代码",),
                find=find_region,
                example="330825100000",
            ),
            LookupColumn(
                "enterprise_id",
                _("enterprise"),
                aliases=("统一社会信用代码", "企业信用代码"),
                find=find_enterprise_id,
            ),
            NumberColumn("longitude", _("longitude"), lowest=-180, highest=180, aliases=("经度",)),
            NumberColumn("latitude", _("latitude"), lowest=-90, highest=90, aliases=("纬度",)),
            TextColumn("place", _("place"), max_length=200, aliases=("安装位置",)),
            NumberColumn(
                "period_s",
                _("sampling period in seconds"),
                lowest=0.1,
                highest=86_400,
                aliases=("采样周期",),
                example="5",
            ),
            TextColumn(
                "point_key",
                _("key of the point"),
                required=True,
                max_length=64,
                aliases=("测点编号",),
                example="cl2",
            ),
            TextColumn(
                "point_name",
                _("name of the point"),
                required=True,
                max_length=200,
                aliases=("测点名称",),
                example="氯气浓度",
            ),
            ChoiceColumn(
                "quantity",
                pgettext_lazy("measured", "quantity"),
                required=True,
                aliases=("监测量",),
                choices=Quantity.choices,
                example="gas_concentration",
            ),
            TextColumn("unit", _("unit"), max_length=20, aliases=("计量单位",), example="ppm"),
            NumberColumn("range_low", _("lower end of range"), aliases=("量程下限",), example="0"),
            NumberColumn(
                "range_high", _("upper end of range"), aliases=("量程上限",), example="10"
            ),
        ),
        create=_create,
        find=_find,
        update=_update,
        export=_export,
        help=_("One row a point; the device is repeated in each of its rows."),
        list_url_name="devices:list",
    )
)
