"""From a web process to the broker: one connection in its own thread, opened at the first push."""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import TimeoutError as TooLate

from django.conf import settings

from anlan.integrations.gateway.public import (
    BrokerForwarder,
    Forwarder,
    ForwardingFailed,
    Sample,
)
from anlan.integrations.http_push.constants import CONFIRM_WITHIN_S


class Sender:
    """Forwards samples and waits until the broker has confirmed them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._forwarder: Forwarder | None = None
        self._process = 0

    def send(self, device_code: str, samples: Sequence[Sample]) -> None:
        """Return when the broker has the samples; raises ``ForwardingFailed``."""
        loop, forwarder = self._ready()
        future = asyncio.run_coroutine_threadsafe(forwarder.forward(device_code, samples), loop)
        try:
            future.result(CONFIRM_WITHIN_S + 1)
        except TooLate:
            future.cancel()
            raise ForwardingFailed("the broker did not confirm in time") from None

    def _ready(self) -> tuple[asyncio.AbstractEventLoop, Forwarder]:
        """Start the thread, once a process: a worker that was forked begins anew."""
        with self._lock:
            if self._loop is None or self._forwarder is None or self._process != os.getpid():
                loop = asyncio.new_event_loop()
                threading.Thread(target=loop.run_forever, name="http-push", daemon=True).start()
                self._loop, self._process = loop, os.getpid()
                self._forwarder = asyncio.run_coroutine_threadsafe(self._open(), loop).result(5)
            return self._loop, self._forwarder

    async def _open(self) -> Forwarder:
        forwarder = BrokerForwarder(
            settings.ANLAN_MQTT_URL,
            client_id=f"anlan-push-{secrets.token_hex(6)}",
            within_s=CONFIRM_WITHIN_S,
        )
        forwarder.start()
        return forwarder


sender = Sender()
