"""Two runs side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.permissions import VIEW
from anlan.decision.consequence.selectors.exposure import exposure_of
from anlan.decision.consequence.views.drawing import bounds, overlays, wind_words
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, render_page, requires


@require_GET
@requires(VIEW)
def compare(request: ActorRequest) -> HttpResponse:
    """Show two runs, ``?a=`` and ``?b=``: what differs in inputs, zones and people."""
    runs = [_wanted(request, name) for name in ("a", "b")]
    counted = [exposure_of(run, request.actor) for run in runs]
    numbers = [{z.kind: z for z in run.zones.all()} for run in runs]
    names: dict[int, str] = {}
    for run in runs:
        names |= {z.kind: str(z.get_kind_display()) for z in run.zones.all() if z.kind}
    zones = [
        {
            "label": names[kind],
            "level": kind,
            "reach": [_text(n.get(kind), "reach_m", "m") for n in numbers],
            "area": [_text(n.get(kind), "area_km2", "km²") for n in numbers],
            "people": [exposure.people.get(kind, 0) for exposure in counted],
        }
        for kind in sorted(names)
    ]
    area = bounds(*runs)
    context: dict[str, Any] = {
        "title": _("Compare two runs"),
        "breadcrumbs": [{"label": _("Accident consequences"), "url": reverse("consequence:list")}],
        "runs": [
            {"run": run, "wind": wind_words(run), "letter": letter}
            for run, letter in zip(runs, "AB", strict=True)
        ],
        "zones": zones,
        "differences": list(_differences(*runs)),
        "map": {
            "id": "compare-map",
            "mode": "panel",
            "visible": ["sites"],
            "focus": {"bounds": area}
            if area
            else {"lon": runs[0].location.x, "lat": runs[0].location.y, "zoom": 13},
            "overlays": [*overlays(runs[0], "A "), *overlays(runs[1], "B ")],
        },
    }
    return render_page(request, "consequence/compare.html", {"page": context})


def _wanted(request: ActorRequest, name: str) -> ConsequenceRun:
    text = request.GET.get(name, "")
    if not text.isdigit() or len(text) > 9:
        raise InvalidInput(fields={name: _("Choose two runs to compare.")})
    found: ConsequenceRun = get_visible(ConsequenceRun, int(text), actor=request.actor)
    return found


def _text(zone: Any, name: str, unit: str) -> str:
    if zone is None:
        return "—"
    value = getattr(zone, name)
    return f"{value:.0f} {unit}" if unit == "m" else f"{value:.2f} {unit}"


def _differences(first: ConsequenceRun, second: ConsequenceRun) -> Any:
    """Yield what was entered differently."""
    from anlan.decision.consequence.forms import RunForm

    for name in sorted({*first.inputs, *second.inputs}):
        was, now = first.inputs.get(name), second.inputs.get(name)
        if was != now and name not in ("weather_at", "chemical_id"):
            field = RunForm.base_fields.get(name)
            yield {"label": field.label if field else name, "values": [was, now]}
    if first.chemical_id != second.chemical_id:
        yield {"label": _("Substance"), "values": [first.chemical, second.chemical]}
