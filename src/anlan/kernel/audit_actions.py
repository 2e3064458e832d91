"""The register of audited actions. An action that is not registered here cannot be recorded.

Apps register theirs in their own ``audit_actions.py``; ``base.audit`` writes and shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class AuditAction:
    """A namespaced action and its sentence; ``{object}`` and ``{actor}`` are filled in."""

    code: str  # app.noun.past_participle
    sentence: Message
    is_read: bool = False  # reading sensitive data, not changing it
    masked_fields: tuple[str, ...] = ()  # values never stored in clear


_known: dict[str, AuditAction] = {}


def register_audit_actions(*actions: AuditAction) -> None:
    """Make actions recordable."""
    for action in actions:
        _known[action.code] = action


def audit_action(code: str) -> AuditAction:
    """Return a registered action; raises ``LookupError`` for an unknown one."""
    try:
        return _known[code]
    except KeyError:
        raise LookupError(f"audit action {code} is not registered in audit_actions.py") from None


def all_audit_actions() -> dict[str, AuditAction]:
    """Return the registered actions by code."""
    return dict(_known)
