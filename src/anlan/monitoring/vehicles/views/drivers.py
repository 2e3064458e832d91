"""Drivers: list, page, registering and correcting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.monitoring.vehicles.forms import (
    DriverChangeForm,
    DriverForm,
)
from anlan.monitoring.vehicles.models import (
    Driver,
    Vehicle,
    Violation,
)
from anlan.monitoring.vehicles.permissions import (
    CHANGE_DRIVER,
)
from anlan.monitoring.vehicles.services.vehicles import (
    change_driver,
    register_driver,
)
from anlan.monitoring.vehicles.tables import DriverTable
from anlan.monitoring.vehicles.views.crumbs import CRUMBS
from anlan.monitoring.vehicles.views.vehicles import violation_row


def _expired(_actor: Actor) -> Q:
    return Q(valid_to__lt=clock.today(), is_active=True)


class DriverListPage(ListPage):
    """Drivers and escorts of operators."""

    model = Driver
    table_class = DriverTable
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("active", gettext_lazy("Active"), Q(is_active=True)),
        SavedFilter("expired", gettext_lazy("Qualification expired"), _expired, counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("name",)
    ordering = ("name",)
    select_related = ("enterprise",)
    create_url_name = "vehicles:driver_create"
    create_permission = CHANGE_DRIVER
    create_label = gettext_lazy("Register a driver")
    empty_title = gettext_lazy("No driver yet")
    empty_text = gettext_lazy("Drivers and escorts of the operators of your area stand here.")


class DriverPage(ObjectPage):
    """One driver with vehicles and violations."""

    model = Driver
    select_related = ("enterprise",)
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Drivers"), "vehicles:drivers"))
    edit_url_name = "vehicles:driver_change"
    edit_permission = CHANGE_DRIVER
    related: ClassVar = (
        RelatedList(
            "vehicles",
            pgettext_lazy("register", "Vehicles"),
            Vehicle,
            lambda rows, driver: rows.filter(driver=driver).order_by("plate"),
            lambda vehicle: {"label": vehicle.plate, "url": vehicle.get_absolute_url()},
            empty=gettext_lazy("Usual driver of no vehicle."),
        ),
        RelatedList(
            "violations",
            gettext_lazy("Violations"),
            Violation,
            lambda rows, driver: (
                rows.filter(driver=driver).select_related("vehicle").order_by("-begun_at")
            ),
            violation_row,
            empty=gettext_lazy("No violation of this driver."),
        ),
    )

    def facts(self, obj: Driver) -> list[dict[str, Any]]:
        """Qualification, masked, and whose driver it is."""
        return [
            fact_group(
                _("Driver"),
                fact(
                    pgettext("transport", "operator"),
                    str(obj.enterprise),
                    url=obj.enterprise.get_absolute_url(),
                ),
                fact(_("phone"), obj.masked_phone),
                fact(pgettext("driver", "qualification number"), obj.masked_qualification),
                fact(_("qualified until"), obj.valid_to),
                fact(
                    _("qualified for dangerous goods"), _("yes") if obj.may_carry_goods else _("no")
                ),
            )
        ]

    def note(self, obj: Driver) -> Mapping[str, Any] | None:
        """An expired qualification comes first."""
        if obj.valid_to and obj.valid_to < clock.today():
            return {"text": _("The driver's qualification has expired."), "tone": "danger"}
        return None


class DriverCreatePage(CreatePage):
    """Register a driver."""

    model = Driver
    permission = CHANGE_DRIVER
    form_class = DriverForm
    form_takes_actor = True
    title = gettext_lazy("Register a driver")
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Drivers"), "vehicles:drivers"))
    cancel_url = "/vehicles/drivers/"
    keeps_draft = False

    def save(self, form: Any) -> Driver:
        """Register the driver."""
        return register_driver(actor=self.actor, **form.cleaned_data)


class DriverChangePage(ChangePage):
    """Correct what is written of a driver."""

    model = Driver
    permission = CHANGE_DRIVER
    form_class = DriverChangeForm
    form_takes_actor = True
    keeps_draft = False

    def save(self, form: Any) -> Driver:
        """Change it."""
        return change_driver(driver_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
