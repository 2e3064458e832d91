"""What people press on an alarm: its steps, the forms some need, calls."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.base.organisations.public import list_people_info, may_reveal_phones, person_info
from anlan.kernel.pages import FormPage, TransitionView
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, requires
from anlan.monitoring.alarms.forms import MarkFalseForm, SuppressForm
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.permissions import ACKNOWLEDGE, RESET, SUPPRESS, VERIFY, VIEW
from anlan.monitoring.alarms.selectors.alarms import list_desk_alarms
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    call_person,
    close_alarm,
    dispose_alarm,
    mark_false,
    reset_alarm,
    resume_alarm,
    suppress_alarm,
    verify_alarm,
)
from anlan.monitoring.alarms.states import ALARM
from anlan.supervision.enterprises.public import responsible_person_ids


class AlarmTransition(TransitionView):
    """Acknowledge, verify, dispose, close, end the suppression."""

    model = Alarm
    machine = ALARM
    id_argument = "alarm_id"
    services: ClassVar = {
        "acknowledge": acknowledge_alarm,
        "verify": verify_alarm,
        "dispose": dispose_alarm,
        "close": close_alarm,
        "resume": resume_alarm,
    }


class _AlarmFormPage(FormPage):
    """A step of an alarm that needs more than a reason."""

    model = Alarm
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the visible alarm and require the right over it."""
        self.obj = get_visible(Alarm, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, self.required_permission(), self.obj)

    def get_title(self) -> str:
        """The step and the alarm."""
        return f"{self.title}: {self.obj}"


class MarkFalsePage(_AlarmFormPage):
    """Mark an alarm as false, with its cause."""

    permission = VERIFY
    form_class = MarkFalseForm
    title = gettext_lazy("Mark as false alarm")

    def save(self, form: Any) -> Alarm:
        """Mark it."""
        return mark_false(alarm_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class SuppressPage(_AlarmFormPage):
    """Keep an alarm quiet for a time."""

    permission = SUPPRESS
    form_class = SuppressForm
    title = gettext_lazy("Suppress for a time")

    def save(self, form: Any) -> Alarm:
        """Suppress it."""
        return suppress_alarm(alarm_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_GET
@requires(ACKNOWLEDGE)
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """Show who answers for the enterprise, numbers masked: calling or showing one is recorded."""
    alarm = get_visible(Alarm, pk, actor=request.actor)
    ids = responsible_person_ids(alarm.enterprise_id) if alarm.enterprise_id else []
    if alarm.holder_id is not None and alarm.holder_id != request.actor.person_id:
        ids = [*ids, alarm.holder_id]
    people = list_people_info(ids)
    may_call = may_reveal_phones(people, request.actor)
    rows = [
        {
            "person": people[person_id],
            "may_call": person_id in may_call,
            "call_url": find_url("alarms:call", alarm.pk, person_id),
            "show_url": find_url("organisations:person_phone", person_id),
            "is_holder": person_id == alarm.holder_id,
        }
        for person_id in dict.fromkeys(ids)
        if person_id in people
    ]
    return render(request, "alarms/_people.html", {"alarm": alarm, "rows": rows})


@require_POST
@requires(ACKNOWLEDGE)
def call(request: ActorRequest, pk: int, person_id: int) -> HttpResponse:
    """Note a call and give the number: the page that gets it dials at once."""
    alarm = call_person(alarm_id=pk, person_id=person_id, actor=request.actor)
    if not request.htmx:
        return go_to(request, alarm.get_absolute_url())
    person = person_info(person_id, request.actor, reveal=True)
    response = render(request, "alarms/_dial.html", {"person": person})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(RESET)
def reset(request: ActorRequest, pk: int) -> HttpResponse:
    """Reset an alarm that is held."""
    reason = request.POST.get("reason", "").strip()
    alarm = reset_alarm(alarm_id=pk, actor=request.actor, reason=reason)
    return go_to(request, alarm.get_absolute_url())


@require_GET
@requires(VIEW)
def open_fragment(request: ActorRequest) -> HttpResponse:
    """Show the alarms that need a hand, as a fragment for desks and walls."""
    alarms = list_desk_alarms(request.actor, limit=20)
    return render(request, "alarms/_open.html", {"alarms": alarms})
