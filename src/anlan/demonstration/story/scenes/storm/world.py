"""What the storm needs beside the demonstration county: an officer a township, and who lives where.

Households are fictitious and come into the platform the way a county brings them in: a workbook,
imported by the bureau. Nothing here writes a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anlan.base.accounts.public import open_demonstration_account
from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions.public import list_children, region_info
from anlan.command.shelters.public import ShelterInfo, list_shelters
from anlan.demonstration.generator.identifiers import telephone
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER

TOWNSHIPS = 4
HOUSEHOLDS = 125
#: People a household, over and over: four on average, so that a township moves five hundred.
SIZES = (2, 3, 4, 5, 6)
PEOPLE = TOWNSHIPS * HOUSEHOLDS * 4
#: Places to sleep; a square is none.
ROOF = 300
#: Of the serial telephones that cannot be dialled.
FIRST_PHONE = 9_000_000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
DANGERS = ("屋后山坡", "山塘下游", "溪边低洼", "切坡建房")
NEEDS = ("卧床老人1人，需担架", "孕妇1人", "独居老人，听力不便", "轮椅1人")
HEADINGS = (
    "户号",
    "行政区划代码",
    "门牌",
    "户主",
    "联系电话",
    "人口",
    "特殊人员",
    "受威胁类型",
    "转移责任人",
    "避灾安置场所",
)


@dataclass(frozen=True)
class Township:
    """A township of the storm, its officer and its shelters with a roof."""

    code: str
    name: str
    username: str
    shelters: tuple[ShelterInfo, ...]

    @property
    def prefix(self) -> str:
        """The digits that all its villages begin with."""
        return self.code[:9]


def choose_townships(own: str) -> list[Township]:
    """The township that has an officer already, and three more that can shelter their people."""
    roofs: dict[str, list[ShelterInfo]] = {}
    for shelter in list_shelters(READER):
        if "广场" not in shelter.name and shelter.capacity >= ROOF:
            roofs.setdefault(shelter.region_code[:9], []).append(shelter)
    able = [
        prefix
        for prefix, found in sorted(roofs.items())
        if sum(shelter.capacity for shelter in found) >= HOUSEHOLDS * 5
    ]
    chosen = [own, *[prefix for prefix in able if prefix != own]][:TOWNSHIPS]
    expect(len(chosen) == TOWNSHIPS and own in able, "too few townships can shelter their people")
    return [
        Township(
            f"{prefix}000",
            region_info(f"{prefix}000").name,
            "township_officer" if prefix == own else f"township_{prefix}",
            tuple(roofs[prefix][:2]),
        )
        for prefix in chosen
    ]


def open_accounts(townships: list[Township]) -> None:
    """An officer for each township that has none in the demonstration."""
    from django.contrib.auth import get_user_model

    for township in townships:
        if get_user_model()._default_manager.filter(username=township.username).exists():
            continue
        open_demonstration_account(
            username=township.username,
            role_code="township_officer",
            person_id=_people(township)[0].id,
            scope_kind="region",
            scope_value=township.prefix,
            actor=READER,
        )


def _people(township: Township) -> list[Any]:
    offices = list_organisations(READER, kinds=["township"], region_prefix=township.prefix)
    return [person for office in offices for person in people_of(office.id, READER)]


def write_list(path: Path, townships: list[Township]) -> None:
    """Write the evacuation list of the townships as their offices keep it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["人员转移清单（演示数据，人员均为虚构）"])
    sheet.append(list(HEADINGS))
    codes = dict(_shelter_codes())
    serial = 0
    for township in townships:
        villages = [region.code for region in list_children(township.code)][:5]
        named = [f"{person.name} {person.organisation_name}" for person in _people(township)][:10]
        for number in range(HOUSEHOLDS):
            village = villages[number * len(villages) // HOUSEHOLDS]
            shelter = township.shelters[number * len(township.shelters) // HOUSEHOLDS]
            surname = SURNAMES[(serial * 7) % len(SURNAMES)]
            sheet.append(
                [
                    f"{village}-{number + 1:03d}",
                    village,
                    f"演示{number % 9 + 1}组{number + 1}号",
                    f"{surname}户{serial + 1:04d}演示",
                    telephone(FIRST_PHONE + serial),
                    SIZES[number % len(SIZES)],
                    NEEDS[number // 11 % len(NEEDS)] if number % 11 == 3 else "",
                    DANGERS[number % len(DANGERS)],
                    named[number % len(named)],
                    codes[shelter.id],
                ]
            )
            serial += 1
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _shelter_codes() -> list[tuple[int, str]]:
    from django.apps import apps

    rows = apps.get_model("shelters.Shelter")._default_manager.values_list("pk", "code")
    return list(rows)
