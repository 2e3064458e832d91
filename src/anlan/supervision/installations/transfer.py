"""Installations as a table: import with preview, export in the same columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from anlan.supervision.enterprises.public import find_enterprise, list_enterprises
from anlan.supervision.installations.choices import UnitKind
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.permissions import IMPORT
from anlan.supervision.installations.services.installations import (
    create_installation,
    update_installation,
)


def find_firm(text: str, actor: Actor) -> int | None:
    """An enterprise of one's area by its credit code."""
    found = find_enterprise(actor, uscc=text.strip().upper())
    return found.id if found else None


COLUMNS = (
    LookupColumn(
        "enterprise_id",
        _("unified social credit code"),
        required=True,
        find=find_firm,
        aliases=("统一社会信用代码", "企业信用代码"),
        example="91330825MA00000A1X",
    ),
    TextColumn(
        "code",
        _("code"),
        required=True,
        max_length=30,
        aliases=("编码", "重大危险源编码", "单元编码"),
        example="0000A1X-01",
    ),
    TextColumn(
        "name",
        _("name"),
        required=True,
        max_length=100,
        aliases=("名称", "重大危险源名称", "单元名称"),
        example="演示液氯罐区",
    ),
    ChoiceColumn(
        "kind",
        pgettext_lazy("installation", "kind of unit"),
        required=True,
        choices=UnitKind.choices,
        aliases=("单元类型", "类型"),
        example="储存单元",
    ),
    NumberColumn("longitude", _("longitude"), lowest=-180, highest=180, aliases=("经度",)),
    NumberColumn("latitude", _("latitude"), lowest=-90, highest=90, aliases=("纬度",)),
    TextColumn("description", _("description"), aliases=("说明", "备注")),
)


def find(values: Mapping[str, Any], actor: Actor) -> Installation | None:
    """The unit with the code of the row, if it lies in one's area."""
    return visible(Installation, actor).filter(code=values["code"]).first()


def create(values: Mapping[str, Any], actor: Actor) -> Installation:
    """Enter the unit of a row."""
    return create_installation(actor=actor, **values)


def update(unit: Installation, values: Mapping[str, Any], actor: Actor) -> Installation:
    """Bring the unit up to the row; absent cells leave it alone."""
    facts = {k: v for k, v in values.items() if k not in ("code", "enterprise_id")}
    return update_installation(installation_id=unit.pk, actor=actor, **facts)


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every unit of one's area in the columns of the import."""
    rows = list(visible(Installation, actor).order_by("pk"))
    codes: dict[int, str] = {}
    wanted = sorted({row.enterprise_id for row in rows})
    for start in range(0, len(wanted), 1000):
        for firm in list_enterprises(actor, wanted[start : start + 1000]):
            codes[firm.id] = firm.uscc
    for row in rows:
        yield (
            codes.get(row.enterprise_id, ""),
            row.code,
            row.name,
            str(row.get_kind_display()),
            row.location.x if row.location else None,
            row.location.y if row.location else None,
            row.description,
        )


INSTALLATIONS = register_import(
    Importer(
        name="installations",
        title=_("Hazard installations"),
        permission=IMPORT,
        columns=COLUMNS,
        find=find,
        create=create,
        update=update,
        export=export,
        list_url_name="installations:list",
        help=_("One row a unit; its code tells them apart. Vessels are chosen on its page."),
    )
)
