"""The measurement of commanding: its clients understand the stream, and a small run adds up."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys

import pytest

from anlan.demonstration.benchmarks.command import Load, percentile
from anlan.demonstration.benchmarks.command_clients import Arrivals, watch
from anlan.operations.installation import project_folder

SHOWN = b'event: blocks\ndata: {"view":"situation:1","blocks":{"a":"BENCH-000007"}}\n\n'
PIECES = (
    b": connected\nretry: 1000\nid: 0\n\n",
    b'data: {"topic":"x","name":"BENCH-000008"}\n\n',  # a message is not yet what is shown
    SHOWN[:30],
    SHOWN[30:],
)


def test_a_watcher_counts_only_what_is_shown():
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in PIECES:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
        await asyncio.sleep(5)

    class County:
        address = ("127.0.0.1", 0)

    async def play():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        county, arrivals, ready = County(), Arrivals(), asyncio.Event()
        county.address = server.sockets[0].getsockname()
        task = asyncio.create_task(watch(county, 3, "key", "/live/", arrivals, ready))
        await asyncio.wait_for(ready.wait(), 5)
        task.cancel()
        server.close()
        return arrivals.seen

    seen = asyncio.run(play())
    assert set(seen) == {b"BENCH-000007"} and set(seen[b"BENCH-000007"]) == {3}


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([float(n) for n in range(100)], 0.95) == 94.0  # 95 of 100 are not above
    assert Load(seconds=10).times(3.0) == 3


@pytest.mark.slow
@pytest.mark.services
@pytest.mark.timeout(400)
@pytest.mark.skipif(
    os.environ.get("ANLAN_BENCHES") != "1",
    reason="a county of its own takes a minute: ANLAN_BENCHES=1 measures one",
)
def test_a_small_county_is_measured_through_its_web_process():
    small = ["--seconds", "3", "--watchers", "5", "--incidents", "2", "--tasks", "12"]
    done = subprocess.run(
        [sys.executable, "-m", "django", "bench_command", "--json", "--workers", "1", *small],
        cwd=project_folder(),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "anlan.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["board_missed"] == 0 and found["board_changes"] == 3
    assert found["notices"] >= 300 and found["messages_queued"] == found["notices"]
    assert found["tasks"] == 12 and found["create_requests"] == 3
    assert found["create_p95_ms"] > 0 and found["assign_p95_ms"] > 0
