"""Facts that stand on higher floors: they register how to ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from anlan.supervision.crosschecks.contracts import AlarmFact

#: Alarms that are real or not yet judged, raised within a time: (begin, end, enterprise or None).
AlarmSource = Callable[[datetime, datetime, int | None], Iterable[AlarmFact]]

_alarms: list[AlarmSource] = []


def register_alarms(source: AlarmSource) -> AlarmSource:
    """Let monitoring tell which alarms there were."""
    _alarms.append(source)
    return source


def alarms_between(
    begin: datetime, end: datetime, enterprise_id: int | None = None
) -> list[AlarmFact]:
    """Return the alarms of all sources, oldest first."""
    found = [fact for source in _alarms for fact in source(begin, end, enterprise_id)]
    return sorted(found, key=lambda fact: (fact.raised_at, fact.id))
