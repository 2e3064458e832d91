"""What happens to permits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from anlan.kernel.events import Event


@dataclass(frozen=True)
class PermitFiled(Event):
    """An enterprise filed a permit."""

    name: ClassVar[str] = "permits.permit.filed"
    permit_id: int
    enterprise_id: int
    region: str
    organisation: int | None = None

    def topics(self) -> list[str]:
        """The list of permits and the map."""
        return ["permits", "map"]


@dataclass(frozen=True)
class PermitChanged(Event):
    """The work of a permit began, stopped or ended, or its gas test was recorded."""

    name: ClassVar[str] = "permits.permit.changed"
    permit_id: int
    enterprise_id: int
    state: str
    region: str
    organisation: int | None = None

    def topics(self) -> list[str]:
        """The list of permits and the map."""
        return ["permits", "map"]
