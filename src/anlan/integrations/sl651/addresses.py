"""How the registry writes stations and elements of SL 651."""

from __future__ import annotations

import re

from anlan.integrations.sl651.catalogue import by_identifier, elements

#: A county's stations are numbered by two bytes.
LAST_NUMBER = 0xFFFF
_LEAD = re.compile(r"[0-9A-Fa-f]{2}")
_HYDROLOGICAL = re.compile(r"(00)?\d{8}")
_CODED = re.compile(r"\d{6}[0-9A-Fa-f]{4}")
_COUNTED = re.compile(r"\d{6}(\d{5,6})")


def source_of(address: str) -> str:
    """Return the identifier a point's address means: ``Z``, or its leading byte ``39``."""
    known = by_identifier().get(address.upper())
    if known is not None:
        return known.identifier
    if not _LEAD.fullmatch(address):
        return address
    found = elements().get(int(address, 16))
    return found.identifier if found else address.upper()


def check_source(address: str) -> None:
    """Raise ``ValueError`` unless a report can carry the element."""
    if address.upper() not in by_identifier() and not _LEAD.fullmatch(address):
        raise ValueError(address)


def check_identity(station: str) -> None:
    """Raise ``ValueError`` unless a station can be called so (tables 13 and 14)."""
    counted = _COUNTED.fullmatch(station)
    if counted is not None and int(counted[1]) <= LAST_NUMBER:
        return
    if not (_HYDROLOGICAL.fullmatch(station) or _CODED.fullmatch(station)):
        raise ValueError(station)
