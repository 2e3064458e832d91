"""The door of the exchange: tokens for the resolver, imports for lists, events for one hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.http.response import HttpResponseBase

from anlan.base.exchange.models import ApiToken, Webhook, WebhookDelivery
from anlan.base.exchange.services.tokens import actor_from_token
from anlan.base.exchange.services.webhooks import deliver_event, sign
from anlan.base.exchange.tables import DELIVERY_TONES
from anlan.kernel import clock

__all__ = [
    "actor_from_token",
    "deliver_event",
    "delivery_states",
    "import_start_view",
    "list_tokens_with",
    "list_webhooks",
    "sign",
]


def import_start_view(kind: str, permission: str) -> Callable[..., HttpResponseBase]:
    """Return the page that starts an import of ``kind``, for the app's own ``urls.py``."""
    from anlan.base.exchange.views.imports import ImportStartPage

    return ImportStartPage.as_view(kind=kind, needed=permission)


def list_tokens_with(permissions: Iterable[str]) -> list[tuple[int, str]]:
    """Return the usable tokens that hold one of the rights, as id and name, for a choice."""
    wanted = set(permissions)
    rows = ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=clock.now())
    return [
        (row.pk, f"{row.name} · {row.prefix}…") for row in rows if wanted & set(row.permissions)
    ]


def list_webhooks() -> list[tuple[int, str]]:
    """Return the web hooks as id and name, for a choice."""
    return [(row.pk, f"{row.name} · {row.url}") for row in Webhook.objects.order_by("name")]


def delivery_states(keys: Iterable[UUID | None]) -> dict[UUID, dict[str, str]]:
    """Return how deliveries stand by their keys: ``label`` and ``tone`` of a badge, ``error``."""
    wanted = [key for key in keys if key]
    rows = WebhookDelivery.objects.filter(key__in=wanted) if wanted else []
    return {
        row.key: {
            "label": str(row.get_state_display()),
            "tone": DELIVERY_TONES[row.state],
            "error": row.error,
        }
        for row in rows
    }
