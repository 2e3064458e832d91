"""Form pages of the steps: each asks what its service needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.files.public import store_upload
from anlan.base.organisations.public import people_of
from anlan.kernel.pages import ChangePage
from anlan.kernel.policy import get_visible, policy_of
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.hazards import forms
from anlan.supervision.hazards.constants import DUAL_REPORT_BASIS, SUSPENSION_BASIS
from anlan.supervision.hazards.models import (
    ExtensionRequest,
    Hazard,
    HazardNotice,
    RectificationPlan,
    SuspensionOrder,
)
from anlan.supervision.hazards.permissions import (
    ASSIGN,
    DECIDE_EXTENSION,
    DUAL_REPORT,
    LIST,
    LOOK_BACK,
    NOTIFY,
    RECTIFY,
    REGRADE,
    REQUEST_EXTENSION,
    SUSPEND,
    TRACE,
    TRANSFER,
    VERIFY,
)
from anlan.supervision.hazards.services import (
    lateness,
    listing,
    major,
    rectification,
    reporting,
    requests,
)

BREADCRUMBS = ((_("Hazards"), "hazards:list"),)


def keep_photos(hazard: Hazard, files: Any, actor: Any) -> None:
    """Keep the files of a form on a hazard."""
    for uploaded in files or ():
        store_upload(uploaded=uploaded, subject=hazard, actor=actor)


class _HazardForm(ChangePage):
    """A form about one hazard; its title stands below the heading."""

    model = Hazard
    breadcrumbs = BREADCRUMBS
    keeps_draft: ClassVar[bool] = True

    def get_initial(self) -> Mapping[str, Any]:
        """Forms start empty."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the hazard."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def success_url(self, saved: Any) -> str:
        """Back to the hazard."""
        url: str = self.obj.get_absolute_url()
        return url


class VerifyPage(_HazardForm):
    """Confirm that it is a hazard."""

    permission = VERIFY
    title = _("Confirm as a hazard")
    form_class = forms.VerifyForm

    def get_initial(self) -> Mapping[str, Any]:
        """What was reported."""
        return {"category": self.obj.category_id, "level": self.obj.level_name}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.verify_hazard(hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class AssignPage(_HazardForm):
    """Order the rectification."""

    permission = ASSIGN
    title = _("Order the rectification")
    form_class = forms.AssignForm

    def form(self, **data: Any) -> Any:
        """Offer the people of the organisation that rectifies."""
        people = []
        if self.obj.organisation_id is not None:
            people = [
                (p.id, f"{p.name} {p.title}")
                for p in people_of(self.obj.organisation_id, actor=self.actor)
            ]
        return forms.AssignForm(initial=dict(self.get_initial()), people=people, **data)

    def get_initial(self) -> Mapping[str, Any]:
        """What is known already."""
        return {
            "category": self.obj.category_id,
            "responsible_id": self.obj.responsible_id,
            "department_id": self.obj.department_id,
        }

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.assign_hazard(hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PlanPage(_HazardForm):
    """Write down the five fixes."""

    permission = RECTIFY
    title = _("Five fixes")
    law = _(
        "Responsibility, measures, funds, time limit and contingency plan of a major hazard "
        "are fixed before its removal is handed in."
    )
    form_class = forms.PlanForm

    def get_initial(self) -> Mapping[str, Any]:
        """What was written before."""
        plan = RectificationPlan.objects.filter(hazard=self.obj).first()
        if plan is None:
            return {}
        return {name: getattr(plan, name) for name in forms.PlanForm.base_fields}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return rectification.write_plan(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class RectifyPage(_HazardForm):
    """Hand in the rectification."""

    permission = RECTIFY
    title = _("Hand in the rectification")
    form_class = forms.RectifyForm

    def save(self, form: Any) -> Any:
        """Hand in, then keep the photos."""
        hazard = rectification.submit_rectification(
            hazard_id=self.obj.pk, text=form.cleaned_data["text"], actor=self.actor
        )
        keep_photos(hazard, form.cleaned_data.get("photos"), self.actor)
        return hazard


class LookBackPage(_HazardForm):
    """Look back on a hazard that was crossed off."""

    permission = LOOK_BACK
    title = _("Look back")
    form_class = forms.LookBackForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return rectification.look_back(hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RegradePage(_HazardForm):
    """Change the level."""

    permission = REGRADE
    title = _("Change the level")
    form_class = forms.RegradeForm

    def get_initial(self) -> Mapping[str, Any]:
        """The present level."""
        return {"level": self.obj.level_name}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.regrade_hazard(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ExtendPage(_HazardForm):
    """Ask for more time."""

    permission = REQUEST_EXTENSION
    title = _("Ask for more time")
    form_class = forms.ExtensionForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return requests.request_extension(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class TransferPage(_HazardForm):
    """Hand over to another office."""

    permission = TRANSFER
    title = pgettext_lazy("hazard", "Hand over")
    form_class = forms.TransferForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return requests.transfer_hazard(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class NoticePage(_HazardForm):
    """Give notice of a major hazard."""

    permission = NOTIFY
    title = _("Give notice")
    form_class = forms.NoticeForm

    def get_initial(self) -> Mapping[str, Any]:
        """The actual controller of the dossier."""
        if self.obj.enterprise_id is None:
            return {}
        controller = get_enterprise(self.obj.enterprise_id, self.actor).controller
        return {"controller_name": controller.name if controller else ""}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return major.notify_major(hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class DualReportPage(_HazardForm):
    """Record one of the two reports."""

    permission = DUAL_REPORT
    title = _("Dual report")
    law = DUAL_REPORT_BASIS
    form_class = forms.DualReportForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return major.record_dual_report(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class SuspendPage(_HazardForm):
    """Order a stop."""

    permission = SUSPEND
    title = _("Order a stop")
    law = SUSPENSION_BASIS
    form_class = forms.SuspensionForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return major.order_suspension(hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ListSupervisionPage(_HazardForm):
    """Put under listed supervision."""

    permission = LIST
    title = _("List for supervision")
    form_class = forms.ListingForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return listing.list_supervision(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class TracePage(_HazardForm):
    """Open a trace-back."""

    permission = TRACE
    title = _("Trace back")
    form_class = forms.TraceForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return lateness.begin_trace_back(
            hazard_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class _PartForm(_HazardForm):
    """A form about a part of a hazard; ``obj`` is the hazard, ``part`` the part."""

    part_model: ClassVar[Any]
    part: Any = None

    def load(self, **kwargs: Any) -> None:
        """Fetch the visible part and require the right over its hazard."""
        self.part = get_visible(self.part_model, kwargs["pk"], actor=self.actor)
        self.obj = self.part.hazard
        policy_of(Hazard).require(self.actor, self.required_permission(), self.obj)


class DecideExtensionPage(_PartForm):
    """Decide about more time."""

    part_model = ExtensionRequest
    permission = DECIDE_EXTENSION
    title = _("Decide about more time")
    form_class = forms.DecisionForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return requests.decide_extension(
            extension_id=self.part.pk,
            is_approved=form.cleaned_data["verdict"] == "approve",
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )


class ReceiptPage(_PartForm):
    """Record a receipt signed on paper."""

    part_model = HazardNotice
    permission = NOTIFY
    title = _("Record the receipt")
    form_class = forms.ReceiptForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return major.record_notice_receipt(
            notice_id=self.part.pk, actor=self.actor, **form.cleaned_data
        )


class LiftSuspensionPage(_PartForm):
    """Lift an order to stop."""

    part_model = SuspensionOrder
    permission = SUSPEND
    title = _("Lift the order")
    law = SUSPENSION_BASIS
    form_class = forms.LiftForm

    def save(self, form: Any) -> Any:
        """Call the service."""
        return major.lift_suspension(
            suspension_id=self.part.pk, actor=self.actor, **form.cleaned_data
        )
