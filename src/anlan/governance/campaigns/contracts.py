"""What other apps get to know of campaigns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """How one unit stands in a campaign on a day.

    ``due`` and ``done`` count measures and list entries whose day has come and those of them done
    in time; ``report_forms_on_time`` is a share from 0 to 1, None where nothing was due.
    """

    organisation_id: int
    organisation_name: str
    campaign_id: int
    done: int
    due: int
    overdue: int
    report_forms_due: int
    report_forms_in_time: int
    hazards_due: int
    hazards_cleared: int
    score: float | None
    rank: int | None
    url: str

    @property
    def report_forms_on_time(self) -> float | None:
        """Share of the report sheets due that came in time."""
        if not self.report_forms_due:
            return None
        return self.report_forms_in_time / self.report_forms_due
