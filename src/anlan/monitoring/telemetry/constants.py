"""How long readings are kept and how far their clocks may be off; the platform's own choices."""

from __future__ import annotations

#: Raw readings and minutes are dropped by whole partitions after this; hours are kept. [days]
RAW_RETENTION_DAYS = 92
MINUTE_RETENTION_DAYS = 730
#: Partitions are made this far ahead. [days]
PARTITIONS_AHEAD_DAYS = 3
#: A reading may be stamped this far in the future before it is refused. [ms]
FUTURE_TOLERANCE_MS = 60_000
#: A minute is rolled up when it has been over for this long. [s]
ROLLUP_GRACE_S = 10
#: Advisory locks of PostgreSQL: roll-up watermark; one writer per shard (plus shard number).
WATERMARK_LOCK = 7_201_001
WRITER_LOCK = 7_202_000
#: Up to this span a curve shows raw readings, up to the next minutes, beyond hours. [s]
RAW_SPAN_S = 15 * 60
MINUTE_SPAN_S = 3 * 86_400
#: Most points of a curve handed to a page.
MAX_CURVE_POINTS = 5_000
