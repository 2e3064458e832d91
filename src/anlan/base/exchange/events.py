"""What happened in the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class ImportMoved(Event):
    """An import was checked, written or given up; its page refreshes."""

    name: ClassVar[str] = "exchange.import.moved"
    words = _("import: next step")
    import_id: int
    state: str

    def topics(self) -> list[str]:
        """The page of the import."""
        return [f"import:{self.import_id}"]


@dataclass(frozen=True)
class WebhookTested(Event):
    """A hook was asked to prove that it works."""

    name: ClassVar[str] = "exchange.webhook.tested"
    words = _("test of a web hook")
    webhook_id: int
