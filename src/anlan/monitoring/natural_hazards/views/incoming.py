"""Warnings of the weather service and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import (
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.choices import WARNING_TONES, WarningState
from anlan.monitoring.natural_hazards.forms import WarningForm
from anlan.monitoring.natural_hazards.models import FeedMessage, IncomingWarning
from anlan.monitoring.natural_hazards.permissions import RECEIVE_WARNING
from anlan.monitoring.natural_hazards.selectors.feeds import feed_state, feeds_in_use
from anlan.monitoring.natural_hazards.services.warnings import receive_warning
from anlan.monitoring.natural_hazards.tables import WarningTable
from anlan.monitoring.natural_hazards.words import cap_word

CRUMBS = ((gettext_lazy("Incoming warnings"), "natural_hazards:warnings"),)
LARGEST_FILE = 2_000_000


class WarningListPage(ListPage):
    """Warnings that hold for one's area."""

    model = IncomingWarning
    template = "natural_hazards/warnings.html"
    table_class = WarningTable
    saved_filters: ClassVar = (
        SavedFilter(
            "force",
            pgettext_lazy("warnings", "In force"),
            Q(state=WarningState.IN_FORCE),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("level", gettext_lazy("level"), level=True),
        Facet("event", pgettext_lazy("warning", "event")),
        Facet("state", gettext_lazy("state")),
    )
    search_fields = ("headline", "description")
    ordering = ("-sent_at", "-pk")
    hidden_columns = ("format",)
    create_url_name = "natural_hazards:warning_receive"
    create_permission = RECEIVE_WARNING
    create_label = gettext_lazy("Take a warning in")
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No warning in force")
    empty_text = gettext_lazy("Warnings of the weather service for your area appear here.")

    def render(self, context: Mapping[str, Any]) -> HttpResponse:
        """Add how the feeds stand, for those who take warnings in."""
        feeds = [
            {
                "name": feed.name,
                "url": feed.get_absolute_url(),
                "state": feed_state(feed),
                "at": feed.polled_at,
                "error": feed.error,
            }
            for feed in feeds_in_use(self.actor)
        ]
        may_receive = self.actor.has(RECEIVE_WARNING)
        return super().render({**context, "feeds": feeds, "may_receive": may_receive})


class WarningPage(ObjectPage):
    """One warning as it was issued, and the regions it holds for."""

    model = IncomingWarning
    breadcrumbs: ClassVar = CRUMBS

    def level(self, obj: IncomingWarning) -> int | None:
        """Its level."""
        return obj.level

    def state(self, obj: IncomingWarning) -> Mapping[str, Any]:
        """In force, replaced, lifted, over."""
        tone = WARNING_TONES[WarningState(obj.state)]
        return {"label": obj.get_state_display(), "tone": tone, "value": obj.state}

    def get_subtitle(self, obj: IncomingWarning) -> str:
        """Who issued it."""
        return obj.sender_name or obj.sender

    def facts(self, obj: IncomingWarning) -> list[dict[str, Any]]:
        """The words, the times, the regions."""
        regions = "、".join(str(area.region) for area in obj.areas.select_related("region"))
        return [
            fact_group(
                _("Warning"),
                fact(pgettext_lazy("warning", "event"), obj.event),
                fact(pgettext("warning", "issued at"), at=obj.sent_at),
                fact(_("effective at"), at=obj.effective_at),
                fact(_("expires at"), at=obj.expires_at),
                fact(_("severity"), cap_word("severity", obj.severity)),
                fact(_("urgency"), cap_word("urgency", obj.urgency)),
                fact(_("certainty"), cap_word("certainty", obj.certainty)),
                fact(_("identifier"), obj.identifier),
            ),
            fact_group(
                _("Text"),
                fact(_("description"), obj.description, wide=True),
                fact(pgettext("warning", "instruction"), obj.instruction, wide=True),
            ),
            fact_group(_("Where it holds"), fact(_("regions"), regions, wide=True)),
        ]

    def own_panels(self, obj: IncomingWarning) -> Iterable[dict[str, Any]]:
        """What it replaced, and what replaced it."""
        came = visible(FeedMessage, self.actor).filter(warning=obj).select_related("feed")
        if came:
            yield {
                "id": "feeds",
                "title": _("Warning feeds"),
                "rows": [
                    {"label": str(row.feed), "url": row.get_absolute_url(), "at": row.at}
                    for row in came.order_by("at")[:8]
                ],
            }
        others = [*obj.replaces.all(), *([obj.replaced_by] if obj.replaced_by else [])]
        if others:
            yield {
                "id": "others",
                "title": pgettext("warning", "Before and after"),
                "rows": [
                    {
                        "label": other.headline,
                        "url": other.get_absolute_url(),
                        "level": other.level,
                        "at": other.sent_at,
                    }
                    for other in others
                ],
            }


class WarningReceivePage(CreatePage):
    """Take a warning in by hand: pasted text, or an alert of the protocol."""

    model = IncomingWarning
    permission = RECEIVE_WARNING
    form_class = WarningForm
    title = gettext_lazy("Take a warning in")
    breadcrumbs: ClassVar = CRUMBS
    cancel_url = "/natural_hazards/warnings/"

    def save(self, form: Any) -> IncomingWarning:
        """Read it and find its regions."""
        file = form.cleaned_data.get("file")
        if file and file.size > LARGEST_FILE:
            raise InvalidInput(fields={"file": _("This file is too large for a warning.")})
        message = file.read() if file else form.cleaned_data["message"]
        return receive_warning(message=message, actor=self.actor)
