"""Names of the clocks, and periods no law fixes: the county's own, changed here and in the data."""

from __future__ import annotations

#: Clock rules of ``data/clock_rules.csv``.
RULE_PERIOD = "risk.reassess_period"
RULE_OTHER = "risk.reassess_event"
#: A version is renewed within a year (the county's practice; rule ``risk.reassess_period``).
REASSESS_DAYS = 365
#: Days over which the rate of done checks is told.
RATE_DAYS = 30
