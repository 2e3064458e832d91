"""The private cluster: created, found again, survives what is done to it."""

from __future__ import annotations

import os
import signal
import socket

import psycopg
import pytest

from anlan.operations import ports
from anlan.operations.errors import OperationsError
from anlan.operations.postgres import PrivatePostgres
from anlan.operations.processes import ProcessRecord, wait_until

pytestmark = pytest.mark.services


def test_data_survives_a_restart_and_the_killing_of_the_server(postgres: PrivatePostgres) -> None:
    postgres.durable = True
    first = postgres.start()
    postgres.ensure_database()
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE note (text text)")
        connection.execute("INSERT INTO note VALUES ('龙游县')")
        found = connection.execute("SELECT postgis_version(), '龙游' <% '龙游县'").fetchone()
    assert found[0].startswith("3") and found[1]

    os.kill(first.process.pid, signal.SIGKILL)
    assert wait_until(lambda: postgres.running is None, 5)
    second = postgres.start()

    assert second.port == first.port
    assert (postgres.folder / "PG_VERSION").exists()
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT text FROM note").fetchone() == ("龙游县",)

    postgres.stop()
    assert postgres.running is None
    assert not ProcessRecord(second.process.pid, second.process.started).is_alive


def test_a_taken_port_is_left_alone_and_another_one_chosen(postgres: PrivatePostgres) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        ports.remember(postgres.layout, "postgres", taken)

        running = postgres.start()

        assert running.port != taken
        assert ports.remembered(postgres.layout)["postgres"] == running.port
        # The stranger still has its port.
        socket.create_connection(("127.0.0.1", taken), timeout=1).close()


def test_a_stale_pid_file_is_no_obstacle(postgres: PrivatePostgres) -> None:
    postgres.start()
    text = (postgres.folder / "postmaster.pid").read_text()
    postgres.stop()
    # After a power cut and a reboot the number in it belongs to somebody else.
    lines = [str(os.getpid()), *text.splitlines()[1:]]
    (postgres.folder / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert postgres.running is None

    assert postgres.start().process.pid != os.getpid()


def test_only_the_password_opens_it_and_only_on_the_loopback(postgres: PrivatePostgres) -> None:
    running = postgres.start()

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://anlan:wrong@127.0.0.1:{running.port}/postgres")
    with postgres.connect("postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
    secrets = postgres.layout.secrets
    assert secrets.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in secrets.iterdir())


def test_the_last_of_several_users_stops_it(postgres: PrivatePostgres) -> None:
    other = PrivatePostgres(postgres.layout, durable=False)

    with postgres.session():
        with other.session("anlan_jizhouqu") as url:
            assert url.endswith("/anlan_jizhouqu")
        assert postgres.running is not None

    assert postgres.running is None


def test_an_interrupted_creation_is_begun_again(postgres: PrivatePostgres) -> None:
    (postgres.folder / "base").mkdir(parents=True)
    (postgres.folder / "base" / "1").write_text("half")

    postgres.start()

    assert postgres.running is not None


def test_the_address_of_a_stopped_server_is_refused_with_advice(postgres: PrivatePostgres) -> None:
    with pytest.raises(OperationsError) as refusal:
        postgres.url()
    assert refusal.value.hint
