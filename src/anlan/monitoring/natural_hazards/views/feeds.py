"""Feeds that warnings are fetched from, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.monitoring.natural_hazards.choices import FeedKind, MessageOutcome
from anlan.monitoring.natural_hazards.forms import FeedForm
from anlan.monitoring.natural_hazards.models import FeedMessage, WarningFeed
from anlan.monitoring.natural_hazards.permissions import KEEP_FEED, RECEIVE_WARNING
from anlan.monitoring.natural_hazards.selectors.feeds import feed_state
from anlan.monitoring.natural_hazards.services.feeds import save_feed
from anlan.monitoring.natural_hazards.tables import FeedMessageTable, FeedTable
from anlan.monitoring.natural_hazards.tasks import look_into_feed
from anlan.monitoring.natural_hazards.views.facets import FEED

WARNINGS = ((gettext_lazy("Incoming warnings"), "natural_hazards:warnings"),)
FEEDS = (*WARNINGS, (gettext_lazy("Warning feeds"), "natural_hazards:feeds"))
MESSAGES = (*FEEDS, (gettext_lazy("Messages of the feeds"), "natural_hazards:feed_messages"))


class FeedListPage(ListPage):
    """All feeds with their last look."""

    model = WarningFeed
    table_class = FeedTable
    saved_filters: ClassVar = (
        SavedFilter("used", gettext_lazy("In use"), Q(is_active=True)),
        SavedFilter(
            "failing",
            gettext_lazy("Not reached"),
            Q(is_active=True, failures__gt=0),
            counted=True,
            level=2,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    ordering = ("name",)
    title = gettext_lazy("Warning feeds")
    breadcrumbs: ClassVar = WARNINGS
    live_topic = "natural_hazards"
    create_url_name = "natural_hazards:feed_create"
    create_permission = KEEP_FEED
    create_label = gettext_lazy("Enter a feed")
    empty_title = gettext_lazy("No warning feed yet")
    empty_text = gettext_lazy(
        "Enter the address of the weather service, or the folder it delivers to: warnings are "
        "then taken in by themselves."
    )


class FeedPage(ObjectPage):
    """One feed: how it is reached, and what it held."""

    model = WarningFeed
    breadcrumbs: ClassVar = FEEDS
    edit_url_name = "natural_hazards:feed_change"
    edit_permission = KEEP_FEED
    live_topic = "natural_hazards"

    def topic(self, obj: WarningFeed) -> str:
        """The page follows what comes in."""
        return self.live_topic

    def get_subtitle(self, obj: WarningFeed) -> str:
        """Where it looks."""
        return f"{obj.get_kind_display()} · {obj.address}"

    def state(self, obj: WarningFeed) -> Mapping[str, Any]:
        """Reached, not reached, stopped."""
        return feed_state(obj)

    def note(self, obj: WarningFeed) -> Mapping[str, Any] | None:
        """Why it is not reached."""
        if obj.is_active and obj.error:
            return {"text": obj.error, "tone": "warning"}
        return None

    def facts(self, obj: WarningFeed) -> list[dict[str, Any]]:
        """When it was looked at, and what answers it gave."""
        return [
            fact_group(
                _("Warning feed"),
                fact(_("last looked at"), at=obj.polled_at),
                fact(_("last reached at"), at=obj.succeeded_at),
                fact(_("failures in a row"), obj.failures),
                fact(_("seconds between two looks"), obj.period_s, unit="s"),
                fact(
                    _("asks only for what is new"),
                    (obj.etag or obj.last_modified) if obj.kind == FeedKind.URL else None,
                ),
            )
        ]

    def own_verbs(self, obj: WarningFeed) -> Iterable[Verb]:
        """Look at once."""
        if obj.is_active:
            yield Verb(
                "look",
                _("Look now"),
                reverse("natural_hazards:feed_look", args=[obj.pk]),
                style="primary",
                icon="refresh",
            )

    def own_panels(self, obj: WarningFeed) -> Iterable[dict[str, Any]]:
        """The newest messages, those that cannot be read first."""
        rows = visible(FeedMessage, self.actor).filter(feed=obj)
        unreadable = rows.filter(outcome=MessageOutcome.UNREADABLE).order_by("-at", "-pk")[:8]
        address = f"{reverse('natural_hazards:feed_messages')}?tab=all&feed={obj.pk}"
        if unreadable:
            yield {
                "id": "unreadable",
                "title": pgettext("feed", "Cannot be read"),
                "rows": [message_row(row) for row in unreadable],
            }
        yield {
            "id": "messages",
            "title": _("Messages of the feeds"),
            "url": address,
            "rows": [
                message_row(row)
                for row in rows.select_related("warning").order_by("-at", "-pk")[:12]
            ],
            "empty": _("Nothing was found here yet."),
        }


def message_row(row: FeedMessage) -> dict[str, Any]:
    """Return a message as a line."""
    label = str(row.warning) if row.warning else row.name.rsplit("/", 1)[-1]
    return {
        "label": f"{label}：{row.reason}" if row.reason else label,
        "url": row.get_absolute_url(),
        "state": {"label": row.get_outcome_display(), "tone": row.tone},
        "at": row.at,
    }


class FeedCreatePage(CreatePage):
    """Enter a feed."""

    model = WarningFeed
    permission = KEEP_FEED
    form_class = FeedForm
    title = gettext_lazy("Enter a feed")
    breadcrumbs: ClassVar = FEEDS
    cancel_url = "/natural_hazards/warnings/feeds/"

    def save(self, form: Any) -> WarningFeed:
        """Write it and look into it."""
        feed = save_feed(actor=self.actor, **form.cleaned_data)
        _look(feed)
        return feed


class FeedChangePage(ChangePage):
    """Change a feed, or stop it."""

    model = WarningFeed
    permission = KEEP_FEED
    form_class = FeedForm
    breadcrumbs: ClassVar = FEEDS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        names = ("name", "kind", "address", "period_s", "is_active")
        return {name: getattr(self.obj, name) for name in names}

    def save(self, form: Any) -> WarningFeed:
        """Write it."""
        feed = save_feed(feed_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        _look(feed)
        return feed


def _look(feed: WarningFeed) -> None:
    if feed.is_active:
        look_into_feed.defer_once(f"natural_hazards.feed.{feed.pk}", feed_id=feed.pk)


@require_POST
@requires(RECEIVE_WARNING)
def look(request: ActorRequest, pk: int) -> HttpResponse:
    """Have a feed looked into now."""
    feed = get_visible(WarningFeed, pk, actor=request.actor)
    _look(feed)
    messages.success(request, _("The feed is being looked into; this page follows by itself."))
    return go_to(request, feed.get_absolute_url())


class FeedMessageListPage(ListPage):
    """What the feeds held."""

    model = FeedMessage
    table_class = FeedMessageTable
    saved_filters: ClassVar = (
        SavedFilter(
            "unreadable",
            pgettext_lazy("feed", "Cannot be read"),
            Q(outcome=MessageOutcome.UNREADABLE),
            counted=True,
            level=3,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        FEED,
        Facet("outcome", pgettext_lazy("feed", "what became of it")),
    )
    search_fields = ("name", "reason")
    select_related = ("feed", "warning")
    ordering = ("-at", "-pk")
    title = gettext_lazy("Messages of the feeds")
    breadcrumbs: ClassVar = FEEDS
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No message here")
    empty_text = gettext_lazy(
        "Every message of a feed is listed here once, with what became of it."
    )


class FeedMessagePage(ObjectPage):
    """One message: what became of it, and its text where it could not be read."""

    model = FeedMessage
    select_related = ("feed", "warning")
    breadcrumbs: ClassVar = MESSAGES

    def get_title(self, obj: FeedMessage) -> str:
        """Its name, shortened to what tells it apart."""
        return obj.name.rsplit("/", 1)[-1][-80:]

    def state(self, obj: FeedMessage) -> Mapping[str, Any]:
        """What became of it."""
        return {"label": obj.get_outcome_display(), "tone": obj.tone, "value": obj.outcome}

    def note(self, obj: FeedMessage) -> Mapping[str, Any] | None:
        """What is wrong with it."""
        return {"text": obj.reason, "tone": "warning"} if obj.reason else None

    def facts(self, obj: FeedMessage) -> list[dict[str, Any]]:
        """Where and when it was found, and its text."""
        return [
            fact_group(
                pgettext("feed", "Message"),
                fact(_("warning feed"), str(obj.feed), url=obj.feed.get_absolute_url()),
                fact(_("found at"), at=obj.at),
                fact(pgettext("feed", "message"), obj.name, wide=True),
                fact(
                    _("warning"),
                    str(obj.warning) if obj.warning else None,
                    url=obj.warning.get_absolute_url() if obj.warning else "",
                ),
                fact(_("as received"), obj.text or None, wide=True),
            )
        ]

    def timeline(self, obj: FeedMessage) -> None:
        """A message does not change."""
        return None
