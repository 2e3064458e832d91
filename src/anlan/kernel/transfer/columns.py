"""Columns: a heading, other headings it goes by, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer.problems import CellError
from anlan.kernel.transfer.values import fold, read_day, read_number

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class ImportColumn:
    """One column: its heading, other headings it goes by, and how a cell becomes a value.

    ``clean`` raises ``CellError``; ``assign`` puts the value among the service's arguments;
    ``example`` is shown in the template. An empty cell of a column that is not required is absent,
    not empty: an update leaves the stored value alone.
    """

    name: str
    label: Message
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: Message = ""
    example: str = ""
    #: Values are personal data: masked in the preview, stored encrypted until the import ends.
    is_sensitive: bool = False
    #: 无, 暂无 and the like are a value here, not a way of writing nothing.
    keeps_words: ClassVar[bool] = False
    #: The same texts come again and again: each is read once for a whole table.
    is_repetitive: ClassVar[bool] = False

    def clean(self, value: str, actor: Actor) -> Any:
        """Return the value of a non-empty cell."""
        return value

    def assign(self, values: dict[str, Any], cleaned: Any) -> None:
        """Put the value among the arguments."""
        values[self.name] = cleaned

    def reader(self, actor: Actor) -> Reader:
        """Return what reads the cells of one table; what it looks up is loaded once."""

        def read(text: str) -> Any:
            return self.clean(text, actor)

        return remembering(read) if self.is_repetitive else read

    def headings(self) -> set[str]:
        """Every heading that means this column."""
        return {heading_words(str(h)) for h in (self.name, self.label, *self.aliases)}


def heading_words(heading: str) -> str:
    """Fold a heading: width, case, spaces, the star of a needed column, a unit in brackets."""
    folded = re.sub(r"[\s*:：]+", "", normalise(heading))
    return re.sub(r"(?<=.)[(（\[【][^)）\]】]*[)）\]】]$", "", folded)


def remembering(read: Reader) -> Reader:
    """Return a reader that reads each text once and remembers the value or the refusal."""
    known: dict[str, tuple[bool, Any]] = {}

    def recall(text: str) -> Any:
        found = known.get(text)
        if found is None:
            try:
                found = (True, read(text))
            except CellError as error:
                found = (False, error)
            known[text] = found
        if found[0]:
            return found[1]
        raise found[1]

    return recall


@dataclass(frozen=True)
class TextColumn(ImportColumn):
    """Plain text up to ``max_length`` characters."""

    max_length: int = 200
    keeps_words: ClassVar[bool] = True

    def clean(self, value: str, actor: Actor) -> str:
        """Check the length."""
        if len(value) > self.max_length:
            raise CellError(_("at most %(n)s characters") % {"n": self.max_length}, kind="long")
        return value


@dataclass(frozen=True)
class PhoneColumn(TextColumn):
    """A telephone number, which Excel likes to turn into a quantity."""

    def clean(self, value: str, actor: Actor) -> str:
        """Undo what Excel did where no digit was lost."""
        folded = fold(value)
        short = re.fullmatch(r"(\d)(?:\.(\d+))?[eE]\+?(\d+)", folded)
        if short is None:
            return super().clean(re.sub(r"(?<=\d)\.0$", "", folded), actor)
        digits, exponent = short.group(1) + (short.group(2) or ""), int(short.group(3))
        message = _("Excel has turned “%(value)s” into a quantity: format the column as text")
        raise CellError(
            message % {"value": value},
            kind="shortened",
            proposal=digits if len(digits) == exponent + 1 else None,
        )


@dataclass(frozen=True)
class NumberColumn(ImportColumn):
    """A number within limits; ``is_whole`` refuses fractions.

    ``units`` are the words that may stand behind it, with the factor to the column's own unit.
    """

    lowest: float | None = None
    highest: float | None = None
    is_whole: bool = False
    units: Mapping[str, float] = field(default_factory=dict)

    def clean(self, value: str, actor: Actor) -> float | int:
        """Read the number."""
        number = read_number(value, self.units)
        if self.lowest is not None and number < self.lowest:
            raise CellError(_("at least %(n)s") % {"n": f"{self.lowest:g}"}, kind="range")
        if self.highest is not None and number > self.highest:
            raise CellError(_("at most %(n)s") % {"n": f"{self.highest:g}"}, kind="range")
        if self.is_whole:
            if number != int(number):
                raise CellError(_("a whole number is needed"), kind="number")
            return int(number)
        return number


@dataclass(frozen=True)
class BooleanColumn(ImportColumn):
    """Yes or no, as officials write it."""

    YES: ClassVar = frozenset(
        {"是", "有", "对", "√", "✓", "✔", "☑", "yes", "y", "true", "t", "1", "已", "属于", "构成"}
    )
    NO: ClassVar = frozenset(
        {"否", "无", "不是", "没有", "×", "✗", "x", "no", "n", "false", "f", "0", "未", "不属于",
         "不构成"}
    )  # fmt: skip
    keeps_words: ClassVar[bool] = True
    is_repetitive: ClassVar[bool] = True

    def clean(self, value: str, actor: Actor) -> bool:
        """Read yes or no."""
        word = normalise(value)
        if word in self.YES:
            return True
        if word in self.NO:
            return False
        raise CellError(_("write yes (是) or no (否)"), kind="choice")


@dataclass(frozen=True)
class DateColumn(ImportColumn):
    """A day in one of the usual ways of writing it."""

    #: Earlier days are numbers that Excel shows as days of 1900.
    earliest: date = date(1901, 1, 1)
    may_be_future: bool = True
    is_repetitive: ClassVar[bool] = True

    def clean(self, value: str, actor: Actor) -> date:
        """Read the day."""
        day = read_day(value)
        if day < self.earliest:
            raise CellError(
                _("%(day)s is too early: perhaps a number in a cell formatted as a day")
                % {"day": day.isoformat()},
                kind="range",
            )
        if not self.may_be_future and day > clock.today():
            raise CellError(
                _("%(day)s lies in the future") % {"day": day.isoformat()}, kind="range"
            )
        return day


@dataclass(frozen=True)
class ChoiceColumn(ImportColumn):
    """One of fixed values, written as its code or its words (``choices`` as of a model field)."""

    choices: Sequence[tuple[Any, Message]] = ()
    #: Other words that officials use, with the value they mean.
    synonyms: Mapping[str, Any] = field(default_factory=dict)
    is_repetitive: ClassVar[bool] = True

    def clean(self, value: str, actor: Actor) -> Any:
        """Find the choice."""
        wanted = normalise(value)
        for key, label in self.choices:
            if wanted in (normalise(str(key)), normalise(str(label))):
                return key
        for word, key in self.synonyms.items():
            if wanted == normalise(word):
                return key
        words = {normalise(str(label)): str(label) for _key, label in self.choices}
        near = get_close_matches(wanted, words, n=1, cutoff=0.5)
        raise CellError(
            _("“%(value)s” is not one of: %(words)s")
            % {"value": value, "words": "、".join(words.values())},
            kind="choice",
            proposal=words[near[0]] if near else None,
        )


@dataclass(frozen=True)
class LookupColumn(ImportColumn):
    """Something that must exist: ``find(text, actor)`` returns its key, or None when unknown.

    ``index(actor)`` may give a finder for a whole table instead, which loads what it needs once.
    """

    find: Callable[[str, Actor], Any] | None = None
    index: Callable[[Actor], Callable[[str], Any]] | None = None
    is_repetitive: ClassVar[bool] = True

    def clean(self, value: str, actor: Actor) -> Any:
        """Look it up."""
        finder = self.index(actor) if self.index else None
        return self._known(value, finder, actor)

    def reader(self, actor: Actor) -> Reader:
        """Look each text up once, in an index made once."""
        finder = self.index(actor) if self.index else None

        def read(text: str) -> Any:
            return self._known(text, finder, actor)

        return remembering(read)

    def _known(self, value: str, finder: Callable[[str], Any] | None, actor: Actor) -> Any:
        if finder is not None:
            found = finder(value)
        else:
            found = self.find(value, actor) if self.find else None
        if found is None:
            raise CellError(_("“%(value)s” is not known here") % {"value": value}, kind="unknown")
        return found
