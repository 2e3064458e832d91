"""Background work of roads."""

from __future__ import annotations

from anlan.command.roads.services.networks import read_network_in
from anlan.kernel.jobs import job


@job(retries=2)
def read_uploaded_network(network_id: int) -> None:
    """Read the roads of an uploaded map."""
    read_network_in(network_id=network_id)
