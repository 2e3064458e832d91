"""Enterprises as a table: import with preview, export in the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    BooleanColumn,
    CellError,
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)
from anlan.supervision.enterprises.choices import RiskLevel
from anlan.supervision.enterprises.models import Enterprise, Sector
from anlan.supervision.enterprises.permissions import IMPORT
from anlan.supervision.enterprises.services.enterprises import (
    create_enterprise,
    update_enterprise,
)

#: Short ways of writing a risk level.
LEVEL_WORDS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "重大": 1, "较大": 2, "一般": 3, "低": 4}


def find_region(text: str, actor: Actor) -> str | None:
    """A village, township or grid by its code, or by its name when only one has it."""
    regions = apps.get_model("regions.Region")._default_manager
    if text.isdigit():
        code = text.ljust(12, "0")
        return code if regions.filter(pk=code).exists() else None
    found = list(
        regions.filter(name=text, level__in=("township", "village")).values_list("pk", flat=True)[
            :2
        ]
    )
    if len(found) > 1:
        from django.utils.translation import gettext

        raise CellError(
            gettext("several regions are called “%(value)s”: write the code") % {"value": text}
        )
    return found[0] if found else None


def find_sector(text: str, actor: Actor) -> str | None:
    """A sector by its code or name."""
    by_code = Sector.objects.filter(pk=text).first()
    found = by_code or Sector.objects.filter(name=text).first()
    return found.pk if found else None


class RiskColumn(ChoiceColumn):
    """A risk level as number, colour or word."""

    def clean(self, value: str, actor: Actor) -> Any:
        """Take the first character for the colour."""
        for word, level in LEVEL_WORDS.items():
            if value.startswith(word):
                return level
        return super().clean(value, actor)


COLUMNS = (
    TextColumn(
        "uscc",
        _("unified social credit code"),
        required=True,
        max_length=18,
        aliases=("统一社会信用代码", "信用代码", "社会信用代码"),
        example="91330825MA00000A1X",
    ),
    TextColumn(
        "name",
        _("name"),
        required=True,
        aliases=("企业名称", "单位名称", "名称"),
        example="演示龙游化工一厂",
    ),
    TextColumn("short_name", _("short name"), max_length=50, aliases=("简称",)),
    LookupColumn(
        "sector",
        _("sector"),
        required=True,
        aliases=("行业", "所属行业"),
        find=find_sector,
        help=_("code or name of the sector"),
        example="有机化学原料制造",
    ),
    LookupColumn(
        "region_code",
        _("region"),
        required=True,
        aliases=("所在区划", "村社区", "所属乡镇", "行政区划", "区划代码"),
        find=find_region,
        help=_("village or township: its code, or its name when only one has it"),
        example="330825100001",
    ),
    TextColumn("address", _("address"), aliases=("地址", "生产经营地址")),
    NumberColumn("longitude", _("longitude"), lowest=-180, highest=180, aliases=("经度",)),
    NumberColumn("latitude", _("latitude"), lowest=-90, highest=90, aliases=("纬度",)),
    NumberColumn(
        "employees",
        _("employees"),
        lowest=0,
        highest=2_000_000,
        is_whole=True,
        aliases=("从业人数", "职工人数", "员工人数"),
        example="120",
    ),
    RiskColumn(
        "risk_level",
        _("risk level"),
        choices=RiskLevel.choices,
        aliases=("风险等级",),
        help=_("1 to 4, or red, orange, yellow, blue"),
        example="2",
    ),
    BooleanColumn("is_major_hazard", _("has a major hazard installation"), aliases=("重大危险源",)),
    BooleanColumn("is_above_scale", _("is above designated size"), aliases=("规上企业",)),
    DateColumn("established_on", _("established on"), aliases=("成立日期",), example="2008-05-20"),
)


def find(values: Mapping[str, Any], actor: Actor) -> Enterprise | None:
    """The enterprise with the credit code of the row, if it lies in one's area."""
    return visible(Enterprise, actor).filter(uscc=values["uscc"].upper()).first()


def create(values: Mapping[str, Any], actor: Actor) -> Enterprise:
    """Register the enterprise of a row."""
    return create_enterprise(actor=actor, **values)


def update(enterprise: Enterprise, values: Mapping[str, Any], actor: Actor) -> Enterprise:
    """Bring the dossier up to the row; absent cells leave it alone."""
    facts = {key: value for key, value in values.items() if key != "uscc"}
    facts["region_id"] = facts.pop("region_code")
    return update_enterprise(enterprise_id=enterprise.pk, actor=actor, **facts)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every enterprise of one's area in the columns of the import."""
    rows = visible(Enterprise, actor).select_related("sector").order_by("pk")
    for e in rows.iterator(chunk_size=500):
        yield (
            e.uscc,
            e.name,
            e.short_name,
            e.sector.name,
            e.region_id,
            e.address,
            e.location.x if e.location else None,
            e.location.y if e.location else None,
            e.employees,
            e.risk_level,
            "是" if e.is_major_hazard else "否",
            "是" if e.is_above_scale else "否",
            e.established_on,
        )


ENTERPRISES = register_import(
    Importer(
        name="enterprises",
        title=_("Enterprises"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        update=update,
        export=export,
        list_url_name="enterprises:list",
        help=_("One row an enterprise; the credit code tells them apart."),
    )
)
