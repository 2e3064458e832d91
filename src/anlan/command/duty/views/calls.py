"""The call list of an office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from anlan.base.organisations.public import list_organisations, person_info
from anlan.command.duty.forms import OFFICE_KINDS
from anlan.command.duty.permissions import CALL
from anlan.command.duty.selectors.calls import call_list, office_to_call
from anlan.command.duty.services.calls import note_duty_call
from anlan.command.duty.views.pages import duty_tabs
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Lines shown at once; the rest is one press away.
FIRST = 10


@require_GET
@requires(CALL)
def calls(request: ActorRequest) -> HttpResponse:
    """Whom to call at an office now; numbers are masked until one is asked for."""
    actor = request.actor
    offices = list_organisations(actor, kinds=OFFICE_KINDS)
    wanted = request.GET.get("organisation", "")
    own = actor.organisation_id if any(o.id == actor.organisation_id for o in offices) else None
    chosen = int(wanted) if wanted.isdigit() else own or next((o.id for o in offices), None)
    if chosen is None:
        raise NotVisible
    office = office_to_call(chosen, actor)
    lines = [
        {
            "line": line,
            "show_url": find_url("organisations:person_phone", line.person.id),
            "call_url": reverse("duty:call", args=[office.id, line.person.id]),
        }
        for line in call_list(office, actor)
    ]
    page = {
        "title": pgettext("duty", "Call list"),
        "live_topic": "duty",
        "as_of": clock.now(),
        "tabs": duty_tabs(request, "calls"),
        "office": office,
        "offices": [{"id": o.id, "name": o.name, "chosen": o.id == office.id} for o in offices],
        "lines": lines[:FIRST],
        "more": lines[FIRST:],
    }
    return render_page(request, "duty/calls.html", {"page": page})


@require_POST
@requires(CALL)
def call(request: ActorRequest, organisation_id: int, person_id: int) -> HttpResponse:
    """Note a call or how it ended; a call made from the page gets the number and dials."""
    outcome = request.POST.get("outcome", "dialled")
    note_duty_call(
        organisation_id=organisation_id, person_id=person_id, outcome=outcome, actor=request.actor
    )
    if outcome == "dialled" and request.htmx:
        person = person_info(person_id, request.actor, reveal=True)
        response = render(request, "alarms/_dial.html", {"person": person})
        response["Cache-Control"] = "no-store"
        return response
    messages.success(request, _("Written into the log."))
    return go_to(request, f"{reverse('duty:calls')}?organisation={organisation_id}")
