"""Enterprises as a table: import with preview, export in the same columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as credit_code

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    BooleanColumn,
    Bulk,
    CellError,
    ChoiceColumn,
    DateColumn,
    Importer,
    LookupColumn,
    NameIndex,
    NumberColumn,
    Problem,
    TextColumn,
    register_import,
)
from anlan.kernel.transfer.values import fold
from anlan.supervision.enterprises import part_transfer  # noqa: F401 - registers the papers
from anlan.supervision.enterprises.choices import RiskLevel
from anlan.supervision.enterprises.models import Enterprise, Sector
from anlan.supervision.enterprises.permissions import CREATE, IMPORT
from anlan.supervision.enterprises.services.enterprises import (
    create_enterprise,
    update_enterprise,
)
from anlan.supervision.enterprises.services.importing import check_many, find_many, write_many

#: Short ways of writing a risk level.
LEVEL_WORDS = {"红": 1, "橙": 2, "黄": 3, "蓝": 4, "重大": 1, "较大": 2, "一般": 3, "低": 4}
#: Words of offices for sectors, by the sector's code.
SECTOR_WORDS = {
    "chemical_organic": ("化工", "有机化工", "精细化工", "化工生产"),
    "chemical_reagent": ("助剂", "化学试剂"),
    "chemical_inorganic": ("无机化工",),
    "coating": ("涂料", "油漆"),
    "industrial_gas": ("气体", "气体充装"),
    "hazchem_trade": ("危化品经营", "危险化学品经营", "危化经营", "危化品仓储"),
    "fuel_station": ("加油加气站", "成品油零售", "加油"),
    "hazchem_user": ("危化品使用", "危险化学品使用"),
    "specialty_paper": ("造纸", "特种纸"),
    "paper_products": ("纸制品", "包装"),
    "equipment": ("装备制造", "机械制造"),
    "machining": ("机械加工", "机加工", "五金加工"),
    "textile": ("纺织", "服装", "印染"),
    "furniture": ("家具", "木制品", "木业", "竹木加工"),
    "metal_smelting": ("冶炼", "铸造", "有色冶炼"),
    "ammonia_cold": ("涉氨", "涉氨制冷", "冷库"),
    "food": ("食品", "食品加工", "粮食加工"),
    "cement": ("水泥", "建材"),
    "plastics": ("橡胶", "塑料", "塑料制品"),
    "mine": ("矿山", "采石场", "露天矿山"),
    "fireworks": ("烟花爆竹", "烟花爆竹零售", "烟花爆竹批发"),
    "construction": ("建筑", "建筑工地", "房建市政"),
    "gas": ("燃气", "液化气站", "城镇燃气"),
    "power_plant": ("热电", "电力"),
    "transport_hazmat": ("危货运输", "危险品运输"),
    "transport": ("道路运输", "客运", "货运", "物流"),
    "parcel": ("快递", "邮政"),
    "mall": ("商场", "超市", "商贸"),
    "hotel": ("宾馆", "酒店", "餐饮", "饭店"),
    "scenic": ("景区", "旅游"),
    "waste": ("危废处置", "危废"),
    "sewage": ("污水厂", "污水处理厂"),
    "livestock": ("养殖", "养殖场"),
    "grain_store": ("粮库", "粮油仓储"),
}
_REGION_ENDS = re.compile(
    r"(村民委员会|居民委员会|社区居委会|村委会|居委会|街道办事处|人民政府|社区|街道|村|镇|乡)$"
)
#: What is mistaken for what in a credit code; I, O, S, V, Z are never in one (GB 32100-2015).
_MISREAD = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}
_DOUBTFUL = {"0": "DQ", "D": "0", "Q": "0", "8": "B", "B": "8", "6": "G", "G": "6", "1": "7L",
             "L": "1", "7": "1", "U": "J", "2": "7"}  # fmt: skip


def region_index(actor: Actor) -> Callable[[str], Any]:
    """Return what finds villages, townships and grids of one's area by code or name."""
    rows = list(
        apps.get_model("regions.Region")
        ._default_manager.order_by("code")
        .values_list("code", "name", "level")
    )
    names = {code: name for code, name, _level in rows}
    scopes = [s.value for s in actor.scopes_for(CREATE) if s.kind in ("all", "region")]

    def described() -> Iterator[tuple[str, str, Iterable[str]]]:
        for code, name, level in rows:
            if level not in ("township", "village") or not any(map(code.startswith, scopes)):
                continue
            county, town = names.get(f"{code[:6]}000000", ""), ""
            if level == "village":
                town = names.get(f"{code[:9]}000", "")
            above = [names.get(f"{code[:2]}0000000000", ""), names.get(f"{code[:4]}00000000", "")]
            long = "".join([*above, county, town, name])
            found = [name, town + name, county + town + name, above[1] + county + town + name, long]
            yield code, f"{town}{name}", dict.fromkeys(found)

    index = NameIndex(described(), strip=lambda text: _REGION_ENDS.sub("", text))

    def find(text: str) -> str | None:
        folded = fold(text).replace(" ", "")
        if not folded.isdigit():
            return index.find(folded)
        code = folded.ljust(12, "0")
        if code in names:
            return code
        if len(folded) < 12 and f"{folded[:9]}000" in names:
            raise CellError(
                gettext("“%(value)s” lacks digits: a code has 12") % {"value": text},
                kind="unknown",
                proposal=f"{folded[:9]}000",
            )
        return None

    return find


def sector_index(actor: Actor) -> Callable[[str], Any]:
    """Return what finds sectors by code, name, industry code or the words of offices."""
    rows = list(Sector.objects.order_by("code"))
    index = NameIndex(
        (row.pk, row.name, [row.pk, row.name, *SECTOR_WORDS.get(row.pk, ())]) for row in rows
    )
    by_industry: dict[str, list[str]] = {}
    for row in rows:
        by_industry.setdefault(row.industry_code, []).append(row.pk)

    def find(text: str) -> str | None:
        known = by_industry.get(fold(text).lstrip("ABCDEFGHIJKLMNOPQRST"), [])
        return known[0] if len(known) == 1 else index.find(text)

    return find


class RiskColumn(ChoiceColumn):
    """A risk level as number, colour or word."""

    def clean(self, value: str, actor: Actor) -> Any:
        """Take the first character for the colour."""
        for word, level in LEVEL_WORDS.items():
            if value.startswith(word):
                return level
        return super().clean(value, actor)


@dataclass(frozen=True)
class CreditCodeColumn(TextColumn):
    """A unified social credit code (GB 32100-2015), and what offices write instead of it."""

    is_repetitive = False

    def clean(self, value: str, actor: Actor) -> str:
        """Return the code; what is only probably meant is proposed."""
        text = re.sub(r"[\s\-—_.]", "", fold(value)).upper()
        if credit_code.is_valid(text):
            return text
        if short := re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", fold(value)):
            raise CellError(
                gettext("Excel has shortened “%(value)s”: format the column as text, type it again")
                % {"value": short.group()},
                kind="shortened",
            )
        if len(text) == 15 and text.isdigit():
            raise CellError(
                gettext("an old registration number of 15 digits: write the 18-character code"),
                kind="old_code",
            )
        if len(text) == 9:
            raise CellError(
                gettext("an organisation code of 9 characters: write the 18-character code"),
                kind="old_code",
                proposal=_known_code(actor, text),
            )
        if len(text) != 18:
            raise CellError(
                gettext("%(n)s characters; a credit code has 18") % {"n": len(text)}, kind="code"
            )
        raise _misread(text)


def _misread(text: str) -> CellError:
    """What is said of eighteen characters that are no code, with the one repair that fits."""
    plain = "".join(_MISREAD.get(c, c) for c in text)
    swapped = sorted({f"{a}→{b}" for a, b in zip(text, plain, strict=True) if a != b})
    if swapped and credit_code.is_valid(plain):
        words = gettext("%(swapped)s: then the check digit fits") % {"swapped": "，".join(swapped)}
        return CellError(words, kind="code", proposal=plain)
    words = gettext("the check digit does not fit: compare it with the licence")
    if not re.fullmatch(r"[0-9A-Z]{18}", plain):
        return CellError(words, kind="code")
    fits = {
        plain[:at] + other + plain[at + 1 :]
        for at, other in (
            (at, other) for at, c in enumerate(plain) for other in _DOUBTFUL.get(c, "")
        )
    }
    fits = {code for code in fits if credit_code.is_valid(code)}
    if len(fits) != 1:
        return CellError(words, kind="code")
    found = fits.pop()
    change = "，".join(f"{a}→{b}" for a, b in zip(text, found, strict=True) if a != b)
    words = gettext("the check digit does not fit; it would with %(change)s") % {"change": change}
    return CellError(words, kind="code", proposal=found)


def _known_code(actor: Actor, organisation: str) -> str | None:
    """The credit code of a visible enterprise that contains an organisation code."""
    rows = visible(Enterprise, actor).filter(uscc__contains=organisation)
    found = [code for code in rows.values_list("uscc", flat=True)[:3] if code[8:17] == organisation]
    return found[0] if len(found) == 1 else None


def examine(actor: Actor) -> Callable[[Mapping[str, str]], Iterable[Problem]]:
    """Return what sees columns and coordinates that changed places."""

    def look(texts: Mapping[str, str]) -> Iterator[Problem]:
        code, name = texts.get("uscc", ""), texts.get("name", "")
        if len(name) == 18 and credit_code.is_valid(name) and not code.isascii():
            words = gettext("the code stands under the name and the name under the code")
            yield Problem(words, "uscc", "swapped", {"uscc": name, "name": code})
        x, y = _degrees(texts.get("longitude")), _degrees(texts.get("latitude"))
        if x is not None and y is not None and 3 <= x <= 54 and 73 <= y <= 136:
            words = gettext("longitude and latitude have changed places")
            changes = {"longitude": texts["latitude"], "latitude": texts["longitude"]}
            yield Problem(words, "longitude", "swapped", changes)

    return look


def _degrees(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


COLUMNS = (
    CreditCodeColumn(
        "uscc",
        _("unified social credit code"),
        required=True,
        max_length=18,
        aliases=(
            "统一社会信用代码",
            "信用代码",
            "社会信用代码",
            "统一信用代码",
            "组织机构代码",
            "代码",
        ),
        example="91330825MA00000A1X",
    ),
    TextColumn(
        "name",
        _("name"),
        required=True,
        aliases=("企业名称", "单位名称", "名称", "企业", "公司名称", "生产经营单位名称"),
        example="演示龙游化工一厂",
    ),
    TextColumn("short_name", _("short name"), max_length=50, aliases=("简称", "企业简称")),
    LookupColumn(
        "sector",
        _("sector"),
        required=True,
        aliases=("行业", "所属行业", "行业类别", "行业领域", "行业类型"),
        index=sector_index,
        help=_("code or name of the sector"),
        example="有机化学原料制造",
    ),
    LookupColumn(
        "region_code",
        _("region"),
        required=True,
        aliases=(
            "所在区划",
            "村社区",
            "所属乡镇",
            "行政区划",
            "区划代码",
            "所在村",
            "所在乡镇",
            "乡镇街道",
            "属地",
            "所属区域",
        ),
        index=region_index,
        help=_("village or township: its code, or its name when only one has it"),
        example="330825100001",
    ),
    TextColumn(
        "address",
        _("address"),
        aliases=("地址", "生产经营地址", "详细地址", "企业地址", "经营地址"),
    ),
    NumberColumn(
        "longitude",
        _("longitude"),
        lowest=-180,
        highest=180,
        aliases=("经度", "东经"),
        units={"°": 1, "度": 1, "e": 1},
    ),
    NumberColumn(
        "latitude",
        _("latitude"),
        lowest=-90,
        highest=90,
        aliases=("纬度", "北纬"),
        units={"°": 1, "度": 1, "n": 1},
    ),
    NumberColumn(
        "employees",
        _("employees"),
        lowest=0,
        highest=2_000_000,
        is_whole=True,
        aliases=("从业人数", "职工人数", "员工人数", "从业人员", "从业人员数", "人数"),
        units={"人": 1, "名": 1, "个": 1, "位": 1},
        example="120",
    ),
    RiskColumn(
        "risk_level",
        _("risk level"),
        choices=RiskLevel.choices,
        aliases=("风险等级", "风险级别", "安全风险等级"),
        help=_("1 to 4, or red, orange, yellow, blue"),
        example="2",
    ),
    BooleanColumn(
        "is_major_hazard",
        _("has a major hazard installation"),
        aliases=("重大危险源", "是否重大危险源"),
    ),
    BooleanColumn(
        "is_above_scale", _("is above designated size"), aliases=("规上企业", "是否规上", "规上")
    ),
    DateColumn(
        "established_on",
        _("established on"),
        aliases=("成立日期", "成立时间", "注册日期"),
        may_be_future=False,
        example="2008-05-20",
    ),
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


def row_of(e: Enterprise) -> tuple[Any, ...]:
    """The cells of an enterprise in the columns of the import."""
    return (
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


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """Every enterprise of one's area in the columns of the import."""
    rows = visible(Enterprise, actor).select_related("sector").order_by("pk")
    yield from map(row_of, rows.iterator(chunk_size=500))


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
        key=lambda values: str(values["uscc"]),
        row_of=row_of,
        examine=examine,
        bulk=Bulk(find=find_many, check=check_many, write=write_many),
        list_url_name="enterprises:list",
        help=_("One row an enterprise; the credit code tells them apart."),
    )
)
