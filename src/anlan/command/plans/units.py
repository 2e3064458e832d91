"""Units of a plan found in the contact book, by code, name or short name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anlan.base.organisations.contracts import OrganisationInfo
from anlan.base.organisations.public import list_organisations
from anlan.kernel.actor import system_actor

_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,4})?(?:省|市|县|区)(?=[\u4e00-\u9fff]{2})")


@dataclass(slots=True)
class UnitBook:
    """The organisations of the contact book; a name that fits several fits none."""

    rows: list[OrganisationInfo] = field(
        default_factory=lambda: list_organisations(system_actor("reference"))
    )

    def find(self, name: str, code: str = "") -> OrganisationInfo | None:
        """Return the one organisation meant, or None."""
        if code:
            return next((row for row in self.rows if row.code == code), None)
        name = name.strip()
        if len(name) < 2:
            return None
        exact = [row for row in self.rows if name in (row.name, row.short_name)]
        if len(exact) == 1:
            return exact[0]
        short = _PLACE.sub("", name)
        near = [
            row
            for row in self.rows
            if len(short) >= 3
            and (_PLACE.sub("", row.name) == short or row.short_name in (short, f"县{short}"))
        ]
        return near[0] if len(near) == 1 else None

    def code_of(self, name: str) -> str:
        """Return the code of the organisation meant, or nothing."""
        found = self.find(name)
        return found.code if found else ""
