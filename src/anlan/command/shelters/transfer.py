"""Import of the evacuation list from Excel, and the same columns out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.base.regions import public as regions
from anlan.command.shelters.models import Household, Shelter
from anlan.command.shelters.people import person_finder
from anlan.command.shelters.permissions import KEEP_HOUSEHOLDS
from anlan.command.shelters.services.households import change_household, create_household
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    Importer,
    LookupColumn,
    NumberColumn,
    PhoneColumn,
    TextColumn,
    register_import,
)


def _region(text: str, actor: Actor) -> str | None:
    found = regions.find_region(text.ljust(12, "0")) if text.isdigit() else None
    return found.code if found is not None else None


def _shelter(text: str, actor: Actor) -> int | None:
    rows = visible(Shelter, actor).filter(is_active=True)
    found = rows.filter(code=text).first() or rows.filter(name=text).first()
    return found.pk if found is not None else None


def _find(values: Mapping[str, Any], actor: Actor) -> Household | None:
    return visible(Household, actor).filter(code=values["code"]).first()


def _create(values: Mapping[str, Any], actor: Actor) -> Household:
    return create_household(actor=actor, **values)


def _update(household: Household, values: Mapping[str, Any], actor: Actor) -> Household:
    return change_household(household_id=household.pk, actor=actor, **values)


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    rows = visible(Household, actor).select_related("responsible", "shelter").order_by("code")
    for row in rows:
        yield (
            row.code,
            row.region_id,
            row.place,
            row.head_name,
            row.phone,
            row.people,
            row.in_need,
            row.danger,
            row.responsible.name if row.responsible is not None else "",
            row.shelter.code if row.shelter is not None else "",
        )


register_import(
    Importer(
        name="households",
        title=gettext_lazy("Households to be moved"),
        permission=KEEP_HOUSEHOLDS,
        columns=(
            TextColumn(
                "code",
                gettext_lazy("Household number"),
                required=True,
                max_length=40,
                aliases=("户号", "编号"),
                example="330825100201-001",
            ),
            LookupColumn(
                "region_code",
                gettext_lazy("Region code"),
                required=True,
                aliases=("行政区划代码", "村（社区）代码"),
                find=_region,
                example="330825100201",
            ),
            TextColumn(
                "place",
                gettext_lazy("Door"),
                required=True,
                max_length=100,
                aliases=("门牌", "住址"),
                example="演示一组1号",
            ),
            TextColumn(
                "head_name",
                gettext_lazy("Head of the household"),
                required=True,
                max_length=50,
                is_sensitive=True,
                aliases=("户主",),
                example="户主演示",
            ),
            PhoneColumn(
                "phone",
                gettext_lazy("Phone"),
                max_length=30,
                is_sensitive=True,
                aliases=("联系电话",),
                example="00005700000",
            ),
            NumberColumn(
                "people",
                pgettext_lazy("count", "People"),
                required=True,
                lowest=1,
                highest=500,
                is_whole=True,
                aliases=("人口", "转移人数"),
                units={"人": 1},
                example="4",
            ),
            TextColumn(
                "in_need",
                gettext_lazy("People who need help"),
                max_length=100,
                aliases=("特殊人员",),
            ),
            TextColumn("danger", gettext_lazy("Danger"), max_length=100, aliases=("受威胁类型",)),
            LookupColumn(
                "responsible_id",
                gettext_lazy("Responsible for moving them"),
                aliases=("转移责任人",),
                index=person_finder,
            ),
            LookupColumn(
                "shelter_id",
                gettext_lazy("Where to"),
                aliases=("安置场所", "避灾安置场所"),
                find=_shelter,
                example="B001",
            ),
        ),
        create=_create,
        find=_find,
        update=_update,
        export=_export,
        help=gettext_lazy("One row a household; a household with the same number is updated."),
        list_url_name="shelters:households",
    )
)
