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


@dataclass(frozen=True)
class DocumentMoved(Event):
    """Something of a document was confirmed, corrected, taken back."""

    name: ClassVar[str] = "planning.document.moved"
    words = _("planning document worked on")
    document_id: int

    def topics(self) -> list[str]:
        """Those who work at the document."""
        return [f"planning:{self.document_id}"]


@dataclass(frozen=True)
class DocumentConfirmed(Event):
    """Everything read in a document was decided on by a person."""

    name: ClassVar[str] = "planning.document.confirmed"
    words = _("planning document confirmed")
    document_id: int
    task_count: int
    indicator_count: int

    def topics(self) -> list[str]:
        """Those who look at the documents."""
        return ["planning", f"planning:{self.document_id}"]


@dataclass(frozen=True)
class VersionConfirmed(Event):
    """A new version replaced the one before; keys of items by what became of them."""

    name: ClassVar[str] = "planning.version.confirmed"
    words = _("new version of a planning document confirmed")
    document_id: int
    previous_id: int
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def topics(self) -> list[str]:
        """Those who look at the documents."""
        return ["planning", f"planning:{self.document_id}", f"planning:{self.previous_id}"]
