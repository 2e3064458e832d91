"""The queue and what is done with one item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.incidents.public import find_duplicates
from anlan.command.intake.choices import ITEM_TONES, LINKED, ItemState
from anlan.command.intake.forms import AttachForm, HandOnForm, QuickReportForm
from anlan.command.intake.models import IntakeItem
from anlan.command.intake.permissions import HANDLE, SEND
from anlan.command.intake.services.items import (
    attach_item,
    dismiss_item,
    hand_on_item,
    may_handle,
    send_quick_report,
    take_back_item,
)
from anlan.command.intake.services.messages import figure_words
from anlan.command.intake.states import ITEM
from anlan.command.intake.tables import ItemTable
from anlan.kernel.fields import mask
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

#: Steps that open a form of their own instead of being posted.
OPENS = "open_incident"


class QueuePage(ListPage):
    """What waits to be judged, oldest first, and what became of the rest."""

    model = IntakeItem
    table_class = ItemTable
    title = gettext_lazy("Intake queue")
    live_topic = "intake"
    saved_filters = (
        SavedFilter(
            "waiting", pgettext_lazy("intake", "Waiting"), Q(state=ItemState.WAITING), counted=True
        ),
        SavedFilter(
            "handed_on",
            pgettext_lazy("intake", "Handed on"),
            Q(state=ItemState.HANDED_ON),
            counted=True,
        ),
        SavedFilter(
            "unconfirmed",
            gettext_lazy("To be called back"),
            Q(needs_call_back=True, confirmed_at__isnull=True, state=ItemState.WAITING),
            counted=True,
        ),
        SavedFilter("linked", gettext_lazy("With an incident"), Q(state__in=LINKED)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("channel", gettext_lazy("How the news came in")),
        Facet("kind", gettext_lazy("Kind")),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Title, number, place")
    select_related = ("region", "incident")
    ordering = ("-received_at",)
    hidden_columns = ("handled_by", "region")
    create_url_name = "intake:quick"
    create_permission = SEND
    create_label = gettext_lazy("Quick report")
    empty_title = gettext_lazy("Nothing waits")
    empty_text = gettext_lazy(
        "Alarms of 110, 119 and 120, quick reports of the grid and reports of the level below "
        "arrive here by themselves."
    )


class ItemPage(ObjectPage):
    """One item: what was told, who may have told the same, and what can be done."""

    model = IntakeItem
    template = "intake/item.html"
    select_related = ("region", "incident", "source", "link", "handed_to")
    machine = ITEM
    state_tones = ITEM_TONES
    transition_url_name = "intake:step"
    transition_forms: ClassVar = {"attach": "intake:attach", "hand_on": "intake:hand_on"}
    breadcrumbs: ClassVar = ((gettext_lazy("Intake queue"), "intake:queue"),)
    live_topic = "intake_item:{pk}"

    def number(self, obj: IntakeItem) -> str:
        """The sender's number."""
        return obj.external_number

    def get_subtitle(self, obj: IntakeItem) -> str:
        """How it came, from where."""
        parts = [obj.get_channel_display(), obj.get_kind_display(), obj.region.name, obj.address]
        return " · ".join(str(part) for part in parts if part)

    def verbs(self, obj: IntakeItem) -> list[dict[str, Any]]:
        """The first step opens the intake form filled in."""
        found = super().verbs(obj)
        for verb in found:
            if verb["name"] == OPENS:
                verb["method"] = "get"
                verb["url"] = f"{reverse('incidents:open')}?origin=item:{obj.pk}"
        # Calling back comes before believing.
        return sorted(found, key=lambda verb: verb["name"] != "confirm")

    def note(self, obj: IntakeItem) -> Mapping[str, Any] | None:
        """A report of the public counts as unconfirmed until somebody calls back."""
        if not obj.is_unconfirmed:
            return None
        return {
            "text": _("Unconfirmed: told by somebody without an account. Call the number back."),
            "tone": "warning",
        }

    def own_verbs(self, obj: IntakeItem) -> Iterable[Verb]:
        """Confirm what the public told, after calling back."""
        if obj.is_unconfirmed and self.rights.can(self.actor, HANDLE, obj):
            yield Verb(
                "confirm",
                _("Called back, confirmed"),
                reverse("intake:confirm", args=[obj.pk]),
                method="get",
                icon="phone",
            )

    def facts(self, obj: IntakeItem) -> list[dict[str, Any]]:
        """What was told, by whom, when; what was done."""
        told = [
            fact(_("what was reported"), obj.description or None, wide=True),
            fact(_("first figures"), figure_words(obj.facts) or None),
            fact(_("kind as the sender says"), obj.sender_kind or None),
            fact(_("occurred at"), at=obj.occurred_at),
            fact(_("received at"), at=obj.received_at),
        ]
        who = [
            fact(_("sender"), obj.sender or None),
            fact(_("reported by"), obj.caller_name or None),
        ]
        if obj.caller_phone:
            who.append(fact(_("caller's number"), mask(obj.caller_phone)))
        if obj.confirmed_at is not None:
            who.append(fact(_("confirmed by"), obj.confirmed_by, as_of=obj.confirmed_at))
        if obj.recording_url:
            who.append(fact(_("recording"), _("listen"), url=obj.recording_url))
        groups = [fact_group("", *told), fact_group(_("Who reported"), *who)]
        if obj.handled_at:
            done = [
                fact(_("handled by"), obj.handled_by),
                fact(_("handled at"), at=obj.handled_at),
                fact(_("reason"), obj.reason or None),
            ]
            if obj.incident is not None:
                done.append(
                    fact(_("incident"), str(obj.incident), url=obj.incident.get_absolute_url())
                )
            if obj.handed_to is not None:
                done.append(fact(_("handed on to"), str(obj.handed_to)))
            groups.append(fact_group(_("What became of it"), *done))
        return groups

    def own_panels(self, obj: IntakeItem) -> Iterable[Mapping[str, Any]]:
        """What the sender sent, and the reports of the level below."""
        reports = list(obj.reports.order_by("pk"))
        if reports:
            yield {
                "id": "reports",
                "title": _("Reports of the level below"),
                "topic": self.topic(obj),
                "rows": [
                    {
                        "label": report.title,
                        "where": report.number,
                        "value": figure_words(
                            {
                                k: v
                                for k, v in report.facts.items()
                                if v and isinstance(v, int) and k != "version"
                            }
                        ),
                        "level": report.grade,
                        "at": report.arrived_at,
                    }
                    for report in reports
                ],
            }
        messages = list(obj.messages.order_by("-pk")[:10])
        if messages and self.actor.has("intake.view_message"):
            yield {
                "id": "messages",
                "title": _("Messages of the sender"),
                "topic": self.topic(obj),
                "rows": [
                    {
                        "label": message.get_kind_display(),
                        "url": message.get_absolute_url(),
                        "where": "、".join(message.changes) if message.changes else "",
                        "at": message.received_at,
                    }
                    for message in messages
                ],
            }

    def describe(self, obj: IntakeItem) -> dict[str, Any]:
        """Add the incidents that may be the same, each with its button."""
        page = super().describe(obj)
        page["duplicates"] = ()
        if obj.state in ITEM["attach"].sources:
            page["duplicates"] = find_duplicates(
                location=obj.location,
                occurred_at=obj.occurred_at,
                text=f"{obj.title} {obj.address} {obj.description}",
                caller_phone=obj.caller_phone,
                actor=self.actor,
            )
            page["attach_url"] = (
                reverse("intake:attach_to", args=[obj.pk]) if may_handle(obj, self.actor) else ""
            )
        return page


class ItemStep(TransitionView):
    """Steps without a form."""

    model = IntakeItem
    machine = ITEM
    id_argument = "item_id"
    services: ClassVar = {"dismiss": dismiss_item, "take_back": take_back_item}


class AttachPage(ChangePage):
    """Choose the incident an item belongs to."""

    model = IntakeItem
    permission = HANDLE
    form_class = AttachForm
    form_takes_actor = True
    submit_label = pgettext_lazy("intake step", "attach to an incident")

    def get_title(self) -> str:
        """Which item."""
        return _("Attach: %(title)s") % {"title": self.obj.title}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is chosen yet."""
        return {}

    def save(self, form: Any) -> IntakeItem:
        """Call the service."""
        return attach_item(
            item_id=self.obj.pk, incident_id=form.cleaned_data["incident"], actor=self.actor
        )


@require_POST
@requires(HANDLE)
def attach_to(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach to one of the suggested incidents in one press."""
    get_visible(IntakeItem, pk, actor=request.actor)
    number = request.POST.get("incident", "")
    item = attach_item(
        item_id=pk,
        incident_id=int(number) if number.isdigit() and len(number) < 19 else 0,
        actor=request.actor,
    )
    return go_to(request, item.get_absolute_url())


class HandOnPage(ChangePage):
    """Hand an item on to the office it belongs to."""

    model = IntakeItem
    permission = HANDLE
    form_class = HandOnForm
    form_takes_actor = True
    submit_label = pgettext_lazy("intake step", "hand on")

    def get_title(self) -> str:
        """Which item."""
        return _("Hand on: %(title)s") % {"title": self.obj.title}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is chosen yet."""
        return {}

    def save(self, form: Any) -> IntakeItem:
        """Call the service."""
        return hand_on_item(
            item_id=self.obj.pk,
            organisation_id=form.cleaned_data["organisation"],
            reason=form.cleaned_data["reason"],
            actor=self.actor,
        )


class QuickReportPage(CreatePage):
    """A quick report from the phone: few fields, the place from the phone."""

    model = IntakeItem
    permission = SEND
    template = "intake/quick.html"
    form_class = QuickReportForm
    title = gettext_lazy("Quick report")
    subtitle = gettext_lazy("It reaches the duty officer at once. In danger call 110 or 119 first.")
    submit_label = pgettext_lazy("quick report", "Send")
    success_text = gettext_lazy("The duty officer has your report.")

    def save(self, form: Any) -> IntakeItem:
        """Call the service."""
        return send_quick_report(actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: IntakeItem) -> str:
        """To the item for who may see the queue, else back to an empty form."""
        if self.rights.can(self.actor, self.rights.view, saved):
            return saved.get_absolute_url()
        return reverse("intake:quick")
