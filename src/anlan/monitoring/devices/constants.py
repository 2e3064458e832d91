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
#: Arrivals are counted in slots of five minutes, kept for an hour, and of an hour, kept for a day.
SLOT_S = 300
HOUR_SLOTS = 12
DAY_SLOTS = 24
#: The clock of a calibration begins to run so long before its last day. [days]
CALIBRATION_NOTICE_DAYS = 30
#: Rule of the legal clock (data/clock_rules.csv).
CALIBRATION_CLOCK = "devices.calibration"
#: Bytes of randomness in a password or token.
SECRET_BYTES = 24
#: Use of a credential is written down at most this often. [s]
USE_NOTED_EVERY_S = 300
#: On-line rates of a day are kept so long. [days]
RATE_KEPT_DAYS = 800
