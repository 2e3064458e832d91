"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class SmsConfig(AnlanAppConfig):
    """Registers the short-message and voice channels."""

    name = "anlan.integrations.sms"
    label = "sms"

    def ready(self) -> None:
        """Make the channels known to notifications."""
        super().ready()
        from anlan.base.notifications.public import register_channel
        from anlan.integrations.sms.transport import GatewayChannel

        register_channel(GatewayChannel.sms())
        register_channel(GatewayChannel.voice())
