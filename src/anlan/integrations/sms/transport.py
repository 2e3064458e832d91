"""The gateway's interface: POST a JSON object, 2xx means taken over for delivery.

``{"to": "000…", "name": "…", "text": "…", "level": 1}`` to ``ANLAN_SMS_GATEWAY_URL`` or
``ANLAN_VOICE_GATEWAY_URL`` (the voice gateway reads the text aloud). County gateways differ; a
small adapter in front of theirs is usual, so the platform keeps to this one form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.base.notifications.public import Envelope, TransportError
from anlan.kernel.errors import Message

TIMEOUT_S = 10.0
#: Beyond this a short message is split and charged several times.
SMS_LENGTH = 300


@dataclass(frozen=True)
class GatewayChannel:
    """A channel that hands messages to an HTTP gateway."""

    code: str
    label: Message
    address: Callable[[], str]
    text: Callable[[Envelope], str]

    @classmethod
    def sms(cls) -> GatewayChannel:
        """Return the short-message channel."""
        return cls("sms", _("short message"), lambda: settings.ANLAN_SMS_GATEWAY_URL, sms_text)

    @classmethod
    def voice(cls) -> GatewayChannel:
        """Return the voice-call channel."""
        return cls("voice", _("voice call"), lambda: settings.ANLAN_VOICE_GATEWAY_URL, spoken)

    def is_configured(self) -> bool:
        """Whether the gateway's address is set."""
        return bool(self.address())

    def can_reach(self, envelope: Envelope) -> bool:
        """Whether the person has a phone number."""
        return bool(envelope.phone)

    def send(self, envelope: Envelope) -> None:
        """Hand over one message; raises ``TransportError``."""
        body = {
            "to": envelope.phone,
            "name": envelope.name,
            "text": self.text(envelope),
            "level": envelope.level,
        }
        try:
            answer = httpx.post(self.address(), json=body, timeout=TIMEOUT_S)
        except httpx.HTTPError as error:
            raise TransportError(f"gateway not reached: {type(error).__name__}") from error
        if answer.status_code >= 400:
            permanent = 400 <= answer.status_code < 500 and answer.status_code not in (408, 429)
            raise TransportError(f"gateway answered {answer.status_code}", permanent=permanent)


def sms_text(envelope: Envelope) -> str:
    """Return the short message: title, text, link, cut to a chargeable length."""
    parts = [f"【安澜】{envelope.title}", envelope.body, envelope.url]
    return " ".join(part for part in parts if part)[:SMS_LENGTH]


def spoken(envelope: Envelope) -> str:
    """Return what the voice gateway reads: no link, said twice by the gateway."""
    return f"{envelope.title}。{envelope.body}"[:SMS_LENGTH]
