"""A private MQTT broker (mosquitto) with accounts, rules and a store that survives a restart."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from anlan.operations import ports
from anlan.operations.credentials import secret, write_private
from anlan.operations.errors import OperationsError
from anlan.operations.paths import Layout
from anlan.operations.processes import (
    Account,
    ProcessRecord,
    command_line,
    locked,
    service_account,
    service_folder,
    spawn,
    tail,
)

ACCOUNTS = ("ingest", "simulator", "device", "gateway")
STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))

# The account of a device is named by its code, so %u is the only topic it may publish to,
# whatever it calls itself. Codes hold no wildcards.
ACCESS_RULES = """\
# Devices: their own telemetry out, their own orders in.
pattern write anlan/v1/telemetry/%u
pattern read anlan/v1/order/%u

# Ingest hears every device and may give orders.
user ingest
topic read anlan/v1/#
topic write anlan/v1/order/#
topic write anlan/v1/simulator/#
topic read $SYS/broker/#

# Gateways speak for devices of other protocols, and hear Sparkplug devices.
user gateway
topic write anlan/v1/telemetry/#
topic readwrite spBv1.0/#

# The simulator and replayed recordings speak for every demonstration device; a story tells the
# simulator what shall happen.
user simulator
topic write anlan/v1/telemetry/#
topic readwrite anlan/v1/simulator/#
topic readwrite anlan/v1/order/#
"""


@dataclass(frozen=True)
class RunningBroker:
    """A living broker: the process to signal and the port it listens on."""

    process: ProcessRecord
    port: int


def find_mosquitto() -> str:
    """The broker's program."""
    found = shutil.which(
        "mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    )
    if found is None:
        raise OperationsError(
            "mosquitto is not installed", hint="run `make setup`, or set ANLAN_MQTT_URL"
        )
    return found


def hash_password(password: str) -> str:
    """A password as mosquitto's password file keeps it: PBKDF2 with SHA-512."""
    iterations, salt = 1000, secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations, 64)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$".join(("", "7", str(iterations), *parts))


def _changed_at(path: Path) -> int:
    """When a file was written last, 0 when there is none. [ns]"""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


class PrivateBroker:
    """The message broker of one installation, on the loopback, for named accounts only."""

    name = "broker"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.child: subprocess.Popen[bytes] | None = None
        self._account: Account | None = None
        self._folder: Path | None = None
        self._accounts_read = 0

    @property
    def account(self) -> Account | None:
        """The unprivileged account it runs under when the platform is started by root."""
        if self._account is None:
            self._account = service_account("mosquitto")
        return self._account

    @property
    def folder(self) -> Path:
        """Configuration and stored messages."""
        if self._folder is None:
            self.layout.prepare()
            self._folder = service_folder(self.layout.var, "mosquitto", self.account)
        return self._folder

    @property
    def log(self) -> Path:
        """The broker's log."""
        return self.layout.log / "broker.log"

    @property
    def _record(self) -> Path:
        return self.layout.run / "broker.pid"

    @property
    def _device_accounts(self) -> Path:
        """Accounts of devices, ``code:hash`` a line, as the platform writes them."""
        return self.layout.run / "broker-devices"

    def password(self, account: str) -> str:
        """The password of a broker account."""
        return secret(self.layout, f"mqtt_{account}_password")

    def url(self, account: str = "ingest") -> str:
        """The broker's address for an account, for ``ANLAN_MQTT_URL``."""
        running = self.running
        if running is None:
            raise OperationsError("the private broker is not running", hint="anlan up")
        return f"mqtt://{account}:{self.password(account)}@127.0.0.1:{running.port}"

    @property
    def running(self) -> RunningBroker | None:
        """The living broker of this folder, whoever started it."""
        process = ProcessRecord.read(self._record)
        port = ports.remembered(self.layout).get(self.name)
        if process is None or port is None:
            return None
        ours = str(self.folder / "mosquitto.conf") in command_line(process.pid)
        return RunningBroker(process, port) if ours else None

    def write_configuration(self, port: int) -> Path:
        """Write configuration, passwords and rules; the broker's account may read, none other."""
        folder = self.folder
        (folder / "data").mkdir(parents=True, exist_ok=True)
        files = {
            "mosquitto.conf": self._configuration(port),
            "passwords": self._passwords(),
            "access": ACCESS_RULES,
        }
        for name, text in files.items():
            write_private(folder / name, text)
        for path in (folder, folder / "data"):
            path.chmod(0o700)
        if self.account:
            for path in (folder, folder / "data", *(folder / name for name in files)):
                os.chown(path, self.account.uid, self.account.gid)
        return folder / "mosquitto.conf"

    def _passwords(self) -> str:
        """The platform's own accounts and those of the devices; a device never takes one's name."""
        self._accounts_read = _changed_at(self._device_accounts)
        lines = [f"{name}:{hash_password(self.password(name))}\n" for name in ACCOUNTS]
        if self._accounts_read:
            own = tuple(f"{name}:" for name in ACCOUNTS)
            text = self._device_accounts.read_text(encoding="utf-8")
            lines += [f"{line}\n" for line in text.splitlines() if not line.startswith(own)]
        return "".join(lines)

    def take_up_accounts(self) -> bool:
        """Give the running broker the accounts of the devices when they changed; whether it did."""
        running = self.running
        if running is None or _changed_at(self._device_accounts) == self._accounts_read:
            return False
        passwords = self.folder / "passwords"
        write_private(passwords, self._passwords())
        if self.account:
            os.chown(passwords, self.account.uid, self.account.gid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.process.pid, signal.SIGHUP)  # mosquitto reads its files again
        return True

    def _configuration(self, port: int) -> str:
        folder = self.folder
        return "\n".join(
            (
                f"listener {port} 127.0.0.1",
                "allow_anonymous false",
                f"password_file {folder / 'passwords'}",
                f"acl_file {folder / 'access'}",
                # Stored messages and sessions survive a restart; what a subscriber has not yet
                # confirmed is written out every second.
                "persistence true",
                f"persistence_location {folder / 'data'}{os.sep}",
                "autosave_interval 1",
                "persistent_client_expiration 7d",
                # While ingest is away the devices' messages wait here.
                "max_queued_messages 500000",
                "max_inflight_messages 20000",
                "set_tcp_nodelay true",
                "log_dest stdout",
                "log_timestamp_format %Y-%m-%dT%H:%M:%S%z",
                "log_type error",
                "log_type warning",
                "log_type notice",
                "connection_messages true",
                "",
            )
        )

    def spawn(self, *, port: int, dies_with_parent: bool) -> subprocess.Popen[bytes]:
        """Start the broker process; it is not yet ready when this returns."""
        configuration = self.write_configuration(port)
        self.child = spawn(
            [find_mosquitto(), "-c", str(configuration)],
            log=self.log,
            account=self.account,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            dies_with_parent=signal.SIGTERM if dies_with_parent else None,
        )
        record = ProcessRecord.of(self.child.pid)
        if record is not None:
            record.write(self._record)
        return self.child

    def start(self, *, dies_with_parent: bool = False, timeout: float = 15) -> RunningBroker:
        """Start the broker unless it runs, and wait until it accepts connections."""
        with locked(self.layout.run / "broker.starting"):
            running = self.running
            if running is not None:
                return running
            for _attempt in range(5):
                port = ports.choose(self.layout, self.name, ports.BROKER_BASE)
                ports.remember(self.layout, self.name, port)
                child = self.spawn(port=port, dies_with_parent=dies_with_parent)
                if self._wait_ready(child, port, timeout):
                    running = self.running
                    if running is not None:
                        return running
                time.sleep(0.2)
        raise OperationsError(
            "the private broker does not start:\n" + tail(self.log),
            hint=f"the whole log is {self.log}",
        )

    @staticmethod
    def _wait_ready(child: subprocess.Popen[bytes], port: int, timeout: float) -> bool:
        end = time.monotonic() + timeout
        while time.monotonic() < end and child.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), timeout=1),
            ):
                # Somebody answers; it is ours unless our process has just failed to bind.
                time.sleep(0.05)
                return child.poll() is None
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """Stop the broker; it writes its store out first."""
        if self.child is not None:
            for number, patience in STOP:
                if self.child.poll() is None:
                    self.child.send_signal(number)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self.child.wait(patience)
            self.child = None
        else:
            running = self.running
            if running is not None:
                running.process.stop(STOP)
        self._record.unlink(missing_ok=True)

    # As a supervised process -------------------------------------------------------------------

    def begin(self) -> None:
        """Start it again where it was, without waiting: its users know it by this port."""
        port = ports.remembered(self.layout).get(self.name)
        if port is None:
            port = ports.choose(self.layout, self.name, ports.BROKER_BASE)
        self.spawn(port=port, dies_with_parent=True)

    def process(self) -> int | None:
        """Its process id while it runs, whoever started it; asked for again and again, so that
        accounts of devices are taken up here."""
        self.take_up_accounts()
        if self.child is not None and self.child.poll() is None:
            return self.child.pid
        running = self.running
        return running.process.pid if running else None

    def end(self) -> None:
        """Stop it."""
        self.stop()
