"""All gateways in one asyncio process: started when they have devices, restarted when they fail."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.integrations.gateway.contracts import Forwarder, Gateway, GatewayContext
from anlan.integrations.gateway.directory import Directory, DirectoryWatcher
from anlan.integrations.gateway.registry import find_gateway, gateways
from anlan.integrations.gateway.simulation import SimulationContext, find_simulator
from anlan.integrations.gateway.stats import GatewayStats
from anlan.kernel.actor import system_actor

logger = logging.getLogger(__name__)

RESTART_FIRST_S, RESTART_MOST_S = 1.0, 30.0
LOOK_EVERY_S = 1.0
WRITE_EVERY_S = 3.0


class UnknownGateway(ValueError):
    """The settings name a gateway that there is none of."""


def parse_wanted(text: str) -> dict[str, int | None] | None:
    """Read ``hj212:9212,jt808``: ports by name. None: the setting is empty, choose by devices."""
    text = text.strip()
    if not text:
        return None
    if text == "none":
        return {}
    wanted: dict[str, int | None] = {}
    for part in text.split(","):
        name, _, port = part.strip().partition(":")
        if find_gateway(name) is None:
            known = ", ".join(gateways())
            raise UnknownGateway(f"no gateway {name!r}; there are: {known}")
        if port and not (port.isdigit() and int(port) < 65536):
            raise UnknownGateway(f"{part!r}: not a port")
        wanted[name] = int(port) if port else None
    return wanted


def port_for(gateway: Gateway, host: str) -> int:
    """The default port when it is free, else 0: any free one."""
    if gateway.default_port is None:
        return 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, gateway.default_port))
        except OSError:
            return 0
    return gateway.default_port


@dataclass(slots=True)
class Running:
    """One gateway at work."""

    gateway: Gateway
    context: GatewayContext
    is_port_fixed: bool
    task: asyncio.Task[None] | None = None
    simulation: asyncio.Task[None] | None = None
    restarts: int = 0
    started_at: float = field(default_factory=time.time)


class Gateways:
    """Starts, watches and ends the gateways of this process."""

    def __init__(
        self,
        forwarder: Forwarder,
        *,
        wanted: Mapping[str, int | None] | None,
        host: str = "127.0.0.1",
        simulate: bool = False,
        watcher: DirectoryWatcher | None = None,
    ) -> None:
        self.forwarder = forwarder
        self.wanted = wanted
        self.host = host
        self.simulate = simulate
        self.running: dict[str, Running] = {}
        self.stopping = asyncio.Event()
        protocols = sorted({gateway.protocol for gateway in gateways().values()})
        self.watcher = watcher or DirectoryWatcher(protocols)

    async def run(self) -> None:
        """Work until ``stopping`` is set."""
        self.watcher.start()
        written_at = 0.0
        try:
            while not self.stopping.is_set():
                self._start_missing()
                await self._tell_presence()
                if time.monotonic() - written_at >= WRITE_EVERY_S:
                    written_at = time.monotonic()
                    await self._write()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self.stopping.wait()
        finally:
            await self._end()

    def _directory(self, gateway: Gateway) -> Directory:
        return self.watcher.directories[gateway.protocol]

    def _start_missing(self) -> None:
        """Start what the settings name, or else what has devices."""
        for gateway in gateways().values():
            if gateway.name in self.running:
                continue
            if self.wanted is None:
                if not self._directory(gateway).devices():
                    continue
            elif gateway.name not in self.wanted:
                continue
            self._start(gateway)

    def _start(self, gateway: Gateway) -> None:
        given = (self.wanted or {}).get(gateway.name)
        context = GatewayContext(
            forwarder=self.forwarder,
            directory=self._directory(gateway),
            stopping=asyncio.Event(),
            stats=GatewayStats(),
            say=logging.getLogger(f"anlan.gateway.{gateway.name}"),
            host=self.host,
            port=port_for(gateway, self.host) if given is None else given,
        )
        if gateway.prepare is not None:
            gateway.prepare(context)
        running = Running(gateway, context, is_port_fixed=given is not None)
        self.running[gateway.name] = running
        running.task = asyncio.create_task(self._keep(running))
        if self.simulate and find_simulator(gateway.name) is not None:
            running.simulation = asyncio.create_task(self._simulate(running))

    async def _keep(self, running: Running) -> None:
        """Run one gateway; when it ends without being told, say why and start it again."""
        context, pause_s = running.context, RESTART_FIRST_S
        while not context.stopping.is_set():
            began = time.monotonic()
            try:
                await running.gateway.run(context)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                context.stats.problem = f"{type(error).__name__}: {error}"[:300]
                logger.exception("gateway %s ended by a fault", running.gateway.name)
            else:
                if context.stopping.is_set():
                    return
                context.stats.problem = "ended"
            context.stats.is_listening = False
            running.restarts += 1
            if time.monotonic() - began > RESTART_MOST_S:
                pause_s = RESTART_FIRST_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await context.stopping.wait()
            pause_s = min(pause_s * 2, RESTART_MOST_S)

    async def _simulate(self, running: Running) -> None:
        """Let simulated devices speak to this gateway once it listens."""
        simulator = find_simulator(running.gateway.name)
        assert simulator is not None
        context = running.context
        if running.gateway.default_port is not None:
            while not context.stats.is_listening:
                await asyncio.sleep(0.2)
        simulation = SimulationContext(
            directory=context.directory,
            host=self.host,
            port=context.stats.port or 0,
            stopping=context.stopping,
            say=logging.getLogger(f"anlan.simulation.{running.gateway.name}"),
        )
        try:
            await simulator.run(simulation)
        except Exception:
            logger.exception("simulation of %s ended by a fault", running.gateway.name)

    async def _write(self) -> None:
        """Put the counters where the page reads them; a database that is away costs a line."""
        from django.db import Error

        from anlan.integrations.gateway.services.status import write_status

        rows = [
            (running.gateway, running.context.stats, running.started_at, running.restarts)
            for running in self.running.values()
        ]
        try:
            await asyncio.to_thread(write_status, rows, host=self.host)
        except Error as error:
            logger.warning("the state of the gateways could not be written: %s", error)

    async def _tell_presence(self) -> None:
        """Let the registry know who came and who left; kept while the database is away."""
        from django.db import Error

        from anlan.integrations.gateway.services.presence import tell_presence

        for running in self.running.values():
            words = running.context.presence.take()
            if not words:
                continue
            try:
                await asyncio.to_thread(tell_presence, words=words, actor=system_actor("ingest"))
            except Error as error:
                running.context.presence.put_back(words)
                logger.warning("the registry could not be told who is there: %s", error)

    async def _end(self) -> None:
        tasks = []
        for running in self.running.values():
            running.context.stopping.set()
            tasks += [task for task in (running.task, running.simulation) if task is not None]
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=5)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._tell_presence()
        await self._write()
        self.watcher.stop()
