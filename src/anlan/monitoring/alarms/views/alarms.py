"""The list of alarms and the alarm: curve, dossier, chemical, people, what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.errors import DomainError
from anlan.kernel.pages import (
    BulkVerb,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TimelineEntry,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, url_of
from anlan.kernel.registry import Verb
from anlan.kernel.templatetags.anlan import duration, number
from anlan.monitoring.alarms.choices import (
    ALARM_TONES,
    CALL_TONES,
    ON_DESK,
    AlarmState,
    CallOutcome,
    DutyOutcome,
    HandlingStep,
    LadderRole,
    StepKind,
)
from anlan.monitoring.alarms.constants import RULES_SOURCE
from anlan.monitoring.alarms.models import Alarm, AlarmRule, AlarmStep
from anlan.monitoring.alarms.permissions import (
    ACKNOWLEDGE,
    REQUEST_SUPPRESSION,
    RESET,
    VERIFY,
)
from anlan.monitoring.alarms.selectors.alarms import place_of
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
)
from anlan.monitoring.alarms.sources import source_label
from anlan.monitoring.alarms.states import ALARM
from anlan.monitoring.alarms.tables import AlarmTable, reading
from anlan.supervision.chemicals.public import get_chemical
from anlan.supervision.enterprises.public import get_enterprise

#: Entries of the history that name a person.
PERSON_STEPS = ("handed", "escalated", "called", "answered", "unanswered", "handed_over")
#: Entries whose text is a code: of a role, of a step of handling.
CODED_STEPS = ("handed", "escalated", "overdue")


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
        SavedFilter(
            "overdue",
            gettext_lazy("Overdue"),
            lambda actor: (
                Q(step_due_at__lt=clock.now())
                | Q(state=AlarmState.OPEN, acknowledge_due_at__lt=clock.now())
            ),
            counted=True,
            level=2,
        ),
        SavedFilter(
            "to_close", gettext_lazy("To be closed"), Q(state=AlarmState.DISPOSED), counted=True
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
    hidden_columns = ("enterprise", "first_value", "acknowledged_at")
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
        """By when the next step must be done."""
        if obj.due_at is None or obj.next_step is None:
            return None
        return {"due_at": obj.due_at, "label": obj.next_step.label}

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
            yield fact(_("first value"), reading(obj.first_value), unit=obj.unit)
            yield fact(_("peak"), reading(obj.peak_value), unit=obj.unit)
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
                words = f"{words} {reading(step.value)} {obj.unit}"
            if step.kind == StepKind.OVERDUE:
                words = _overdue_words(step)
            plain_text = step.kind in CODED_STEPS
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


def _overdue_words(step: AlarmStep) -> str:
    what = {"step": HandlingStep(step.text).label}
    if step.person is None:
        return _("overdue: %(step)s") % what
    return _("overdue: %(step)s; told %(person)s") % (what | {"person": step.person.name})


def _basis_words(rule: AlarmRule) -> str:
    return rule.basis + ("" if rule.basis_verified else _(" (not verified)"))
