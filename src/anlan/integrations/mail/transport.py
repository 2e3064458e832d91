"""The e-mail channel, on Django's mail backend (``ANLAN_EMAIL_URL``: smtp+tls://user@host:25)."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import pgettext_lazy

from anlan.base.notifications.public import Envelope, TransportError
from anlan.kernel.errors import Message


class MailChannel:
    """One plain-text letter a notice."""

    code = "mail"
    label: Message = pgettext_lazy("channel", "e-mail")

    def is_configured(self) -> bool:
        """Whether a mail server is set."""
        return bool(settings.ANLAN_EMAIL_URL)

    def can_reach(self, envelope: Envelope) -> bool:
        """Whether the person has an address."""
        return bool(envelope.email)

    def send(self, envelope: Envelope) -> None:
        """Send one letter; raises ``TransportError``."""
        try:
            send_mail(
                f"【安澜】{envelope.title}",
                f"{envelope.name}：\n\n{envelope.body}\n\n{envelope.url}".strip(),
                settings.DEFAULT_FROM_EMAIL,
                [envelope.email],
            )
        except smtplib.SMTPRecipientsRefused as error:
            raise TransportError("address refused", permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TransportError(f"mail server: {type(error).__name__}") from error
