"""Words for measures, sections of the industries and what a comparison says."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _

from anlan.governance.accidents.choices import Measured
from anlan.governance.accidents.reference import rows_of


@cache
def industries() -> dict[str, str]:
    """Return the sections of GB/T 4754 by letter."""
    return {row["code"]: row["name"] for row in rows_of("industries.csv")}


@cache
def _rate_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows_of("rates.csv")}


def measure_name(code: str) -> str:
    """Return what a control target limits: a count or a rate."""
    if code in Measured.values:
        return str(Measured(code).label)
    return _rate_names().get(code, code)


def measure_choices() -> list[tuple[str, str]]:
    """Return every measure a target may limit."""
    return [(m.value, str(m.label)) for m in Measured] + list(_rate_names().items())


def industry_name(code: str) -> str:
    """Return the section an industry code stands in."""
    return industries().get(code[:1], code)


def change_words(now: int, before: int, is_clear: bool) -> str:
    """Return what a comparison of two counts says; no direction when chance explains it."""
    if now == before:
        return _("as before")
    if not is_clear:
        return _("no clear change")
    return _("clearly more") if now > before else _("clearly fewer")
