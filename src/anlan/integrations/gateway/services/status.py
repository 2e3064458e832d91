"""Writing down how the gateways stand: counters, not audited, as readings are not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from anlan.integrations.gateway.contracts import Gateway
from anlan.integrations.gateway.models import GatewayStatus
from anlan.integrations.gateway.stats import GatewayStats
from anlan.kernel import clock


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


@transaction.atomic
def write_status(rows: Iterable[tuple[Gateway, GatewayStats, float, int]], *, host: str) -> None:
    """Write the counters of the gateways of one process, each replacing what it wrote before."""
    now = clock.now()
    for gateway, stats, started_at, restarts in rows:
        refused = stats.last_refused
        GatewayStatus.objects.update_or_create(
            name=gateway.name,
            defaults={
                "host": host if stats.port else "",
                "port": stats.port,
                "is_listening": stats.is_listening,
                "problem": "" if stats.is_listening else stats.problem,
                "restarts": restarts,
                "started_at": datetime.fromtimestamp(started_at, UTC),
                "seen_at": now,
                "last_frame_at": _moment(stats.last_frame_at),
                "connections": stats.connections,
                "devices": len(stats.devices),
                "frames": stats.frames,
                "samples": stats.samples,
                "refused": stats.refused_total,
                "unconfirmed": stats.unconfirmed,
                "faults": stats.faults,
                "refusals": dict(stats.refused),
                "last_refused": {
                    "reason": refused.reason,
                    "example": refused.example,
                    "peer": refused.peer,
                    "at": datetime.fromtimestamp(refused.at, UTC).isoformat(timespec="seconds"),
                }
                if refused
                else {},
                "strange": {
                    code: {_plain(name): value for name, value in found.items()}
                    for code, found in stats.strange.items()
                },
                "unknown": {_plain(name): number for name, number in stats.unknown.items()},
            },
        )


def _plain(text: str) -> str:
    """What a stranger calls itself, without what the database cannot keep."""
    return "".join(c if c.isprintable() else "�" for c in text)
