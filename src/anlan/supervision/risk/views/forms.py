"""Form pages of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.organisations.public import people_of
from anlan.kernel.pages import ChangePage
from anlan.supervision.risk.choices import Method
from anlan.supervision.risk.forms import (
    AssessmentForm,
    ControlForm,
    EventForm,
    ObjectForm,
    UnitForm,
)
from anlan.supervision.risk.models import (
    Control,
    EnterpriseRisk,
    MethodVersion,
    RiskEvent,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.permissions import CHANGE, SUBMIT
from anlan.supervision.risk.services.assessments import open_assessment
from anlan.supervision.risk.services.judging import current_method
from anlan.supervision.risk.services.tree import (
    create_control,
    create_event,
    create_object,
    create_unit,
    update_control,
    update_event,
    update_object,
    update_unit,
)
from anlan.supervision.risk.views.units import OVERVIEW


class _PeoplePage(ChangePage):
    """A form about a part of the tree that names people of the enterprise."""

    permission = CHANGE
    breadcrumbs: ClassVar = (OVERVIEW,)
    keeps_draft = True

    def form(self, **data: Any) -> Any:
        """Offer the people of the enterprise."""
        organisation_id = self.obj.enterprise.organisation_id
        people = [(p.id, f"{p.name} {p.title}".strip()) for p in people_of(organisation_id)]
        return self.form_class(people=people, initial=dict(self.get_initial()), **data)  # type: ignore[call-arg]

    def describe(self, form: Any) -> dict[str, Any]:
        """Name what it belongs to under the heading."""
        return {**super().describe(form), "subtitle": str(self.obj)}


class _NewPage(_PeoplePage):
    """Adding below ``model``."""

    def get_initial(self) -> Mapping[str, Any]:
        """A part starts empty."""
        return {}


class ObjectCreatePage(_NewPage):
    """Add an object of risk analysis to an enterprise."""

    model = EnterpriseRisk
    title = gettext_lazy("Add an object of risk analysis")
    form_class = ObjectForm

    def get_cancel_url(self) -> str:
        """Back to the enterprise's risks."""
        return reverse("risk:enterprise", args=[self.obj.pk])

    def describe(self, form: Any) -> dict[str, Any]:
        """The enterprise."""
        return {**super().describe(form), "subtitle": str(self.obj.enterprise)}

    def save(self, form: Any) -> RiskObject:
        """Call the service."""
        return create_object(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ObjectChangePage(_PeoplePage):
    """Change an object of risk analysis."""

    model = RiskObject
    form_class = ObjectForm

    def save(self, form: Any) -> RiskObject:
        """Call the service."""
        facts = {**form.cleaned_data, "code": form.cleaned_data["code"] or self.obj.code}
        return update_object(object_id=self.obj.pk, actor=self.actor, **facts)


class UnitCreatePage(_NewPage):
    """Add a unit to an object."""

    model = RiskObject
    title = gettext_lazy("Add a risk unit")
    form_class = UnitForm

    def save(self, form: Any) -> RiskUnit:
        """Call the service."""
        return create_unit(object_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class UnitChangePage(_PeoplePage):
    """Change a unit."""

    model = RiskUnit
    form_class = UnitForm

    def get_initial(self) -> Mapping[str, Any]:
        """The present facts, the location as two numbers."""
        found = dict(super().get_initial())
        if self.obj.location is not None:
            found["longitude"], found["latitude"] = self.obj.location.x, self.obj.location.y
        return found

    def save(self, form: Any) -> RiskUnit:
        """Call the service."""
        facts = {**form.cleaned_data, "code": form.cleaned_data["code"] or self.obj.code}
        return update_unit(unit_id=self.obj.pk, actor=self.actor, **facts)


class _JudgedPage(ChangePage):
    """A form about an event, by a method chosen in the address."""

    template = "risk/event_form.html"
    permission = CHANGE
    breadcrumbs: ClassVar = (OVERVIEW,)
    form_class = EventForm

    def method(self) -> MethodVersion:
        """The method in the address, else the event's, else LS."""
        wanted = self.request.GET.get("method", "")
        if wanted not in Method.values:
            present = getattr(self.obj, "method", None)
            wanted = present.method if present is not None else Method.LS
        return current_method(wanted)

    def form(self, **data: Any) -> EventForm:
        """Build the form with the scales of the method."""
        return EventForm(method=self.method(), initial=dict(self.get_initial()), **data)

    def describe(self, form: Any) -> dict[str, Any]:
        """The choice of method above the form; the steps of the judgement."""
        keys = [factor["key"] for factor in form.method.factors]
        return {
            **super().describe(form),
            "subtitle": str(self.obj),
            "scales": form.method,
            "methods": [
                {
                    "label": label,
                    "url": f"?method={value}",
                    "is_current": value == form.method.method,
                }
                for value, label in Method.choices
            ],
            "steps": [
                {
                    "id": "event",
                    "title": _("Event"),
                    "fields": ["name", "code", "cause", "consequence", "accident_kinds"],
                },
                {"id": "direct", "title": _("Direct judgement"), "fields": ["criteria"]},
                *(
                    [
                        {
                            "id": "inherent",
                            "title": _("Before controls"),
                            "fields": [f"inherent_{key}" for key in keys],
                        },
                        {
                            "id": "residual",
                            "title": _("With controls"),
                            "fields": [f"residual_{key}" for key in keys],
                        },
                    ]
                    if keys
                    else []
                ),
            ],
        }


class EventCreatePage(_JudgedPage):
    """Add an event to a unit."""

    model = RiskUnit
    title = gettext_lazy("Add a risk event")

    def get_initial(self) -> Mapping[str, Any]:
        """An event starts empty."""
        return {}

    def save(self, form: EventForm) -> RiskEvent:
        """Call the service."""
        return create_event(
            unit_id=self.obj.pk,
            code=form.cleaned_data["code"],
            actor=self.actor,
            **form.facts(),
        )


class EventChangePage(_JudgedPage):
    """Change an event and judge it anew."""

    model = RiskEvent

    def get_initial(self) -> Mapping[str, Any]:
        """The present judgement."""
        found = {
            name: getattr(self.obj, name)
            for name in ("name", "code", "cause", "consequence", "accident_kinds", "criteria")
        }
        for prefix, inputs in (
            ("inherent_", self.obj.inherent_inputs),
            ("residual_", self.obj.residual_inputs),
        ):
            found |= {f"{prefix}{key}": f"{value:g}" for key, value in inputs.items()}
        return found

    def save(self, form: EventForm) -> RiskEvent:
        """Call the service."""
        return update_event(event_id=self.obj.pk, actor=self.actor, **form.facts())


class ControlCreatePage(_NewPage):
    """Add a control to an event."""

    model = RiskEvent
    title = gettext_lazy("Add a control measure")
    form_class = ControlForm

    def save(self, form: Any) -> Control:
        """Call the service."""
        return create_control(event_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ControlChangePage(_PeoplePage):
    """Change a control."""

    model = Control
    form_class = ControlForm

    def save(self, form: Any) -> Control:
        """Call the service."""
        facts = {**form.cleaned_data, "code": form.cleaned_data["code"] or self.obj.code}
        return update_control(control_id=self.obj.pk, actor=self.actor, **facts)


class AssessmentCreatePage(ChangePage):
    """Open another version of an enterprise's assessment."""

    model = EnterpriseRisk
    permission = SUBMIT
    title = gettext_lazy("Open a version of the assessment")
    breadcrumbs: ClassVar = (OVERVIEW,)
    form_class = AssessmentForm

    def get_initial(self) -> Mapping[str, Any]:
        """A version starts empty."""
        return {}

    def get_cancel_url(self) -> str:
        """Back to the enterprise's risks."""
        return reverse("risk:enterprise", args=[self.obj.pk])

    def describe(self, form: Any) -> dict[str, Any]:
        """The enterprise."""
        return {**super().describe(form), "subtitle": str(self.obj.enterprise)}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return open_assessment(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
