"""Columns that the imports of teams and experts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.base.regions import public as regions
from anlan.kernel.actor import Actor
from anlan.kernel.search_text import normalise
from anlan.kernel.transfer import CellError, ImportColumn


@dataclass(frozen=True)
class WordsColumn(ImportColumn):
    """Several words of a list in one cell, divided by 、 or ; or a comma, as codes or words."""

    choices: Sequence[tuple[Any, Any]] = ()

    def clean(self, value: str, actor: Actor) -> list[str]:
        """Find each word."""
        words = {normalise(str(label)): str(code) for code, label in self.choices}
        words.update({str(code): str(code) for code, _label in self.choices})
        found = []
        for part in value.replace("；", ";").replace("、", ";").replace(",", ";").split(";"):
            wanted = normalise(part)
            if not wanted:
                continue
            if wanted not in words:
                raise CellError(_("“%(value)s” is not in the list") % {"value": part.strip()})
            found.append(words[wanted])
        if not found:
            raise CellError(_("at least one word of the list is needed"))
        return found


def find_region(text: str, actor: Actor) -> str | None:
    """Return the code of a region given by its code, with or without the closing zeros."""
    if not text.isdigit():
        return None
    found = regions.find_region(text.ljust(12, "0"))
    return found.code if found is not None else None
