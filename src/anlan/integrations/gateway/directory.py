"""Who the devices of a protocol are, kept fresh while gateways run."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Sequence

from django.db import Error, connection

from anlan.monitoring.devices.contracts import GatewayDevice

logger = logging.getLogger(__name__)

#: Without a notification the registry is read again after this long. [s]
READ_AGAIN_S = 300.0
RETRY_S = 2.0
LISTEN_S = 1.0


class Directory:
    """The devices of one protocol; read by the gateway, replaced as a whole by the watcher."""

    def __init__(self, devices: Iterable[GatewayDevice] = ()) -> None:
        self.version = 0
        self._devices: tuple[GatewayDevice, ...] = ()
        self._by_identity: dict[str, GatewayDevice] = {}
        self.replace(devices)

    def replace(self, devices: Iterable[GatewayDevice]) -> None:
        """Take a new state of the registry; what did not change does not count as a new version."""
        found = tuple(devices)
        if found == self._devices and self.version:
            return
        self._by_identity = {device.identity: device for device in found}
        self._devices = found
        self.version += 1

    def by_identity(self, identity: str) -> GatewayDevice | None:
        """Return the device that calls itself so in its protocol."""
        return self._by_identity.get(identity)

    def devices(self) -> tuple[GatewayDevice, ...]:
        """Return all devices, ordered by code."""
        return self._devices

    async def wait_changed(self, version: int, *, timeout_s: float | None = None) -> int:
        """Wait until the registry is another than ``version``; returns the present one."""
        waited = 0.0
        while self.version == version and (timeout_s is None or waited < timeout_s):
            await asyncio.sleep(0.25)
            waited += 0.25
        return self.version


class DirectoryWatcher:
    """Reads the registry in a thread of its own, again whenever it is told of a change."""

    def __init__(
        self,
        protocols: Sequence[str],
        *,
        read: Callable[[str], Sequence[GatewayDevice]] | None = None,
    ) -> None:
        self.directories = {protocol: Directory() for protocol in protocols}
        self._read = read
        self._loaded = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="gateway-directory", daemon=True)

    def start(self) -> None:
        """Begin to read and to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(LISTEN_S * 3)

    def wait_loaded(self, timeout_s: float) -> bool:
        """Wait for the first reading of the registry; tells whether it came."""
        return self._loaded.wait(timeout_s)

    def load(self) -> None:
        """Read the registry of every protocol once."""
        from anlan.monitoring.devices.public import list_gateway_devices

        read = self._read or list_gateway_devices
        for protocol, directory in self.directories.items():
            directory.replace(read(protocol))
        self._loaded.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Error as error:
                logger.warning("the registry is out of reach, trying again: %s", error)
                self._stopping.wait(RETRY_S)
            finally:
                connection.close()

    def _listen(self) -> None:
        """Load, then load again after every notification; ends with an error or when stopped."""
        from anlan.monitoring.devices.public import REGISTRY_CHANNEL

        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {REGISTRY_CHANNEL}")
        self.load()
        quiet_s = 0.0
        while not self._stopping.is_set():
            told = list(connection.connection.notifies(timeout=LISTEN_S, stop_after=1))
            quiet_s = 0.0 if told else quiet_s + LISTEN_S
            if told or quiet_s >= READ_AGAIN_S:
                self.load()
                quiet_s = 0.0
