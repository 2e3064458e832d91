"""Three years of hazards: what was found at which enterprise, and how it went on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .chance import Chance
from .model import County, Enterprise

#: About so many hazards over three years.
COUNT = 400
DAYS = 3 * 365
#: So many of them within the last weeks, which are mostly open still.
RECENT, RECENT_DAYS = 66, 18.0
#: Words, cause, whether it may be major; by the field of the enterprise, the last for every field.
FINDINGS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "hazchem": (
        ("储罐紧急切断阀不能远程动作", "things_alarm_failure", True),
        ("可燃气体探测器未接入独立系统", "things_alarm_failure", True),
        ("液氯钢瓶与助燃物混存", "things_storage", True),
        ("装卸鹤管静电接地失效", "things_electric", False),
        ("法兰处有轻微渗漏", "things_leak", False),
        ("动火作业票无可燃气体分析结果", "management_no_permit", True),
    ),
    "industry": (
        ("除尘系统未按规定清灰", "environment_ventilation", True),
        ("冲压设备安全光栅被短接", "things_guard_missing", False),
        ("有限空间未设警示标志、无作业审批", "management_no_permit", True),
        ("行车限位器失灵", "things_device_defect", False),
    ),
    "construction": (
        ("深基坑临边防护缺失", "things_guard_missing", True),
        ("塔式起重机附着螺栓松动", "things_special_equipment", True),
        ("脚手架连墙件数量不足", "things_device_defect", False),
    ),
    "crowd": (
        ("疏散通道被货物占用", "environment_passage_blocked", False),
        ("安全出口锁闭", "environment_passage_blocked", True),
        ("应急照明失效", "things_fire_facility", False),
    ),
    "": (
        ("配电箱门未关闭、无标识", "things_electric", False),
        ("灭火器压力不足", "things_fire_facility", False),
        ("作业人员未戴安全帽", "people_no_protection", False),
        ("特种作业人员证件过期", "people_no_certificate", False),
        ("安全培训记录缺失", "management_no_training", False),
        ("应急预案未修订、未演练", "management_no_plan", False),
        ("外包单位未签安全协议", "management_contractor", False),
        ("厂区道路坑洼、照明不足", "environment_ground", False),
    ),
}
#: What makes a finding major, by the criteria of the sector packs (``packs/*/criteria.yaml``).
CRITERIA = {
    "储罐紧急切断阀不能远程动作": "13-hazchem-05",
    "可燃气体探测器未接入独立系统": "13-hazchem-12",
    "液氯钢瓶与助燃物混存": "13-hazchem-20",
    "动火作业票无可燃气体分析结果": "13-hazchem-18",
}
SOURCES = ("self_report", "inspection", "grid", "tip_off", "check")
SOURCE_WEIGHTS = (46, 30, 12, 4, 8)


@dataclass(frozen=True)
class DemoHazard:
    """A hazard: where and what, how many days ago it was found, how it went on.

    ``taken`` is the number of days until it was crossed off, None while it is open; ``stage`` says
    where an open one stands. ``listing`` is who supervises it by list, ``handed_over`` whether its
    office changed hands (``offered``, ``accepted`` or ``returned``), ``disputed`` how an objection
    ended; empty when nothing of the kind happened.
    """

    enterprise: str
    title: str
    category: str
    is_major: bool
    source: str
    found_days_ago: float
    allowed: int
    taken: int | None
    stage: str
    times_returned: int
    listing: str = ""
    handed_over: str = ""
    disputed: str = ""
    criterion: str = ""


def hazards_of(county: County) -> Iterator[DemoHazard]:
    """Yield the hazards, oldest first; fewer each year, and what is older than a year is done."""
    chance = Chance(county.seed, county.code, "hazards")
    weights = [(6, 4, 2, 1)[e.risk_level - 1] for e in county.enterprises]
    # Fewer each year: the density falls by a third from the first day to the last.
    old = [DAYS * (chance.number(0.0, 1.0) ** 0.8) for _ in range(COUNT - RECENT)]
    # What is found now is not rectified yet: a county of this size has some sixty open.
    recent = [chance.number(0.2, RECENT_DAYS) for _ in range(RECENT)]
    for found_days_ago in sorted(old + recent, reverse=True):
        enterprise = chance.weighted(county.enterprises, weights)
        yield _hazard(chance, enterprise, round(max(0.3, found_days_ago), 2))


def _hazard(chance: Chance, enterprise: Enterprise, found_days_ago: float) -> DemoHazard:
    kinds = FINDINGS.get(enterprise.category, ()) + FINDINGS[""]
    title, category, may_be_major = chance.pick(kinds)
    is_major = may_be_major and chance.chance(0.42)
    allowed = 30 if is_major else chance.pick((3, 7, 15, 15))
    wanted = max(1, round(allowed * chance.lognormal(0.6, 0.5, 0.1, 2.0)))
    is_open = wanted >= found_days_ago - 1 or (
        found_days_ago < 150 and chance.chance(0.24 if not is_major else 0.7)
    )
    source = chance.weighted(SOURCES, SOURCE_WEIGHTS)
    stage = _stage(chance, source, found_days_ago) if is_open else "cancelled"
    if not is_open and is_major and found_days_ago - wanted > 90:
        stage = "looked_back"
    listing = handed_over = disputed = ""
    if is_major and stage != "reported":
        listing = chance.weighted(("", "county", "township", "city"), (30, 38, 27, 5))
    if source != "self_report" and chance.chance(0.12):
        handed_over = chance.pick(("accepted", "accepted", "returned"))
        if stage == "rectifying":
            handed_over = "offered"
    if stage == "disputed":
        disputed = "pending"
    elif source == "inspection" and chance.chance(0.06) and stage != "reported":
        disputed = "refused"
    return DemoHazard(
        enterprise=enterprise.key,
        title=title,
        category=category,
        is_major=is_major,
        source=source,
        found_days_ago=found_days_ago,
        allowed=allowed,
        taken=None if is_open else wanted,
        stage=stage,
        times_returned=1 if chance.chance(0.08) else 0,
        listing=listing,
        handed_over=handed_over,
        disputed=disputed,
        criterion=CRITERIA.get(title, "") if is_major else "",
    )


def _stage(chance: Chance, source: str, found_days_ago: float) -> str:
    """Return where an open hazard stands; what others report is verified within days."""
    if source in ("tip_off", "grid") and found_days_ago < 4:
        return "reported"
    stages = ("rectifying", "submitted", "reviewed", "disputed")
    if found_days_ago < 1:
        return "rectifying"
    weights = (66, 20, 10, 14 if source == "inspection" else 0)
    return chance.weighted(stages, weights)
