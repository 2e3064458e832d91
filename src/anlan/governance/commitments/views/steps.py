"""Form pages of the steps: each asks what its service needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.governance.commitments import forms
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentExtension,
    CommitmentPart,
    EscalationStep,
    ReportingPeriod,
    UnitAlias,
)
from anlan.governance.commitments.permissions import CHECK, DECIDE, GIVE, REPORT, SET_STEPS
from anlan.governance.commitments.services import (
    changing,
    checking,
    giving,
    plans,
    reporting,
    steps,
    units,
)
from anlan.governance.commitments.views.commitments import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import ChangePage, CreatePage
from anlan.kernel.policy import get_visible


class _TaskForm(ChangePage):
    """A form about one task; its title stands below the heading."""

    model = Commitment
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Forms start empty."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the task."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def success_url(self, saved: Any) -> str:
        """Back to the task, or to where the form was opened from."""
        back = self.request.GET.get("next", "")
        return back if back.startswith("/commitments/") else str(self.obj.get_absolute_url())


class _AboutTask(_TaskForm):
    """A form that is built about its task."""

    def form(self, **data: Any) -> Any:
        """Build the form for the task."""
        build: Any = self.form_class
        return build(initial=dict(self.get_initial()), commitment=self.obj, **data)


class CreateTaskPage(CreatePage):
    """Give a task one by one."""

    model = Commitment
    permission = GIVE
    form_class = forms.CreateForm
    title = _("Give a task")
    breadcrumbs = CRUMBS
    submit_label = _("Give it to the unit")

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("commitments:list")

    def save(self, form: Any) -> Commitment:
        """Call the service."""
        values = dict(form.cleaned_data)
        values["support_ids"] = tuple(values["support_ids"])
        ids = giving.create_commitments([CommitmentDraft(**values)], actor=self.actor)
        return Commitment.objects.get(pk=ids[0])


class ChangeTaskPage(_TaskForm):
    """Correct a task."""

    permission = GIVE
    form_class = forms.ChangeForm
    title = _("Change the task")

    def get_initial(self) -> Mapping[str, Any]:
        """As it is."""
        return {name: getattr(self.obj, name) for name in forms.ChangeForm.base_fields}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return changing.change_commitment(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ReportPage(_AboutTask):
    """Report progress."""

    permission = REPORT
    form_class = forms.ReportForm
    title = _("Report progress")
    submit_label = _("Hand in the report")

    def get_initial(self) -> Mapping[str, Any]:
        """Where it stood; a phone's button for trouble ticks the box."""
        return {
            "figure": self.obj.reached_figure,
            "progress": None if self.obj.target_figure else self.obj.progress,
            "needs_decision": bool(self.request.GET.get("decision")),
        }

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.report_progress(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class SubmitPage(_AboutTask):
    """Report it done."""

    permission = REPORT
    form_class = forms.SubmitForm
    title = _("Report the task done")
    submit_label = _("Report it done")

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.submit_commitment(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class CheckPage(_TaskForm):
    """Check it."""

    permission = CHECK
    form_class = forms.CheckForm
    title = _("Check what was reported done")
    submit_label = _("Record the check")

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"checked_on": clock.today()}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return checking.check_commitment(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ReassignPage(_TaskForm):
    """Give a returned task anew."""

    permission = GIVE
    form_class = forms.ReassignForm
    title = _("Give the task anew")

    def get_initial(self) -> Mapping[str, Any]:
        """The unit that returned it."""
        return {"lead_id": self.obj.lead_id}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return giving.reassign_commitment(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ExtendPage(_TaskForm):
    """Ask for more time."""

    permission = REPORT
    form_class = forms.ExtendForm
    title = _("Ask for more time")
    submit_label = _("Ask")

    def save(self, form: Any) -> Any:
        """Call the service."""
        return changing.request_extension(
            commitment_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class MilestonesPage(_TaskForm):
    """Set the steps on the way."""

    permission = GIVE
    form_class = forms.MilestonesForm
    title = _("Set milestones")
    keeps_draft: ClassVar[bool] = False

    def form(self, **data: Any) -> Any:
        """Show those there are."""
        rows = [(m.title, m.due_on, m.weight) for m in self.obj.milestones.all()]
        return forms.MilestonesForm(rows=rows, **data)

    def save(self, form: Any) -> Any:
        """Call the service."""
        return changing.set_milestones(
            commitment_id=self.obj.pk, rows=form.rows(), actor=self.actor
        )


class SettlePage(_AboutTask):
    """Settle a change of the plan."""

    permission = GIVE
    form_class = forms.SettleForm
    title = _("Settle the change of the plan")

    def describe(self, form: Any) -> dict[str, Any]:
        """Show what the plan says now."""
        return {**super().describe(form), "law": plans.change_words(self.obj)}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return plans.settle_change(
            commitment_id=self.obj.pk,
            is_accepted=form.cleaned_data["verdict"] == "accept",
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )


class _OfTask(_TaskForm):
    """A form about something that hangs on a task."""

    model: ClassVar[Any]

    def load(self, **kwargs: Any) -> None:
        """Fetch the visible row and require the right over it."""
        self.obj = get_visible(self.model, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, self.required_permission(), self.obj)


class PartPage(_OfTask):
    """Report the part of a supporting unit."""

    model = CommitmentPart
    permission = REPORT
    form_class = forms.PartForm
    title = _("Report our part")
    submit_label = _("Hand in the report")

    def get_initial(self) -> Mapping[str, Any]:
        """Where it stood."""
        return {"progress": self.obj.progress}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.report_part(part_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PeriodReportPage(_OfTask):
    """Report one period."""

    model = ReportingPeriod
    permission = REPORT
    form_class = forms.PeriodForm
    title = _("Report the period")
    submit_label = _("Hand in the report")

    def save(self, form: Any) -> Any:
        """Call the service."""
        return reporting.report_period(period_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PeriodCheckPage(_OfTask):
    """Check one period."""

    model = ReportingPeriod
    permission = CHECK
    form_class = forms.CheckForm
    title = _("Check the period")
    submit_label = _("Record the check")

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"checked_on": clock.today()}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return checking.check_period(period_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class DecidePage(_OfTask):
    """Decide about more time."""

    model = CommitmentExtension
    permission = DECIDE
    form_class = forms.DecideForm
    title = _("Decide about more time")

    def describe(self, form: Any) -> dict[str, Any]:
        """Show what was asked for."""
        asked = _("%(unit)s asks for %(day)s instead of %(former)s: %(reason)s") % {
            "unit": self.obj.commitment.lead,
            "day": self.obj.wanted_deadline.isoformat(),
            "former": self.obj.former_deadline.isoformat() if self.obj.former_deadline else "—",
            "reason": self.obj.reason,
        }
        return {**super().describe(form), "subtitle": str(self.obj.commitment), "law": asked}

    def save(self, form: Any) -> Any:
        """Call the service."""
        return changing.decide_extension(
            extension_id=self.obj.pk,
            is_granted=form.cleaned_data["verdict"] == "grant",
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )


class AliasCreatePage(CreatePage):
    """Say what a word means."""

    model = UnitAlias
    permission = GIVE
    form_class = forms.AliasForm
    title = _("What a unit word means")
    breadcrumbs = (*CRUMBS, (_("Unit words of plans"), "commitments:aliases"))
    return_to = "commitments:aliases"

    def save(self, form: Any) -> Any:
        """Call the service."""
        return units.learn_alias(actor=self.actor, **form.cleaned_data)


class AliasPage(AliasCreatePage):
    """Change what a word means."""

    def load(self, **kwargs: Any) -> None:
        """Fetch the word."""
        self.obj = get_visible(UnitAlias, kwargs["pk"], actor=self.actor)

    def get_initial(self) -> Mapping[str, Any]:
        """As it is."""
        return {"word": self.obj.word, "organisation_id": self.obj.organisation_id}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The word itself stays."""
        self.load(**kwargs)
        request.POST = request.POST.copy()
        request.POST["word"] = self.obj.word
        return super().post(request, *args, **kwargs)


class StepPage(ChangePage):
    """Set when who is told."""

    model = EscalationStep
    permission = SET_STEPS
    form_class = forms.StepForm
    title = _("Set the step")
    breadcrumbs = (*CRUMBS, (_("Reminders and escalation"), "commitments:steps"))
    return_to = "commitments:steps"

    def save(self, form: Any) -> Any:
        """Call the service."""
        return steps.set_step(code=self.obj.pk, actor=self.actor, **form.cleaned_data)
