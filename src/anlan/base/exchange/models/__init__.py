"""Nouns of the exchange: imports, tokens of other systems, web hooks and their deliveries."""

from anlan.base.exchange.models.imports import ImportRow, ImportSession, ImportState
from anlan.base.exchange.models.tokens import ApiToken
from anlan.base.exchange.models.webhooks import DeliveryState, Webhook, WebhookDelivery

__all__ = [
    "ApiToken",
    "DeliveryState",
    "ImportRow",
    "ImportSession",
    "ImportState",
    "Webhook",
    "WebhookDelivery",
]
