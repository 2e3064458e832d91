"""Things that go wrong: a curve laid over the ordinary value of a point from an instant on."""

from __future__ import annotations

from dataclasses import dataclass

#: While something goes wrong, its device publishes this often. [s]
SCENARIO_PERIOD_S = 1.0


@dataclass(frozen=True, slots=True)
class Rise:
    """A value climbs past two limits and stays up until it is stopped or its time is over.

    It passes the first limit after ``first_s``, the second after ``second_s``, and then nears
    ``top``. When it ends it falls back within ``fall_s``.
    """

    begin_s: float
    first_limit: float
    second_limit: float
    top: float
    first_s: float = 8.0
    second_s: float = 18.0
    hold_s: float = 1800.0
    fall_s: float = 60.0

    def at(self, time_s: float, ordinary: float) -> float:
        """Return the value at an instant (unix seconds) where ``ordinary`` would be shown."""
        passed = time_s - self.begin_s
        if passed < 0 or passed > self.hold_s + self.fall_s:
            return ordinary
        if passed <= self.first_s:
            return ordinary + (self.first_limit - ordinary) * passed / self.first_s
        if passed <= self.second_s:
            share = (passed - self.first_s) / (self.second_s - self.first_s)
            return self.first_limit + (self.second_limit - self.first_limit) * share
        rest = self.top - self.second_limit
        value: float = self.second_limit + rest * (1 - 0.5 ** ((passed - self.second_s) / 15.0))
        if passed > self.hold_s:
            value += (ordinary - value) * (passed - self.hold_s) / self.fall_s
        return value

    def is_over(self, time_s: float) -> bool:
        """Whether the ordinary value is shown again."""
        return time_s > self.begin_s + self.hold_s + self.fall_s

    def stopped_at(self, time_s: float) -> Rise:
        """Return the same rise, ending now."""
        held = min(self.hold_s, max(time_s - self.begin_s, 0.0))
        return Rise(
            self.begin_s,
            self.first_limit,
            self.second_limit,
            self.top,
            self.first_s,
            self.second_s,
            held,
            self.fall_s,
        )
