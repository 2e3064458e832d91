"""The tables of the standard as one snapshot with a version, as a calculation uses them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState
from anlan.supervision.installations.choices import StandardTable
from anlan.supervision.installations.models import StandardValue


class RuleMissing(WrongState):
    """A rule of the county is not loaded (reference data)."""

    code = "rule_missing"
    message = _("The county's rules are not loaded. Ask the administrator to load the tables.")


@dataclass(frozen=True)
class Tables:
    """Every row by what it is looked up by; ``version`` changes with any value."""

    version: str
    by_code: Mapping[str, StandardValue]  # row number of table 1
    by_cas: Mapping[str, list[StandardValue]]  # table 1
    classes: Mapping[str, StandardValue]  # tables 2 and 4 by symbol
    classification: Mapping[str, list[str]]  # symbols by CAS
    gases: Mapping[str, StandardValue]  # table 3 by CAS
    steps: tuple[tuple[int, float], ...]  # table 5
    bounds: tuple[float, ...]  # table 6
    rules: Mapping[str, float] = field(default_factory=dict)

    def rule(self, code: str) -> float:
        """Return a rule of the county by code."""
        try:
            return self.rules[code]
        except KeyError:
            raise RuleMissing(rule=code) from None


def read_tables() -> Tables:
    """Return the present tables in one query."""
    rows = list(StandardValue.objects.all())
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda r: (r.table, r.code)):
        values = (row.table, row.code, row.cas, row.threshold_t, row.beta, row.alpha)
        digest.update(repr((*values, row.lower, row.upper, row.value)).encode())
    by_cas: dict[str, list[StandardValue]] = {}
    classification: dict[str, list[str]] = {}
    for row in rows:
        if row.table == StandardTable.SUBSTANCES and row.cas:
            by_cas.setdefault(row.cas, []).append(row)
        if row.table == StandardTable.CLASSIFICATION:
            classification.setdefault(row.cas, []).append(row.symbol)
    exposure = [row for row in rows if row.table == StandardTable.EXPOSURE]
    levels = [row for row in rows if row.table == StandardTable.LEVELS]
    return Tables(
        version=digest.hexdigest()[:16],
        by_code={row.code: row for row in rows if row.table == StandardTable.SUBSTANCES},
        by_cas=by_cas,
        classes={row.symbol: row for row in rows if row.table == StandardTable.CLASSES},
        classification=classification,
        gases={row.cas: row for row in rows if row.table == StandardTable.GASES},
        steps=tuple((int(row.lower or 0), row.alpha or 0.0) for row in exposure),
        bounds=tuple(row.lower for row in levels if row.lower is not None),
        rules={
            row.code: row.value
            for row in rows
            if row.table == StandardTable.RULE and row.value is not None
        },
    )


def read_rule(code: str) -> float:
    """Return one rule of the county."""
    row = StandardValue.objects.filter(table=StandardTable.RULE, code=code).first()
    if row is None or row.value is None:
        raise RuleMissing(rule=code)
    return row.value
