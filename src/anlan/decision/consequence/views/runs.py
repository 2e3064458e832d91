"""The list of runs and the page of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from anlan.decision.consequence.choices import (
    VERIFICATION_TONES,
    BlastMethod,
    Congestion,
    Release,
    Scenario,
    Verification,
)
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.permissions import RUN, VIEW
from anlan.decision.consequence.selectors.exposure import domino_targets, exposure_of
from anlan.decision.consequence.tables import RunTable
from anlan.decision.consequence.views.drawing import (
    feature_collection,
    others_of,
    plain_number,
    run_map,
    wind_words,
)
from anlan.decision.consequence.words import FACTS, remark
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Accident consequences"), "consequence:list"),)


def _told(run: ConsequenceRun, *, is_shelter: bool) -> list[dict[str, Any]]:
    """Return the numbers on the way to the zones, or those of people who stay inside."""
    return [
        fact(FACTS.get(f["key"], f["key"]), plain_number(f["value"]), unit=f["unit"])
        for f in run.facts
        if f["key"].startswith("shelter_") == is_shelter
    ]


def _entered(run: ConsequenceRun) -> list[dict[str, Any]]:
    """Return the inputs that matter for this way of escape and scenario."""
    known, found = run.inputs, []
    if run.release in (Release.HOLE, Release.PIPE, Release.VAPOUR):
        found.append(fact(_("Diameter of the hole"), f"{known['hole_mm']:g}", unit="mm"))
    if run.release == Release.PIPE and known.get("pipe_m"):
        found.append(fact(_("Pipe from the vessel to the break"), f"{known['pipe_m']:g}", unit="m"))
    if known.get("is_upward"):
        found.append(fact(_("Blows upward"), _("yes")))
    if known.get("is_cold"):
        found.append(fact(_("Kept cold without pressure"), _("yes")))
    if run.scenario == Scenario.EXPLOSION and known.get("explosion"):
        method, lies = BlastMethod(known["explosion"]), Congestion(known["congestion"])
        found.append(fact(_("Method of the blast"), method.label))
        found.append(fact(_("The cloud lies among"), lies.label))
    if run.scenario == Scenario.BURST:
        found.append(
            fact(_("Pressure of the gas, absolute"), f"{known['pressure_kpa']:g}", unit="kPa")
        )
    return found


class RunListPage(ListPage):
    """Runs of one's area, newest first."""

    model = ConsequenceRun
    table_class = RunTable
    title = gettext_lazy("Accident consequences")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "present", pgettext_lazy("runs", "Present"), Q(successors__isnull=True), counted=True
        ),
    )
    facets: ClassVar = (
        Facet("scenario", gettext_lazy("Scenario")),
        Facet("verification", gettext_lazy("verification")),
    )
    search_fields = ("chemical__name", "container", "enterprise__name", "incident__title")
    select_related = ("chemical", "enterprise", "incident")
    ordering = ("-id",)
    hidden_columns = ("release", "stability", "made_by")
    live_topic = "consequence"
    create_url_name = "consequence:create"
    create_permission = RUN
    create_label = gettext_lazy("Compute danger zones")
    empty_title = gettext_lazy("No run yet")
    empty_text = gettext_lazy(
        "Zones of a release, fire or explosion; start from an incident, an enterprise or here."
    )


class RunPage(ObjectPage):
    """Zones, who is inside, how they were computed."""

    model = ConsequenceRun
    template = "consequence/run.html"
    select_related = ("chemical", "enterprise", "incident", "region", "former")
    breadcrumbs = CRUMBS

    def get_title(self, obj: Any) -> str:
        """Substance and scenario."""
        return str(obj)

    def get_subtitle(self, obj: Any) -> str:
        """Wind and time: what the zones hold for."""
        return wind_words(obj)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """A newer run, or the status of the models."""
        newer = obj.successors.order_by("-id").first()
        if newer is not None:
            return {
                "tone": "warning",
                "text": _("A newer run has taken the place of this one: see “Later runs” below."),
            }
        if obj.verification == Verification.UNVERIFIED:
            return {
                "tone": "warning",
                "text": _(
                    "Unverified: at least one model of this run has no independent case. Use the "
                    "zones for orientation and keep a margin."
                ),
            }
        return None

    def state(self, obj: Any) -> Mapping[str, Any]:
        """The badge of verification."""
        return {
            "label": obj.get_verification_display(),
            "tone": VERIFICATION_TONES[obj.verification],
        }

    def map_url(self, obj: Any) -> str:
        """The one map at the release, zones on."""
        return f"/map/?layer=consequence&at={obj.location.x:.6f},{obj.location.y:.6f}&zoom=13"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Inputs, intermediate results, models."""
        known = obj.inputs
        may_link = obj.enterprise is not None
        return [
            fact_group(
                _("Scenario"),
                fact(_("Substance"), obj.chemical, url=obj.chemical.get_absolute_url()),
                fact(_("Scenario"), obj.get_scenario_display()),
                fact(_("Way of escape"), obj.get_release_display()),
                fact(_("Vessel"), obj.container),
                fact(_("Quantity in the vessel"), f"{obj.quantity_t:g}", unit="t"),
                *_entered(obj),
                *(
                    [fact(_("enterprise"), obj.enterprise, url=obj.enterprise.get_absolute_url())]
                    if may_link
                    else []
                ),
                *(
                    [fact(_("incident"), obj.incident, url=obj.incident.get_absolute_url())]
                    if obj.incident is not None
                    else []
                ),
                fact(_("region"), obj.region),
            ),
            fact_group(
                _("Weather"),
                fact(_("Wind"), wind_words(obj, short=True)),
                fact(_("Stability class"), obj.stability),
                fact(_("Air temperature"), f"{known['temperature_c']:g}", unit="°C"),
                fact(_("Humidity"), f"{known['humidity_percent']:g}", unit="%"),
                fact(_("Source of the weather"), obj.weather_source),
                fact(_("Weather measured at"), at=obj.weather_at),
            ),
            fact_group(
                _("On the way to the zones"),
                *_told(obj, is_shelter=False),
            ),
            *(
                [fact_group(_("Staying in a closed house"), *shelter)]
                if (shelter := _told(obj, is_shelter=True))
                else []
            ),
            fact_group(
                _("Record"),
                fact(pgettext_lazy("calculation", "made at"), at=obj.made_at),
                fact(pgettext_lazy("calculation", "made by"), obj.made_by),
                fact(_("version of the models"), obj.science_version),
                fact(_("computing time, ms"), f"{obj.computed_ms:g}"),
                fact(_("checksum of the inputs"), obj.checksum[:16]),
                *(
                    [fact(_("former run"), obj.former, url=obj.former.get_absolute_url())]
                    if obj.former is not None
                    else []
                ),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Measures, the next wind, the comparison, the sheet."""
        yield Verb(
            "measures",
            _("Measures"),
            reverse("consequence:measures", args=[obj.pk]),
            method="get",
            style="primary",
            icon="route",
        )
        if policy_of(ConsequenceRun).can(self.actor, RUN, obj):
            yield Verb(
                "rerun",
                _("The wind has turned"),
                reverse("consequence:rerun", args=[obj.pk]),
                method="get",
                icon="wind",
            )
            yield Verb(
                "sheet",
                _("First-hour sheet"),
                reverse("consequence:sheet", args=[obj.pk]),
                icon="file-text",
            )
        other = obj.former_id or obj.successors.order_by("-id").values_list("pk", flat=True).first()
        if other is not None:
            query = urlencode({"a": min(other, obj.pk), "b": max(other, obj.pk)})
            yield Verb(
                "compare",
                _("Compare"),
                f"{reverse('consequence:compare')}?{query}",
                method="get",
                icon="scale",
            )

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """Who is inside, domino targets, models and warnings, later runs."""
        exposure = exposure_of(obj, self.actor)
        yield {
            "id": "inside",
            "title": _("Inside the zones"),
            "template": "consequence/_inside.html",
            "context": {"exposure": exposure, "zones": list(obj.zones.all())},
            "wide": True,
        }
        if obj.domino:
            targets = domino_targets(obj, self.actor)
            yield {
                "id": "domino",
                "title": _("Domino targets"),
                "count": len(targets),
                "rows": [
                    {
                        "label": f"{t.container} · {t.chemical} {t.quantity_t:g} t",
                        "url": t.url,
                        "where": t.enterprise,
                        "value": f"{t.distance_m:.0f} m · {t.threshold}",
                    }
                    for t in targets
                ],
                "empty": _("No vessel stands within the escalation thresholds."),
            }
        yield {
            "id": "models",
            "title": _("Models and warnings"),
            "template": "consequence/_models.html",
            "context": {"run": obj, "remarks": [remark(key) for key in obj.remarks]},
        }
        later = list(obj.successors.order_by("-id")[:10])
        if later:
            yield {
                "id": "later",
                "title": _("Later runs"),
                "count": len(later),
                "rows": [
                    {
                        "label": wind_words(run, short=True),
                        "url": run.get_absolute_url(),
                        "at": run.made_at,
                    }
                    for run in later
                ],
            }

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the map and the zones."""
        page = super().describe(obj)
        page["map"] = run_map(obj)
        page["zones"] = [
            {"zone": zone, "others": others_of(obj, zone)} for zone in obj.zones.all() if zone.kind
        ]
        return page


@require_GET
@requires(VIEW)
def zones(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the zones of a run as GeoJSON, stamped with wind, time and status."""
    run = get_visible(ConsequenceRun, pk, actor=request.actor)
    return JsonResponse(feature_collection(run), content_type="application/geo+json")
