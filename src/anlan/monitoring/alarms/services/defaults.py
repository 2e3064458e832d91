"""Rules a county starts with: limits of gas detection by national standard.

Every figure stands with its clause; none was compared with the primary text, so none is marked
verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.choices import Level, RuleKind
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.alarms.services.rules import activate_rule, create_rule
from anlan.monitoring.devices.public import Quantity

GB_T_50493 = "GB/T 50493-2019《石油化工可燃气体和有毒气体检测报警设计标准》5.5.2"

#: Why starting rules go into force untested: there is no history yet.
REASON = "国家标准规定的报警设定值，平台启用时无历史数据可供回测"


@dataclass(frozen=True, slots=True)
class ToxicGas:
    """A gas with its occupational exposure limit."""

    chemical_id: int
    name: str
    limit: float
    unit: str
    source: str


@transaction.atomic
def install_default_rules(*, actor: Actor, toxic_gases: Iterable[ToxicGas] = ()) -> list[AlarmRule]:
    """Write and put into force the starting rules that are not there yet."""
    wanted = [
        {
            "name": "可燃气体一级报警",
            "quantity": Quantity.COMBUSTIBLE_GAS,
            "kind": RuleKind.UPPER,
            "level": Level.YELLOW,
            "upper": 25.0,
            "unit": "%LEL",
            "dead_band": 2.0,
            "basis": f"{GB_T_50493} 第1款：一级报警设定值不大于 25%LEL",
        },
        {
            "name": "可燃气体二级报警",
            "quantity": Quantity.COMBUSTIBLE_GAS,
            "kind": RuleKind.UPPER,
            "level": Level.RED,
            "upper": 50.0,
            "unit": "%LEL",
            "dead_band": 2.0,
            "basis": f"{GB_T_50493} 第2款：二级报警设定值不大于 50%LEL",
        },
        {
            "name": "环境氧含量异常",
            "quantity": Quantity.OXYGEN,
            "kind": RuleKind.RANGE,
            "level": Level.ORANGE,
            "lower": 19.5,
            "upper": 23.5,
            "unit": "%",
            "dead_band": 0.2,
            "basis": f"{GB_T_50493} 第4款：欠氧 19.5%VOL，过氧 23.5%VOL",
        },
    ]
    for gas in toxic_gases:
        for name, level, factor in (("一级", Level.YELLOW, 1.0), ("二级", Level.RED, 2.0)):
            wanted.append(
                {
                    "name": f"{gas.name}浓度{name}报警",
                    "quantity": Quantity.GAS_CONCENTRATION,
                    "chemical_id": gas.chemical_id,
                    "kind": RuleKind.UPPER,
                    "level": level,
                    "upper": gas.limit * factor,
                    "unit": gas.unit,
                    "dead_band": gas.limit * 0.1,
                    "basis": f"{GB_T_50493} 第3款：{name}报警设定值不大于 {factor:.0%}OEL；"
                    f"OEL 取自{gas.source}",
                }
            )
    known = set(AlarmRule.objects.filter(point__isnull=True).values_list("name", flat=True))
    made = []
    for values in wanted:
        if values["name"] not in known:
            rule = create_rule(actor=actor, **values)
            made.append(activate_rule(rule_id=rule.pk, actor=actor, reason=REASON))
    return made
