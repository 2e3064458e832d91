"""The text of a report: what stands out, and what chance alone may explain."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.governance.accidents.selectors.statistics import Comparison, Line, Statistics

#: Lines of a cut that a text names.
NAMED = 3


def analysis_lines(found: Statistics) -> list[str]:
    """Return the analysis of a period, sentence by sentence, in the language of the page."""
    lines = [
        _(
            "%(accidents)s accidents were counted, with %(deaths)s dead, %(serious)s seriously and "
            "%(minor)s lightly injured and a direct loss of %(loss)s × 10,000 yuan."
        )
        % {
            "accidents": found.now.accidents,
            "deaths": found.now.deaths,
            "serious": found.now.serious_injuries,
            "minor": found.now.minor_injuries,
            "loss": f"{found.now.loss:,.1f}",
        },
        _("Against the same period of the year before: accidents %(a)s; deaths %(d)s.")
        % {
            "a": _compared(found.compared["accidents"]),
            "d": _compared(found.compared["deaths"]),
        },
        _("The mean of the three years before was %(mean)s accidents.")
        % {"mean": f"{found.mean_of_three:.1f}"},
    ]
    if found.now.larger:
        lines.append(_("%(n)s larger accidents or worse happened.") % {"n": found.now.larger})
    for name, text in (
        ("domain", _("By field: %(lines)s.")),
        ("township", _("By township: %(lines)s.")),
        ("kind", _("By type: %(lines)s.")),
        ("cause", _("By direct cause: %(lines)s.")),
    ):
        first = [line for line in found.cuts[name] if line.now.accidents][:NAMED]
        if first:
            parts = (_part(line, found.now.accidents) for line in first)
            words = pgettext("enumeration", ", ").join(parts)
            lines.append(text % {"lines": words})
    clear = [
        line
        for name in ("domain", "township", "kind")
        for line in found.cuts[name]
        if line.compared.is_clear
    ]
    if clear:
        words = pgettext("enumeration", ", ").join(
            _("%(label)s (%(before)s → %(now)s)")
            % {
                "label": line.label,
                "before": line.before.accidents,
                "now": line.now.accidents,
            }
            for line in clear
        )
        lines.append(_("A clear change is seen in: %(lines)s.") % {"lines": words})
    else:
        lines.append(_("In no field, township or type is the change larger than chance explains."))
    if found.waiting:
        lines.append(
            _("%(n)s accidents of this period are not yet confirmed and not counted here.")
            % {"n": found.waiting}
        )
    return lines


def _compared(comparison: Comparison) -> str:
    percent = [] if comparison.percent is None else [f"{comparison.percent:+.1f}%"]
    words = [f"{comparison.difference:+d}", *percent, str(comparison.words)]
    return _("%(before)s → %(now)s (%(change)s)") % {
        "before": comparison.before,
        "now": comparison.now,
        "change": pgettext("clauses", ", ").join(words),
    }


def _part(line: Line, total: int) -> str:
    return _("%(label)s %(n)s (%(share)s %%, %(deaths)s dead)") % {
        "label": line.label,
        "n": line.now.accidents,
        "share": f"{line.now.accidents / total * 100:.0f}" if total else "0",
        "deaths": line.now.deaths,
    }
