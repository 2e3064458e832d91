"""A protocol of one line, for the tests of what all gateways share."""

from __future__ import annotations

from anlan.integrations.gateway.contracts import BadFrame, Gateway, Sample
from anlan.integrations.gateway.tcp import serve_tcp
from anlan.integrations.gateway.testing import make_device

DEVICE = make_device("D-1", ["x"])


def split(buffer):
    """Take lines."""
    while (end := buffer.find(b"\n")) >= 0:
        line = bytes(buffer[:end])
        del buffer[: end + 1]
        if line.startswith(b"splitter"):
            raise BadFrame("shape", line)
        if line == b"explode-in-splitter":
            raise ZeroDivisionError("splitter")
        yield line


class LineSession:
    """``D-1 5`` is a reading of 5."""

    def __init__(self, context, peer):
        self.context, self.peer, self.has_ended = context, peer, False

    async def handle(self, frame):
        if frame == b"explode":
            raise ZeroDivisionError("session")
        if frame == b"bye":
            self.peer.close()
            return
        code, _, value = frame.partition(b" ")
        device = self.context.directory.by_identity(code.decode("latin-1"))
        if device is None:
            self.context.stats.unknown_device(code.decode("latin-1"))
            raise BadFrame("unknown_device", frame)
        self.peer.identify(device.identity)
        await self.context.forwarder.forward(device.code, [Sample("x", 1, float(value))])
        await self.peer.send(b"ok " + value + b"\n")

    async def ended(self):
        self.has_ended = True


async def run(context):
    await serve_tcp(
        context, context.port, frames=split, session=lambda peer: LineSession(context, peer)
    )


LINES = Gateway("lines", "mqtt", "lines", run, default_port=None)
