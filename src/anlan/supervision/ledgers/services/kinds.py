"""Values by kind: what is kept, how it reads, whether it fits another kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

#: Kinds whose values are plain text and fit each other.
TEXTS = frozenset({"text", "long", "person", "phone"})


def change_of_kind(old: str, new: str, value: Any) -> bool:
    """Whether a value written as one kind can be read as another."""
    if old == new or (old in TEXTS and new in TEXTS):
        return True
    if new in TEXTS:
        return isinstance(value, str | int | float)
    if new == "choice":
        return isinstance(value, str)
    if new == "number":
        return _is_number(value)
    if new == "date":
        return _is_day(value)
    return False


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def words(kind: str, value: Any, unit: str = "") -> str:
    """A kept value as an officer reads it; enterprise and region are named by their row."""
    if value in (None, "", []):
        return ""
    if kind == "yes_no":
        return str(_("yes") if value else _("no"))
    if kind == "number":
        text = f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        return f"{text} {unit}".strip()
    if kind == "place":
        point = f"{value['longitude']:.5f}, {value['latitude']:.5f}"
        return f"{value['name']} ({point})" if value.get("name") else point
    if kind == "chemical":
        return str(value.get("name", ""))
    if kind == "file":
        return str(len(value))
    return str(value)
