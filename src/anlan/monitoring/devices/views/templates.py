"""Pages of device templates: the models of devices with points and proposed limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.registry import Verb
from anlan.monitoring.devices.forms import (
    LimitForm,
    TemplateChangeForm,
    TemplateForm,
    TemplatePointForm,
)
from anlan.monitoring.devices.models import DeviceTemplate, TemplatePoint, TemplateRule
from anlan.monitoring.devices.permissions import CHANGE_TEMPLATE, ONBOARD
from anlan.monitoring.devices.services.templates import (
    add_template_point,
    change_template,
    change_template_point,
    create_template,
    propose_limit,
    remove_template_point,
    withdraw_limit,
)
from anlan.monitoring.devices.tables import TemplateTable

TEMPLATES = (gettext_lazy("Device templates"), "devices:templates")


class TemplateListPage(ListPage):
    """All models of devices."""

    model = DeviceTemplate
    table_class = TemplateTable
    title = gettext_lazy("Device templates")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("protocol", gettext_lazy("protocol")),
    )
    search_fields = ("name", "code")
    ordering = ("kind", "code")
    create_url_name = "devices:template_create"
    create_permission = CHANGE_TEMPLATE
    create_label = gettext_lazy("New template")
    empty_title = gettext_lazy("No template yet")
    empty_text = gettext_lazy(
        "A template holds the points and proposed limits of a model: new devices are made from it."
    )

    def queryset(self) -> QuerySet[Any]:
        """Count points and devices."""
        rows: QuerySet[Any] = super().queryset()
        counted: QuerySet[Any] = rows.annotate(
            point_count=Count("points", distinct=True),
            device_count=Count("devices", distinct=True),
        )
        return counted


class TemplatePage(ObjectPage):
    """One template with its points and proposed limits."""

    model = DeviceTemplate
    template = "devices/template.html"
    breadcrumbs: ClassVar = (TEMPLATES,)
    edit_url_name = "devices:template_change"
    edit_permission = CHANGE_TEMPLATE

    def number(self, obj: DeviceTemplate) -> str:
        """Its code."""
        return obj.code

    def state(self, obj: DeviceTemplate) -> Mapping[str, Any]:
        """Whether it is offered."""
        if obj.is_active:
            return {"label": _("offered for new devices"), "tone": "done"}
        return {"label": _("no longer offered"), "tone": "neutral"}

    def own_verbs(self, obj: DeviceTemplate) -> Iterable[Verb]:
        """Make a device, add a point."""
        if obj.is_active and self.actor.has(ONBOARD):
            url = f"{reverse('devices:onboard')}?template={obj.pk}"
            yield Verb("onboard", _("Connect a device"), url, "get", style="primary", icon="plug")
        if self.actor.has(CHANGE_TEMPLATE):
            yield Verb(
                "add_point", _("Add a point"), find_url("devices:template_point", obj.pk), "get"
            )

    def facts(self, obj: DeviceTemplate) -> list[dict[str, Any]]:
        """What it is and how often it is calibrated."""
        return [
            fact_group(
                _("Device"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("protocol"), obj.get_protocol_display()),
                fact(_("maker and type"), obj.maker),
                fact(_("sampling period"), f"{obj.period_s:g}", unit="s"),
                fact(_("advice for the installer"), obj.hint, wide=True),
            ),
            fact_group(
                _("Calibration"),
                fact(_("months between calibrations"), obj.calibration_months),
                fact(_("basis of the calibration"), obj.calibration_basis, wide=True),
                fact(
                    _("where it comes from"),
                    _("came with the platform") if obj.is_installed else _("kept by the county"),
                ),
            ),
        ]

    def own_panels(self, obj: DeviceTemplate) -> Iterable[Mapping[str, Any]]:
        """Points with their limits; the devices made from it."""
        yield {
            "id": "points",
            "title": _("Points"),
            "count": obj.points.count(),
            "template": "devices/_template_points.html",
            "points": list(obj.points.prefetch_related("rules").order_by("pk")),
            "may_change": self.actor.has(CHANGE_TEMPLATE),
            "wide": True,
        }


class TemplateCreatePage(CreatePage):
    """A new template."""

    model = DeviceTemplate
    permission = CHANGE_TEMPLATE
    form_class = TemplateForm
    title = gettext_lazy("New template")
    breadcrumbs: ClassVar = (TEMPLATES,)

    def get_initial(self) -> Mapping[str, Any]:
        """Offered."""
        return {"is_active": True, "period_s": 10}

    def save(self, form: Any) -> DeviceTemplate:
        """Create it."""
        return create_template(actor=self.actor, **form.cleaned_data)


class TemplateChangePage(ChangePage):
    """Change a template."""

    model = DeviceTemplate
    permission = CHANGE_TEMPLATE
    form_class = TemplateChangeForm
    breadcrumbs: ClassVar = (TEMPLATES,)

    def save(self, form: Any) -> DeviceTemplate:
        """Change it."""
        return change_template(template_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class TemplatePointAddPage(ChangePage):
    """Add a point to a template."""

    model = DeviceTemplate
    permission = CHANGE_TEMPLATE
    form_class = TemplatePointForm
    title = gettext_lazy("Add a point")
    breadcrumbs: ClassVar = (TEMPLATES,)

    def get_initial(self) -> Mapping[str, Any]:
        """The wire value as it is."""
        return {"scale": 1, "offset": 0, "decimals": 1}

    def save(self, form: Any) -> TemplatePoint:
        """Add it."""
        return add_template_point(template_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class TemplatePointChangePage(ChangePage):
    """Change a point of a template."""

    model = TemplatePoint
    permission = CHANGE_TEMPLATE
    form_class = TemplatePointForm
    breadcrumbs: ClassVar = (TEMPLATES,)

    def save(self, form: Any) -> TemplatePoint:
        """Change it."""
        return change_template_point(point_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class LimitAddPage(ChangePage):
    """Propose an alarm limit."""

    model = TemplatePoint
    permission = CHANGE_TEMPLATE
    form_class = LimitForm
    title = gettext_lazy("Propose an alarm limit")
    breadcrumbs: ClassVar = (TEMPLATES,)

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing yet."""
        return {"level": 3, "dead_band": 0, "delay_s": 0}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the point."""
        point = self.obj
        subtitle = f"{point.template} · {point.name} ({point.unit or '—'})"
        return {**super().describe(form), "subtitle": subtitle}

    def save(self, form: Any) -> TemplateRule:
        """Propose it."""
        return propose_limit(point_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class TemplatePointRemoveView(ActorPage):
    """Take a point out of a template."""

    model = TemplatePoint
    permission = CHANGE_TEMPLATE
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Call the service and go back."""
        template = remove_template_point(point_id=pk, actor=self.actor)
        messages.success(request, _("The point was taken out of the template."))
        return go_to(request, template.get_absolute_url())


class LimitRemoveView(ActorPage):
    """Take a proposed limit out of a template."""

    model = TemplateRule
    permission = CHANGE_TEMPLATE
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Call the service and go back."""
        template = withdraw_limit(rule_id=pk, actor=self.actor)
        messages.success(request, _("The limit was taken out of the template."))
        return go_to(request, template.get_absolute_url())
