"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class HttpPushConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.http_push"
    label = "http_push"
