"""Domain errors: three kinds of refusal, each with a stable code and words for the user.

Wrong input → 422, wrong state → 409, no right → 403 inside one's scope, 404 outside it.
``kernel.middleware`` turns them into pages, fragments or JSON; views never catch them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class DomainError(Exception):
    """Base of everything a service may refuse with.

    Attributes
    ----------
    code : stable identifier used by the API and by tests.
    status : HTTP status the middleware answers with.
    """

    code = "domain_error"
    status = 400
    message: Message = _("The request could not be carried out.")

    def __init__(self, message: Message | None = None, **details: Any) -> None:
        self.details: Mapping[str, Any] = details
        if message is not None:
            self.message = message
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """What was entered cannot be accepted; ``fields`` maps field name to message."""

    code = "invalid_input"
    status = 422
    message = _("Some entries need correcting.")

    def __init__(
        self,
        message: Message | None = None,
        *,
        fields: Mapping[str, Message] | None = None,
        **details: Any,
    ) -> None:
        self.fields: Mapping[str, Message] = fields or {}
        super().__init__(message, **details)


class WrongState(DomainError):
    """The object is not in a state that allows this step."""

    code = "wrong_state"
    status = 409
    message = _("This step is not possible in the present state.")


class TransitionRefused(WrongState):
    """A transition of the state table is not possible now; the message says why."""

    code = "transition_refused"


class NotPermitted(DomainError):
    """The object may be seen, but this actor may not do this with it."""

    code = "not_permitted"
    status = 403
    message = _("You do not have the right to do this. Ask your system administrator.")


class NotVisible(DomainError):
    """The object does not exist or lies outside the actor's scope; both answer alike."""

    code = "not_found"
    status = 404
    message = _("Nothing was found here, or it is outside your area of responsibility.")


class SignInRequired(DomainError):
    """Nobody is signed in."""

    code = "sign_in_required"
    status = 401
    message = _("Please sign in first.")
