"""Identifiers that are formally valid and visibly for demonstration.

Unified social credit code (GB 32100-2015): registration authority (1), kind of body (1), county
(6), organisation code (8 and a check character, GB 11714), check character. Our organisation
codes begin with ``DEM``, letters that no registered body is known to carry: the code passes every
formal check and still cannot be mistaken for a real firm's.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE_WEIGHTS = tuple(3**power % 31 for power in range(17))
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
DEMO_PREFIX = "DEM"
ENTERPRISE, INSTITUTION = "91", "12"


def organisation_code(serial: int) -> str:
    """Organisation code of demonstration body number ``serial``, with its check character."""
    body = f"{DEMO_PREFIX}{serial:05d}"
    total = sum(BODY_ALPHABET.index(c) * w for c, w in zip(body, BODY_WEIGHTS, strict=True))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def credit_code(county_code: str, serial: int, kind: str = ENTERPRISE) -> str:
    """Unified social credit code of demonstration body number ``serial`` of a county."""
    code = f"{kind}{county_code[:6]}{organisation_code(serial)}"
    total = sum(ALPHABET.index(c) * w for c, w in zip(code, CODE_WEIGHTS, strict=True))
    return code + ALPHABET[(31 - total % 31) % 31]


def telephone(serial: int) -> str:
    """A telephone number that cannot be dialled: 000 and eight digits."""
    return f"000{10_000_000 + serial:08d}"
