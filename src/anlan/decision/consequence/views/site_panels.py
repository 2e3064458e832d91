"""The way from the dossiers to the risk, panel by panel, each number with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anlan.decision.consequence.choices import SiteRiskState
from anlan.decision.consequence.effects.site.case import CLASSES, DIRECTIONS
from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.selectors.exposure import KINDS
from anlan.decision.consequence.selectors.site_ranking import ranked_targets
from anlan.decision.consequence.site_words import (
    EQUIPMENT,
    LEAKS,
    METHOD_REASONS,
    METHODS,
    OUTCOMES,
    REMARKS,
    SITE_KINDS,
    TARGETS,
    power_of_ten,
    reason,
)
from anlan.decision.consequence.words import remark
from anlan_science.risk import cpr18e_1999_leaks

#: Rows on the page; the report has more.
TARGET_ROWS, EVENT_ROWS = 20, 20


def site_panels(obj: SiteAssessment) -> Iterator[Mapping[str, Any]]:
    """Yield the panels of an assessment; results only once they are computed."""
    is_done = obj.state == SiteRiskState.DONE
    if is_done:
        yield _panel("targets", _("Protected targets"), obj.targets_count, _targets(obj), wide=True)
    yield _panel("method", _("Method after GB/T 37243-2019"), None, _method(obj))
    yield _panel("weather", _("Wind and weather"), None, _weather(obj))
    count = len(obj.inputs["vessels"])
    yield _panel("vessels", _("Vessels and leak frequencies"), count, _vessels(obj), wide=True)
    if is_done:
        events = len(obj.result["events"])
        yield _panel("events", _("Events"), events, _events(obj), wide=True)
        yield {
            "id": "models",
            "title": _("Models and warnings"),
            "template": "consequence/_models.html",
            "context": {
                "run": obj,
                "remarks": [REMARKS.get(key) or remark(key) for key in obj.remarks],
            },
            "wide": True,
        }


def _panel(
    name: str, title: str, count: int | None, context: dict[str, Any], *, wide: bool = False
) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "count": count,
        "template": f"consequence/_site_{name}.html",
        "context": context,
        "wide": wide,
    }


def _targets(obj: SiteAssessment) -> dict[str, Any]:
    rows = ranked_targets(obj)
    return {
        "rows": [
            {
                "name": row["name"],
                "kind": SITE_KINDS.get(row["kind"]) or KINDS.get(row["kind"], row["kind"]),
                "people": row["people"],
                "target": TARGETS[row["target"]],
                "clause": row["clause"],
                "is_verified": row["is_verified"],
                "limit": power_of_ten(row["limit"]),
                "risk": power_of_ten(risk),
                "is_met": risk <= row["limit"],
            }
            for risk, row in rows[:TARGET_ROWS]
        ],
        "hidden": max(0, len(rows) - TARGET_ROWS),
    }


def _method(obj: SiteAssessment) -> dict[str, Any]:
    found = obj.inputs["method"]
    return {
        "method": METHODS[found["method"]],
        "reason": METHOD_REASONS[found["method"]],
        "gases": [
            {"name": name, "quantity": f"{q:g}", "threshold": f"{t:g}", "share": f"{q / t:.2f}"}
            for name, q, t in found["gases"]
        ],
        "sum": f"{found['sum']:.2f}",
    }


def _weather(obj: SiteAssessment) -> dict[str, Any]:
    weather = obj.inputs["weather"]
    day, night = weather["day"], weather["night"]
    classes = [
        {
            "name": f"{letter} {speed:g} m/s",
            "day": f"{100.0 * sum(row[c] for row in day):.1f}",
            "night": f"{100.0 * sum(row[c] for row in night):.1f}",
        }
        for c, (letter, speed) in enumerate(CLASSES)
    ]
    year = [50.0 * (sum(day[d]) + sum(night[d])) for d in range(DIRECTIONS)]
    widest = max(year) or 1.0
    return {
        "source": weather["source"],
        "is_default": weather["is_default"],
        "classes": classes,
        "winds": [
            {"degrees": f"{d * 360.0 / DIRECTIONS:g}", "share": f"{share:.1f}", "width": share}
            for d, share in enumerate(year)
        ],
        "widest": widest,
    }


def _vessels(obj: SiteAssessment) -> dict[str, Any]:
    kinds = sorted({row["equipment"] for row in obj.inputs["vessels"]})
    return {
        "rows": [
            {
                "owner": row["owner"],
                "name": row["name"],
                "substance": row["substance"],
                "quantity": f"{row['quantity_kg'] / 1000.0:g}",
                "equipment": EQUIPMENT[row["equipment"]],
            }
            for row in obj.inputs["vessels"]
        ],
        "frequencies": [
            {
                "equipment": EQUIPMENT[kind],
                "table": cpr18e_1999_leaks.EQUIPMENT[kind].table,
                "leaks": [
                    {"leak": LEAKS[leak.kind], "frequency": power_of_ten(leak.frequency)}
                    for leak in cpr18e_1999_leaks.EQUIPMENT[kind].leaks
                ],
            }
            for kind in kinds
        ],
        "left_out": [
            *(
                {
                    "what": f"{row['owner']} {row['name']} · {row['substance']}",
                    "why": reason(row["reason"]),
                }
                for row in obj.inputs["left_out"]
            ),
            *_leaks_left_out(obj),
        ],
    }


def _leaks_left_out(obj: SiteAssessment) -> Iterator[dict[str, Any]]:
    names = {row["key"]: row["name"] for row in obj.inputs["vessels"]}
    for key, leak, code in obj.result.get("left_out", ()):
        kind, _colon, outcome = leak.partition(": ")
        words = " · ".join(
            str(x) for x in (names[key], LEAKS[kind], OUTCOMES.get(outcome, "")) if x
        )
        yield {"what": words, "why": reason(code)}


def _events(obj: SiteAssessment) -> dict[str, Any]:
    names = {row["key"]: f"{row['owner']} {row['name']}" for row in obj.inputs["vessels"]}
    rows = sorted(obj.result["events"], key=lambda event: (-event["loss"], -event["frequency"]))
    return {
        "rows": [
            {
                "vessel": names[event["vessel"]],
                "leak": LEAKS[event["leak"]],
                "outcome": OUTCOMES[event["outcome"]],
                "frequency": power_of_ten(event["frequency"]),
                "reach": f"{event['reach']:,.0f}",
                "loss": power_of_ten(event["loss"]),
            }
            for event in rows[:EVENT_ROWS]
        ],
        "hidden": max(0, len(rows) - EVENT_ROWS),
    }
