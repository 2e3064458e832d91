"""What an app declares to be done in the field, and what its command is given there."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput, Message

QuestionKind = Literal[
    "text", "long", "choice", "yes_no", "number", "level", "date", "photo", "voice", "place"
]
#: Value and words of one answer to choose.
Choice = tuple[str, Message]


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """One question of a form on the phone.

    ``choices`` are (value, words); ``key`` is the name of the answer in ``FieldInput.values``.
    A ``place`` is answered by ``{"longitude", "latitude", "accuracy_m"}``. Photos and voice
    notes do not appear among the values: they are in ``FieldInput.photos``.
    """

    key: str
    label: Message
    kind: QuestionKind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: Message = ""
    initial: Any = None


@dataclass(frozen=True, slots=True)
class FieldItem:
    """One thing to do, as it goes into the day pack.

    ``key`` identifies the item for its command and comes back in ``values["item"]``; ``version``
    comes back as ``FieldInput.base_version`` so that the command sees whether the record moved on.
    ``facts`` are (label, value) pairs; ``url`` is the page on the platform, for when there is
    signal. Without ``command`` the item is only read.
    """

    key: str
    title: Message
    subtitle: Message = ""
    due_at: dt.datetime | None = None
    level: int | None = None
    version: str = ""
    command: str = ""
    questions: tuple[FieldQuestion, ...] = ()
    facts: tuple[tuple[Message, Message], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class FieldPhoto:
    """One photo of a record; its SHA-256 has been checked against what the phone declared.

    Keep it with ``base.files.public.store_upload`` or, shorter, ``base.field.public.keep_photos``.
    ``captured_at`` is the phone's time corrected by its offset from the server.
    """

    uploaded: UploadedFile[Any]
    nonce: str
    captured_at: dt.datetime
    longitude: float | None
    latitude: float | None
    sha256: str


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where the phone was, and within how many metres."""

    longitude: float
    latitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class FieldInput:
    """One record as it arrives: what was answered, when and on which version.

    ``values`` holds the answers by key of the question, the key of the item as ``item``; a question
    left open is absent. What a phone sends is not trusted: ``text``, ``number``, ``yes_no``,
    ``day`` and ``place`` give an answer in its kind or refuse in words.
    """

    client_id: UUID
    values: dict[str, Any]
    photos: tuple[FieldPhoto, ...]
    made_at: dt.datetime
    base_version: str
    actor: Actor

    @property
    def item(self) -> str:
        """Key of the item the record is about; empty for a standalone command."""
        return self.text("item")

    def text(self, key: str, *, required: bool = False) -> str:
        """The answer as text without spaces around it."""
        value = self.values.get(key)
        found = str(value).strip() if isinstance(value, str | int | float) else ""
        if required and not found:
            raise InvalidInput(fields={key: _("Please fill in this field.")})
        return found

    def number(self, key: str, *, required: bool = False) -> float | None:
        """The answer as a number, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        try:
            found = float(value)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise InvalidInput(fields={key: _("Please write a number.")})
        return found

    def whole(self, key: str, *, required: bool = False) -> int | None:
        """The answer as a whole number (a level, a count, a key), or None."""
        found = self.number(key, required=required)
        if found is not None and found != int(found):
            raise InvalidInput(fields={key: _("Please write a whole number.")})
        return None if found is None else int(found)

    def yes_no(self, key: str, *, required: bool = False) -> bool | None:
        """The answer to a question of yes or no, or None."""
        value = self.values.get(key)
        if value in (True, "yes", "true", 1):
            return True
        if value in (False, "no", "false", 0):
            return False
        if required:
            raise InvalidInput(fields={key: _("Please answer yes or no.")})
        return None

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        """The answer as a day, or None."""
        value = self.text(key, required=required)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise InvalidInput(fields={key: _("Please choose a day.")}) from None

    def place(self, key: str = "place", *, required: bool = False) -> FieldPlace | None:
        """The answer as a place, or None."""
        value = self.values.get(key)
        if isinstance(value, dict):
            x, y, accuracy = (value.get(k) for k in ("longitude", "latitude", "accuracy_m"))
            if isinstance(x, int | float) and isinstance(y, int | float):
                if not (-180 <= x <= 180 and -90 <= y <= 90):
                    raise InvalidInput(fields={key: _("The position is not on the map.")})
                metres = float(accuracy) if isinstance(accuracy, int | float) else None
                return FieldPlace(float(x), float(y), metres)
        if required:
            raise InvalidInput(fields={key: _("Please let the phone find its position.")})
        return None


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """What became of a record: the object it made or changed, and a sentence for the phone."""

    subject: Model
    message: Message


class FieldConflict(DomainError):
    """The record moved on meanwhile; both versions are shown side by side.

    ``theirs`` and ``mine`` are (label, value) pairs with the same labels in the same order;
    ``version`` is what "keep mine" is sent on.
    """

    code = "field_conflict"
    status = 409

    def __init__(
        self,
        message: Message,
        *,
        theirs: Iterable[tuple[Message, Message]],
        mine: Iterable[tuple[Message, Message]],
        version: str = "",
    ) -> None:
        self.theirs = [(str(label), str(value)) for label, value in theirs]
        self.mine = [(str(label), str(value)) for label, value in mine]
        self.version = version
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class FieldCommand:
    """Something that can be done without signal and is carried out when the record arrives.

    ``perform`` runs inside one transaction with the receipt of the record: exactly once. It calls
    the services of its app, which check rights and rules; what they raise is told on the phone
    (422 refused, 409 conflict, 403/404 refused). ``questions`` are those of a standalone command;
    an item's own questions stand in the item.
    """

    name: str
    title: Message
    permission: str
    perform: Callable[[FieldInput], FieldOutcome]
    questions: tuple[FieldQuestion, ...] | Callable[[Actor], tuple[FieldQuestion, ...]] = ()
    is_standalone: bool = False
    icon: str = "plus"
    help: Message = ""


@dataclass(frozen=True, slots=True)
class FieldList:
    """One list of the day pack: what this person has to do today.

    ``items`` starts from ``visible(actor)`` and gives what is open now, most urgent first; the pack
    keeps the first ``MAX_ITEMS`` of them. ``empty`` says what appears here.
    """

    name: str
    title: Message
    permission: str
    items: Callable[[Actor], Iterable[FieldItem]]
    empty: Message
    order: int = 50


@dataclass(frozen=True, slots=True)
class FieldChoices:
    """A list of answers shared by many questions (enterprises, criteria), once in the pack.

    A question names it with ``choices=(("@enterprises", ""),)``.
    """

    name: str
    permission: str
    choices: Callable[[Actor], Iterable[Choice]]
