"""How long readings are kept and how far their clocks may be off; the platform's own choices."""

from __future__ import annotations

#: Single readings are dropped after this unless their class says otherwise (data/retention.csv),
#: minutes after the second, by whole partitions; hours are kept. [days]
RAW_RETENTION_DAYS = 92
MINUTE_RETENTION_DAYS = 730
#: Partitions of single readings are made this far ahead. [h]
PARTITIONS_AHEAD_HOURS = 6
#: An hour of single readings is compacted when it has been over for this long. [s]
COMPACT_AFTER_S = 3600
#: So many readings are compacted in one transaction; it takes some 100 bytes of memory each.
COMPACT_READINGS = 3_000_000
#: A reading may be stamped this far in the future before it is refused. [ms]
FUTURE_TOLERANCE_MS = 60_000
#: A minute is rolled up when it has been over for this long. [s]
ROLLUP_GRACE_S = 10
#: Advisory locks of PostgreSQL: roll-up watermark; one writer per shard (plus shard number).
WATERMARK_LOCK = 7_201_001
WRITER_LOCK = 7_202_000
#: One process at a time compacts.
COMPACTION_LOCK = 7_201_002
#: Up to this span a curve shows raw readings, up to the next minutes, beyond hours. [s]
RAW_SPAN_S = 15 * 60
MINUTE_SPAN_S = 3 * 86_400
#: Most points of a curve handed to a page.
MAX_CURVE_POINTS = 5_000
