"""What patrols refuse for reasons of their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import NotPermitted


class CheckerIsReporter(NotPermitted):
    """Four eyes: who reported something as put right does not check it."""

    code = "patrols.checker_is_reporter"
    message = _("You reported this yourself: somebody else checks it.")
