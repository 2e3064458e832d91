"""From the gateway to the broker: readings are published with QoS 1 and awaited until confirmed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

from anlan.integrations.gateway.contracts import ForwardingFailed, Sample
from anlan.integrations.mqtt.public import MAX_READINGS, Publisher, encode_batch, topic_of

#: A device waits a few seconds for its answer (HJ 212: five by default). [s]
CONFIRM_WITHIN_S = 10.0
#: With so many messages unconfirmed the broker counts as away, and nothing more is taken.
MOST_UNCONFIRMED = 20_000


class BrokerForwarder:
    """Publishes over one connection; each ``forward`` waits for its own confirmation."""

    def __init__(
        self, url: str, *, client_id: str = "anlan-gateways", within_s: float = CONFIRM_WITHIN_S
    ) -> None:
        self.publisher = Publisher(url, client_id=client_id)
        self.publisher.on_confirmed = self._confirmed
        self.within_s = within_s
        self._loop: asyncio.AbstractEventLoop | None = None
        # By identity of the payload, which is held here and therefore not used again.
        self._waiting: dict[int, tuple[bytes, asyncio.Future[None]]] = {}

    def start(self) -> None:
        """Begin to connect; called inside the event loop."""
        self._loop = asyncio.get_running_loop()
        self.publisher.start()

    def stop(self) -> None:
        """Disconnect."""
        self.publisher.stop()

    async def forward(self, device_code: str, samples: Sequence[Sample]) -> None:
        """Publish the samples and wait for the broker; raises ``ForwardingFailed``."""
        if not samples:
            return
        assert self._loop is not None, "the forwarder is not started"
        if self.publisher.unconfirmed > MOST_UNCONFIRMED:
            raise ForwardingFailed("the broker is away")
        futures = []
        payloads = []
        for start in range(0, len(samples), MAX_READINGS // 2):
            rows = samples[start : start + MAX_READINGS // 2]
            payload = encode_batch(
                (s.key, s.at_ms, math.nan if s.value is None else s.value, s.quality) for s in rows
            )
            future: asyncio.Future[None] = self._loop.create_future()
            self._waiting[id(payload)] = (payload, future)
            futures.append(future)
            payloads.append(payload)
            self.publisher.publish(topic_of(device_code), payload)
        try:
            await asyncio.wait_for(asyncio.gather(*futures), self.within_s)
        except TimeoutError:
            raise ForwardingFailed("the broker did not confirm in time") from None
        finally:
            for payload in payloads:
                self._waiting.pop(id(payload), None)

    def _confirmed(self, _topic: str, payload: bytes) -> None:
        """Wake who waits; called on the publisher's thread."""
        found = self._waiting.get(id(payload))
        if found is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_settle, found[1])


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
