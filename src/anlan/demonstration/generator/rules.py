"""Alarm rules: limits with their derivation and basis.

No primary text of the standards was at hand; every rule taken from one is marked unverified.
GB/T 50493-2019: combustible gas, first alarm at most 25 % LEL and second at most 50 % LEL; toxic
gas, first alarm at most 100 % OEL and second at most 200 % OEL, the OEL being MAC, else PC-TWA,
else PC-STEL (for ammonia therefore 20 mg/m³, with which the PC-STEL of 30 mg/m³ is kept as well).
"""

from __future__ import annotations

import math
from dataclasses import replace

from .behaviours import gas_name
from .model import AlarmRule, Point
from .tables import chemical, rows

MOLAR_VOLUME_L = 24.45  # ideal gas at 25 °C and 101.325 kPa: ppm = mg/m³ × 24.45 / molar mass
YELLOW, RED = 3, 1
DETECTION = "GB/T 50493-2019《石油化工可燃气体和有毒气体检测报警设计标准》"
EXPOSURE = "GBZ 2.1-2019"
RAIN = "《气象灾害预警信号发布与传播办法》(中国气象局令第16号)暴雨预警信号"
OWN = "演示用限值，由使用单位按实际设定"
BASES = {"detection": DETECTION, "rain": RAIN, "own": OWN}
OEL_COLUMNS = (("oel_mac_mg_m3", "MAC"), ("oel_twa_mg_m3", "PC-TWA"), ("oel_stel_mg_m3", "PC-STEL"))


def build_rules(points: tuple[Point, ...]) -> tuple[AlarmRule, ...]:
    """Rules by quantity, by toxic substance, and by point where each has its own limits."""
    rules = [_general_rule(row) for row in rows("alarm_rules")]
    for cas in sorted({p.cas for p in points if p.quantity == "gas_concentration" and p.cas}):
        rules += toxic_rules(cas)
    for point in points:
        if point.quantity == "water_level":
            rules += _water_rules(point)
    return tuple(rules)


def _general_rule(row: dict[str, str]) -> AlarmRule:
    """A rule of the table."""
    return AlarmRule(
        code=row["code"],
        name=row["name"],
        quantity=row["quantity"],
        device_kind=row["device_kind"] or None,
        cas=None,
        device=None,
        point=row["point"] or None,
        direction=row["direction"],
        level=int(row["level"]),
        limit=float(row["limit"]),
        unit=row["unit"],
        dead_band=float(row["dead_band"]),
        delay_s=int(row["delay_s"]),
        derivation=row["derivation"],
        basis=BASES[row["basis"]],
        is_verified=False,
    )


def oel_ppm(cas: str) -> tuple[float, str]:
    """The exposure limit that counts for alarms, in ppm, with the sum written out."""
    substance = chemical(cas)
    mass = substance.values["molar_mass_g_mol"].value
    for column, label in OEL_COLUMNS:
        if column in substance.values:
            limit = substance.values[column].value
            ppm = limit * MOLAR_VOLUME_L / mass
            return ppm, f"{label} {limit:g} mg/m³ × {MOLAR_VOLUME_L} ÷ {mass:g} = {ppm:.3g} ppm"
    raise LookupError(f"no exposure limit for {cas}")


def _round_down(value: float) -> float:
    """To the next lower tenth below ten, to the next lower integer above: never above the limit."""
    return math.floor(value * 10) / 10 if value < 10 else float(math.floor(value))


def toxic_rules(cas: str) -> list[AlarmRule]:
    """Two alarms for a toxic gas: at the exposure limit and at twice the limit, rounded down."""
    ppm, sum_text = oel_ppm(cas)
    name = gas_name(cas)
    basis = f"{DETECTION}; {EXPOSURE}"
    made = []
    for number, (level, share) in enumerate(((YELLOW, 1), (RED, 2)), 1):
        limit = _round_down(ppm * share)
        made.append(
            AlarmRule(
                code=f"TOX-{cas}-{number}",
                name=f"{name}{'一' if number == 1 else '二'}级报警",
                quantity="gas_concentration",
                device_kind=None,
                cas=cas,
                device=None,
                point=None,
                direction="above",
                level=level,
                limit=limit,
                unit="ppm",
                dead_band=round(limit * 0.1, 3),
                delay_s=0,
                derivation=f"{sum_text}; {100 * share}%OEL, 取 {limit:g} ppm",
                basis=basis,
                is_verified=False,
            )
        )
    return made


def _water_rules(point: Point) -> list[AlarmRule]:
    """Warning level (警戒水位) and guarantee level (保证水位) of a river station."""
    mean = point.behaviour.mean
    first = AlarmRule(
        code=f"WAT-{point.device}-1",
        name="超警戒水位",
        quantity=point.quantity,
        device_kind=None,
        cas=None,
        device=point.device,
        point=point.key,
        direction="above",
        level=YELLOW,
        limit=round(mean + 2.5, 2),
        unit="m",
        dead_band=0.1,
        delay_s=60,
        derivation=f"平常水位 {mean:.2f} m + 2.5 m",
        basis=OWN,
        is_verified=False,
    )
    return [
        first,
        replace(
            first,
            code=f"WAT-{point.device}-2",
            name="超保证水位",
            level=RED,
            limit=round(mean + 4.0, 2),
            derivation=f"平常水位 {mean:.2f} m + 4 m",
        ),
    ]
