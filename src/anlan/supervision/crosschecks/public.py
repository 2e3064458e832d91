"""The door to the cross-checks: other floors tell their facts here."""

from __future__ import annotations

from anlan.supervision.crosschecks.contracts import AlarmFact
from anlan.supervision.crosschecks.registry import register_alarms
from anlan.supervision.crosschecks.services.checking import run_checks

__all__ = ["AlarmFact", "register_alarms", "run_checks"]
