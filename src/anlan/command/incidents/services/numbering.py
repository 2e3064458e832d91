"""The numbers of incidents; drills have a series of their own."""

from __future__ import annotations

from anlan.base.documents.public import draw_number
from anlan.command.incidents.places import county_name


def county_sign(region_code: str) -> str:
    """Return the county's sign in numbers: 龙 of 龙游县, 蓟 of 蓟州区."""
    return county_name(region_code)[:1]


def draw_incident_number(region_code: str, *, is_drill: bool = False) -> str:
    """Draw a number such as 龙应急〔2026〕0001; drills have a series of their own."""
    prefix = f"{county_sign(region_code)}应急{'演练' if is_drill else ''}"
    year, number = draw_number(f"{prefix}事件")
    return f"{prefix}〔{year}〕{number:04d}"
