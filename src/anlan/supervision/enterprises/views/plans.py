"""Plant plans: the plan with its points, tying it to the ground, placing a point by a click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages import ActorPage, ChangePage, ObjectPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import render_page
from anlan.supervision.enterprises.georeference import Transform, corners
from anlan.supervision.enterprises.models import Enterprise, PlantPlan
from anlan.supervision.enterprises.part_forms import PlanChangeForm, PlanForm
from anlan.supervision.enterprises.permissions import CHANGE, VIEW
from anlan.supervision.enterprises.plan_points import PlanPoint, plan_points
from anlan.supervision.enterprises.services.plans import (
    add_plan,
    georeference_plan,
    remove_plan,
    update_plan,
)

ENTERPRISES = (gettext_lazy("Enterprises"), "enterprises:list")
#: Columns of a control point in the form.
COLUMNS = ("x", "y", "longitude", "latitude")


def dossier_url(plan: PlantPlan) -> str:
    """The plans in the dossier."""
    return f"{plan.enterprise.get_absolute_url()}?part=plans"


def picture_url(plan: PlantPlan) -> str:
    """The picture."""
    return reverse("files:download", args=[plan.attachment_id]) if plan.attachment_id else ""


def transform_of(plan: PlantPlan) -> Transform | None:
    """The transform, when the plan is tied to the ground."""
    return Transform.from_json(plan.transform) if plan.transform else None


def map_props(plan: PlantPlan, points: Iterable[PlanPoint] = ()) -> dict[str, Any]:
    """The small map with the plan on it."""
    transform = transform_of(plan)
    props: dict[str, Any] = {"id": "plan-map", "mode": "panel", "visible": [], "plan": None}
    location = plan.enterprise.location
    if transform is not None:
        around = corners(transform, plan.width, plan.height)
        props["plan"] = {"url": picture_url(plan), "corners": around, "opacity": plan.opacity}
        west, east = min(c[0] for c in around), max(c[0] for c in around)
        south, north = min(c[1] for c in around), max(c[1] for c in around)
        props["focus"] = {"bounds": [west, south, east, north]}
    elif location is not None:
        props["focus"] = {"lon": location.x, "lat": location.y, "zoom": 16}
    props["overlays"] = [
        {
            "id": "points",
            "title": _("Points"),
            "kind": "point",
            "data": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"label": point.label, "level": point.level},
                        "geometry": {
                            "type": "Point",
                            "coordinates": [point.longitude, point.latitude],
                        },
                    }
                    for point in points
                    if point.longitude is not None and point.latitude is not None
                ],
            },
        }
    ]
    return props


def placed(plan: PlantPlan, points: Iterable[PlanPoint]) -> list[dict[str, Any]]:
    """Points with their pixel; those beside the picture have none."""
    transform = transform_of(plan)
    found = []
    for point in points:
        row: dict[str, Any] = {"point": point, "x": None, "y": None}
        if transform is not None and point.longitude is not None and point.latitude is not None:
            x, y = transform.to_picture(point.longitude, point.latitude)
            if 0 <= x <= plan.width and 0 <= y <= plan.height:
                row |= {"x": round(x, 1), "y": round(y, 1)}
        if transform is not None and point.place_url:
            query = f"?point={point.id}"
            row["place_url"] = reverse("enterprises:place_on_plan", args=[plan.pk]) + query
        found.append(row)
    return found


class PlanPage(ObjectPage):
    """One plan with the points of every app."""

    model = PlantPlan
    template = "enterprises/plan.html"
    select_related = ("enterprise", "attachment")
    edit_url_name = "enterprises:change_plan"
    edit_permission = CHANGE

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """The enterprise."""
        plan = self.current
        return [
            {"label": _("Enterprises"), "url": reverse("enterprises:list")},
            {"label": str(plan.enterprise), "url": dossier_url(plan)},
        ]

    def get_object(self, pk: Any) -> Any:
        """Remember it for the way here."""
        self.current = super().get_object(pk)
        return self.current

    def state(self, obj: PlantPlan) -> Mapping[str, Any]:
        """Whether it is tied to the ground."""
        if obj.is_georeferenced:
            return {"label": _("tied to the ground"), "tone": "done"}
        return {"label": _("not tied to the ground yet"), "tone": "waiting"}

    def timeline(self, obj: PlantPlan) -> None:
        """The dossier tells it."""
        return

    def own_verbs(self, obj: PlantPlan) -> Iterable[Verb]:
        """Tying to the ground, taking out."""
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "georeference",
                _("Tie to the ground"),
                reverse("enterprises:georeference_plan", args=[obj.pk]),
                method="get",
                style="secondary" if obj.is_georeferenced else "primary",
                icon="map-pin",
            )
            yield Verb(
                "remove",
                _("Take out of the dossier"),
                reverse("enterprises:remove_plan", args=[obj.pk]),
                needs_reason=True,
                style="danger",
                icon="trash",
            )

    def describe(self, obj: PlantPlan) -> dict[str, Any]:
        """The picture, the points, the map."""
        points = plan_points(obj.enterprise_id, self.actor)
        rows = placed(obj, points)
        transform = transform_of(obj)
        return {
            **super().describe(obj),
            "plan": obj,
            "picture": picture_url(obj),
            "rows": rows,
            "on_plan": [row for row in rows if row["x"] is not None],
            "map": map_props(obj, points),
            "metres_per_pixel": transform.metres_per_pixel() if transform else None,
        }


class PlanCreatePage(ChangePage):
    """Add a plan to a dossier."""

    model = Enterprise
    permission = CHANGE
    title = gettext_lazy("Add a plant plan")
    breadcrumbs = (ENTERPRISES,)
    form_class = PlanForm
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """Empty."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the enterprise under the heading."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def save(self, form: PlanForm) -> PlantPlan:
        """Call the service."""
        return add_plan(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """On to tying it to the ground."""
        return reverse("enterprises:georeference_plan", args=[saved.pk])


class PlanChangePage(ChangePage):
    """Title, order, opacity."""

    model = PlantPlan
    permission = CHANGE
    breadcrumbs = (ENTERPRISES,)
    form_class = PlanChangeForm

    def save(self, form: PlanChangeForm) -> PlantPlan:
        """Call the service."""
        return update_plan(plan_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PlanRemoveView(ActorPage):
    """Take a plan out of its dossier, with a reason."""

    model = PlantPlan
    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Call the service and go back to the dossier."""
        plan = get_visible(PlantPlan, pk, actor=self.actor)
        back = dossier_url(plan)
        remove_plan(plan_id=pk, actor=self.actor, reason=request.POST.get("reason", "").strip())
        messages.success(request, _("Taken out of the dossier."))
        return go_to(request, back)


class GeoreferencePage(ActorPage):
    """Control points: pixel and place, at least three; the residual is shown in metres."""

    model = PlantPlan
    permission = CHANGE

    def load(self, pk: int) -> PlantPlan:
        """The plan over which one holds the right."""
        plan = get_visible(PlantPlan, pk, actor=self.actor)
        policy_of(PlantPlan).require(self.actor, CHANGE, plan)
        return plan

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the points there are."""
        plan = self.load(pk)
        return self.answer(plan, [dict(point) for point in plan.control_points])

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Fit; everything wrong is told and nothing is lost."""
        plan = self.load(pk)
        columns = [request.POST.getlist(name) for name in COLUMNS]
        typed: list[dict[str, Any]] = [
            dict(zip(COLUMNS, values, strict=True))
            for values in zip(*columns, strict=False)
            if any(value.strip() for value in values)
        ]
        try:
            points = [{name: _number(row[name]) for name in COLUMNS} for row in typed]
            plan, fit = georeference_plan(plan_id=pk, points=points, actor=self.actor)
        except InvalidInput as error:
            text = str(error.fields.get("control_points") or error)
            return self.answer(plan, typed, error=text, status=422)
        for row, miss in zip(typed, fit.misses_m, strict=True):
            row["miss_m"] = miss
        messages.success(
            request,
            _("The plan is tied to the ground; the residual is %(metres).2f m.")
            % {"metres": fit.residual_m},
        )
        return self.answer(plan, typed)

    def answer(
        self, plan: PlantPlan, points: list[dict[str, Any]], error: str = "", status: int = 200
    ) -> HttpResponse:
        """Render the page."""
        transform = transform_of(plan)
        if transform is not None and not error:
            for point in points:
                if "miss_m" not in point:
                    point["miss_m"] = _miss(transform, point)
        page = {
            "title": _("Tie to the ground"),
            "subtitle": f"{plan.enterprise} · {plan.title}",
            "breadcrumbs": [{"label": plan.title, "url": plan.get_absolute_url()}],
        }
        context = {
            "page": page,
            "plan": plan,
            "picture": picture_url(plan),
            "points": points,
            "error": error,
            "map": map_props(plan),
        }
        return render_page(
            self.request, "enterprises/plan_georeference.html", context, status=status
        )


def _number(text: Any) -> float:
    try:
        return float(str(text).strip())
    except ValueError:
        raise InvalidInput(
            fields={"control_points": _("Every control point needs four numbers.")}
        ) from None


def _miss(transform: Transform, point: Mapping[str, Any]) -> float:
    """How far a stored control point misses the plan. [m]"""
    x, y = transform.to_picture(float(point["longitude"]), float(point["latitude"]))
    away = ((x - float(point["x"])) ** 2 + (y - float(point["y"])) ** 2) ** 0.5
    return float(away * transform.metres_per_pixel())


class PlacePage(ActorPage):
    """Put a point of another app on the plan by clicking; its own address takes the place."""

    model = PlantPlan
    permission = VIEW

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the plan and the point that is to be placed."""
        plan = get_visible(PlantPlan, pk, actor=self.actor)
        wanted = request.GET.get("point", "")
        points = plan_points(plan.enterprise_id, self.actor)
        point = next((p for p in points if p.id == wanted and p.place_url), None)
        if point is None or not plan.is_georeferenced:
            raise NotVisible
        page = {
            "title": _("Place on the plan"),
            "subtitle": f"{point.label} · {plan.title}",
            "breadcrumbs": [{"label": plan.title, "url": plan.get_absolute_url()}],
        }
        context = {
            "page": page,
            "plan": plan,
            "point": point,
            "picture": picture_url(plan),
            "on_plan": [row for row in placed(plan, points) if row["x"] is not None],
        }
        return render_page(request, "enterprises/plan_place.html", context)


class LocateView(ActorPage):
    """The place of a pixel, for the page that places points."""

    model = PlantPlan
    permission = VIEW

    def get(self, request: Any, pk: int) -> JsonResponse:
        """Answer longitude and latitude."""
        plan = get_visible(PlantPlan, pk, actor=self.actor)
        transform = transform_of(plan)
        if transform is None:
            raise InvalidInput(_("This plan is not tied to the ground yet."))
        x, y = _number(request.GET.get("x", "")), _number(request.GET.get("y", ""))
        if not (0 <= x <= plan.width and 0 <= y <= plan.height):
            raise InvalidInput(_("This lies outside the picture."))
        longitude, latitude = transform.to_ground(x, y)
        return JsonResponse({"longitude": longitude, "latitude": latitude})
