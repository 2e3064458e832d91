"""The figures of sign-in and delegation: the county's value, else the installed one."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from anlan.base.accounts.models import AccessRule

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=4)
def read_data(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the app's tables."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def installed_value(code: str) -> int:
    """Return the value a rule has when installed."""
    for row in read_data("access_rules.csv"):
        if row["code"] == code:
            return int(row["value"])
    raise LookupError(f"there is no access rule {code}")


def rule_value(code: str) -> int:
    """Return the value of a rule in force."""
    found = AccessRule.objects.filter(code=code).values_list("value", flat=True).first()
    return installed_value(code) if found is None else found
