"""`anlan up`: everything on one machine, from an empty folder to a page in the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from anlan.operations import ports
from anlan.operations.errors import OperationsError
from anlan.operations.installation import Installation, manage, project_folder
from anlan.operations.prepare import LOADING, READ_REMARK
from anlan.operations.processes import locked, tail, wait_until
from anlan.operations.supervisor import (
    Program,
    Supervisor,
    find_supervisor,
    read_state,
    refuse_second,
)

READY_TIMEOUT_S = 120
WEB_LOG_LINES = 20


@dataclass(frozen=True)
class Options:
    """What the operator may choose."""

    county: str | None = None
    host: str = "127.0.0.1"
    port: int | None = None
    simulator: bool = True
    broker: bool = True


class Platform:
    """The processes of a complete installation under one supervisor."""

    def __init__(
        self, installation: Installation, options: Options, say: Callable[[str], None]
    ) -> None:
        self.installation = installation
        self.options = options
        self.say = say
        self.supervisor = Supervisor(installation.layout, say=say)
        self.listener: socket.socket | None = None  # inherited by every web process

    def run(self) -> None:
        """Start everything, tell where it is, and look after it until told to stop."""
        in_use = locked(self.installation.postgres.users_lock, shared=True)
        with self.supervisor.alone(), in_use:
            self.supervisor.handle_signals()
            began = time.monotonic()
            try:
                self._start()
                self.say(f"ready after {time.monotonic() - began:.1f} s; Ctrl-C stops everything")
                self.supervisor.run()
            except KeyboardInterrupt:
                pass
            finally:
                self.supervisor.stopping = True
                self.say("stopping …")
                self.supervisor.stop()
                if self.listener is not None:
                    self.listener.close()
                self.say("stopped; nothing is left running")

    def _start(self) -> None:
        installation, options = self.installation, self.options
        if options.county and not installation.external_database:
            installation.choose_county(options.county)
        county = options.county or installation.county
        self.listener = listener = self._listen()
        port = listener.getsockname()[1]
        shown_host = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host  # noqa: S104
        address = os.environ.get("ANLAN_BASE_URL") or f"http://{shown_host}:{port}"
        self.supervisor.facts |= {"address": address, "port": port, "county": county}

        database_url = self._start_database()
        broker_url, simulator_url = self._start_broker()
        environment = installation.environment(
            database_url=database_url, broker_url=broker_url, base_url=address
        )
        accounts = self._prepare_database(environment, county)
        self._start_programs(environment, simulator_url, listener)
        self._start_gateways(environment)
        self._wait_for_web(port)
        self.supervisor.facts |= {"ready": True, "accounts": accounts}
        self.supervisor.write_state()
        self.say(f"\n  安澜 Anlan · {county}\n  {address}\n")
        if accounts:
            self.say(accounts)

    def _listen(self) -> socket.socket:
        options = self.options
        if not options.port:
            return ports.listen_first_free(ports.WEB_BASE, options.host)
        try:
            return ports.listen(options.port, options.host)
        except OSError as error:
            raise OperationsError(
                f"port {options.port} cannot be used: {error.strerror}",
                hint="leave --port away and a free one is chosen",
            ) from error

    def _start_database(self) -> str | None:
        if self.installation.external_database:
            return None
        postgres = self.installation.postgres
        self.say("database: " + ("starting" if postgres.exists else "creating a private cluster"))
        postgres.start(dies_with_parent=True)
        self.supervisor.add(postgres)
        database = self.installation.database
        postgres.ensure_database(database)
        with postgres.connect(database) as connection:
            interrupted = connection.execute(READ_REMARK).fetchone() == (LOADING,)
        if interrupted:
            self.say("database: an earlier load of the county was interrupted; starting afresh")
            postgres.drop_database(database)
            postgres.ensure_database(database)
        return postgres.url(database)

    def _start_broker(self) -> tuple[str | None, str | None]:
        external = self.installation.external_broker
        if external or not self.options.broker:
            return external, external
        broker = self.installation.broker
        broker.start(dies_with_parent=True)
        self.supervisor.add(broker)
        return broker.url("ingest"), broker.url("simulator")

    def _prepare_database(self, environment: dict[str, str], county: str) -> str:
        """Migrations, the demonstration county if the database is empty, the accounts to show."""
        process = subprocess.Popen(
            [sys.executable, "-m", "anlan.operations.prepare", "--county", county],
            cwd=project_folder(),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
        if process.returncode != 0:
            raise OperationsError("the database could not be prepared; see the messages above")
        return output.strip()

    def _start_programs(
        self, environment: dict[str, str], simulator_url: str | None, listener: socket.socket
    ) -> None:
        fd = listener.fileno()
        web = [sys.executable, "-m", "anlan.operations.cli", "web", "--fd", str(fd)]
        self._program("web", web, environment, pass_fds=(fd,))
        self._program("worker", manage("run_worker"), environment)
        if environment.get("ANLAN_MQTT_URL"):
            self._program("ingest", manage("run_ingest"), environment)
        if self.options.simulator and simulator_url:
            simulator = environment | {"ANLAN_MQTT_URL": simulator_url}
            self._program("simulator", manage("run_simulator"), simulator)

    def _start_gateways(self, environment: dict[str, str]) -> None:
        """Listeners for other protocols, where a device speaks one or the settings name some."""
        external = self.installation.external_broker
        url = external or (self.installation.broker.url("gateway") if self.options.broker else None)
        if url is None:
            return
        if not environment.get("ANLAN_GATEWAYS") and not has_gateway_devices(
            environment["DATABASE_URL"]
        ):
            return
        simulate = ("--simulate",) if self.options.simulator else ()
        self._program(
            "gateways", [*manage("run_gateways"), *simulate], environment | {"ANLAN_MQTT_URL": url}
        )

    def _program(
        self,
        name: str,
        argv: list[str],
        environment: dict[str, str],
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        log = self.installation.layout.log / f"{name}.log"
        program = Program(name, argv, environment, log, project_folder(), pass_fds=pass_fds)
        self.supervisor.add(program)

    def _wait_for_web(self, port: int) -> None:
        if not self.supervisor.wait_for(lambda: answers(port), timeout=READY_TIMEOUT_S):
            log = self.installation.layout.log / "web.log"
            raise OperationsError(
                f"the web process does not answer:\n{tail(log, WEB_LOG_LINES)}",
                hint=f"the whole log is {log}",
            )


def has_gateway_devices(database_url: str) -> bool:
    """Whether a device is registered that speaks to a gateway; none is before there are tables."""
    with psycopg.connect(database_url) as connection:
        (table,) = connection.execute("SELECT to_regclass('devices_device')").fetchone() or (None,)
        if table is None:
            return False
        found = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM devices_device WHERE state <> 'retired'"
            " AND protocol NOT IN ('mqtt', 'http', 'sensorthings', 'manual'))"
        ).fetchone()
    return bool(found and found[0])


def answers(port: int) -> bool:
    """Whether the web process answers a request, whatever it says."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code < 500
    except OSError:
        return False


def run_detached(
    installation: Installation, arguments: list[str], say: Callable[[str], None]
) -> None:
    """Start the supervisor in the background and return when the platform answers."""
    layout = installation.layout
    layout.prepare()
    refuse_second(layout)
    log = layout.log / "supervisor.log"
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "anlan.operations.cli", "up", *arguments],
            cwd=project_folder(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def settled() -> bool:
        return process.poll() is not None or bool(
            read_state(layout).get("ready") and read_state(layout).get("pid") == process.pid
        )

    try:
        finished = wait_until(settled, 900, pause=0.2)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    if not finished or process.poll() is not None:
        raise OperationsError("the platform did not start:\n" + tail(log, 30), hint=f"see {log}")
    state = read_state(layout)
    say(f"{state['address']} (process {process.pid}; stop with `anlan down`)")


def stop_detached(installation: Installation) -> bool:
    """Stop the running supervisor with everything under it; whether there was one."""
    import signal

    supervisor = find_supervisor(installation.layout)
    if supervisor is None:
        return False
    supervisor.stop(((signal.SIGTERM, 90.0), (signal.SIGKILL, 10.0)))
    return True
