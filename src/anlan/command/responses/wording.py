"""What is stored (timeline, notices, reasons) is official Chinese, whatever a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation


@contextmanager
def official_language() -> Iterator[None]:
    """Write in the county's language inside the block."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
