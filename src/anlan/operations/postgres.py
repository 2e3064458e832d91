"""A private PostgreSQL with PostGIS: created, tuned, started and stopped by the platform itself.

It listens on 127.0.0.1 only (no socket file: a long project path would exceed the limit of 107
bytes), its password lives in ``var/secrets``, its port is remembered. Several processes may need it
at once (the running platform, a management command beside it): each holds a shared lock, and who
leaves last stops it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anlan.operations import ports
from anlan.operations.credentials import secret, write_private
from anlan.operations.errors import OperationsError
from anlan.operations.paths import Layout
from anlan.operations.processes import (
    Account,
    ProcessRecord,
    command_line,
    locked,
    run_as,
    service_account,
    service_folder,
    spawn,
    tail,
    wait_until,
)

if TYPE_CHECKING:
    import psycopg

OWNER = "anlan"
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")
FAST_STOP = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))


@dataclass(frozen=True)
class RunningCluster:
    """A living server: the process to signal and the port it listens on."""

    process: ProcessRecord
    port: int


def find_binaries(version: str | None = None) -> Path:
    """The folder of the server's programs: the wanted version, else the newest with PostGIS."""
    override = os.environ.get("ANLAN_POSTGRES_BIN")
    if override:
        return Path(override)
    root = Path("/usr/lib/postgresql")
    found = sorted(
        (folder for folder in root.glob("*/bin") if (folder / "postgres").exists()),
        key=lambda folder: int(folder.parent.name),
    )
    if version is not None:
        found = [folder for folder in found if folder.parent.name == version]
    else:
        extensions = Path("/usr/share/postgresql")
        found = [
            folder
            for folder in found
            if (extensions / folder.parent.name / "extension" / "postgis.control").exists()
        ]
    if not found:
        wanted = f"PostgreSQL {version}" if version else "PostgreSQL with PostGIS"
        raise OperationsError(
            f"{wanted} is not installed",
            hint="run `make setup`, or point DATABASE_URL at a server, or set ANLAN_POSTGRES_BIN",
        )
    return found[-1]


class PrivatePostgres:
    """The database server of one installation, kept in its own folder."""

    name = "postgres"

    def __init__(self, layout: Layout, *, durable: bool = True) -> None:
        self.layout = layout
        self.durable = durable
        self.child: subprocess.Popen[bytes] | None = None
        self._account: Account | None = None
        self._folder: Path | None = None

    # Where it lives --------------------------------------------------------------------------

    @property
    def account(self) -> Account | None:
        """The unprivileged account that owns the data when the platform is started by root."""
        if self._account is None:
            self._account = service_account("postgres")
        return self._account

    @property
    def folder(self) -> Path:
        """The data folder."""
        if self._folder is None:
            self.layout.prepare()
            self._folder = service_folder(self.layout.var, "postgres", self.account)
        return self._folder

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.layout.log / "postgres.log"

    @property
    def users_lock(self) -> Path:
        """Held (shared) by everybody who needs the server."""
        return self.layout.run / "postgres.users"

    @property
    def binaries(self) -> Path:
        """The programs that fit the data: a cluster keeps the major version it was made with."""
        try:
            version = (self.folder / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return find_binaries()
        except PermissionError as error:
            raise OperationsError(
                f"{self.folder} belongs to another account",
                hint="use the account that created it, or another ANLAN_VAR",
            ) from error
        return find_binaries(version)

    @property
    def exists(self) -> bool:
        """Whether the cluster has been created completely."""
        return (self.folder / "anlan.conf").exists()

    @property
    def password(self) -> str:
        """The owner's password."""
        return secret(self.layout, "postgres_password")

    def url(self, database: str = "anlan") -> str:
        """The address of a database, for ``DATABASE_URL``."""
        running = self.running
        if running is None:
            raise OperationsError("the private database server is not running", hint="anlan up")
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{running.port}/{database}"

    # Its life --------------------------------------------------------------------------------

    @property
    def running(self) -> RunningCluster | None:
        """The living server of this folder, whoever started it."""
        try:
            lines = (self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            process = ProcessRecord.of(int(lines[0]))
            port = int(lines[3])
        except (OSError, ValueError, IndexError):
            return None
        if process is None or not self._is_ours(process.pid):
            return None
        return RunningCluster(process, port)

    def _is_ours(self, pid: int) -> bool:
        return str(self.folder) in command_line(pid)

    def initialise(self) -> None:
        """Create the cluster: UTF-8, password sign-in only, page checksums."""
        if self.exists:
            return
        folder = self.folder
        if folder.exists() and any(folder.iterdir()):
            # An earlier creation was interrupted; there has never been data in it.
            for stale in sorted(folder.rglob("*"), key=lambda path: len(path.parts), reverse=True):
                stale.rmdir() if stale.is_dir() and not stale.is_symlink() else stale.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        password_file = folder.parent / ".postgres-password"
        write_private(password_file, self.password)
        try:
            if self.account:
                for path in (folder, password_file):
                    os.chown(path, self.account.uid, self.account.gid)
            result = run_as(
                self.account,
                [
                    str(self.binaries / "initdb"),
                    f"--pgdata={folder}",
                    f"--username={OWNER}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    *([] if self.durable else ["--no-sync"]),
                ],
            )
        finally:
            password_file.unlink(missing_ok=True)
        if result.returncode != 0:
            raise OperationsError(
                "the private database could not be created:\n" + result.stdout + result.stderr,
                hint=f"is there room in {folder}? `df -h`",
            )
        # Only TCP on the loopback, and only with the password.
        self._write(folder / "pg_hba.conf", "host all all 127.0.0.1/32 scram-sha-256\n")
        with open(folder / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write("\ninclude 'anlan.conf'\n")
        self._write(folder / "anlan.conf", self._configuration())

    def _write(self, path: Path, text: str) -> None:
        write_private(path, text)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _configuration(self) -> str:
        memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        settings = {
            "listen_addresses": "'127.0.0.1'",
            "unix_socket_directories": "''",
            "max_connections": "200",
            "shared_buffers": f"{max(64, min(1024, memory_mb // 8))}MB",
            "effective_cache_size": f"{max(256, memory_mb // 2)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{max(64, min(512, memory_mb // 16))}MB",
            "random_page_cost": "1.1",
            "jit": "off",  # short queries: compiling costs more than it saves
            # Telemetry is a steady stream of appends: few, long checkpoints and compressed WAL.
            "max_wal_size": "4GB",
            "min_wal_size": "512MB",
            "checkpoint_timeout": "15min",
            "checkpoint_completion_target": "0.9",
            "wal_compression": "lz4",
            "autovacuum_vacuum_insert_scale_factor": "0.05",
            "autovacuum_analyze_scale_factor": "0.02",
            # Partitioned telemetry locks many relations in one statement.
            "max_locks_per_transaction": "512",
            "log_min_duration_statement": "2s",
            "log_lock_waits": "on",
            "log_timezone": "'Asia/Shanghai'",
            "log_line_prefix": "'%m [%p] %a '",
        }
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "128MB",
                "autovacuum": "off",
                "wal_level": "minimal",
                "max_wal_senders": "0",
            }
        return "".join(f"{key} = {value}\n" for key, value in settings.items())

    def spawn(self, *, port: int, dies_with_parent: bool) -> subprocess.Popen[bytes]:
        """Start the server process; it is not yet ready when this returns."""
        self._forget_stale_pid()
        self._write(self.folder / "anlan.conf", self._configuration())
        self.child = spawn(
            [str(self.binaries / "postgres"), "-D", str(self.folder), "-p", str(port)],
            log=self.log,
            account=self.account,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            dies_with_parent=signal.SIGINT if dies_with_parent else None,
        )
        return self.child

    def _forget_stale_pid(self) -> None:
        """Remove a pid file whose number belongs to nobody, or since a reboot to another."""
        path = self.folder / "postmaster.pid"
        try:
            pid = int(path.read_text(encoding="utf-8").splitlines()[0])
        except FileNotFoundError:
            return
        except (ValueError, IndexError):
            path.unlink()
            return
        if not (command_line(pid) and self._is_ours(pid)):
            path.unlink(missing_ok=True)

    def start(self, *, dies_with_parent: bool = False, timeout: float = 60) -> RunningCluster:
        """Create the cluster if need be, start it, and wait until it answers."""
        with locked(self.layout.run / "postgres.starting"):
            running = self.running
            if running is None:
                self.initialise()
                self._wait_for_remains()
            for _attempt in range(5):
                if running is None:
                    port = ports.choose(self.layout, self.name, ports.POSTGRES_BASE)
                    self.spawn(port=port, dies_with_parent=dies_with_parent)
                else:
                    port = running.port
                if self._wait_ready(port, timeout):
                    ports.remember(self.layout, self.name, port)
                    self._prepare_template()
                    running = self.running
                    if running is not None:
                        return running
                running = self.running
                time.sleep(0.3)
        raise OperationsError(
            "the private database server does not start:\n" + tail(self.log),
            hint=f"the whole log is {self.log}",
        )

    def _wait_for_remains(self) -> None:
        """After a kill the server's helpers hold its port for a moment longer: let them go."""
        port = ports.remembered(self.layout).get(self.name)
        if port is not None and (self.folder / "postmaster.pid").exists():
            wait_until(lambda: ports.is_free(port), 5)

    def _wait_ready(self, port: int, timeout: float) -> bool:
        import psycopg

        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.child is not None and self.child.poll() is not None:
                return False
            if self.running is not None:
                try:
                    self.connect("postgres", port=port).close()
                except psycopg.OperationalError:
                    pass
                else:
                    return True
            time.sleep(0.05)
        return False

    def connect(
        self, database: str = "anlan", *, port: int | None = None
    ) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of the owner, every statement its own transaction."""
        import psycopg

        if port is None:
            running = self.running
            port = running.port if running else 0
        return psycopg.connect(
            host="127.0.0.1",
            port=port,
            user=OWNER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _prepare_template(self) -> None:
        """Give the template the extensions, so that every database made from it has them."""
        marker = self.folder / "anlan.extensions"
        if marker.exists():
            return
        with self.connect("template1") as connection:
            for extension in EXTENSIONS:
                connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        self._write(marker, "\n".join(EXTENSIONS) + "\n")

    def ensure_database(self, database: str = "anlan") -> bool:
        """Create a database unless it is there; whether it is new."""
        from psycopg import sql

        with self.connect("postgres") as connection:
            if connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [database]
            ).fetchone():
                return False
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return True

    def drop_database(self, database: str) -> None:
        """Remove a database with everything in it, ending its connections."""
        from psycopg import sql

        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def stop(self) -> None:
        """Stop the server, open transactions rolled back; harmless when it is not running."""
        running = self.running
        if running is not None:
            if self.child is not None and self.child.pid == running.process.pid:
                self._stop_child(self.child)
            else:
                running.process.stop(FAST_STOP)
        elif self.child is not None and self.child.poll() is None:
            self._stop_child(self.child)
        self.child = None

    @staticmethod
    def _stop_child(child: subprocess.Popen[bytes]) -> None:
        for number, patience in FAST_STOP:
            if child.poll() is None:
                child.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(patience)

    # As a supervised process -------------------------------------------------------------------

    def begin(self) -> None:
        """Start it again where it was, without waiting: its users know it by this port."""
        port = ports.remembered(self.layout).get(self.name)
        if port is None:
            port = ports.choose(self.layout, self.name, ports.POSTGRES_BASE)
        self.spawn(port=port, dies_with_parent=True)

    def process(self) -> int | None:
        """Its process id while it runs, whoever started it."""
        if self.child is not None and self.child.poll() is None:
            return self.child.pid
        running = self.running
        return running.process.pid if running else None

    def end(self) -> None:
        """Stop it."""
        self.stop()

    @contextlib.contextmanager
    def session(self, database: str = "anlan") -> Iterator[str]:
        """The address of a database for as long as it is needed.

        Starts the server when nobody has; the last of several users stops it again.
        """
        users = self.users_lock
        try:
            with locked(users, shared=True):
                if self.running is None:
                    self.start()
                self.ensure_database(database)
                yield self.url(database)
        finally:
            with locked(users, wait=False) as alone:
                if alone is not None:
                    self.stop()
