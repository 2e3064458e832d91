"""Raw readings by day, minutes by month, hours in one table, and the list of late minutes.

Raw readings carry no unique index: a btree on (point, time) costs three times the writing. The one
writer of a point knows its newest reading; only what is not newer is looked up (services/store.py).
"""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE TABLE telemetry_reading (
    point_id integer NOT NULL,
    at timestamptz NOT NULL,
    value double precision NOT NULL,
    quality smallint NOT NULL,
    received_at timestamptz NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX telemetry_reading_time ON telemetry_reading
    USING brin (at, received_at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE telemetry_minute (
    point_id integer NOT NULL,
    at timestamptz NOT NULL,
    number integer NOT NULL,
    mean double precision,
    least double precision,
    most double precision,
    PRIMARY KEY (point_id, at)
) PARTITION BY RANGE (at);

CREATE TABLE telemetry_hour (
    point_id integer NOT NULL,
    at timestamptz NOT NULL,
    number integer NOT NULL,
    mean double precision,
    least double precision,
    most double precision,
    PRIMARY KEY (point_id, at)
);

-- Minutes that got readings after they had been rolled up; the next roll-up does them again.
CREATE TABLE telemetry_late_minute (
    point_id integer NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (point_id, at)
);

ALTER TABLE telemetry_latestreading SET (fillfactor = 60);
"""

BACKWARD = """
DROP TABLE telemetry_late_minute;
DROP TABLE telemetry_hour;
DROP TABLE telemetry_minute;
DROP TABLE telemetry_reading;
"""


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
