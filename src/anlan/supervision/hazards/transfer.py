"""Old ledgers of hazards as a table: import with preview, export in the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    TextColumn,
    register_import,
)
from anlan.supervision.hazards.choices import HazardSource
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.permissions import IMPORT
from anlan.supervision.hazards.services.ledgers import take_over_hazard

LEVELS = (
    ("general", _("general hazard")),
    ("major", pgettext_lazy("hazard level", "major hazard")),
)


def find_region(text: str, actor: Actor) -> str | None:
    """A region by its code, or by its name where only one has it."""
    regions = apps.get_model("regions.Region")._default_manager
    if text.isdigit():
        code = text.ljust(12, "0")
        return code if regions.filter(pk=code).exists() else None
    found = list(
        regions.filter(name=text, level__in=("township", "village")).values_list("pk", flat=True)[
            :2
        ]
    )
    return found[0] if len(found) == 1 else None


def find_category(text: str, actor: Actor) -> str | None:
    """A cause by its code or its words."""
    by_code = HazardCategory.objects.filter(pk=text).first()
    found = by_code or HazardCategory.objects.filter(name=text).first()
    return found.pk if found else None


class LevelWords(ChoiceColumn):
    """General or major, as ledgers write it."""

    def clean(self, value: str, actor: Actor) -> Any:
        """Take the first two characters for the level."""
        for word, level in (("重大", "major"), ("一般", "general"), ("较大", "general")):
            if value.startswith(word):
                return level
        return super().clean(value, actor)


COLUMNS = (
    TextColumn("number", _("hazard number"), max_length=40, aliases=("隐患编号", "编号", "序号")),
    TextColumn(
        "title",
        _("what is wrong"),
        required=True,
        aliases=("隐患内容", "隐患描述", "隐患名称", "存在问题"),
        example="配电箱门未关闭",
    ),
    TextColumn(
        "uscc",
        _("unified social credit code"),
        max_length=18,
        aliases=("统一社会信用代码", "信用代码"),
    ),
    LookupColumn(
        "region_code",
        _("region"),
        aliases=("所在区划", "所属乡镇", "行政区划", "村社区"),
        find=find_region,
    ),
    TextColumn("place", _("place"), aliases=("隐患部位", "地点", "位置")),
    ChoiceColumn("source", _("source"), choices=HazardSource.choices, aliases=("隐患来源", "来源")),
    LevelWords("level", _("hazard level"), choices=LEVELS, aliases=("隐患级别", "隐患等级")),
    LookupColumn(
        "category", _("hazard category"), aliases=("隐患类别", "成因"), find=find_category
    ),
    TextColumn("description", _("description"), max_length=2000, aliases=("详细说明",)),
    DateColumn(
        "found_on",
        _("found on"),
        required=True,
        aliases=("发现日期", "发现时间", "检查日期"),
        example="2026-03-01",
    ),
    DateColumn("due_on", _("last day to rectify"), aliases=("整改期限", "整改时限")),
    DateColumn("rectified_on", _("rectified on"), aliases=("整改完成日期", "整改日期")),
    DateColumn("closed_on", _("crossed off on"), aliases=("销号日期", "验收日期")),
    TextColumn("rectified_by", _("rectified by"), max_length=100, aliases=("整改责任人", "责任人")),
)


def find(values: Mapping[str, Any], actor: Actor) -> Hazard | None:
    """The hazard with the number of the row, if one sees it."""
    number = values.get("number", "")
    return visible(Hazard, actor).filter(number=number).first() if number else None


def create(values: Mapping[str, Any], actor: Actor) -> Hazard:
    """Take the hazard of a row over."""
    return take_over_hazard(actor=actor, **values)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every hazard one sees, in the columns of the import."""
    rows = visible(Hazard, actor).select_related("enterprise", "category").order_by("pk")
    for h in rows.iterator(chunk_size=500):
        yield (
            h.number,
            h.title,
            h.enterprise.uscc if h.enterprise else "",
            h.region_id,
            h.place,
            h.get_source_display(),
            h.get_level_display(),
            h.category.name if h.category else "",
            h.description,
            h.counted_on or h.found_at.date(),
            h.due_on,
            h.rectified_at.date() if h.rectified_at else None,
            h.closed_on,
            h.rectified_by,
        )


HAZARDS = register_import(
    Importer(
        name="hazards",
        title=_("Hazards"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        export=export,
        list_url_name="hazards:list",
        help=_("One row a hazard of the old ledger; a day of crossing off closes it."),
    )
)
