"""Words for what the platform found out about an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.governance.indicators.choices import Method, TargetKind
from anlan.governance.indicators.models import Indicator


def number_words(value: float | None, unit: str = "") -> str:
    """Return a figure as people write it: 0.032, 87.5, 1,204."""
    if value is None:
        return "—"
    if value == int(value) and abs(value) < 1e12:
        text = f"{int(value):,}"
    elif abs(value) >= 100:
        text = f"{value:,.0f}"
    elif abs(value) >= 10:
        text = f"{value:.1f}"
    elif abs(value) >= 1:
        text = f"{value:.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:.3g}"
    return f"{text} {unit}".strip() if unit and unit not in ("%", "‰") else f"{text}{unit}"


def machine_words(row: Indicator) -> str:
    """Return the machine form of a target in words: “at most 0.01 人/亿元”."""
    kind = TargetKind(row.target_kind)
    label = str(kind.label)
    if kind in (TargetKind.DOWN, TargetKind.UP):
        words = f"{label} {number_words(row.change_percent, '%')}"
        if row.baseline_value is None:
            return words
        sign = -1 if kind == TargetKind.DOWN else 1
        wanted = row.baseline_value * (1 + sign * (row.change_percent or 0) / 100)
        return f"{words} ({number_words(wanted, row.unit)})"
    if kind == TargetKind.RANGE:
        return f"{number_words(row.target_low)} – {number_words(row.target_high, row.unit)}"
    if kind in (TargetKind.ZERO, TargetKind.UNCLEAR):
        return label
    bound = row.target_low if row.target_low is not None else row.target_high
    words = f"{label} {number_words(bound, row.unit)}"
    return f"{words} {row.get_per_display()}".strip() if row.per else words


def reason_words(facts: Mapping[str, Any], *, unit: str = "") -> str:
    """Return why an indicator stands as it does, in the language of the page."""
    why = _sentence(facts, unit)
    parts = facts.get("parts") or []
    if parts:
        named = _(", ").join(
            _("%(label)s %(count)s (%(share)s %%)")
            % {
                "label": part["label"],
                "count": number_words(part["count"]),
                "share": part["share"],
            }
            for part in parts
        )
        most = _("Most of it: %(parts)s.") % {"parts": named}
        return _("%(why)s %(parts)s") % {"why": why, "parts": most}
    return why


def _sentence(facts: Mapping[str, Any], unit: str) -> str:
    code = facts.get("code", "")
    low, high = facts.get("low"), facts.get("high")
    bound = high if high is not None and low is None else low
    said = {
        "actual": number_words(facts.get("actual"), unit),
        "bound": number_words(bound, unit),
        "forecast": number_words(facts.get("forecast"), unit),
        "by": facts.get("by", ""),
        "method": _method(facts.get("method", "")),
        "day": facts.get("actual_on", ""),
    }
    texts = {
        "no_value": _("No value has been given yet."),
        "no_baseline": _("The target is a change, but the baseline is not known."),
        "target_unclear": _("The target must be read by a person before it can be judged."),
        "stale": _("The latest value is of %(day)s; since then none has come."),
        "reached": _("The target is reached: %(actual)s."),
        "kept": _("%(actual)s keeps the target; foreseen for %(by)s: %(forecast)s (%(method)s)."),
        "trend_reaches": _(
            "%(actual)s now; foreseen for %(by)s: %(forecast)s, which keeps the target "
            "%(bound)s (%(method)s)."
        ),
        "trend_misses": _(
            "%(actual)s now; foreseen for %(by)s: %(forecast)s instead of %(bound)s (%(method)s)."
        ),
        "trend_unsure": _(
            "%(actual)s now; foreseen for %(by)s: %(forecast)s, but %(bound)s is not safe "
            "(%(method)s)."
        ),
        "behind_line": _(
            "%(actual)s is behind the straight line to %(bound)s, which the trend reaches by "
            "%(by)s only just."
        ),
        "not_yet": _("%(actual)s now, %(bound)s is due by %(by)s; too few values for a trend."),
        "no_time_left": _("%(actual)s now, %(bound)s is due by %(by)s: little time is left."),
        "day_passed": _("On %(by)s it stood at %(actual)s instead of %(bound)s."),
        "ceiling_broken": _("%(actual)s this year already, at most %(bound)s was allowed."),
    }
    text = texts.get(code, "")
    return text % said if text else ""


def _method(value: str) -> str:
    return str(Method(value).label) if value in Method.values else ""


def doubt_words(code: str) -> str:
    """Return why a printed target was left to a person."""
    return {
        "no_target": _("no target is printed"),
        "words_only": _("the target is in words without a number"),
        "hedged": _("the words leave room (“basically”, “effectively”)"),
        "bare_number": _("a number without saying whether at least or at most"),
        "points": _("per cent or percentage points: the text does not say"),
        "several_numbers": _("several numbers"),
        "units": _("the unit of the number is not that of the indicator"),
    }.get(code, "")


def official_language() -> Any:
    """Records and papers are in the county's official Chinese, whatever the page's language."""
    from django.utils import translation

    return translation.override("zh-hans")
