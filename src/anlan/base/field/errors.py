"""What may be wrong with something a phone sends."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import DomainError, InvalidInput, NotPermitted


class RecordOfAnother(NotPermitted):
    """The number of the record belongs to another account."""

    code = "record_of_another"
    message = _("This record was made under another account. Sign in with that account to send it.")


class PhotosMissing(DomainError):
    """Photos named by a record have not arrived; the phone sends them and the record again."""

    code = "photos_missing"
    status = 424
    message = _("Photos of this record have not arrived yet.")

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = sorted(missing)
        super().__init__()


class PhotoChanged(InvalidInput):
    """The content of a photo is not what the phone declared when it was taken."""

    code = "photo_changed"
    message = _("A photo is not the one that was taken: its check number differs. Take it again.")


class UnknownCommand(InvalidInput):
    """The app on the phone speaks of something this platform does not know (any more)."""

    code = "unknown_command"
    message = _("The platform no longer offers this. Load the tasks again.")
