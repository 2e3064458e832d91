"""Single readings by the hour until they are compacted, blocks of compacted readings, readings that
came after their hour was sealed, and the state of each writer."""

from __future__ import annotations

import datetime

from django.db import migrations, models

BEGINNING = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

FORWARD = """
-- Partitions of a day become partitions of an hour.
DO $$
DECLARE day record; hour timestamptz;
BEGIN
    FOR day IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'telemetry_reading'::regclass
    LOOP
        EXECUTE format('ALTER TABLE telemetry_reading DETACH PARTITION %I', day.relname);
        FOR hour IN EXECUTE format(
            'SELECT DISTINCT date_trunc(''hour'', at, ''UTC'') FROM %I', day.relname)
        LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF telemetry_reading FOR VALUES FROM (%L) TO (%L)',
                'telemetry_reading_' || to_char(hour AT TIME ZONE 'UTC', 'YYYYMMDDHH24'),
                hour, hour + interval '1 hour');
        END LOOP;
        EXECUTE format('INSERT INTO telemetry_reading SELECT * FROM %I', day.relname);
        EXECUTE format('DROP TABLE %I', day.relname);
    END LOOP;
END $$;

-- A batch is written in the order of points: pages hold few points, and the index tells which.
-- New pages are summarised by the roll-up.
DROP INDEX telemetry_reading_time;
CREATE INDEX telemetry_reading_time ON telemetry_reading
    USING brin (at, received_at, point_id) WITH (pages_per_range = 8);

-- Blocks: 64 neighbouring points over a slice of at most an hour (codec.py).
CREATE TABLE telemetry_block (
    number integer NOT NULL,
    at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    kept_days smallint NOT NULL,
    readings integer NOT NULL,
    data bytea NOT NULL
) PARTITION BY RANGE (at);
ALTER TABLE telemetry_block ALTER data SET STORAGE EXTERNAL;
CREATE INDEX telemetry_block_number ON telemetry_block (number, at);

-- Readings of hours that are sealed, until they are added to the blocks.
CREATE TABLE telemetry_late_reading (
    point_id integer NOT NULL,
    at timestamptz NOT NULL,
    value double precision NOT NULL,
    quality smallint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (point_id, at)
);
"""

BACKWARD = """
DROP TABLE telemetry_late_reading;
DROP TABLE telemetry_block;
DROP INDEX telemetry_reading_time;
CREATE INDEX telemetry_reading_time ON telemetry_reading
    USING brin (at, received_at) WITH (pages_per_range = 16, autosummarize = on);
"""


class Migration(migrations.Migration):
    dependencies = [("telemetry", "0002_partitioned_tables")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.CreateModel(
            name="WriterState",
            fields=[
                (
                    "shard",
                    models.IntegerField(primary_key=True, serialize=False, verbose_name="shard"),
                ),
                ("latest_until", models.DateTimeField(verbose_name="latest values complete until")),
            ],
            options={
                "verbose_name": "state of a writer",
                "verbose_name_plural": "states of writers",
            },
        ),
        migrations.RunSQL(
            "INSERT INTO telemetry_writerstate (shard, latest_until) "
            "SELECT 0, latest_until FROM telemetry_rollup",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="rollup", name="latest_until"),
        migrations.AddField(
            model_name="rollup",
            name="sealed_until",
            field=models.DateTimeField(
                default=BEGINNING,
                help_text="readings before this are kept apart until they are added to the blocks",
                verbose_name="single readings sealed until",
            ),
        ),
        migrations.AddField(
            model_name="rollup",
            name="compacted_until",
            field=models.DateTimeField(
                default=BEGINNING, verbose_name="single readings compacted until"
            ),
        ),
        migrations.AddField(
            model_name="rollup",
            name="moves",
            field=models.BigIntegerField(
                default=0,
                help_text="who reads and finds it changed meanwhile reads again",
                verbose_name="times readings were moved",
            ),
        ),
    ]
