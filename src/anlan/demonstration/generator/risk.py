"""Fictitious risk trees: what may go wrong at an enterprise of each field, and what prevents it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .chance import Chance
from .model import County, Enterprise


@dataclass(frozen=True)
class DemoControl:
    """A control measure: category, words, what is checked, how often."""

    category: str
    description: str
    check_content: str
    period: str
    control_level: str


@dataclass(frozen=True)
class DemoUnit:
    """A unit with one event, judged by LS before and with its controls."""

    object_name: str
    name: str
    event: str
    cause: str
    accidents: tuple[str, ...]
    before: tuple[int, int]
    after: tuple[int, int]
    controls: tuple[DemoControl, ...]
    east_m: float
    north_m: float


def _control(category: str, words: str, check: str, period: str, level: str) -> DemoControl:
    return DemoControl(category, words, check, period, level)


EMERGENCY = _control(
    "emergency", "发现异常立即停止作业、撤离人员并报告，按现场处置方案处置", "", "none", "post"
)
TRAINING = _control("training", "上岗前和每年复训安全操作规程", "培训记录齐全", "quarterly", "team")
#: Field → (object, unit, event, hazardous factors, accident kinds, control and what is checked).
_Row = tuple[str, str, str, str, tuple[str, ...], str, str]
UNITS: dict[str, tuple[_Row, ...]] = {
    "hazchem": (
        (
            "储罐区",
            "原料储罐",
            "储罐或管道泄漏遇点火源起火爆炸",
            "法兰密封老化、液位联锁失效、静电",
            ("08", "18"),
            "可燃气体报警器和液位联锁投用并定期校验",
            "报警器指示正常，联锁在投用状态",
        ),
        (
            "生产装置",
            "反应单元",
            "反应失控超温超压",
            "冷却中断、加料过快、搅拌停止",
            ("17", "07"),
            "温度压力联锁和紧急切断投用",
            "联锁投用，紧急切断阀动作正常",
        ),
        (
            "装卸区",
            "装卸车台",
            "装卸过程泄漏、车辆溜动拉断鹤管",
            "未接静电接地、未放轮挡",
            ("08", "19"),
            "装卸前接地并放置轮挡，双人确认",
            "静电接地报警器完好，轮挡在位",
        ),
        (
            "公用工程",
            "变配电室",
            "电气短路起火、检修触电",
            "电缆老化、挂牌上锁不到位",
            ("05", "08"),
            "停电检修挂牌上锁",
            "绝缘用具在有效期内，灭火器完好",
        ),
    ),
    "industry": (
        (
            "生产车间",
            "冲压机械加工线",
            "身体部位卷入、挤压",
            "防护罩缺失、违规拆除光电保护",
            ("03",),
            "光电保护和急停装置有效",
            "急停、光电保护动作正常",
        ),
        (
            "生产车间",
            "除尘系统",
            "粉尘积聚遇点火源爆炸",
            "清灰不及时、未设泄爆",
            ("18", "08"),
            "每班清扫，除尘先开后停",
            "积尘厚度不超标，风机运行正常",
        ),
        (
            "仓储物流",
            "叉车作业区",
            "车辆碰撞行人",
            "人车未分流、超速",
            ("02",),
            "限速标志和人车分流",
            "叉车灯光、喇叭、刹车正常",
        ),
    ),
    "construction": (
        (
            "施工现场",
            "塔式起重机",
            "吊物坠落、塔身倾覆",
            "限位失灵、超载、基础积水",
            ("04", "10"),
            "力矩限制器和限位有效，六级以上大风停用",
            "限位、力矩限制器动作正常",
        ),
        (
            "施工现场",
            "高处临边",
            "人员高处坠落",
            "防护栏杆缺失、未系安全带",
            ("09",),
            "临边洞口防护到位，系挂安全带",
            "防护栏杆、安全网完整",
        ),
    ),
}
DEFAULT: tuple[_Row, ...] = (
    (
        "经营场所",
        "营业用房",
        "电气火灾蔓延、疏散不畅",
        "私拉乱接、疏散通道占用",
        ("08",),
        "疏散通道畅通，下班断电",
        "疏散通道畅通，应急照明完好",
    ),
    (
        "经营场所",
        "厨房燃气区",
        "燃气泄漏爆燃",
        "软管老化、报警器失效",
        ("08", "18"),
        "燃气报警器联动切断阀投用",
        "燃气报警器正常，软管无老化",
    ),
)
#: L and S before and with controls, by the level the dossier gives the enterprise.
JUDGEMENTS = {
    1: (((5, 5), (4, 5)), ((5, 5), (3, 5)), ((4, 5), (3, 4)), ((4, 4), (2, 4))),
    2: (((5, 4), (3, 5)), ((4, 4), (3, 3)), ((4, 4), (2, 4)), ((3, 4), (2, 3))),
    3: (((4, 4), (3, 3)), ((4, 3), (2, 3)), ((3, 4), (2, 4)), ((3, 3), (2, 2))),
    4: (((3, 3), (2, 3)), ((3, 2), (2, 2)), ((3, 3), (2, 2)), ((2, 3), (1, 3))),
}


def units_of(enterprise: Enterprise, chance: Chance) -> Iterator[DemoUnit]:
    """Yield the units of an enterprise; the gravest has the level of its dossier."""
    rows = UNITS.get(enterprise.category, DEFAULT)
    judgements = JUDGEMENTS[enterprise.risk_level]
    for index, (place, unit, event, cause, accidents, words, check) in enumerate(rows):
        before, after = judgements[min(index, len(judgements) - 1)]
        level = "company" if enterprise.risk_level <= 2 and index == 0 else "workshop"
        yield DemoUnit(
            object_name=place,
            name=unit,
            event=event,
            cause=cause,
            accidents=accidents,
            before=before,
            after=after,
            controls=(
                _control("engineering", words, check, "daily", level),
                TRAINING,
                EMERGENCY,
            ),
            east_m=chance.integer(-60, 60),
            north_m=chance.integer(-60, 60),
        )


def risk_trees(county: County) -> Iterator[tuple[Enterprise, list[DemoUnit]]]:
    """Yield each enterprise with its units, the same for the same county and seed."""
    chance = Chance(county.seed, county.code, "risk")
    for enterprise in county.enterprises:
        yield enterprise, list(units_of(enterprise, chance))
