"""The figure to be reached in a printed quantity: 12 of “新建避灾安置场所12处”. No database."""

from __future__ import annotations

import re
from decimal import Decimal

_FIGURE = re.compile(
    r"(?P<figure>\d+(?:[,，]\d{3})*(?:\.\d+)?)\s*(?P<scale>万|亿)?\s*"
    r"(?P<unit>%|％|平方公里|平方米|公里|千米|万元|亿元|处|个|座|支|套|户|条|人次|人|家|场|次|台|辆|艘|件|份|吨|米|路|所|批|项|名|段|点|户次|元)"
)


def read_figure(quantity: str) -> tuple[Decimal | None, str]:
    """Return the first figure with its unit; several figures or none: nothing is guessed."""
    found = list(_FIGURE.finditer(quantity))
    if len(found) != 1:
        return None, ""
    one = found[0]
    value = Decimal(one["figure"].replace(",", "").replace("，", ""))
    unit = one["unit"].replace("％", "%")
    if one["scale"]:
        unit = f"{one['scale']}{unit}"
    return value, unit
