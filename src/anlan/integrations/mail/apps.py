"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class MailConfig(AnlanAppConfig):
    """Registers the e-mail channel."""

    name = "anlan.integrations.mail"
    label = "mail"

    def ready(self) -> None:
        """Make the channel known to notifications."""
        super().ready()
        from anlan.base.notifications.public import register_channel
        from anlan.integrations.mail.transport import MailChannel

        register_channel(MailChannel())
