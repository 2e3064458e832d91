"""What is abnormal right now, told by the apps, read by wall and leadership pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anlan.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Abnormal:
    """One thing out of the ordinary. ``side`` left: signals; right: what is being dealt with."""

    side: Literal["left", "right"]
    label: str
    url: str
    level: int | None
    where: str
    at: datetime
    value: str = ""
    state: str = ""
    sound_id: str = ""


Provider = Callable[[Actor], Iterable[Abnormal]]
_providers: list[Provider] = []


def register_situation(provider: Provider) -> None:
    """Add a source; it filters by ``visible(actor)`` like any read."""
    _providers.append(provider)


def situation_for(actor: Actor) -> list[Abnormal]:
    """Return everything abnormal this actor may see, worst and newest first."""
    found = [x for provider in _providers for x in provider(actor)]
    return sorted(found, key=lambda x: (x.level or 9, -x.at.timestamp()))
