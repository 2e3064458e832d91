"""The public screen at the gate: today's announcement, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.pages import CreatePage
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import ActorRequest, public, requires
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.installations.choices import DutyRole
from anlan.supervision.installations.forms import ScreenForm
from anlan.supervision.installations.models import (
    Commitment,
    Installation,
    ResponsiblePerson,
    ScreenLink,
)
from anlan.supervision.installations.models.commitment import LEVELS
from anlan.supervision.installations.permissions import SIGN
from anlan.supervision.installations.selectors.standard import read_rule
from anlan.supervision.installations.services.commitments import open_screen, revoke_screen


class ScreenCreatePage(CreatePage):
    """Open a public screen for an enterprise."""

    model = ScreenLink
    permission = SIGN
    title = gettext_lazy("Open a public screen")
    subtitle = gettext_lazy(
        "The link shows today's announcement to whoever has it. Revoke it when the display goes."
    )
    form_class = ScreenForm
    success_text = gettext_lazy("The screen is open. Copy its address into the display.")

    def load(self, **kwargs: Any) -> None:
        """The enterprise must be visible."""
        self.firm = get_enterprise(kwargs["pk"], self.actor)

    def get_cancel_url(self) -> str:
        """Back to the calendar."""
        return reverse("installations:calendar", args=[self.firm.id])

    def success_url(self, saved: ScreenLink) -> str:
        """Back to the calendar, where the link stands."""
        return self.get_cancel_url()

    def save(self, form: ScreenForm) -> ScreenLink:
        """Call the service."""
        return open_screen(enterprise_id=self.firm.id, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(SIGN)
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a screen."""
    link = revoke_screen(link_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    return go_to(request, reverse("installations:calendar", args=[link.enterprise_id]))


def announcement(enterprise_id: int) -> Mapping[str, Any]:
    """Return what is meant for the public, and nothing else: no numbers of people to call."""
    firm = get_enterprise(enterprise_id, system_actor("installations"))
    found = Commitment.objects.filter(
        enterprise_id=enterprise_id, on=clock.today(), state="signed"
    ).first()
    units = list(
        Installation.objects.filter(enterprise_id=enterprise_id, is_major=True)
        .exclude(state="removed")
        .order_by("grade", "code")[:4]
    )
    people: dict[int, dict[str, str]] = {unit.pk: {} for unit in units}
    for named in ResponsiblePerson.objects.filter(
        installation__in=units, until_on__isnull=True
    ).select_related("person"):
        people[named.installation_id][named.role] = str(named.person)
    return {
        "firm": firm.name,
        "today": clock.today(),
        "commitment": found,
        "level_word": dict(LEVELS)[found.level] if found else "",
        "operations": [row for row in found.operation_rows() if row["count"]] if found else [],
        "roles": [label for _role, label in DutyRole.choices],
        "units": [
            {
                "name": unit.name,
                "grade": unit.get_grade_display(),
                "level": unit.grade,
                "people": [people[unit.pk].get(role, "—") for role in DutyRole.values],
            }
            for unit in units
        ],
        "refresh_s": int(read_rule("screen_refresh")),
    }


@public
@never_cache
@require_GET
def screen(request: ActorRequest, token: str) -> HttpResponse:
    """Show the announcement of today to whoever has the link."""
    link = ScreenLink.objects.filter(token=token, revoked_at__isnull=True).first()
    if link is None:
        page: Mapping[str, Any] = {"is_closed": True, "refresh_s": 600}
        return render(request, "installations/screen.html", {"page": page}, status=404)
    response = render(
        request, "installations/screen.html", {"page": announcement(link.enterprise_id)}
    )
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
