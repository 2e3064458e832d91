"""Import of experts from Excel, and the same columns out again, without their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.command.incidents.public import IncidentKind
from anlan.command.teams.choices import Availability
from anlan.command.teams.models import Expert
from anlan.command.teams.permissions import CHANGE_EXPERT
from anlan.command.teams.services.experts import change_expert, create_expert
from anlan.command.teams.transfer.columns import WordsColumn, find_region
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    PhoneColumn,
    TextColumn,
    register_import,
)


def _create(values: Mapping[str, Any], actor: Actor) -> Expert:
    return create_expert(actor=actor, **values)


def _find(values: Mapping[str, Any], actor: Actor) -> Expert | None:
    return visible(Expert, actor).filter(code=values["code"]).first()


def _update(expert: Expert, values: Mapping[str, Any], actor: Actor) -> Expert:
    return change_expert(expert_id=expert.pk, actor=actor, **values)


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    for expert in visible(Expert, actor).order_by("code"):
        yield (
            expert.code,
            expert.name,
            "、".join(expert.kind_labels),
            expert.field,
            expert.region_id,
            expert.employer,
            expert.title,
            "",  # shown on request only, each look recorded
            expert.appointed_on,
            expert.appointed_until,
            str(expert.get_availability_display()),
        )


register_import(
    Importer(
        name="experts",
        title=gettext_lazy("Emergency experts"),
        permission=CHANGE_EXPERT,
        columns=(
            TextColumn("code", gettext_lazy("Code"), required=True, max_length=50, example="E001"),
            TextColumn(
                "name",
                gettext_lazy("Name"),
                required=True,
                max_length=50,
                aliases=("专家姓名",),
                example="演示专家",
            ),
            WordsColumn(
                "incident_kinds",
                gettext_lazy("Kinds of incident he knows"),
                required=True,
                choices=IncidentKind.choices,
                aliases=("事件类别", "专家类别"),
                example="chemical;fire",
            ),
            TextColumn(
                "field",
                gettext_lazy("Field of expertise"),
                required=True,
                max_length=200,
                aliases=("专业领域", "从事专业"),
                example="危险化学品泄漏处置",
            ),
            LookupColumn(
                "region_code",
                gettext_lazy("Region code"),
                required=True,
                aliases=("行政区划代码",),
                find=find_region,
                example="330825000000",
            ),
            TextColumn(
                "employer",
                gettext_lazy("Place of work"),
                max_length=100,
                aliases=("工作单位",),
            ),
            TextColumn(
                "title", gettext_lazy("Professional title"), max_length=100, aliases=("职称",)
            ),
            PhoneColumn(
                "phone",
                gettext_lazy("Mobile phone"),
                aliases=("手机", "联系电话"),
                example="00012345678",
            ),
            DateColumn("appointed_on", gettext_lazy("Appointed on"), aliases=("聘任日期",)),
            DateColumn("appointed_until", gettext_lazy("Appointed until"), aliases=("聘期至",)),
            ChoiceColumn(
                "availability", gettext_lazy("Availability"), choices=Availability.choices
            ),
        ),
        create=_create,
        find=_find,
        update=_update,
        export=_export,
        help=gettext_lazy("One row an expert; an expert with the same code is updated."),
        list_url_name="teams:experts",
    )
)
