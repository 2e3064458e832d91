"""What can go wrong while operating the platform, said so that an operator can act on it."""

from __future__ import annotations


class OperationsError(Exception):
    """A refusal or failure with a message for the operator and, where known, what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message
