"""Constants of accounts."""

from __future__ import annotations

#: Password of all demonstration accounts. They exist only where the demonstration county was
#: loaded, and sign in only where ANLAN_DEMO is set, so the password is no secret.
DEMONSTRATION_PASSWORD = "Anlan-2026-demo"  # noqa: S105 - printed by `make demo` on purpose
