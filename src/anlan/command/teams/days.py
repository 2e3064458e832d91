"""Days as moments."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def end_of(day: date | None) -> datetime | None:
    """Return the end of a day in local time, for a clock."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day is not None else None
