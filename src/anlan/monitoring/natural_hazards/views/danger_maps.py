"""Hourly danger maps: the list, a map with what it was made from, and what the one map asks for."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.policy import visible
from anlan.kernel.requests import ActorRequest, requires
from anlan.kernel.templatetags.anlan import spell_duration
from anlan.monitoring.natural_hazards.choices import DangerKind, Hazard, Indicator
from anlan.monitoring.natural_hazards.models import DangerMap, Station
from anlan.monitoring.natural_hazards.permissions import VIEW
from anlan.monitoring.natural_hazards.selectors.danger_maps import (
    HEAVY,
    is_present,
    map_at,
    maps_of_day,
    shapes_at,
)
from anlan.monitoring.natural_hazards.tables import DangerMapTable
from anlan.monitoring.natural_hazards.words import (
    figure_text,
    method_text,
    number,
    quantity_words,
    reasons_text,
)


def danger_url(kind: str, request: ActorRequest) -> str:
    """Return the page of the newest map of a kind, or the list that says why there is none."""
    newest = map_at(kind, request.actor)
    return newest.get_absolute_url() if newest else reverse("natural_hazards:danger_maps")


def hour_filter(valid_at: datetime) -> str:
    """Return what asks the layer for one hour."""
    return f"hour={int(valid_at.timestamp())}"


class DangerMapListPage(ListPage):
    """All danger maps, newest first."""

    model = DangerMap
    table_class = DangerMapTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("warned", gettext_lazy("With a level"), Q(level__isnull=False)),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("danger of")),
        Facet("level", gettext_lazy("level"), level=True),
    )
    ordering = ("-valid_at", "kind")
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No danger map yet")
    empty_text = gettext_lazy(
        "Maps of fire and rain danger are drawn three minutes past every hour from what the "
        "stations measure; enter stations and thresholds first."
    )

    def queryset(self) -> QuerySet[DangerMap]:
        """Leave out what is drawn: a list shows none of it."""
        return super().queryset().defer(*HEAVY)


class DangerMapPage(ObjectPage):
    """One map: what it shows, of which grades, from which stations, by which models."""

    model = DangerMap
    template = "natural_hazards/danger_map.html"
    select_related = ("region",)
    breadcrumbs: ClassVar = (
        (gettext_lazy("Natural hazards"), "natural_hazards:overview"),
        (gettext_lazy("Hourly danger maps"), "natural_hazards:danger_maps"),
    )

    def get_title(self, obj: DangerMap) -> str:
        """The county, what endangers it, and when."""
        return f"{obj.region} {obj}"

    def level(self, obj: DangerMap) -> int | None:
        """The gravest level."""
        return obj.level

    def note(self, obj: DangerMap) -> Mapping[str, Any] | None:
        """Unknown is never safe, and an old map is not the present danger."""
        if not obj.is_known:
            return {"text": _("No station told anything: the danger is not known."), "tone": "info"}
        age = clock.now() - obj.valid_at
        if not is_present(obj.valid_at, clock.now()):
            words = _("This map is %(age)s old; it does not show the present danger.")
            return {"text": words % {"age": spell_duration(age.total_seconds())}, "tone": "warning"}
        return None

    def map_url(self, obj: DangerMap) -> str:
        """The one map with this hour."""
        return f"{reverse('onemap:map')}?layer={obj.layer}&{hour_filter(obj.valid_at)}"

    def facts(self, obj: DangerMap) -> list[dict[str, Any]]:
        """When, how, and whether one may rely on it."""
        return [
            fact_group(
                _("Map"),
                fact(_("valid at"), at=obj.valid_at),
                fact(pgettext("product", "made at"), at=obj.made_at),
                fact(_("stations used"), obj.stations_used),
                fact(_("silent stations"), obj.stations_silent),
                fact(
                    pgettext("danger map", "method"), method_text(obj.kind, obj.method), wide=True
                ),
                fact(
                    pgettext_lazy("model", "verification"),
                    obj.get_verification_display(),
                    source="、".join(
                        f"{model['id']}（{status_word(model['status'])}）"
                        for model in obj.method["models"]
                    ),
                ),
            )
        ]

    def timeline(self, obj: DangerMap) -> None:
        """A map does not change."""
        return None

    def describe(self, obj: DangerMap) -> dict[str, Any]:
        """Add the map, the hours beside it, grades, areas and stations."""
        page = super().describe(obj)
        known = set(visible(Station, self.actor).values_list("pk", flat=True))
        page["map"] = {
            "id": "danger-map",
            "mode": "panel",
            "visible": [obj.layer],
            "layer_filters": {obj.layer: hour_filter(obj.valid_at)},
        }
        page["hours"] = [
            {
                "label": f"{localtime(each.valid_at):%H:%M}",
                "url": each.get_absolute_url(),
                "level": each.level,
                "active": each.pk == obj.pk,
            }
            for each in reversed(maps_of_day(obj.kind, self.actor, obj.valid_at))
            if each.region_id == obj.region_id
        ]
        page["is_fire"] = obj.kind == DangerKind.FIRE
        page["areas"] = [area_row(area) for area in obj.areas]
        page["limits"] = [
            {**limit, "label": Indicator(limit["indicator"]).label, "limit": number(limit["limit"])}
            for limit in obj.method["limits"]
        ]
        page["grades"] = obj.method.get("grades", [])
        page["models"] = [
            {**model, "word": status_word(model["status"])} for model in obj.method["models"]
        ]
        page["used"] = [station_row(row, known) for row in obj.inputs["used"]]
        page["silent"] = [station_row(row, known) for row in obj.inputs["silent"]]
        return page


def status_word(status: str) -> str:
    """Return the status of a model in words."""
    return (
        pgettext("model", "verified") if status == "verified" else pgettext("model", "unverified")
    )


def area_row(area: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grade, township or catchment as it is shown."""
    return {
        **area,
        "catchment": area.get("kind") == "catchment",
        "rain": [figure_text(figure) for figure in area.get("rain", ())],
        "reasons": [
            f"{Hazard(hazard).label}：{reasons_text(reasons)}"
            for hazard, reasons in area.get("reasons", {}).items()
        ],
    }


def station_row(row: Mapping[str, Any], known: set[int]) -> dict[str, Any]:
    """Return a station with what it told; led to where one may see it."""
    return {
        "name": row["name"],
        "code": row["code"],
        "url": reverse("natural_hazards:station", args=[row["id"]]) if row["id"] in known else "",
        "values": quantity_words(row["values"]),
    }


@never_cache
@require_GET
@requires(VIEW)
def hours(request: ActorRequest, kind: str) -> JsonResponse:
    """Tell the map which hours of the last day there are, and of the chosen one its age and page.

    ``?hour=`` (Unix time) is the chosen hour; without it the newest, which is not drawn when it is
    too old to be the present danger.
    """
    hour, now = _hour(request), clock.now()
    shown = map_at(kind, request.actor, hour)
    found = {each.valid_at: each for each in reversed(maps_of_day(kind, request.actor, now))}
    is_drawn = shown is not None and (hour is not None or is_present(shown.valid_at, now))
    return JsonResponse(
        {
            "hours": [
                {
                    "filter": hour_filter(at),
                    "label": f"{localtime(at):%m-%d %H:%M}",
                    "level": each.level,
                }
                for at, each in sorted(found.items(), reverse=True)
            ],
            "newest": _("Newest hour"),
            "choose": _("Hour"),
            "note": _note(shown, now, is_drawn),
            "is_drawn": is_drawn,
            "about": {
                "label": _("How it was made"),
                "url": shown.get_absolute_url()
                if shown
                else reverse("natural_hazards:danger_maps"),
            },
        }
    )


def _note(shown: DangerMap | None, now: datetime, is_drawn: bool) -> str:
    """Say how old the map is, or what to do."""
    if shown is None:
        return _("No map yet: stations must report their hours first.")
    words = {
        "time": f"{localtime(shown.valid_at):%m-%d %H:%M}",
        "age": spell_duration((now - shown.valid_at).total_seconds()),
        "verification": shown.get_verification_display(),
    }
    if not is_drawn:
        text = _("The newest map is %(age)s old and is not drawn; choose an hour to see it.")
        return text % words
    return _("%(time)s, %(age)s old, %(verification)s") % words


@require_GET
@requires(VIEW)
def shapes(request: ActorRequest, kind: str) -> HttpResponse:
    """Send the shapes of ``?hour=`` (Unix time) or of the newest map, as they are kept."""
    key, content = shapes_at(kind, request.actor, clock.now(), _hour(request))
    tag = f'W/"{kind}-{key}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(content, content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(content), content_type="application/geo+json")
    response["ETag"] = tag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "private, no-cache"
    return response


def _hour(request: ActorRequest) -> int | None:
    """Return the hour that is asked for (Unix time), None for the newest."""
    text = request.GET.get("hour", "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise InvalidInput(fields={"hour": _("An hour is a Unix time in seconds.")})
    return int(text) if text else None
