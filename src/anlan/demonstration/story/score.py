"""What was played: the steps with their times, the figures measured on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any


class StoryError(Exception):
    """Something on the way was not as the story tells it."""


def expect(condition: object, what: str) -> None:
    """Go on when a condition holds, else end the story with the reason."""
    if not condition:
        raise StoryError(what)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it went."""

    name: str
    ok: bool
    ms: int
    reason: str = ""


@dataclass(slots=True)
class Score:
    """All steps and figures of one run."""

    say: Callable[[str], None] = print
    steps: list[Step] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step; a failure is noted and passed on."""
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            reason = str(error).strip() or type(error).__name__
            self._note(name, began, reason)
            raise
        self._note(name, began)

    def fail(self, name: str, error: Exception) -> None:
        """Note a failure outside any step."""
        self._note(name, time.monotonic(), f"{type(error).__name__}: {error}")

    def _note(self, name: str, began: float, reason: str = "") -> None:
        ms = round((time.monotonic() - began) * 1000)
        self.steps.append(Step(name, not reason, ms, reason))
        self.say(f"{'FAILED' if reason else 'ok':6} {ms:7d} ms  {name}")
        if reason:
            self.say(reason)

    @property
    def is_whole(self) -> bool:
        """Whether every step went well."""
        return bool(self.steps) and all(step.ok for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """The figures, then the steps; the reason only where one failed."""
        steps = [
            {k: v for k, v in asdict(step).items() if k != "reason" or v} for step in self.steps
        ]
        return {**self.figures, "steps": steps}
