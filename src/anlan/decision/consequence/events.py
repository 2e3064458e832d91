"""What happens to consequence runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class ConsequenceComputed(Event):
    """New zones stand on the map."""

    name: ClassVar[str] = "consequence.run.computed"
    words = _("danger zones computed")
    run_id: int
    incident_id: int | None
    enterprise_id: int | None
    former_id: int | None
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The map, the list of runs, the incident."""
        found = ["map", "consequence"]
        return [*found, f"incident:{self.incident_id}"] if self.incident_id else found


@dataclass(frozen=True)
class SiteRiskChanged(Event):
    """A quantitative risk assessment was ordered, computed, or failed."""

    name: ClassVar[str] = "consequence.site.changed"
    words = _("risk assessment changed")
    assessment_id: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """Lists and pages of assessments; the map once there are contours."""
        return ["site-risk", *(["map"] if self.state == "done" else [])]
