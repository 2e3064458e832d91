"""Storms, suppression windows, reviews of rules; handing an alarm over; calls and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import list_for_choice
from anlan.kernel import clock
from anlan.kernel.pages import (
    CreatePage,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.monitoring.alarms.choices import (
    ALARM_TONES,
    REVIEW_TONES,
    SUPPRESSION_TONES,
    AlarmState,
    GroupState,
    ReviewState,
    SuppressionState,
)
from anlan.monitoring.alarms.forms import HandOverForm, SuppressionForm
from anlan.monitoring.alarms.models import Alarm, AlarmGroup, AlarmRule, RuleReview, Suppression
from anlan.monitoring.alarms.permissions import (
    ACKNOWLEDGE,
    REQUEST_SUPPRESSION,
)
from anlan.monitoring.alarms.services.calls import record_answer
from anlan.monitoring.alarms.services.duties import answer_handover, hand_over_alarm
from anlan.monitoring.alarms.services.reviews import adopt_review, decline_review
from anlan.monitoring.alarms.services.storms import acknowledge_group, dissolve_group
from anlan.monitoring.alarms.services.suppressions import (
    approve_suppression,
    end_suppression,
    refuse_suppression,
    request_suppression,
)
from anlan.monitoring.alarms.states import REVIEW, SUPPRESSION
from anlan.monitoring.alarms.tables import GroupTable, ReviewTable, SuppressionTable

MEMBERS = 100


class GroupListPage(ListPage):
    """Storms of alarms, what goes on first."""

    model = AlarmGroup
    table_class = GroupTable
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("Going on"), Q(state=GroupState.OPEN), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (Facet("cause", gettext_lazy("proposed cause")),)
    search_fields = ("title",)
    ordering = ("-latest_at",)
    select_related = ("region",)
    live_topic = "alarms"
    empty_title = gettext_lazy("No storm of alarms")
    empty_text = gettext_lazy(
        "Many alarms of one enterprise or area at one time are put together here."
    )


class GroupPage(ObjectPage):
    """One storm: the proposed cause with its evidence, and every alarm in it."""

    model = AlarmGroup
    select_related = ("enterprise", "region")
    breadcrumbs: ClassVar = ((gettext_lazy("Alarm groups"), "alarms:groups"),)
    live_topic = "alarms"

    def level(self, obj: AlarmGroup) -> int:
        """Its gravest level."""
        return obj.level

    def state(self, obj: AlarmGroup) -> dict[str, Any]:
        """Going on, over or dissolved."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def note(self, obj: AlarmGroup) -> dict[str, Any]:
        """The proposed cause."""
        words = {"cause": obj.get_cause_display(), "evidence": obj.evidence}
        return {
            "text": _("Perhaps %(cause)s. %(evidence)s A proposal: check it on the spot.") % words,
            "tone": "danger" if obj.level == 1 else "warning",
        }

    def facts(self, obj: AlarmGroup) -> list[dict[str, Any]]:
        """Where, when, how many."""
        waiting = obj.alarms.filter(state=AlarmState.OPEN).count()
        return [
            fact_group(
                pgettext("alarms", "Group"),
                fact(_("number of alarms"), obj.number),
                fact(_("To be acknowledged"), waiting),
                fact(_("enterprise"), str(obj.enterprise) if obj.enterprise else None),
                fact(_("region"), str(obj.region)),
                fact(_("first alarm at"), at=obj.first_at),
                fact(_("latest alarm at"), at=obj.latest_at),
                fact(_("over at"), at=obj.over_at),
            )
        ]

    def own_verbs(self, obj: AlarmGroup) -> Iterable[Verb]:
        """Take all of them; take the group apart."""
        if obj.state != GroupState.OPEN or not self.rights.can(self.actor, ACKNOWLEDGE, obj):
            return
        if obj.alarms.filter(state=AlarmState.OPEN).exists():
            yield Verb(
                "acknowledge",
                _("acknowledge all"),
                reverse("alarms:group_acknowledge", args=[obj.pk]),
                style="primary",
            )
        yield Verb(
            "dissolve",
            _("not one matter"),
            reverse("alarms:group_dissolve", args=[obj.pk]),
            needs_reason=True,
        )

    def own_panels(self, obj: AlarmGroup) -> Iterable[Mapping[str, Any]]:
        """The alarms in order of time: the first often shows the cause."""
        rows = visible(Alarm, self.actor).filter(group=obj).order_by("opened_at", "pk")
        yield {
            "id": "members",
            "title": _("Alarms in order of time"),
            "count": obj.number,
            "wide": True,
            "rows": [
                {
                    "label": alarm.title,
                    "url": alarm.get_absolute_url(),
                    "level": alarm.level,
                    "state": {
                        "label": alarm.get_state_display(),
                        "tone": ALARM_TONES[AlarmState(alarm.state)],
                    },
                    "at": alarm.opened_at,
                    "due": alarm.due_at,
                }
                for alarm in rows[:MEMBERS]
            ],
        }


@require_POST
@requires(ACKNOWLEDGE)
def group_acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    """Take every alarm of a group."""
    return go_to(request, acknowledge_group(group_id=pk, actor=request.actor).get_absolute_url())


@require_POST
@requires(ACKNOWLEDGE)
def group_dissolve(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a group apart."""
    reason = request.POST.get("reason", "").strip()
    group = dissolve_group(group_id=pk, actor=request.actor, reason=reason)
    return go_to(request, group.get_absolute_url())


class SuppressionListPage(ListPage):
    """Windows in which alarms are quiet, what waits for approval first."""

    model = Suppression
    table_class = SuppressionTable
    saved_filters: ClassVar = (
        SavedFilter(
            "now",
            gettext_lazy("Asked for and in force"),
            Q(state__in=[SuppressionState.REQUESTED, SuppressionState.APPROVED]),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("reason", "actor_name")
    ordering = ("-starts_at",)
    select_related = ("device", "enterprise", "region")
    create_url_name = "alarms:suppression_create"
    create_permission = REQUEST_SUPPRESSION
    create_label = gettext_lazy("Ask for a window")
    empty_title = gettext_lazy("Nothing is suppressed")
    empty_text = gettext_lazy(
        "During calibration or repair alarms may stay quiet: ask for a window; somebody else "
        "approves it, and it ends by itself."
    )


class SuppressionPage(ObjectPage):
    """One window: what, why, who asked, who decided, what it kept quiet."""

    model = Suppression
    machine = SUPPRESSION
    state_tones = SUPPRESSION_TONES
    transition_url_name = "alarms:suppression_step"
    select_related = ("device", "enterprise", "region", "requester")
    breadcrumbs: ClassVar = ((gettext_lazy("Suppression windows"), "alarms:suppressions"),)

    def facts(self, obj: Suppression) -> list[dict[str, Any]]:
        """What, why, from when to when, by whom."""
        return [
            fact_group(
                _("Window"),
                fact(_("reason"), obj.reason, wide=True),
                fact(_("device"), str(obj.device) if obj.device else None),
                fact(_("enterprise"), str(obj.enterprise) if obj.enterprise else None),
                fact(_("region"), str(obj.region) if obj.region else None),
                fact(str(obj._meta.get_field("starts_at").verbose_name), at=obj.starts_at),
                fact(_("until"), at=obj.ends_at),
                fact(_("asked for by"), obj.actor_name),
                fact(_("decided by"), obj.decided_by or None),
                fact(_("decided at"), at=obj.decided_at),
                fact(_("ended at"), at=obj.ended_at),
            )
        ]

    def own_panels(self, obj: Suppression) -> Iterable[Mapping[str, Any]]:
        """What it kept quiet."""
        rows = visible(Alarm, self.actor).filter(suppression=obj).order_by("-raised_at")
        yield {
            "id": "quiet",
            "title": _("Kept quiet"),
            "rows": [
                {
                    "label": alarm.title,
                    "url": alarm.get_absolute_url(),
                    "level": alarm.level,
                    "at": alarm.raised_at,
                }
                for alarm in rows[:MEMBERS]
            ],
            "empty": _("No alarm was kept quiet by this window."),
        }


class SuppressionCreatePage(CreatePage):
    """Ask for a window; from an alarm its device, enterprise and area are proposed."""

    model = Suppression
    permission = REQUEST_SUPPRESSION
    form_class = SuppressionForm
    title = gettext_lazy("Ask for a suppression window")
    breadcrumbs: ClassVar = ((gettext_lazy("Suppression windows"), "alarms:suppressions"),)
    cancel_url = "/alarms/suppressions/"

    def form(self, **data: Any) -> SuppressionForm:
        """Offer what the alarm is about, else the areas."""
        return SuppressionForm(initial=dict(self.get_initial()), things=self._things(), **data)

    def _things(self) -> list[tuple[str, str]]:
        number = self.request.GET.get("alarm", "")
        if not number.isdigit():
            return [
                ("", "—"),
                *((f"region:{region.code}", region.path) for region in list_for_choice()),
            ]
        alarm = get_visible(Alarm, int(number), actor=self.actor)
        things: list[tuple[str, str]] = []
        if alarm.device is not None:
            things.append((f"device:{alarm.device_id}", str(alarm.device)))
        if alarm.enterprise is not None:
            things.append((f"enterprise:{alarm.enterprise_id}", str(alarm.enterprise)))
        things.append((f"region:{alarm.region_id}", str(alarm.region)))
        return things

    def get_initial(self) -> Mapping[str, Any]:
        """From now, for an hour."""
        now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
        return {"starts_at": now, "ends_at": now + timedelta(hours=1)}

    def save(self, form: Any) -> Suppression:
        """Ask for it."""
        return request_suppression(actor=self.actor, **form.values())


class SuppressionStep(TransitionView):
    """Approve, refuse, end."""

    model = Suppression
    machine = SUPPRESSION
    id_argument = "suppression_id"
    services: ClassVar = {
        "approve": approve_suppression,
        "refuse": refuse_suppression,
        "end": end_suppression,
    }


class ReviewListPage(ListPage):
    """Rules with too many false alarms, what waits for a decision first."""

    model = RuleReview
    table_class = ReviewTable
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("To be decided"), Q(state=ReviewState.OPEN), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("rule__name",)
    ordering = ("-created_at",)
    select_related = ("rule", "owner")
    empty_title = gettext_lazy("No rule waits for a review")
    empty_text = gettext_lazy(
        "When a rule has raised some false alarms, what would have kept them away stands here."
    )


class ReviewPage(ObjectPage):
    """One review: how many were false, what is proposed and why."""

    model = RuleReview
    machine = REVIEW
    state_tones = REVIEW_TONES
    transition_url_name = "alarms:review_step"
    select_related = ("rule", "owner", "draft")
    breadcrumbs: ClassVar = ((gettext_lazy("Rule reviews"), "alarms:reviews"),)

    def level(self, obj: RuleReview) -> int:
        """The level of the rule."""
        return obj.rule.level

    def holder(self, obj: RuleReview) -> dict[str, Any] | None:
        """The owner of the rule."""
        return {"label": obj.owner.name, "url": ""} if obj.owner else None

    def note(self, obj: RuleReview) -> dict[str, Any]:
        """The evidence."""
        return {"text": obj.evidence, "tone": "warning"}

    def facts(self, obj: RuleReview) -> list[dict[str, Any]]:
        """Figures and the proposal."""
        changes = [
            fact(
                str(AlarmRule._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                f"{getattr(obj.rule, name)} → {value}",
            )
            for name, value in obj.proposal.items()
        ]
        return [
            fact_group(
                _("Experience"),
                fact(_("rule"), str(obj.rule), url=obj.rule.get_absolute_url()),
                fact(_("alarms raised"), obj.raised),
                fact(_("of these false"), obj.false),
                fact(_("share of false alarms"), f"{obj.share:.0%}"),
                fact(_("counted since"), at=obj.since),
            ),
            fact_group(_("Proposal"), *(changes or [fact(_("proposed change"), _("none"))])),
            fact_group(
                _("Decision"),
                fact(_("decided by"), obj.decided_by or None),
                fact(_("decided at"), at=obj.decided_at),
                fact(
                    _("drafted version"),
                    f"v{obj.draft.version}" if obj.draft else None,
                    url=obj.draft.get_absolute_url() if obj.draft else "",
                ),
            ),
        ]


class ReviewStep(TransitionView):
    """Draft what is proposed, or leave the rule as it is."""

    model = RuleReview
    machine = REVIEW
    id_argument = "review_id"
    services: ClassVar = {"adopt": adopt_review, "decline": decline_review}


class HandOverPage(FormPage):
    """Offer the responsibility for an alarm to somebody else."""

    model = Alarm
    permission = ACKNOWLEDGE
    form_class = HandOverForm
    title = gettext_lazy("Hand over the responsibility")
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the visible alarm and require the right over it."""
        self.obj = get_visible(Alarm, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, ACKNOWLEDGE, self.obj)

    def get_title(self) -> str:
        """The step and the alarm."""
        return f"{self.title}: {self.obj}"

    def form(self, **data: Any) -> HandOverForm:
        """Offer everybody who may handle alarms there."""
        ids = policy_of(self.obj).who_can(ACKNOWLEDGE, self.obj)
        people = [
            (person.id, f"{person.name}（{person.organisation_name}）")
            for person in list_people_info(ids).values()
            if person.id != self.actor.person_id
        ]
        return HandOverForm(people=people, **data)

    def save(self, form: Any) -> Alarm:
        """Offer it."""
        alarm: Alarm = self.obj
        hand_over_alarm(alarm_id=alarm.pk, actor=self.actor, **form.cleaned_data)
        return alarm


@require_POST
@requires(ACKNOWLEDGE)
def handover_answer(request: ActorRequest, pk: int, answer: str) -> HttpResponse:
    """Accept or decline a responsibility that was offered."""
    reason = request.POST.get("reason", "").strip()
    answer_handover(alarm_id=pk, is_accepted=answer == "accept", actor=request.actor, reason=reason)
    return go_to(request, reverse("alarms:detail", args=[pk]))


@require_POST
@requires(ACKNOWLEDGE)
def call_answer(request: ActorRequest, pk: int, call_id: int, answer: str) -> HttpResponse:
    """Note whether somebody called by telephone answered."""
    record_answer(
        alarm_id=pk,
        call_id=call_id,
        is_answered=answer == "yes",
        actor=request.actor,
        note=request.POST.get("reason", "").strip()[:1000],
    )
    return go_to(request, reverse("alarms:detail", args=[pk]))
