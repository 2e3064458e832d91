"""The leader's phone: one verb a screen, the order, the way, a report with a photo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of, issue_nonce
from anlan.command.dispatch.choices import DISPATCH_TONES, DispatchState
from anlan.command.dispatch.forms import PhotoForm, PositionForm, ReportForm
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ANSWER, VIEW
from anlan.command.dispatch.services.dispatches import (
    attach_photo,
    report_from_scene,
    report_position,
)
from anlan.command.dispatch.states import DISPATCH, NEXT_STEP
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.kernel.requests import ActorRequest, render_page, requires

#: What the one button says in each state: the leader's words.
BUTTONS = {
    "accept": gettext_lazy("Accept"),
    "depart": gettext_lazy("We set off"),
    "arrive": gettext_lazy("We have arrived"),
    "begin_work": gettext_lazy("We begin"),
    "complete": gettext_lazy("Completed"),
}


class PhonePage(ActorPage):
    """One dispatch on the leader's phone."""

    model = Dispatch
    permission = VIEW

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the order and the one thing to do."""
        dispatch = get_visible(Dispatch, pk, actor=self.actor)
        dispatch = Dispatch.objects.select_related("team__leader", "incident").get(pk=dispatch.pk)
        may_answer = policy_of(Dispatch).can(self.actor, ANSWER, dispatch)
        step = NEXT_STEP.get(DispatchState(dispatch.state)) if may_answer else None
        may_report = may_answer and dispatch.is_bound and dispatch.state != DispatchState.ASSIGNED
        photos = {a.id: a for a in attachments_of(dispatch)}
        page = {
            "title": dispatch.incident.title,
            "is_drill": dispatch.incident.is_drill,
            "subtitle": dispatch.team.name,
            "back_url": f"{reverse('dispatch:list')}?tab=mine",
            "live_topic": f"dispatch:{dispatch.pk}",
            "level": None if dispatch.incident.is_drill else dispatch.incident.grade,
            "state": {
                "label": dispatch.get_state_display(),
                "tone": DISPATCH_TONES[DispatchState(dispatch.state)],
            },
            "due": {"due_at": dispatch.eta_at, "label": _("arrival (estimate)")}
            if dispatch.is_coming and dispatch.eta_at is not None
            else None,
            "dispatch": dispatch,
            "address": dispatch.incident.address,
            "distance_km": None if dispatch.distance_m is None else dispatch.distance_m / 1000,
            "map_url": self.map_url(dispatch),
            "step": step,
            "step_label": BUTTONS[step] if step else "",
            "step_url": reverse("dispatch:step", args=[dispatch.pk, step]) if step else "",
            "may_decline": may_answer and dispatch.state in DISPATCH["decline"].sources,
            "decline_url": reverse("dispatch:step", args=[dispatch.pk, "decline"]),
            "position_url": reverse("dispatch:position", args=[dispatch.pk])
            if may_answer and dispatch.is_bound
            else "",
            "report_form": ReportForm() if may_report else None,
            "report_url": reverse("dispatch:report", args=[dispatch.pk]),
            "capture": {
                "upload_url": reverse("dispatch:photo", args=[dispatch.pk]),
                "nonce": issue_nonce(self.actor),
                "subject_type": dispatch._meta.label,
                "subject_id": dispatch.pk,
            }
            if may_report
            else None,
            "reports": [
                {"row": row, "photos": [photos[i] for i in row.attachment_ids if i in photos]}
                for row in dispatch.reports.all()[:20]
            ],
        }
        context = {"page": page, "phone_tabs": self.tabs(dispatch)}
        return render_page(request, "dispatch/phone.html", context)

    def tabs(self, dispatch: Dispatch) -> list[dict[str, Any]]:
        """The bottom bar: orders, tasks, scene and notices, where those pages are installed."""
        places = (
            (_("Orders"), "dispatch:list", "?tab=mine", "route"),
            (_("Tasks"), "responses:my_tasks", "", "list-check"),
            (
                pgettext("scene page", "Scene"),
                "field:app",
                f"#/scene/{dispatch.incident_id}",
                "map-pin",
            ),
            (_("Notices"), "notifications:inbox", "", "bell"),
        )
        return [
            {
                "label": label,
                "url": f"{find_url(name)}{query}",
                "icon": icon,
                "active": name == "dispatch:list",
            }
            for label, name, query, icon in places
            if find_url(name)
        ]

    def map_url(self, dispatch: Dispatch) -> str:
        """The map at the destination."""
        place, url = dispatch.destination, find_url("onemap:map")
        return f"{url}?at={place.x:.6f},{place.y:.6f}" if place is not None and url else ""


def _refused(form: Any) -> InvalidInput:
    return InvalidInput(fields={name: str(errors[0]) for name, errors in form.errors.items()})


@require_POST
@requires(VIEW)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a report from the scene."""
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        raise _refused(form)
    values = form.cleaned_data
    report_from_scene(
        dispatch_id=pk,
        text=values["text"],
        actor=request.actor,
        attachment_ids=[values["attachment"]] if values["attachment"] else [],
        photos=[values["photo"]] if values["photo"] else [],
        longitude=values["longitude"],
        latitude=values["latitude"],
    )
    messages.success(request, _("Reported."))
    return go_to(request, reverse("dispatch:phone", args=[pk]))


@require_POST
@requires(VIEW)
def position(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the phone's position."""
    require(request.actor, ANSWER, get_visible(Dispatch, pk, actor=request.actor))
    form = PositionForm(request.POST)
    if not form.is_valid():
        raise _refused(form)
    dispatch = report_position(dispatch_id=pk, actor=request.actor, **form.cleaned_data)
    return JsonResponse(
        {"eta_at": dispatch.eta_at, "distance_m": dispatch.distance_m, "state": dispatch.state}
    )


@require_POST
@requires(VIEW)
def photo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a photo from the page; answers its id and address."""
    require(request.actor, ANSWER, get_visible(Dispatch, pk, actor=request.actor))
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        text = _("The photo did not arrive. Please send it again.")
        return JsonResponse({"detail": text}, status=422)
    try:
        stored = attach_photo(
            dispatch_id=pk,
            uploaded=form.cleaned_data["file"],
            actor=request.actor,
            nonce=form.cleaned_data["nonce"],
            captured_at=form.cleaned_data["captured_at"],
            longitude=form.cleaned_data["longitude"],
            latitude=form.cleaned_data["latitude"],
        )
    except DomainError as error:
        text = str(error)
        if isinstance(error, InvalidInput) and error.fields:
            text = " ".join(str(message) for message in error.fields.values())
        return JsonResponse({"detail": text}, status=error.status)
    return JsonResponse(
        {"id": stored.id, "url": stored.url, "thumbnail_url": stored.url}, status=201
    )
