"""The list of alarms and the alarm: curve, dossier, chemical, people, what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.base.organisations.public import list_people_info, may_reveal_phones, person_info
from anlan.kernel import clock
from anlan.kernel.errors import DomainError
from anlan.kernel.pages import (
    BulkVerb,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TimelineEntry,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to, url_of
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.kernel.templatetags.anlan import duration, number
from anlan.monitoring.alarms.choices import (
    ALARM_TONES,
    CALL_TONES,
    ON_DESK,
    AlarmState,
    CallOutcome,
    DutyOutcome,
    LadderRole,
)
from anlan.monitoring.alarms.constants import RULES_SOURCE
from anlan.monitoring.alarms.forms import MarkFalseForm, SuppressForm
from anlan.monitoring.alarms.models import Alarm, AlarmRule
from anlan.monitoring.alarms.permissions import (
    ACKNOWLEDGE,
    REQUEST_SUPPRESSION,
    RESET,
    SUPPRESS,
    VERIFY,
    VIEW,
)
from anlan.monitoring.alarms.selectors.alarms import list_desk_alarms, place_of
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
from anlan.monitoring.alarms.sources import source_label
from anlan.monitoring.alarms.states import ALARM
from anlan.monitoring.alarms.tables import AlarmTable
from anlan.supervision.chemicals.public import get_chemical
from anlan.supervision.enterprises.public import get_enterprise, responsible_person_ids

#: Entries of the history that name a person.
PERSON_STEPS = ("handed", "escalated", "called", "answered", "unanswered", "handed_over")


class AlarmListPage(ListPage):
    """All alarms of one's area; the first tab is what needs a hand."""

    model = Alarm
    table_class = AlarmTable
    saved_filters: ClassVar = (
        SavedFilter(
            "desk",
            gettext_lazy("Needs a hand"),
            Q(state__in=[str(state) for state in ON_DESK]),
            counted=True,
        ),
        SavedFilter(
            "open",
            gettext_lazy("To be acknowledged"),
            Q(state=AlarmState.OPEN),
            counted=True,
            level=1,
        ),
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("false", gettext_lazy("False alarms"), Q(state=AlarmState.FALSE_ALARM)),
        SavedFilter("quiet", gettext_lazy("Suppressed"), Q(state=AlarmState.SUPPRESSED)),
    )
    facets: ClassVar = (
        Facet("level", gettext_lazy("level"), level=True),
        Facet("state", gettext_lazy("state")),
    )
    search_fields = ("title",)
    search_placeholder = gettext_lazy("Enterprise, point or rule")
    ordering = ("-raised_at",)
    select_related = ("enterprise", "region", "holder")
    hidden_columns = ("first_value", "acknowledged_at")
    live_topic = "alarms"
    map_layer = "alarms"
    empty_title = gettext_lazy("No alarm")
    empty_text = gettext_lazy("When a reading crosses a limit, its alarm stands here at once.")
    bulk_verbs: ClassVar = (
        BulkVerb(
            "acknowledge",
            gettext_lazy("acknowledge"),
            acknowledge_alarm,
            "alarm_id",
            ACKNOWLEDGE,
            icon="check",
        ),
    )


class AlarmPage(ObjectPage):
    """One alarm and everything its receiver needs in the first minute."""

    model = Alarm
    template = "alarms/alarm.html"
    machine = ALARM
    state_tones = ALARM_TONES
    select_related = (
        "point",
        "device",
        "enterprise",
        "region",
        "rule",
        "holder",
        "group",
        "first_receiver",
        "suppression__device",
    )
    breadcrumbs: ClassVar = ((gettext_lazy("Alarms"), "alarms:list"),)
    transition_url_name = "alarms:transition"
    transition_forms: ClassVar = {
        "mark_false": "alarms:mark_false",
        "suppress": "alarms:suppress",
    }
    live_topic = "alarm:{pk}"

    def level(self, obj: Alarm) -> int:
        """Its level."""
        return obj.level

    def get_subtitle(self, obj: Alarm) -> str:
        """Where it is."""
        place = obj.device.place if obj.device else ""
        return " · ".join(str(p) for p in (obj.enterprise, place, obj.region) if p)

    def holder(self, obj: Alarm) -> dict[str, Any] | None:
        """Who must answer now."""
        return {"label": obj.holder.name, "url": ""} if obj.holder else None

    def due(self, obj: Alarm) -> Any:
        """By when it must be acknowledged."""
        if obj.state != AlarmState.OPEN or obj.acknowledge_due_at is None:
            return None
        return {"due_at": obj.acknowledge_due_at, "label": _("acknowledge")}

    def note(self, obj: Alarm) -> dict[str, Any] | None:
        """What to do first; that the signal is normal again."""
        if obj.is_unfinished and obj.rule is not None and obj.rule.advice:
            return {"text": obj.rule.advice, "tone": "danger" if obj.level == 1 else "warning"}
        return None

    def map_url(self, obj: Alarm) -> str:
        """The map at the device."""
        place = place_of(obj)
        address = find_url("onemap:map")
        return f"{address}?at={place.x:.6f},{place.y:.6f}&layer=alarms" if address and place else ""

    def facts(self, obj: Alarm) -> list[dict[str, Any]]:
        """Values against the limit, the device, the rule with its basis; how it was handled."""
        return [
            fact_group(_("Signal"), *self._signal(obj)),
            fact_group(_("Source"), *self._source(obj)),
            fact_group(
                _("Handling"),
                fact(_("acknowledged by"), obj.acknowledged_by),
                fact(_("acknowledged at"), at=obj.acknowledged_at),
                fact(_("first receiver"), obj.first_receiver.name if obj.first_receiver else None),
                fact(
                    _("alarm group"),
                    str(obj.group) if obj.group else None,
                    url=obj.group.get_absolute_url() if obj.group else "",
                    wide=True,
                ),
                fact(
                    _("suppression"),
                    str(obj.suppression) if obj.suppression else None,
                    url=obj.suppression.get_absolute_url() if obj.suppression else "",
                ),
                fact(_("suppressed until"), at=obj.suppressed_until),
                fact(
                    _("cause of the false alarm"),
                    obj.get_false_cause_display() if obj.false_cause else None,
                ),
            ),
        ]

    def _signal(self, obj: Alarm) -> Iterable[dict[str, Any]]:
        if obj.reason:
            yield fact(_("why it was raised"), obj.reason, wide=True)
        if obj.first_value is not None or obj.rule is not None:
            yield fact(_("first value"), number(obj.first_value), unit=obj.unit)
            yield fact(_("peak"), number(obj.peak_value), unit=obj.unit)
        if obj.rule is not None:
            rule = obj.rule
            limits = " / ".join(number(v) for v in (rule.lower, rule.upper) if v is not None)
            basis = _basis_words(rule)
            yield fact(_("limit"), limits, unit=rule.unit or obj.unit, source=basis)
        at_reading = obj.source == RULES_SOURCE
        yield fact(_("time of the reading") if at_reading else _("time"), at=obj.opened_at)
        yield fact(_("raised at"), at=obj.raised_at)
        standing = _("still beyond the limit")
        if obj.waits_for_reset:
            standing = _("normal, held until it is reset")
        yield fact(
            _("signal"),
            standing if obj.cleared_at is None else None,
            at=obj.cleared_at,
            help=_("normal since") if obj.cleared_at else "",
        )

    def _source(self, obj: Alarm) -> Iterable[dict[str, Any]]:
        if obj.device is not None:
            yield fact(_("device"), str(obj.device), url=obj.device.get_absolute_url())
        if obj.point is not None:
            yield fact(_("point"), obj.point.name)
        if obj.rule is not None:
            yield fact(
                _("rule"),
                f"{obj.rule.name} v{obj.rule.version}",
                url=url_of(obj.rule) if self.actor.has("alarms.view_rule") else "",
            )
            yield fact(_("legal basis"), _basis_words(obj.rule), wide=True)
        else:
            yield fact(_("raised by"), source_label(obj.source))

    def own_verbs(self, obj: Alarm) -> Iterable[Verb]:
        """Reset what is held; hand over, accept what was handed over; ask for a window."""
        yield from self._handing_over(obj)
        if obj.is_unfinished and self.actor.has(REQUEST_SUPPRESSION) and obj.level > 1:
            yield Verb(
                "window",
                _("ask for a suppression window"),
                f"{reverse('alarms:suppression_create')}?alarm={obj.pk}",
                method="get",
            )
        if obj.waits_for_reset and obj.is_unfinished and self.rights.can(self.actor, RESET, obj):
            yield Verb(
                "reset",
                _("reset"),
                reverse("alarms:reset", args=[obj.pk]),
                needs_reason=True,
            )

    def _handing_over(self, obj: Alarm) -> Iterable[Verb]:
        """Offer, accept or decline the responsibility."""
        offer = obj.duties.filter(outcome=DutyOutcome.OFFERED).first()
        if offer is not None and offer.person_id == self.actor.person_id:
            yield Verb(
                "accept",
                _("take over the responsibility"),
                reverse("alarms:handover_answer", args=[obj.pk, "accept"]),
                style="primary",
            )
            yield Verb(
                "decline",
                _("decline the responsibility"),
                reverse("alarms:handover_answer", args=[obj.pk, "decline"]),
                needs_reason=True,
            )
            return
        held = obj.duties.filter(outcome=DutyOutcome.HELD).first()
        mine = held is not None and held.person_id == self.actor.person_id
        if mine or (held is not None and self.rights.can(self.actor, VERIFY, obj)):
            yield Verb(
                "hand_over",
                _("hand over"),
                reverse("alarms:hand_over", args=[obj.pk]),
                method="get",
            )

    def _responsible(self, obj: Alarm) -> dict[str, Any]:
        now = clock.now()
        return {
            "id": "duties",
            "title": _("Who is responsible since when"),
            "rows": [
                {
                    "label": duty.person.name,
                    "where": _("first receiver") if duty.is_first else duty.offered_by,
                    "value": duration(held) if (held := duty.held_for(now)) else "",
                    "state": {
                        "label": duty.get_outcome_display(),
                        "tone": "active" if duty.outcome == DutyOutcome.HELD else "neutral",
                    },
                    "at": duty.since or duty.offered_at,
                }
                for duty in obj.duties.select_related("person")
            ],
            "empty": _("Who acknowledges it first is responsible until it is handed over."),
        }

    def _calls(self, obj: Alarm) -> dict[str, Any]:
        may_note = self.rights.can(self.actor, ACKNOWLEDGE, obj)
        roles = dict(LadderRole.choices)
        rows = []
        for call in obj.calls.select_related("person"):
            open_ = may_note and call.outcome == CallOutcome.WAITING and call.position is None
            rows.append(
                {
                    "call": call,
                    "role": roles.get(call.role, call.role),
                    "delay": duration(call.delay) if call.delay else "",
                    "tone": CALL_TONES[CallOutcome(call.outcome)],
                    "yes_url": find_url("alarms:call_answer", obj.pk, call.pk, "yes")
                    if open_
                    else "",
                    "no_url": find_url("alarms:call_answer", obj.pk, call.pk, "no"),
                }
            )
        return {
            "id": "calls",
            "title": _("Calls and answers"),
            "template": "alarms/_calls.html",
            "calls": rows,
        }

    def own_panels(self, obj: Alarm) -> Iterable[dict[str, Any]]:
        """People to call, the dossier, the chemical."""
        if self.rights.can(self.actor, ACKNOWLEDGE, obj):
            yield {
                "id": "people",
                "title": _("Who is responsible"),
                "load_url": find_url("alarms:people", obj.pk),
            }
        yield self._responsible(obj)
        yield self._calls(obj)
        if obj.enterprise_id is not None:
            dossier = self._dossier(obj.enterprise_id)
            if dossier is not None:
                yield dossier
        if obj.point is not None and obj.point.chemical_id is not None:
            chemical = get_chemical(obj.point.chemical_id)
            yield {
                "id": "chemical",
                "title": _("Chemical"),
                "template": "alarms/_chemical.html",
                "chemical": chemical,
            }

    def _dossier(self, enterprise_id: int) -> dict[str, Any] | None:
        try:
            enterprise = get_enterprise(enterprise_id, self.actor)
        except DomainError:
            return None
        return {
            "id": "dossier",
            "title": _("Enterprise dossier"),
            "url": enterprise.url,
            "template": "alarms/_dossier.html",
            "enterprise": enterprise,
        }

    def describe(self, obj: Alarm) -> dict[str, Any]:
        """Add the curve with the limits drawn in, where there is a point."""
        found = super().describe(obj)
        if obj.point is None:
            return found
        return found | {
            "chart": {
                "id": "alarm-curve",
                "title": str(obj.point.name),
                "url": find_url("telemetry:series", obj.point_id),
                "hours": 6,
                "periods": [1, 6, 24, 168],
                "unit": obj.unit,
                "decimals": obj.point.decimals,
                "live_topic": self.topic(obj),
            }
        }

    def timeline(self, obj: Alarm) -> list[TimelineEntry]:
        """The alarm's own history, newest first."""
        entries = []
        for step in obj.steps.select_related("person").order_by("-id"):
            words = str(step.get_kind_display())
            if step.person is not None and step.kind in PERSON_STEPS:
                words = f"{words} {step.person.name}"
            if step.value is not None:
                words = f"{words} {number(step.value)} {obj.unit}"
            plain_text = step.kind in ("handed", "escalated")  # the text is the role's code
            entries.append(
                TimelineEntry(
                    at=step.at,
                    text=words,
                    actor=step.actor_name,
                    reason="" if plain_text else step.text,
                    level=step.level if step.kind in ("raised", "level_raised") else None,
                )
            )
        return entries


def _basis_words(rule: AlarmRule) -> str:
    return rule.basis + ("" if rule.basis_verified else _(" (not verified)"))


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
