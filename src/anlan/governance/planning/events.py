"""What happens to planning documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DocumentRead(Event):
    """A planning document was read in; its tasks and indicators can be browsed."""

    name: ClassVar[str] = "planning.document.read"
    words = _("planning document read in")
    document_id: int
    task_count: int
    indicator_count: int

    def topics(self) -> list[str]:
        """Those who look at the documents."""
        return ["planning"]
