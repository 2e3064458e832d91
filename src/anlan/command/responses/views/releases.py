"""Releasing to the public, and the page the public reads without signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.command.responses.choices import PublicField
from anlan.command.responses.forms import ReleaseForm
from anlan.command.responses.models import PublicRelease, Response
from anlan.command.responses.permissions import RELEASE, VIEW
from anlan.command.responses.services.releases import release_to_public, withdraw_release
from anlan.command.responses.views.responses import CommandPage
from anlan.command.responses.views.roll_calls import way_to
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, public, render_page, requires


class ReleasesPage(ActorPage):
    """What was released to the public, and what stands now."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show them."""
        response = get_visible(Response, pk, actor=self.actor)
        may = policy_of(Response).can(self.actor, RELEASE, response)
        rows = list(response.releases.all())
        stands = any(row.withdrawn_at is None for row in rows)
        page = {
            "title": _("Public releases"),
            "subtitle": response.matter,
            "live_topic": f"response:{response.pk}",
            "breadcrumbs": way_to(response),
            "release_url": reverse("responses:release", args=[response.pk])
            if may and not stands
            else "",
            "lines": [
                {
                    "row": row,
                    "fields": [PublicField(name).label for name in row.content],
                    "verbs": [
                        Verb(
                            name=f"withdraw-{row.pk}",
                            label=_("Withdraw"),
                            url=reverse("responses:withdraw_release", args=[row.pk]),
                            needs_reason=True,
                            style="danger",
                        )
                    ]
                    if may and row.withdrawn_at is None
                    else [],
                }
                for row in rows
            ],
        }
        return render_page(request, "responses/releases.html", {"page": page})


class ReleasePage(CommandPage):
    """Choose what the public may know."""

    form_class = ReleaseForm
    permission = RELEASE
    title = gettext_lazy("Release to the public")
    submit_label = gettext_lazy("Release")
    law = "突发事件应对法（2024）第七条、第八十四条"

    def save(self, form: Any) -> PublicRelease:
        """Call the service."""
        return release_to_public(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the releases."""
        return reverse("responses:releases", args=[self.obj.pk])


@require_POST
@requires(RELEASE)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a release back."""
    release = withdraw_release(
        release_id=pk, actor=request.actor, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Withdrawn: the public page tells nothing any more."))
    return go_to(request, reverse("responses:releases", args=[release.response_id]))


@public
@never_cache
@require_GET
def public_page(request: HttpRequest, code: str) -> HttpResponse:
    """What stands released under this code; nothing else is read."""
    release = PublicRelease.objects.filter(code=code, withdrawn_at__isnull=True).first()
    if release is None:
        raise Http404
    rows = []
    for name, value in release.content.items():
        field = PublicField(name)
        if value in (None, ""):
            continue
        if field == PublicField.OCCURRED:
            value = datetime.fromisoformat(value)
        elif field == PublicField.CASUALTIES:
            value = (
                _("%(deaths)d dead, %(missing)d missing or trapped, %(injured)d injured") % value
            )
        rows.append({"label": field.label, "value": value, "is_time": name == "occurred"})
    page = {"title": release.headline, "release": release, "rows": rows}
    return render_page(request, "responses/public.html", {"page": page})
