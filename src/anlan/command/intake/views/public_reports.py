"""The page on which people without an account report; confirming such a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.command.intake.errors import TooManyReports
from anlan.command.intake.forms import ConfirmForm, PublicReportForm
from anlan.command.intake.models import IntakeItem
from anlan.command.intake.permissions import HANDLE
from anlan.command.intake.services.public_reports import (
    LEAST_S,
    confirm_item,
    is_timely,
    opened_now,
    reveal_item_number,
    take_public_report,
)
from anlan.kernel.pages import ChangePage
from anlan.kernel.requests import public, render_page


@public
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; the page shows nothing that is not typed into it. Off: there is none."""
    if not settings.ANLAN_PUBLIC_REPORTS:
        raise Http404
    page: dict[str, Any] = {"title": _("Report an emergency"), "is_sent": "sent" in request.GET}
    if request.method != "POST":
        form = PublicReportForm(initial={"opened": opened_now()})
        return render_page(request, "intake/public.html", {"page": page, "form": form})
    form = PublicReportForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        timely, trapped = is_timely(given.pop("opened")), given.pop("website")
        try:
            if timely and not trapped:
                actor = request.actor  # type: ignore[attr-defined]
                take_public_report(sender=actor.address, actor=actor, **given)
            if timely or trapped:
                # A program is answered like a person, so that it learns nothing.
                return HttpResponseRedirect(f"{reverse('intake:public')}?sent=1")
            # Nobody in need may believe that it was sent: what was typed stays.
            form.add_error(None, _("The page was open too long or sent too fast: send it again."))
            typed = request.POST.copy()
            typed["opened"] = opened_now(ago_s=LEAST_S)
            form.data = typed
        except TooManyReports as refusal:
            form.add_error(None, str(refusal))
    return render_page(request, "intake/public.html", {"page": page, "form": form}, status=422)


class ConfirmPage(ChangePage):
    """The sender was called back and stands by what was reported."""

    model = IntakeItem
    permission = HANDLE
    form_class = ConfirmForm
    keeps_draft = False
    submit_label = gettext_lazy("Called back, confirmed")
    success_text = gettext_lazy("The report is confirmed.")

    def get_title(self) -> str:
        """Which report."""
        return _("Called back: %(title)s") % {"title": self.obj.title}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is said yet."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the number to call; that it is read is recorded."""
        number = reveal_item_number(item_id=self.obj.pk, actor=self.actor)
        return {
            **super().describe(form),
            "subtitle": " · ".join(filter(None, [self.obj.caller_name, number])),
        }

    def form(self, **data: Any) -> ConfirmForm:
        """Not bound to the item."""
        return ConfirmForm(**data)

    def save(self, form: Any) -> IntakeItem:
        """Call the service."""
        return confirm_item(item_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
