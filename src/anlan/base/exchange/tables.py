"""Lists of the exchange."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.base.exchange.models import ApiToken, ImportSession, Webhook, WebhookDelivery
from anlan.kernel import clock
from anlan.kernel.events import event_title
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.transfer import find_importer

IMPORT_TONES = {
    "uploaded": "waiting",
    "checking": "active",
    "checked": "waiting",
    "committing": "active",
    "committed": "done",
    "cancelled": "neutral",
}
DELIVERY_TONES = {"waiting": "waiting", "delivered": "done", "failed": "overdue"}


def kind_words(kind: str) -> str:
    """The title of an importer."""
    importer = find_importer(kind)
    return str(importer.title) if importer else kind


class ImportTable(Table):
    """Imports, newest first."""

    file_name = LinkColumn()
    state = StateColumn(tones=IMPORT_TONES)
    total = NumberColumn()
    created = NumberColumn()
    updated = NumberColumn()
    wrong = NumberColumn()
    created_at = MomentColumn()

    class Meta(Table.Meta):
        model = ImportSession
        fields = (
            "file_name",
            "kind",
            "state",
            "total",
            "created",
            "updated",
            "wrong",
            "actor_name",
            "created_at",
        )

    def render_kind(self, value: str) -> str:
        """Show what is imported."""
        return kind_words(value)

    value_kind = render_kind


class TokenTable(Table):
    """Tokens with their end and last use."""

    name = LinkColumn()
    expires_at = MomentColumn()
    last_used_at = MomentColumn()
    status = StateColumn(
        empty_values=(),
        orderable=False,
        verbose_name=_("state"),
        accessor="pk",
        tones={},
    )

    class Meta(Table.Meta):
        model = ApiToken
        fields = (
            "name",
            "prefix",
            "status",
            "scope_kind",
            "scope_value",
            "expires_at",
            "last_used_at",
            "created_by_name",
        )

    def render_status(self, record: ApiToken) -> Any:
        """Say whether it opens the API now."""
        return token_state(record)["label"]

    def value_status(self, record: ApiToken) -> str:
        """Export the words."""
        return str(token_state(record)["label"])


def token_state(token: ApiToken) -> dict[str, Any]:
    """How a token stands: usable, revoked, expired."""
    if token.revoked_at is not None:
        return {"label": _("revoked"), "tone": "neutral"}
    if not token.is_usable(clock.now()):
        return {"label": _("expired"), "tone": "overdue"}
    left = (timezone.localtime(token.expires_at) - timezone.localtime(clock.now())).days
    return {"label": _("usable"), "tone": "waiting" if left < 14 else "done"}


class WebhookTable(Table):
    """Hooks with what they listen to."""

    name = LinkColumn()
    events = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Webhook
        fields = ("name", "url", "events", "is_active", "created_by_name")

    def render_events(self, value: list[str]) -> str:
        """Join the patterns, in words."""
        return "、".join(event_title(name) for name in value)

    value_events = render_events


class DeliveryTable(Table):
    """Deliveries of one hook."""

    created_at = MomentColumn(style="second")
    event = tables.Column(accessor="event__name", orderable=False)
    state = StateColumn(tones=DELIVERY_TONES)
    next_attempt_at = MomentColumn(style="second")

    class Meta(Table.Meta):
        model = WebhookDelivery
        fields = (
            "created_at",
            "event",
            "state",
            "attempts",
            "status_code",
            "error",
            "duration_ms",
            "next_attempt_at",
        )
