"""Limits of HTTP push; the platform's own choices."""

from __future__ import annotations

from anlan.integrations.mqtt.public import MAX_READINGS

#: A body may be this large and hold so many readings. [bytes, readings]
MOST_BYTES = 256 * 1024
MOST_READINGS = MAX_READINGS
#: One device may send so many requests a second on average, and so many at once.
REQUESTS_PER_S = 10.0
BURST = 50
#: So many devices are remembered for the limit in one process.
MOST_REMEMBERED = 200_000
#: Refused readings named in an answer; of more only the number is told.
MOST_NAMED = 100
#: The broker has this long to confirm; then the sender is asked to try again. [s]
CONFIRM_WITHIN_S = 8.0
RETRY_AFTER_S = 5
#: A reading may be stamped this far in the future; the store refuses more. [ms]
FUTURE_TOLERANCE_MS = 60_000
#: Readings older than the store keeps them are refused. [ms]
OLDEST_MS = 92 * 86_400_000
