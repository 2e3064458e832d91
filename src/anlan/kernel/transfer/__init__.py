"""Import and export by declaration: each app says in ``transfer.py`` which columns its tables have.

``base.exchange`` turns a declaration into pages: a template to fill in, an upload whose columns are
mapped, a preview with the problems of every row and a repair for each, and one transaction that
writes all or nothing. Recipe: docs/recipes/add-an-import.md.
"""

from anlan.kernel.transfer.columns import (
    BooleanColumn,
    ChoiceColumn,
    DateColumn,
    ImportColumn,
    LookupColumn,
    NumberColumn,
    PhoneColumn,
    TextColumn,
)
from anlan.kernel.transfer.importer import (
    Bulk,
    Importer,
    PlannedRow,
    find_importer,
    importers_for,
    register_import,
)
from anlan.kernel.transfer.matching import NameIndex
from anlan.kernel.transfer.problems import CellError, Problem

__all__ = [
    "BooleanColumn",
    "Bulk",
    "CellError",
    "ChoiceColumn",
    "DateColumn",
    "ImportColumn",
    "Importer",
    "LookupColumn",
    "NameIndex",
    "NumberColumn",
    "PhoneColumn",
    "PlannedRow",
    "Problem",
    "TextColumn",
    "find_importer",
    "importers_for",
    "register_import",
]
