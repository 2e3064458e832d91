"""Words of the facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anlan.base.organisations.public import list_people_info
from anlan.kernel.errors import Message


def people(keys: Sequence[str]) -> Mapping[str, Message]:
    """Names of people by key, in one query."""
    found = list_people_info(int(key) for key in keys if key.isdigit())
    return {str(pk): person.name for pk, person in found.items()}
