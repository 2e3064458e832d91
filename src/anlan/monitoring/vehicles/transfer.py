"""Vehicles as a table: import with preview and repairs, export in the same columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    BooleanColumn,
    CellError,
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    NameIndex,
    NumberColumn,
    TextColumn,
    register_import,
)
from anlan.kernel.transfer.values import fold
from anlan.monitoring.vehicles.choices import VehicleKind
from anlan.monitoring.vehicles.models import Driver, Vehicle
from anlan.monitoring.vehicles.permissions import IMPORT
from anlan.monitoring.vehicles.services.vehicles import change_vehicle, register_vehicle
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.public import list_enterprises

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
#: 演 stands in the plates of the demonstration; 挂 … 超 end plates of trailers and the like.
_PLATE = re.compile(rf"[{PROVINCES}][A-Z][A-Z0-9演][A-Z0-9]{{3,4}}[A-Z0-9挂学警港澳超]")
_BETWEEN = re.compile(r"[\s·•.。・‧_—-]+")
_LIST = re.compile(r"[、，,;；/\n]+")
_FIRM_ENDS = re.compile(r"(有限责任公司|股份有限公司|有限公司|公司)$")


@dataclass(frozen=True)
class PlateColumn(TextColumn):
    """A number plate, and what is written instead of one."""

    def clean(self, value: str, actor: Actor) -> str:
        """Return the plate; I and O are on none and are proposed as 1 and 0."""
        text = _BETWEEN.sub("", fold(value)).upper()
        serial = text[2:].replace("O", "0").replace("I", "1")
        if _PLATE.fullmatch(text) and text[2:] == serial:
            return text
        meant = text[:2] + serial
        words = gettext("“%(value)s” is no number plate") % {"value": value}
        raise CellError(words, kind="plate", proposal=meant if _PLATE.fullmatch(meant) else None)


def firm_index(actor: Actor) -> Callable[[str], Any]:
    """Return what finds the enterprises of one's area by credit code or name."""
    firms = list_enterprises(actor)
    index = NameIndex(
        ((str(firm.id), firm.name, [firm.name, firm.uscc]) for firm in firms),
        strip=lambda text: _FIRM_ENDS.sub("", text),
    )

    def find(text: str) -> int | None:
        found = index.find(text)
        return int(found) if found else None

    return find


def terminal_index(actor: Actor) -> Callable[[str], Any]:
    """Return what finds terminals by code or by the number they call themselves."""
    devices = visible(Vehicle._meta.get_field("device").related_model, actor)
    by_code: dict[str, int] = {}
    by_identity: dict[str, int] = {}
    for pk, code, identity in devices.filter(kind="vehicle").values_list("pk", "code", "identity"):
        by_code[code.upper()] = pk
        if identity:
            by_identity[identity.lstrip("0")] = pk

    def find(text: str) -> int | None:
        text = fold(text).strip().upper()
        return by_code.get(text) or by_identity.get(text.lstrip("0"))

    return find


def goods_index(actor: Actor) -> Callable[[str], Any]:
    """Return what finds the substances of a list by name, CAS or UN number."""
    index = NameIndex(
        (str(c.id), c.name, [c.name, c.cas, *([f"UN{c.un_number}"] if c.un_number else [])])
        for c in list_chemicals()
    )

    def find(text: str) -> list[int] | None:
        found: list[int] = []
        for word in filter(None, (part.strip() for part in _LIST.split(text))):
            known = index.find(word)
            if known is None:
                raise CellError(
                    gettext("“%(value)s” is not in the catalogue of substances") % {"value": word},
                    kind="unknown",
                )
            found.append(int(known))
        return found or None

    return find


COLUMNS = (
    PlateColumn(
        "plate",
        _("plate"),
        required=True,
        max_length=20,
        aliases=("车牌号", "车牌号码", "号牌号码", "车辆牌照", "车牌", "号牌"),
        example="浙H演0001",
    ),
    ChoiceColumn(
        "kind",
        _("kind"),
        required=True,
        choices=VehicleKind.choices,
        synonyms={
            "班车": "coach",
            "客运班车": "coach",
            "班线客车": "coach",
            "长途客车": "coach",
            "包车": "charter",
            "旅游包车": "charter",
            "旅游客车": "charter",
            "包车客运": "charter",
            "危货车": "hazmat",
            "危险品车": "hazmat",
            "危险货物运输车": "hazmat",
            "危化品运输车": "hazmat",
        },
        aliases=("车型", "车辆类型", "车辆种类", "类别"),
        example="危险货物运输车",
    ),
    LookupColumn(
        "enterprise_id",
        pgettext_lazy("transport", "operator"),
        required=True,
        index=firm_index,
        aliases=("业户", "所属企业", "运输企业", "企业名称", "统一社会信用代码"),
        help=_("name or credit code"),
        example="演示危货运输有限公司",
    ),
    LookupColumn(
        "device_id",
        _("terminal"),
        index=terminal_index,
        aliases=("车载终端", "终端号", "终端手机号", "SIM卡号", "设备编码"),
        help=_("code of its device in the registry, or the number of the terminal"),
    ),
    TextColumn(
        "driver",
        _("usual driver"),
        max_length=50,
        aliases=("驾驶员", "司机", "驾驶员姓名"),
        help=_("a registered driver of the operator"),
    ),
    NumberColumn(
        "seats",
        _("seats"),
        lowest=1,
        highest=200,
        is_whole=True,
        units={"座": 1, "人": 1},
        aliases=("座位数", "核载人数", "核定载客"),
    ),
    NumberColumn(
        "load_t",
        _("permitted load"),
        lowest=0.1,
        highest=200,
        units={"吨": 1, "t": 1, "kg": 0.001, "公斤": 0.001, "千克": 0.001},
        aliases=("核定载质量", "核载吨位", "载重", "吨位"),
        example="20",
    ),
    LookupColumn(
        "permitted_ids",
        _("permitted goods"),
        index=goods_index,
        aliases=("准运货物", "经营范围", "准运品名", "危货品名"),
        help=_("names, CAS or UN numbers with commas between them"),
    ),
    BooleanColumn(
        "runs_at_night",
        _("exempt from the night hours"),
        aliases=("夜间豁免", "凌晨可运行", "不受夜间限制"),
    ),
    DateColumn(
        "inspection_due_on",
        _("inspection due on"),
        aliases=("年检到期", "年审到期日期", "检验有效期至", "检验到期日期"),
        example="2027-06-30",
    ),
)


def _with_driver(values: Mapping[str, Any], enterprise_id: int, actor: Actor) -> dict[str, Any]:
    """Replace the driver's name by the operator's driver of that name."""
    facts = dict(values)
    name = facts.pop("driver", "")
    if name:
        rows = visible(Driver, actor).filter(enterprise_id=enterprise_id, is_active=True)
        found = list(rows.filter(name=name).values_list("pk", flat=True)[:2])
        if len(found) != 1:
            words = gettext("The operator has no driver %(name)s; register the driver first.")
            if found:
                words = gettext("The operator has several drivers %(name)s; leave the cell empty.")
            raise InvalidInput(fields={"driver": words % {"name": name}})
        facts["driver_id"] = found[0]
    return facts


def find(values: Mapping[str, Any], actor: Actor) -> Vehicle | None:
    """The vehicle with the plate of the row, if one sees it."""
    return visible(Vehicle, actor).filter(plate=values["plate"]).first()


def create(values: Mapping[str, Any], actor: Actor) -> Vehicle:
    """Register the vehicle of a row."""
    return register_vehicle(actor=actor, **_with_driver(values, values["enterprise_id"], actor))


def update(vehicle: Vehicle, values: Mapping[str, Any], actor: Actor) -> Vehicle:
    """Bring the register up to the row; absent cells leave it alone."""
    for name in ("kind", "enterprise_id"):
        if values[name] != getattr(vehicle, name):
            words = gettext("%(value)s is registered: deregister the vehicle and register it anew.")
            value = vehicle.get_kind_display() if name == "kind" else str(vehicle.enterprise)
            raise InvalidInput(fields={name: words % {"value": value}})
    facts = _with_driver(values, vehicle.enterprise_id, actor)
    kept = {
        "device_id": vehicle.device_id,
        "driver_id": vehicle.driver_id,
        "seats": vehicle.seats,
        "load_t": vehicle.load_t,
        "permitted_ids": list(vehicle.permitted.values_list("pk", flat=True)),
        "runs_at_night": vehicle.runs_at_night,
        "inspection_due_on": vehicle.inspection_due_on,
    }
    new: dict[str, Any] = {name: facts.get(name, value) for name, value in kept.items()}
    return change_vehicle(vehicle_id=vehicle.pk, actor=actor, **new)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every vehicle of one's area in the columns of the import."""
    rows = visible(Vehicle, actor).select_related("enterprise", "device", "driver")
    rows = rows.prefetch_related("permitted").order_by("pk")
    yield from map(row_of, rows.iterator(chunk_size=500))


def row_of(vehicle: Vehicle) -> tuple[Any, ...]:
    """The cells of a vehicle in the columns of the import."""
    return (
        vehicle.plate,
        vehicle.get_kind_display(),
        str(vehicle.enterprise),
        vehicle.device.code if vehicle.device else "",
        vehicle.driver.name if vehicle.driver else "",
        vehicle.seats,
        vehicle.load_t,
        "、".join(chemical.name for chemical in vehicle.permitted.all()),
        "是" if vehicle.runs_at_night else "否",
        vehicle.inspection_due_on,
    )


VEHICLES = register_import(
    Importer(
        name="vehicles",
        title=pgettext_lazy("register", "Vehicles"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        update=update,
        export=export,
        row_of=row_of,
        list_url_name="vehicles:list",
        help=_("One row a vehicle; the plate tells them apart."),
    )
)
