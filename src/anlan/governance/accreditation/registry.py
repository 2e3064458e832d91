"""The register of checks: any room may add what its records can answer about a candidate."""

from __future__ import annotations

from anlan.governance.accreditation.contracts import Check

_checks: dict[str, Check] = {}


def register_check(check: Check) -> None:
    """Make a check known; the same code again replaces it."""
    _checks[check.code] = check


def find_check(code: str) -> Check | None:
    """Return a check, or None."""
    return _checks.get(code)


def all_checks() -> list[Check]:
    """Return every check, ordered by code."""
    return [_checks[code] for code in sorted(_checks)]
