"""What can be imported: the declaration of one noun, and the register of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.transfer.columns import ImportColumn, heading_words
from anlan.kernel.transfer.problems import Problem


@dataclass(frozen=True)
class PlannedRow:
    """One row that is to be written: its number, its values, and what it updates (or None)."""

    number: int
    values: Mapping[str, Any]
    existing: Any = None


@dataclass(frozen=True)
class Bulk:
    """Many rows at once, for nouns of which tables with ten thousands of rows come.

    ``check`` says of each row what the services would refuse, without writing; whatever it lets
    pass, ``write`` writes, in the running transaction and through services that check the right,
    audit every row and tell of it. A property test of the app holds the two together.
    """

    #: The objects that the rows mean, by position; None where a row means a new one.
    find: Callable[[Sequence[Mapping[str, Any]], Actor], list[Any]]
    check: Callable[[Sequence[PlannedRow], Actor], list[list[Problem]]]
    #: Returns what each row is called afterwards.
    write: Callable[[Sequence[PlannedRow], Actor], list[str]]


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
    #: Arguments of that address, for nouns that are data.
    list_url_args: tuple[Any, ...] = ()
    #: What tells rows of a file apart, from their values; needs ``bulk``.
    key: Callable[[Mapping[str, Any]], str] | None = None
    #: The cells of an existing object in the order of the columns, to show beside a row.
    row_of: Callable[[Any], Sequence[Any]] | None = None
    #: What only several cells together show, from their texts (columns swapped, places shifted).
    examine: Callable[[Actor], Callable[[Mapping[str, str]], Iterable[Problem]]] | None = None
    #: Two rows with one key may both be kept.
    may_have_twins: bool = False
    bulk: Bulk | None = None
    _by_name: dict[str, ImportColumn] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({column.name: column for column in self.columns})

    @property
    def max_rows(self) -> int:
        """How many rows one file may have."""
        return 50_000 if self.bulk else 5_000

    def column(self, name: str) -> ImportColumn:
        """Return a column by its name."""
        return self._by_name[name]

    def guess(self, header: Sequence[str]) -> dict[str, int]:
        """Map columns to positions by their headings; of two alike the first counts.

        A heading of two rows comes as ``upper/lower``: the whole is tried, then the lower part.
        """
        found: dict[str, int] = {}
        meanings = [(column, column.headings()) for column in self.columns]
        for part in range(2):
            for position, heading in enumerate(header):
                if position in found.values():
                    continue
                pieces = [heading.replace("/", ""), *heading.split("/")[::-1]]
                wanted = [heading_words(p) for p in (pieces[:1] if part == 0 else pieces[1:])]
                for column, headings in meanings:
                    if column.name not in found and any(w and w in headings for w in wanted):
                        found[column.name] = position
                        break
        return found


_importers: dict[str, Importer] = {}
_sources: dict[str, Callable[[str], Importer | None]] = {}


def register_import(importer: Importer) -> Importer:
    """Make a noun importable."""
    _importers[importer.name] = importer
    return importer


def register_import_source(prefix: str, make: Callable[[str], Importer | None]) -> None:
    """Let names that begin with ``prefix`` be answered by ``make``: nouns that are data."""
    _sources[prefix] = make


def find_importer(name: str) -> Importer | None:
    """Return the importer of a name, or None."""
    made = (make(name) for prefix, make in _sources.items() if name.startswith(prefix))
    return _importers.get(name) or next(made, None)


def importers_for(actor: Actor) -> list[Importer]:
    """Return what this actor may import, ordered by name."""
    return [i for _name, i in sorted(_importers.items()) if actor.has(i.permission)]
