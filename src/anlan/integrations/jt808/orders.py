"""Orders to terminals: taken where officers write them, sent, and their answers brought back."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from django.db import Error, connection

from anlan.integrations.gateway.public import GatewayContext
from anlan.monitoring.vehicles.public import (
    ORDERS_CHANNEL,
    OrderInfo,
    answer_order,
    release_order,
    take_orders,
)

if TYPE_CHECKING:
    from anlan.integrations.jt808.session import TerminalSession

#: A look for orders lasts this long when there is none; an answer waits no longer either. [s]
LOOK_S = 0.5
RETRY_S = 2.0
#: An order and what its terminal answered; None: it could not be sent and waits again.
Outcome = tuple[int, int | None]


class OrderDesk(Protocol):
    """Where orders are taken from; called from one thread only."""

    def exchange(self, codes: Collection[str], outcomes: Sequence[Outcome]) -> list[OrderInfo]:
        """Write outcomes, take orders for these devices; waits a moment when there are none."""

    def close(self) -> None:
        """Let go of what is held."""


class DatabaseDesk:
    """The orders of the platform, told of new ones by the database."""

    def __init__(self) -> None:
        self._listening: object = None

    def exchange(self, codes: Collection[str], outcomes: Sequence[Outcome]) -> list[OrderInfo]:
        """Write outcomes, then take orders, now or when some come within the look."""
        for order_id, result in outcomes:
            if result is None:
                release_order(order_id)
            else:
                answer_order(order_id, result)
        connection.ensure_connection()
        if self._listening is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {ORDERS_CHANNEL}")
            self._listening = connection.connection
        found = take_orders(codes)
        if found or outcomes:
            return found
        list(connection.connection.notifies(timeout=LOOK_S, stop_after=1))
        return []

    def close(self) -> None:
        """Close the connection of this thread."""
        connection.close()


class OrderPump:
    """Brings orders to the terminals that are connected here, and their answers back."""

    def __init__(self, desk: OrderDesk) -> None:
        self.desk = desk
        self._sessions: dict[str, TerminalSession] = {}
        self._outcomes: list[Outcome] = []

    def arrive(self, code: str, session: TerminalSession) -> None:
        """A terminal is connected and authenticated: what waits for it can be sent."""
        self._sessions[code] = session

    def leave(self, session: TerminalSession) -> None:
        """A terminal went away."""
        for code in [code for code, known in self._sessions.items() if known is session]:
            del self._sessions[code]

    def answered(self, order_id: int, result: int) -> None:
        """A terminal answered an order."""
        self._outcomes.append((order_id, result))

    async def run(self, context: GatewayContext) -> None:
        """Work until the gateway stops. A database that is away costs a line, nothing else."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "jt808-orders") as thread:
            while not context.stopping.is_set():
                outcomes, self._outcomes = self._outcomes, []
                try:
                    orders = await loop.run_in_executor(
                        thread, self.desk.exchange, frozenset(self._sessions), outcomes
                    )
                except Error as error:
                    self._outcomes = outcomes + self._outcomes
                    context.say.warning("orders to terminals are out of reach: %s", error)
                    await loop.run_in_executor(thread, self.desk.close)
                    await asyncio.sleep(RETRY_S)
                    continue
                await asyncio.gather(*(self._send(order) for order in orders))
            await loop.run_in_executor(thread, self.desk.close)

    async def _send(self, order: OrderInfo) -> None:
        session = self._sessions.get(order.device_code)
        if session is None or not await session.order(order):
            self._outcomes.append((order.id, None))
            if session is not None:
                self.leave(session)
