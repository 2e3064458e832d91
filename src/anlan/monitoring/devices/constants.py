"""Limits of the registry that are the platform's own, not the law's."""

from __future__ import annotations

#: A device is late after this many of its periods without a reading, offline after ten times that.
LATE_AFTER_PERIODS = 3
OFFLINE_AFTER_PERIODS = 30
#: Never call a device late earlier than this. [s]
LATE_AT_LEAST_S = 15
OFFLINE_AT_LEAST_S = 120
#: PostgreSQL channel on which ingesters hear that the registry changed.
REGISTRY_CHANNEL = "anlan_registry"
