"""How well was warned: the scores, and a new run."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ActorPage, FormPage
from anlan.kernel.requests import render_page
from anlan.monitoring.natural_hazards.forms import VerificationForm
from anlan.monitoring.natural_hazards.models import VerificationScore
from anlan.monitoring.natural_hazards.permissions import VERIFY
from anlan.monitoring.natural_hazards.selectors.scores import newest_scores
from anlan.monitoring.natural_hazards.services.verification import verify_warnings

CRUMBS = ((gettext_lazy("How well was warned"), "natural_hazards:verification"),)


class ScoresPage(ActorPage):
    """Hit rate, false-alarm ratio, success index and lead time, by hazard and by threshold."""

    model = VerificationScore

    def get(self, request: Any) -> HttpResponse:
        """Show the newest scores."""
        found = newest_scores(self.actor)
        first = next((row for group in found for row in group.products), None)
        page = {
            "title": _("How well was warned"),
            "run_url": reverse("natural_hazards:verify") if self.actor.has(VERIFY) else "",
            "first": first,
        }
        return render_page(
            request, "natural_hazards/verification.html", {"page": page, "groups": found}
        )


class VerifyPage(FormPage):
    """Judge a period."""

    model = VerificationScore
    permission = VERIFY
    form_class = VerificationForm
    title = gettext_lazy("Judge how well was warned")
    breadcrumbs: ClassVar = CRUMBS
    submit_label = gettext_lazy("Judge")
    cancel_url = "/natural_hazards/verification/"
    success_text = gettext_lazy("The scores are ready.")

    def save(self, form: Any) -> None:
        """Judge every hazard."""
        verify_warnings(actor=self.actor, **form.values())

    def success_url(self, saved: Any) -> str:
        """The scores."""
        return reverse("natural_hazards:verification")
