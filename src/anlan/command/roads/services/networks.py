"""Reading in a network, and taking one into use."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.roads.choices import NetworkStatus
from anlan.command.roads.constants import MOST_UPLOAD
from anlan.command.roads.events import NetworkTaken
from anlan.command.roads.models import RoadNetwork, RoadNetworkContent
from anlan.command.roads.permissions import KEEP
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan_science.roads.network import RoadNetwork as Network


def _next_version() -> int:
    return int(RoadNetwork.objects.aggregate(last=Max("version"))["last"] or 0) + 1


@transaction.atomic
def upload_network(
    *, name: str, source: str, licence: str, file_name: str, content: bytes, actor: Actor
) -> RoadNetwork:
    """Keep a map and have its roads read by a job. Raises ``InvalidInput`` for a wrong file."""
    from anlan.command.roads.reading import ENDINGS
    from anlan.command.roads.tasks import read_uploaded_network

    require_permission(actor, KEEP)
    problems: dict[str, Any] = {}
    if not file_name.lower().endswith(ENDINGS):
        problems["file"] = _("Only these files are read: %(endings)s") % {
            "endings": " ".join(ENDINGS)
        }
    elif len(content) > MOST_UPLOAD:
        problems["file"] = _("The file is too large: at most %(most)d MB.") % {
            "most": MOST_UPLOAD // 2**20
        }
    if not source.strip():
        problems["source"] = _("Say where the map comes from.")
    if problems:
        raise InvalidInput(fields=problems)
    network = RoadNetwork.objects.create(
        name=name[:100], version=_next_version(), source=source[:300], licence=licence[:200]
    )
    RoadNetworkContent.objects.create(
        network=network, upload=content, upload_name=Path(file_name).name[-200:]
    )
    audit(
        actor,
        "roads.network.uploaded",
        network,
        after={"file": Path(file_name).name, "bytes": len(content)},
    )
    read_uploaded_network.defer(network_id=network.pk)
    return network


@transaction.atomic
def read_network_in(*, network_id: int) -> RoadNetwork:
    """Read the uploaded map of a network; harmless the second time."""
    from anlan.command.roads.reading import ENDINGS, read_network

    actor = system_actor("roads")
    network = get_visible(RoadNetwork, network_id, actor=actor, lock=True)
    if network.status != NetworkStatus.READING:
        return network
    kept = RoadNetworkContent.objects.get(network=network)
    ending = next(e for e in ENDINGS if kept.upload_name.lower().endswith(e))
    with tempfile.TemporaryDirectory(prefix="anlan-roads-") as folder:
        path = Path(folder) / f"roads{ending}"
        path.write_bytes(bytes(kept.upload or b""))
        try:
            built, found = read_network(path)
        except (InvalidInput, GDALException, ValueError) as error:
            words = str(error) if isinstance(error, InvalidInput) else _("The file is damaged.")
            network.status = NetworkStatus.FAILED
            network.problems = [{"row": "", "text": words}]
            network.problem_count = 1
        else:
            network.cut_off_count = built.cut_off
            network.problem_count = found.problem_count
            network.problems = [{"row": p.row, "text": str(p.text)} for p in found.problems]
            _fill(network, kept, built.network)
    kept.upload = None
    kept.save()
    network.save()
    audit(
        actor,
        "roads.network.read",
        network,
        after={"roads": network.road_count, "problems": network.problem_count},
    )
    return network


def _fill(network: RoadNetwork, kept: RoadNetworkContent, read: Network) -> None:
    kept.packed = read.pack()
    network.status = NetworkStatus.READY
    network.digest = read.digest()
    network.junction_count = read.junctions
    network.road_count = read.roads
    network.length_km = round(float(read.length.sum()) / 1000.0, 1)
    box = (
        float(read.shape_longitude.min()),
        float(read.shape_latitude.min()),
        float(read.shape_longitude.max()),
        float(read.shape_latitude.max()),
    )
    network.area = Polygon.from_bbox(box)
    network.area.srid = 4326


@transaction.atomic
def store_network(
    *,
    name: str,
    source: str,
    licence: str,
    read: Network,
    actor: Actor,
    cut_off: int = 0,
    is_generated: bool = False,
    problems: Sequence[dict[str, str]] = (),
) -> RoadNetwork:
    """Keep a network that was built already, and take it into use."""
    require_permission(actor, KEEP)
    network = RoadNetwork(
        name=name,
        version=_next_version(),
        source=source,
        licence=licence,
        cut_off_count=cut_off,
        is_generated=is_generated,
        problem_count=len(problems),
        problems=list(problems),
    )
    kept = RoadNetworkContent()
    _fill(network, kept, read)
    network.save()
    kept.network = network
    kept.save()
    audit(actor, "roads.network.read", network, after={"roads": network.road_count})
    return take_network(network_id=network.pk, actor=actor)


@transaction.atomic
def take_network(*, network_id: int, actor: Actor) -> RoadNetwork:
    """Take a network into use; ways are found on it from the next question on."""
    network = get_visible(RoadNetwork, network_id, actor=actor, lock=True)
    require(actor, KEEP, network)
    if network.status != NetworkStatus.READY:
        raise WrongState(_("This network is not read in."))
    if network.is_current:
        raise WrongState(_("This network is in use already."))
    before = RoadNetwork.objects.select_for_update().filter(is_current=True).first()
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current", "updated_at"])
    network.is_current = True
    network.save(update_fields=["is_current", "updated_at"])
    audit(
        actor,
        "roads.network.taken",
        network,
        before={"network": str(before) if before else ""},
        after={"network": str(network)},
    )
    emit(NetworkTaken(network.pk), actor)
    return network
