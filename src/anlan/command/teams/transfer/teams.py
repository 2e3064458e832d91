"""Import of rescue teams from Excel, and the same columns out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.base.organisations.public import find_organisation_by_code, list_organisations
from anlan.command.teams.choices import Capability, TeamKind
from anlan.command.teams.models import Team
from anlan.command.teams.permissions import IMPORT
from anlan.command.teams.services.teams import change_team, create_team
from anlan.command.teams.transfer.columns import WordsColumn, find_region
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


def find_organisation_id(text: str, actor: Actor) -> int | None:
    """Return the id of an organisation given by code or name."""
    found = find_organisation_by_code(text)
    if found is not None:
        return found.id
    for organisation in list_organisations(actor):
        if text in (organisation.name, organisation.short_name):
            return organisation.id
    return None


def _create(values: Mapping[str, Any], actor: Actor) -> Team:
    return create_team(actor=actor, **values)


def _find(values: Mapping[str, Any], actor: Actor) -> Team | None:
    return visible(Team, actor).filter(code=values["code"]).first()


def _update(team: Team, values: Mapping[str, Any], actor: Actor) -> Team:
    return change_team(team_id=team.pk, actor=actor, **values)


def _export(actor: Actor) -> Iterable[Sequence[Any]]:
    for team in visible(Team, actor).select_related("organisation").order_by("code"):
        yield (
            team.code,
            team.name,
            str(team.get_kind_display()),
            "、".join(team.capability_labels),
            team.region_id,
            team.organisation.code if team.organisation is not None else "",
            team.location.x,
            team.location.y,
            team.address,
            team.member_count,
            team.vehicle_count,
            team.speed_kmh,
            team.turnout_minutes,
            team.duty_phone,
        )


register_import(
    Importer(
        name="teams",
        title=gettext_lazy("Rescue teams"),
        permission=IMPORT,
        columns=(
            TextColumn("code", gettext_lazy("Code"), required=True, max_length=50, example="D001"),
            TextColumn(
                "name",
                gettext_lazy("Name"),
                required=True,
                max_length=100,
                aliases=("队伍名称", "救援队"),
                example="危险化学品专业救援队（演示）",
            ),
            ChoiceColumn(
                "kind",
                gettext_lazy("Kind"),
                required=True,
                aliases=("队伍类型",),
                choices=TeamKind.choices,
                example="professional",
            ),
            WordsColumn(
                "capabilities",
                gettext_lazy("Capabilities"),
                required=True,
                choices=Capability.choices,
                aliases=("专业能力",),
                example="chemical_rescue;fire_fighting",
            ),
            LookupColumn(
                "region_code",
                gettext_lazy("Region code"),
                required=True,
                aliases=("行政区划代码",),
                find=find_region,
                example="330825100000",
            ),
            LookupColumn(
                "organisation_id",
                gettext_lazy("Belongs to"),
                aliases=("所属单位", "主管单位"),
                find=find_organisation_id,
                example="fire_rescue",
            ),
            NumberColumn(
                "longitude",
                gettext_lazy("Longitude"),
                required=True,
                lowest=-180,
                highest=180,
                aliases=("经度",),
                example="119.17",
            ),
            NumberColumn(
                "latitude",
                gettext_lazy("Latitude"),
                required=True,
                lowest=-90,
                highest=90,
                aliases=("纬度",),
                example="29.03",
            ),
            TextColumn("address", gettext_lazy("Address"), aliases=("地址", "驻地")),
            NumberColumn(
                "member_count",
                gettext_lazy("Members"),
                lowest=0,
                highest=100_000,
                is_whole=True,
                aliases=("人数", "队员数"),
                example="32",
            ),
            NumberColumn(
                "vehicle_count",
                gettext_lazy("Vehicles"),
                lowest=0,
                highest=10_000,
                is_whole=True,
                aliases=("车辆数",),
            ),
            NumberColumn("speed_kmh", gettext_lazy("Mean speed (km/h)"), lowest=1, highest=150),
            NumberColumn(
                "turnout_minutes",
                gettext_lazy("Minutes to turn out"),
                lowest=0,
                highest=240,
                is_whole=True,
            ),
            TextColumn(
                "duty_phone",
                gettext_lazy("Duty phone"),
                max_length=30,
                aliases=("值班电话",),
                example="00005700000",
            ),
        ),
        create=_create,
        find=_find,
        update=_update,
        export=_export,
        help=gettext_lazy("One row a team; a team with the same code is updated."),
        list_url_name="teams:list",
    )
)
