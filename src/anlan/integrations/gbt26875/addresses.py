"""How the registry writes transmitters, systems, parts and values of GB/T 26875.3.

Addresses of points: ``system.<type>.<address>``, ``part.<type>.<address>.<part address>`` and
``device``; with ``#fire`` (or another bit's name) the bit alone, else the whole state.
``analogue.<type>.<address>.<part address>.<kind>`` is an analogue value in its unit.
``operation.<type>.<address>`` and ``device.operation`` are what somebody did. ``fire``, ``fault``,
``shielded`` and ``supervised`` alone count the addresses of the whole building that say so now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from anlan.integrations.gbt26875.catalogue import bits

COUNTED = ("fire", "fault", "shielded", "supervised")
#: For each form of address: the largest number in each place, and whose bits may be named.
FORMS: Mapping[str, tuple[tuple[int, ...], str]] = {
    "system": ((0xFF, 0xFF), "system"),
    "part": ((0xFF, 0xFF, 0xFFFFFFFF), "part"),
    "analogue": ((0xFF, 0xFF, 0xFFFFFFFF, 0xFF), ""),
    "operation": ((0xFF, 0xFF), "operation"),
    "device": ((), "device"),
    "device.operation": ((), "device_operation"),
}
#: A transmitter's address has six bytes.
LAST_TRANSMITTER = 0xFFFF_FFFF_FFFF
_NUMBER = re.compile(r"0x[0-9a-f]+|[0-9]+")


def _number(word: str) -> int:
    return int(word[2:], 16) if word.startswith("0x") else int(word)


def normal_source(source: str) -> str:
    """Bring a point's address into one form: lower case, decimal numbers without leading zeros."""
    path, _, name = source.strip().lower().partition("#")
    words = [str(_number(word)) if _NUMBER.fullmatch(word) else word for word in path.split(".")]
    return ".".join(words) + (f"#{name}" if name else "")


def check_source(source: str) -> None:
    """Raise ``ValueError`` unless an event can tell of the address."""
    path, hash_sign, name = normal_source(source).partition("#")
    if path in COUNTED and not hash_sign:
        return
    words = path.split(".")
    form = path if path in FORMS else words[0]
    if form not in FORMS:
        raise ValueError(source)
    largest, owner = FORMS[form]
    numbers = [] if form == path else words[1:]
    if len(numbers) != len(largest) or (hash_sign and name not in bits(owner)):
        raise ValueError(source)
    for number, most in zip(numbers, largest, strict=True):
        if int(number) > most:
            raise ValueError(source)


def check_identity(identity: str) -> None:
    """Raise ``ValueError`` unless a transmitter can be called so."""
    if re.fullmatch(r"[0-9]{1,15}", identity) and int(identity) <= LAST_TRANSMITTER:
        return
    if not re.fullmatch(r"[0-9A-Fa-f]{12}", identity):
        raise ValueError(identity)
