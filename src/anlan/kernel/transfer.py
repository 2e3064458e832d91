"""Import and export by declaration: each app says in ``transfer.py`` which columns its tables have.

``base.exchange`` turns a declaration into pages: a template to fill in, an upload whose columns are
mapped, a preview with the errors of every row, and one transaction that writes all or nothing.
Recipe: docs/recipes/add-an-import.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.search_text import normalise


class CellError(ValueError):
    """What is wrong with one cell, in words for the person who typed it."""


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

    def clean(self, value: str, actor: Actor) -> Any:
        """Return the value of a non-empty cell."""
        return value

    def assign(self, values: dict[str, Any], cleaned: Any) -> None:
        """Put the value among the arguments."""
        values[self.name] = cleaned

    def headings(self) -> set[str]:
        """Every heading that means this column."""
        return {normalise(str(h)).rstrip("*") for h in (self.name, self.label, *self.aliases)}


@dataclass(frozen=True)
class TextColumn(ImportColumn):
    """Plain text up to ``max_length`` characters."""

    max_length: int = 200

    def clean(self, value: str, actor: Actor) -> str:
        """Check the length."""
        if len(value) > self.max_length:
            raise CellError(_("at most %(n)s characters") % {"n": self.max_length})
        return value


@dataclass(frozen=True)
class NumberColumn(ImportColumn):
    """A number within limits; ``is_whole`` refuses fractions."""

    lowest: float | None = None
    highest: float | None = None
    is_whole: bool = False

    def clean(self, value: str, actor: Actor) -> float | int:
        """Read the number."""
        try:
            number = float(value.replace(",", "").replace("，", ""))
        except ValueError:
            raise CellError(_("“%(value)s” is not a number") % {"value": value}) from None
        if number != number or number in (float("inf"), float("-inf")):
            raise CellError(_("“%(value)s” is not a number") % {"value": value})
        if self.lowest is not None and number < self.lowest:
            raise CellError(_("at least %(n)s") % {"n": f"{self.lowest:g}"})
        if self.highest is not None and number > self.highest:
            raise CellError(_("at most %(n)s") % {"n": f"{self.highest:g}"})
        if self.is_whole:
            if number != int(number):
                raise CellError(_("a whole number is needed"))
            return int(number)
        return number


@dataclass(frozen=True)
class BooleanColumn(ImportColumn):
    """Yes or no, as officials write it."""

    YES: ClassVar = frozenset({"是", "有", "对", "√", "✓", "yes", "y", "true", "1"})
    NO: ClassVar = frozenset({"否", "无", "不是", "没有", "×", "no", "n", "false", "0"})

    def clean(self, value: str, actor: Actor) -> bool:
        """Read yes or no."""
        word = normalise(value)
        if word in self.YES:
            return True
        if word in self.NO:
            return False
        raise CellError(_("write yes (是) or no (否)"))


@dataclass(frozen=True)
class DateColumn(ImportColumn):
    """A day in one of the usual ways of writing it."""

    FORMS: ClassVar = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")

    def clean(self, value: str, actor: Actor) -> date:
        """Read the day."""
        text = value.split(" ")[0].split("T")[0]
        for form in self.FORMS:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise CellError(_("“%(value)s” is not a day; write 2026-11-21") % {"value": value})


@dataclass(frozen=True)
class ChoiceColumn(ImportColumn):
    """One of fixed values, written as its code or its words (``choices`` as of a model field)."""

    choices: Sequence[tuple[Any, Message]] = ()

    def clean(self, value: str, actor: Actor) -> Any:
        """Find the choice."""
        wanted = normalise(value)
        for key, label in self.choices:
            if wanted in (normalise(str(key)), normalise(str(label))):
                return key
        words = "、".join(str(label) for _key, label in self.choices)
        raise CellError(
            _("“%(value)s” is not one of: %(words)s") % {"value": value, "words": words}
        )


@dataclass(frozen=True)
class LookupColumn(ImportColumn):
    """Something that must exist: ``find(text, actor)`` returns its key, or None when unknown."""

    find: Callable[[str, Actor], Any] | None = None

    def clean(self, value: str, actor: Actor) -> Any:
        """Look it up."""
        found = self.find(value, actor) if self.find else None
        if found is None:
            raise CellError(_("“%(value)s” is not known here") % {"value": value})
        return found


@dataclass(frozen=True)
class Importer:
    """What can be imported: columns, and how a row is found, created and updated.

    ``create`` and ``update`` call the app's services, so that rights, rules and audit are those of
    the pages. ``find(values, actor)`` returns the existing object of a row (by its key), or None.
    Without ``update`` an existing row is an error. ``export`` yields the rows one may read in the
    order of the columns, so that a table can be exported, corrected and imported again.
    """

    name: str
    title: Message
    permission: str
    columns: tuple[ImportColumn, ...]
    create: Callable[[Mapping[str, Any], Actor], Any]
    find: Callable[[Mapping[str, Any], Actor], Any] | None = None
    update: Callable[[Any, Mapping[str, Any], Actor], Any] | None = None
    export: Callable[[Actor], Iterable[Sequence[Any]]] | None = None
    help: Message = ""
    #: Where the imported rows are seen afterwards.
    list_url_name: str = ""
    _by_name: dict[str, ImportColumn] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    def column(self, name: str) -> ImportColumn:
        """Return a column by its name."""
        return self._by_name[name]

    def guess(self, header: Sequence[str]) -> dict[str, int]:
        """Map columns to positions by their headings."""
        found: dict[str, int] = {}
        for position, heading in enumerate(header):
            wanted = normalise(heading).rstrip("*").strip()
            for column in self.columns:
                if column.name not in found and wanted in column.headings():
                    found[column.name] = position
                    break
        return found


_importers: dict[str, Importer] = {}


def register_import(importer: Importer) -> Importer:
    """Make a noun importable."""
    _importers[importer.name] = importer
    return importer


def find_importer(name: str) -> Importer | None:
    """Return the importer of a name, or None."""
    return _importers.get(name)


def importers_for(actor: Actor) -> list[Importer]:
    """Return what this actor may import, ordered by name."""
    return [i for _name, i in sorted(_importers.items()) if actor.has(i.permission)]
