"""What the interface answers when a question is not understood."""

from __future__ import annotations

from anlan.kernel.errors import DomainError


class BadQuery(DomainError):
    """The question is not understood, or asks for more than it may. Speaks English as the
    standard does: clients are programs."""

    code = "bad_query"
    status = 400


class NotSupported(DomainError):
    """The standard knows it, this interface does not."""

    code = "not_implemented"
    status = 501
