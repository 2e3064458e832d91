"""Awarding, objections, re-checks, rectifications, proposals, the exit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from anlan.governance.accreditation import forms
from anlan.governance.accreditation.models import Case, Objection, Proposal, Rectification
from anlan.governance.accreditation.permissions import APPLY, AWARD, MANAGE, VIEW
from anlan.governance.accreditation.services import awarding, ending, proposals, rounds
from anlan.governance.accreditation.views.cases import CRUMBS
from anlan.kernel.pages import ChangePage


class OnCase(ChangePage):
    """A form about a unit; nothing is filled in before."""

    model: ClassVar[type[Any]] = Case
    breadcrumbs = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """Say which unit."""
        super().load(**kwargs)
        self.subtitle = str(getattr(self.obj, "case", self.obj))

    def get_initial(self) -> Mapping[str, Any]:
        """An empty form."""
        return {}


class AwardPage(OnCase):
    """Award the title."""

    permission = AWARD
    form_class = forms.AwardForm
    title = gettext_lazy("Award the title")
    submit_label = gettext_lazy("Award")
    success_text = gettext_lazy("Awarded. The decision is ready as a paper.")

    def save(self, form: Any) -> Case:
        """Call the service."""
        return awarding.award_case(case_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ObjectionPage(OnCase):
    """Record an objection, whoever raised it."""

    permission = VIEW
    form_class = forms.ObjectionForm
    title = gettext_lazy("Record an objection")

    def save(self, form: Any) -> Case:
        """Call the service."""
        return awarding.record_objection(
            case_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).case


class DecideObjectionPage(OnCase):
    """Decide on an objection."""

    model = Objection
    permission = MANAGE
    form_class = forms.DecisionForm
    title = gettext_lazy("Decide on the objection")

    def save(self, form: Any) -> Objection:
        """Call the service."""
        return awarding.decide_objection(
            objection_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class RecheckPage(OnCase):
    """Re-check out of turn."""

    permission = MANAGE
    form_class = forms.RecheckForm
    title = gettext_lazy("Re-check now")

    def save(self, form: Any) -> Case:
        """Call the service."""
        return rounds.open_recheck(case_id=self.obj.pk, actor=self.actor, **form.cleaned_data).case


class RectifyPage(OnCase):
    """Demand rectification."""

    permission = MANAGE
    form_class = forms.RectifyForm
    title = gettext_lazy("Demand rectification")
    success_text = gettext_lazy("Demanded. The notice is ready as a paper.")

    def save(self, form: Any) -> Case:
        """Call the service."""
        return ending.demand_rectification(
            case_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        ).case


class ReportPage(OnCase):
    """Report what was put right, on the phone."""

    model = Rectification
    permission = APPLY
    form_class = forms.ReportForm
    title = gettext_lazy("Report what was put right")

    def save(self, form: Any) -> Rectification:
        """Call the service."""
        return ending.answer_rectification(
            rectification_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class CheckPage(OnCase):
    """Check what was put right."""

    model = Rectification
    permission = MANAGE
    form_class = forms.CheckForm
    title = gettext_lazy("Check the rectification")

    def save(self, form: Any) -> Rectification:
        """Call the service."""
        return ending.check_rectification(
            rectification_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class ExitPage(OnCase):
    """End the title."""

    permission = AWARD
    form_class = forms.ExitForm
    title = gettext_lazy("End the title")
    submit_label = gettext_lazy("End the title")
    success_text = gettext_lazy("Ended. The decision is ready as a paper.")

    def form(self, **data: Any) -> Any:
        """With the grounds of the kind."""
        return forms.ExitForm(case=self.obj, initial={}, **data)

    def save(self, form: Any) -> Case:
        """Call the service."""
        return ending.exit_case(case_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class WishPage(OnCase):
    """Ask to give up the title."""

    permission = APPLY
    form_class = forms.WishForm
    title = gettext_lazy("Give up the title")
    success_text = gettext_lazy("The office decides on your wish.")

    def save(self, form: Any) -> Case:
        """Call the service."""
        return ending.wish_exit(case_id=self.obj.pk, actor=self.actor, **form.cleaned_data).case


class ProposalPage(OnCase):
    """Decide on a proposal."""

    model = Proposal
    permission = MANAGE
    form_class = forms.ProposalForm
    title = gettext_lazy("Decide on the proposal")

    def load(self, **kwargs: Any) -> None:
        """Say what is proposed."""
        super().load(**kwargs)
        self.subtitle = f"{self.obj.case} · {self.obj.get_act_display()} · {self.obj.reason}"

    def save(self, form: Any) -> Proposal:
        """Call the service."""
        return proposals.decide_proposal(
            proposal_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
