"""The page on which a hazard is reported, at the desk or on the spot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.files.public import store_upload
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import CreatePage
from anlan.supervision.enterprises.public import find_enterprise, list_enterprises, written
from anlan.supervision.hazards import forms
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import REPORT
from anlan.supervision.hazards.services.reporting import report_hazard
from anlan.supervision.hazards.views.steps import BREADCRUMBS, keep_photos

STEPS: tuple[dict[str, Any], ...] = (
    {
        "id": "what",
        "title": gettext_lazy("What and where"),
        "fields": ["title", "photos", "enterprise", "unit_id", "region_code", "place"],
    },
    {
        "id": "how",
        "title": gettext_lazy("How grave"),
        "fields": ["source", "category", "level", "criterion_codes", "description", "due_at"],
    },
    {
        "id": "who",
        "title": gettext_lazy("Who tipped off"),
        "fields": ["reporter_name", "reporter_phone", "is_anonymous"],
    },
)
#: The file field in which photos taken in the page wait.
CAPTURED = "captured"
#: Whoever takes more photos of one hazard adds them on its page.
MOST_PHOTOS = 12


class ReportPage(CreatePage):
    """Report a hazard; units and criteria follow the enterprise as soon as it is known."""

    model = Hazard
    template = "hazards/report.html"
    permission = REPORT
    title = gettext_lazy("Report a hazard")
    breadcrumbs = BREADCRUMBS
    form_class = forms.ReportForm
    form_takes_actor = True
    steps = STEPS
    success_text = gettext_lazy("The hazard is reported.")
    submit_label = gettext_lazy("Report a hazard")

    def _own(self) -> Any:
        """The enterprise the page is about: named in the URL, or the reporter's own."""
        wanted = self.request.GET.get("enterprise", "")
        if wanted.isdigit():
            found = list_enterprises(self.actor, [int(wanted)])
            return found[0] if found else None
        if forms.is_enterprise(self.actor) and self.actor.organisation_id is not None:
            return find_enterprise(self.actor, organisation_id=self.actor.organisation_id)
        return None

    def get_initial(self) -> Mapping[str, Any]:
        """The enterprise and unit the page was opened from."""
        own = self._own()
        query = self.request.GET
        return {
            "enterprise": written(own.name, own.uscc) if own else "",
            "unit_id": query.get("unit", ""),
            "longitude": query.get("longitude", ""),
            "latitude": query.get("latitude", ""),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Report; or, when only the enterprise was looked up, show the form with its choices."""
        if "look_up" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.load(**kwargs)
        given: dict[str, Any] = request.POST.dict()
        given["criterion_codes"] = request.POST.getlist("criterion_codes")
        return self.answer(forms.ReportForm(initial=given, actor=self.actor))

    def describe(self, form: Any) -> dict[str, Any]:
        """Leave out steps without a field; the camera stands first."""
        page = super().describe(form)
        page["steps"] = [
            step for step in STEPS if any(name in form.fields for name in step["fields"])
        ]
        page["capture"] = {"hold": CAPTURED}
        return page

    @transaction.atomic
    def save(self, form: Any) -> Hazard:
        """Report and keep the photos: both, or neither and the page says why."""
        given = dict(form.cleaned_data)
        photos = given.pop("photos", None)
        given["enterprise_id"] = given.pop("enterprise")
        given["source"] = given.get("source") or "self_report"
        hazard = report_hazard(
            actor=self.actor, **{key: value for key, value in given.items() if value is not None}
        )
        try:
            keep_photos(hazard, photos, self.actor)
            self._keep_captured(hazard)
        except InvalidInput as error:
            words = " ".join(str(message) for message in error.fields.values()) or str(error)
            raise InvalidInput(fields={"photos": words}) from error
        return hazard

    def _keep_captured(self, hazard: Hazard) -> None:
        """Keep the photos taken in the page, each with its number, time and place."""
        files = self.request.FILES.getlist(CAPTURED)
        if len(files) > MOST_PHOTOS:
            raise InvalidInput(
                fields={
                    "photos": _("At most %(most)d photos; add more on the page of the hazard.")
                    % {"most": MOST_PHOTOS}
                }
            )
        told = self.request.POST.getlist(f"{CAPTURED}_facts")
        for place, uploaded in enumerate(files):
            words = told[place] if place < len(told) else ""
            form = forms.PhotoForm(_facts(words), MultiValueDict({"file": [uploaded]}))
            if not form.is_valid():
                raise InvalidInput(
                    fields={"photos": _("The photo did not arrive. Please send it again.")}
                )
            facts = dict(form.cleaned_data)
            store_upload(uploaded=facts.pop("file"), subject=hazard, actor=self.actor, **facts)


def _facts(text: str) -> dict[str, Any]:
    """Read what the page says of a photo; nothing is trusted but what the form accepts."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
