"""Reasons in words: which figure, where, reached which threshold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message
from anlan.monitoring.natural_hazards.choices import INDICATOR_UNITS, DangerKind, Indicator, Role

#: Words of the Common Alerting Protocol, each of its own element.
CAP_WORDS: Mapping[str, Mapping[str, Message]] = {
    "severity": {
        "Extreme": pgettext_lazy("severity", "extreme"),
        "Severe": pgettext_lazy("severity", "severe"),
        "Moderate": pgettext_lazy("severity", "moderate"),
        "Minor": pgettext_lazy("severity", "minor"),
        "Unknown": pgettext_lazy("warning", "unknown"),
        "Red": pgettext_lazy("severity", "red"),
        "Orange": pgettext_lazy("severity", "orange"),
        "Yellow": pgettext_lazy("severity", "yellow"),
        "Blue": pgettext_lazy("severity", "blue"),
    },
    "urgency": {
        "Immediate": pgettext_lazy("urgency", "at once"),
        "Expected": pgettext_lazy("urgency", "soon"),
        "Future": pgettext_lazy("urgency", "later"),
        "Past": pgettext_lazy("urgency", "past"),
        "Unknown": pgettext_lazy("warning", "unknown"),
    },
    "certainty": {
        "Observed": pgettext_lazy("certainty", "observed"),
        "Likely": pgettext_lazy("certainty", "likely"),
        "Very Likely": pgettext_lazy("certainty", "very likely"),
        "Possible": pgettext_lazy("certainty", "possible"),
        "Unlikely": pgettext_lazy("certainty", "unlikely"),
        "Unknown": pgettext_lazy("warning", "unknown"),
    },
}


def cap_word(element: str, value: str) -> str:
    """Return a word of the protocol as people say it."""
    return str(CAP_WORDS[element].get(value, value))


def number(value: float) -> str:
    """Return a figure as people write it."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.1f}"


def reason_text(reason: Mapping[str, Any]) -> str:
    """Return one reason: 溪口镇雨量站 3小时雨量 62.0 mm，达到阈值 50 mm（全县）。"""
    indicator = Indicator(reason["indicator"])
    if indicator == Indicator.DANGER_REPORT:
        return _("%(place)s: danger reported by group monitors") % {"place": reason["place"]}
    text = _("%(place)s: %(indicator)s %(value)s, threshold %(limit)s (%(scope)s)") % {
        "place": reason["place"],
        "indicator": indicator.label,
        "value": f"{number(reason['value'])} {reason['unit']}".strip(),
        "limit": f"{number(reason['limit'])} {reason['unit']}".strip(),
        "scope": reason["scope"],
    }
    if reason.get("is_borrowed"):
        text += _("(nearest station)")
    return text


def reasons_text(reasons: Iterable[Mapping[str, Any]]) -> str:
    """Return all reasons in one line."""
    return str(_("; ")).join(reason_text(reason) for reason in reasons)


def figure_text(figure: Mapping[str, Any]) -> str:
    """Return one figure that was looked at."""
    indicator = Indicator(figure["indicator"])
    return f"{indicator.label} {figure_value(figure)}"


def figure_value(figure: Mapping[str, Any]) -> str:
    """Return a figure with its unit."""
    return f"{number(figure['value'])} {figure['unit']}".strip()


#: Quantities of a station's hour that are no indicator: their word and unit.
_QUANTITIES: Mapping[str, tuple[Message, str]] = {
    "temperature": (Role.TEMPERATURE.label, "°C"),
    "humidity": (Role.HUMIDITY.label, "%"),
    "dmc": ("DMC", ""),
    "dc": ("DC", ""),
}


def quantity_words(values: Mapping[str, float]) -> list[str]:
    """Return what a station told in an hour."""
    found = []
    for name, value in values.items():
        known = _QUANTITIES.get(name)
        word, unit = known or (Indicator(name).label, INDICATOR_UNITS[name])
        found.append(f"{word} {number(value)} {unit}".strip())
    return found


def method_text(kind: str, method: Mapping[str, Any]) -> str:
    """Say how a danger map was made."""
    if kind == DangerKind.RAIN:
        return _(
            "Rain of the stations of each township, else of the nearest one within %(rain)d km; of "
            "a catchment the mean of its stations; held against the thresholds in use."
        ) % {"rain": method["rain_reach_m"] / 1000}
    words = _(
        "Weather and codes of the stations within %(reach)d km, weighted by the inverse square of "
        "the distance, and rain of the nearest gauge within %(rain)d km, on cells of %(cell)d m; "
        "heights are not regarded."
    ) % {
        "reach": method["reach_m"] / 1000,
        "rain": method["rain_reach_m"] / 1000,
        "cell": method["cell_m"],
    }
    begin = (
        _("The litter code of each cell is carried on from the map of the hour before.")
        if method["is_carried"]
        else _("The litter code begins with that of the stations.")
    )
    return f"{words}{begin}"
