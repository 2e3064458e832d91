"""The register as a table: import with preview, export in the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.regions.public import list_for_choice
from anlan.governance.accidents.choices import Cause, Domain, Edition, UnitType
from anlan.governance.accidents.models import FIGURES, Accident, AccidentType
from anlan.governance.accidents.permissions import IMPORT
from anlan.governance.accidents.services.register import register_accident
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    NumberColumn,
    TextColumn,
    register_import,
)


def find_region(text: str, actor: Actor) -> str | None:
    """A region by its code, or by its name where only one has it."""
    rows = list_for_choice("county", "township", "village")
    code = text.ljust(12, "0") if text.isdigit() else ""
    found = [row.code for row in rows if row.code == code or row.name == text]
    return found[0] if len(found) == 1 else None


def _type(edition: str, text: str) -> int | None:
    rows = AccidentType.objects.filter(edition=edition)
    word = text.strip()
    found = rows.filter(name=word).first()
    if found is None and word.isdigit():
        found = rows.filter(code=word[-2:].zfill(2)).first()
    return found.pk if found else None


def find_kind(text: str, actor: Actor) -> int | None:
    """A type of GB 6441-2025 by its name."""
    return _type(Edition.NEW, text)


def find_old_kind(text: str, actor: Actor) -> int | None:
    """A type of GB/T 6441-1986 by name or number."""
    return _type(Edition.OLD, text)


def _count(name: str, label: Any, *aliases: str) -> NumberColumn:
    return NumberColumn(name, label, is_whole=True, lowest=0, aliases=aliases, units={"人": 1})


COLUMNS = (
    TextColumn(
        "title",
        _("title"),
        required=True,
        max_length=200,
        aliases=("事故名称", "事故简况", "事故概况"),
        example="某厂机械致害事故",
    ),
    DateColumn("day", _("day of the accident"), required=True, aliases=("事故日期", "发生日期")),
    TextColumn(
        "hour", _("time of day"), max_length=5, aliases=("发生时间", "时刻"), example="14:30"
    ),
    LookupColumn(
        "region_code",
        _("region"),
        required=True,
        find=find_region,
        aliases=("所属乡镇", "行政区划", "事故地点区划"),
    ),
    TextColumn("address", _("address"), max_length=200, aliases=("事故地点", "详细地址")),
    ChoiceColumn(
        "domain",
        pgettext_lazy("accidents", "field of statistics"),
        choices=Domain.choices,
        required=True,
        aliases=("行业领域", "事故领域"),
    ),
    TextColumn(
        "unit_name", _("unit of the accident"), max_length=200, aliases=("事故单位", "单位名称")
    ),
    ChoiceColumn("unit_type", _("kind of unit"), choices=UnitType.choices),
    TextColumn(
        "industry_code", _("industry code"), max_length=10, aliases=("行业代码",), example="C26"
    ),
    LookupColumn("kind_id", _("accident type"), find=find_kind, aliases=("事故类型",)),
    LookupColumn(
        "old_kind_id", _("old type"), find=find_old_kind, aliases=("事故类别", "旧事故类别")
    ),
    ChoiceColumn("cause", _("direct cause"), choices=Cause.choices, aliases=("直接原因",)),
    _count("deaths", _("deaths"), "死亡人数", "死亡"),
    _count("missing", _("missing"), "失踪人数", "失踪"),
    _count("serious_injuries", _("serious injuries"), "重伤人数", "重伤"),
    _count("poisonings", _("of these acute poisonings"), "急性中毒"),
    _count("minor_injuries", _("minor injuries"), "轻伤人数", "轻伤"),
    NumberColumn(
        "direct_loss",
        _("direct economic loss (10,000 yuan)"),
        lowest=0,
        aliases=("直接经济损失",),
    ),
)


def moment_of(day: date, hour: str) -> datetime:
    """Return the moment of a day and a time such as 14:30; noon when none is given."""
    try:
        at = time.fromisoformat(hour.strip().zfill(5)) if hour.strip() else time(12)
    except ValueError:
        at = time(12)
    return timezone.make_aware(datetime.combine(day, at.replace(tzinfo=None)))


def find(values: Mapping[str, Any], actor: Actor) -> Accident | None:
    """The accident of the same day and title, if one sees it: it is not entered twice."""
    return (
        visible(Accident, actor)
        .filter(occurred_on=values["day"], title=values["title"].strip())
        .first()
    )


def create(values: Mapping[str, Any], actor: Actor) -> Accident:
    """Enter the accident of a row; it waits to be verified like any other."""
    facts = {name: value for name, value in values.items() if value not in (None, "")}
    figures = {name: facts.pop(name) for name in FIGURES if name in facts}
    at = moment_of(facts.pop("day"), str(facts.pop("hour", "")))
    return register_accident(actor=actor, figures=figures, occurred_at=at, **facts)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every accident one sees, in the columns of the import."""
    rows = visible(Accident, actor).select_related("kind", "old_kind").order_by("pk")
    for a in rows.iterator(chunk_size=500):
        local = timezone.localtime(a.occurred_at)
        yield (
            a.title,
            a.occurred_on,
            f"{local:%H:%M}",
            a.region_id,
            a.address,
            a.get_domain_display(),
            a.unit_name,
            a.get_unit_type_display(),
            a.industry_code,
            a.kind.name if a.kind else "",
            a.old_kind.name if a.old_kind else "",
            a.get_cause_display(),
            a.deaths,
            a.missing,
            a.serious_injuries,
            a.poisonings,
            a.minor_injuries,
            a.direct_loss,
        )


ACCIDENTS = register_import(
    Importer(
        name="accidents",
        title=_("Accidents"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        export=export,
        list_url_name="accidents:list",
        help=_("One row an accident; an old type alone is enough where it leads to one new type."),
    )
)
