"""Telephone numbers: one number is written in many ways."""

from __future__ import annotations

import re

from anlan.kernel.fields import blind_index

#: A mainland mobile number; a trunk prefix 0 or the country code may stand before it.
_MOBILE = re.compile(r"^(?:\+?86|0086|0)?(1\d{10})$")
_COUNTRY = re.compile(r"^(?:\+86|0086)")
#: What callers that hide their number are called by common exchanges.
HIDDEN = frozenset(
    {"", "anonymous", "unknown", "restricted", "unavailable", "private", "<unknown>"}
)


def plain_number(text: str) -> str:
    """Return a number as we keep it: digits, of a SIP address its user; nothing when hidden."""
    number = text.strip()
    if number.lower() in HIDDEN:
        return ""
    if ":" in number or "@" in number:
        number = re.sub(r"^.*?sips?:", "", number).partition("@")[0]
    number = re.sub(r"[\s()\-]", "", number)
    mobile = _MOBILE.match(number)
    if mobile:
        return mobile[1]
    local = _COUNTRY.sub("0", number)
    return local[:40] if re.fullmatch(r"\+?\d{2,}[*#]?\d*", local) else ""


def number_index(text: str) -> str:
    """Return what a number is found by; nothing for a hidden one."""
    number = plain_number(text)
    return blind_index(number) if number else ""


def spellings(text: str) -> list[str]:
    """Return the ways a number may stand in the contact book: 0570-7012345, 05707012345."""
    number = plain_number(text)
    if not number:
        return []
    found = [number, text.strip()]
    if number.startswith("0") and len(number) >= 10:
        found += [f"{number[:3]}-{number[3:]}", f"{number[:4]}-{number[4:]}"]
        found += [number[3:], number[4:]]
    return list(dict.fromkeys(found))
