"""What a push is refused with beyond the errors every address has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import DomainError


class TooLarge(DomainError):
    """The body is larger than it may be."""

    code = "too_large"
    status = 413
    message = _("The body is larger than 256 KB; send several.")


class TooManyRequests(DomainError):
    """The device pushes more often than it may."""

    code = "too_many_requests"
    status = 429
    message = _("This device pushes too often; wait and gather readings into one body.")


class BrokerAway(DomainError):
    """The broker did not confirm: nothing is acknowledged, the sender tries again."""

    code = "try_again"
    status = 503
    message = _("The readings were not confirmed; send the same body again. Nothing is doubled.")
