"""Refusals of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class DocumentChanged(WrongState):
    """The stored file is not the one that was made."""

    code = "document_changed"
    message = _(
        "The stored file no longer has its checksum: it was changed outside the platform. "
        "Tell the auditor and make a new version."
    )
