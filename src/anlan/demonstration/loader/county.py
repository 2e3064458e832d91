"""Loading a demonstration county: the steps in order, each timed."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from anlan.base.audit.public import audit, recorded_at_the_end
from anlan.demonstration.generator import DEFAULT_SEED, generate_county
from anlan.demonstration.loader.accidents import write_accidents
from anlan.demonstration.loader.accounts import open_accounts
from anlan.demonstration.loader.accreditation import write_accreditation
from anlan.demonstration.loader.alarm_desk import write_alarm_desk
from anlan.demonstration.loader.assessment import write_assessment
from anlan.demonstration.loader.book import Book, savepoints
from anlan.demonstration.loader.campaigns import write_campaigns
from anlan.demonstration.loader.chains import write_chains
from anlan.demonstration.loader.commitments import write_commitments
from anlan.demonstration.loader.controllers import write_controllers
from anlan.demonstration.loader.device_care import write_device_care
from anlan.demonstration.loader.devices import write_devices, write_rules
from anlan.demonstration.loader.dossier import write_dossiers
from anlan.demonstration.loader.drills import write_drills
from anlan.demonstration.loader.duty import write_duty_log, write_roster
from anlan.demonstration.loader.duty_care import write_duty_care
from anlan.demonstration.loader.emptying import remove_county
from anlan.demonstration.loader.enterprises import write_enterprises
from anlan.demonstration.loader.forces import write_forces
from anlan.demonstration.loader.hazards import write_hazards
from anlan.demonstration.loader.history import write_history
from anlan.demonstration.loader.indicators import write_indicators
from anlan.demonstration.loader.installations import write_installations
from anlan.demonstration.loader.intake import write_intake
from anlan.demonstration.loader.ledgers import write_ledgers
from anlan.demonstration.loader.natural_hazards import write_natural_hazards
from anlan.demonstration.loader.organisations import write_organisations
from anlan.demonstration.loader.outstations import write_outstations
from anlan.demonstration.loader.oversight import write_oversight
from anlan.demonstration.loader.patrols import write_patrols
from anlan.demonstration.loader.permits import compare, write_permits
from anlan.demonstration.loader.planning import write_planning
from anlan.demonstration.loader.plans import write_plans
from anlan.demonstration.loader.preparedness import write_preparedness
from anlan.demonstration.loader.responsibility import write_responsibility
from anlan.demonstration.loader.risk import write_risk
from anlan.demonstration.loader.roads import write_road_network
from anlan.demonstration.loader.scenes import write_scenes
from anlan.demonstration.loader.territory import write_territory
from anlan.demonstration.loader.unit_plans import write_unit_plans
from anlan.demonstration.loader.vehicles import write_vehicles
from anlan.demonstration.models import LoadedCounty
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.monitoring.alarms.public import announce_rules

Say = Callable[[str], None]


class CountyIsLoaded(Exception):
    """The database holds a county already."""


@dataclass
class LoadReport:
    """What was written, and how long each step took."""

    county: LoadedCounty
    counts: dict[str, int]
    seconds: dict[str, float] = field(default_factory=dict)
    #: What this process computed meanwhile; of the time on the clock others have a part.
    cpu_s: float = 0.0

    @property
    def total_s(self) -> float:
        """The time of all steps together."""
        return sum(self.seconds.values())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: it would go through all that is being written, in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_uncollected()
def load_county(
    name: str = "",
    seed: int = DEFAULT_SEED,
    *,
    replace: bool = False,
    say: Say = lambda _text: None,
) -> LoadReport:
    """Fill an empty database with a demonstration county, in one transaction.

    Raises ``CountyIsLoaded`` when there is one, unless it is to be replaced; records that are no
    demonstration are never replaced. Raises ``UnknownCounty`` for a name without boundary.
    """
    actor = system_actor("demonstration")
    seconds: dict[str, float] = {}
    computed = time.process_time()
    _refuse_unless_free(replace=replace)  # before the work of making one
    began = time.monotonic()
    county = generate_county(name or settings.ANLAN_COUNTY, seed)
    seconds["generate"] = time.monotonic() - began
    with transaction.atomic(), savepoints(False), recorded_at_the_end():
        _alone()
        if _refuse_unless_free(replace=replace):
            remove_county(actor=actor)
        now = clock.now()
        book = Book(county, actor, now, clock.today())
        loaded = LoadedCounty.objects.create(
            pk=1,
            name=county.name,
            code=county.code,
            seed=county.seed,
            flagship_uscc=county.flagship,
            digest=county.digest(),
            loaded_at=now,
        )
        for step, run in STEPS:
            began = time.monotonic()
            run(book)
            seconds[step] = time.monotonic() - began
            say(f"{step}: {seconds[step]:.1f} s")
        audit(
            actor,
            "demonstration.county.loaded",
            loaded,
            after={"seed": seed, "digest": loaded.digest, **book.counts},
        )
        _announce()
    return LoadReport(loaded, dict(book.counts), seconds, time.process_time() - computed)


def _alone() -> None:
    """Let no second load run at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('anlan demonstration'))")


def _refuse_unless_free(*, replace: bool) -> bool:
    """Raise ``CountyIsLoaded`` unless there is room; tells whether a county is to be removed."""
    if not _holds_records():
        return False
    if not replace or not LoadedCounty.objects.exists():
        raise CountyIsLoaded
    return True


def _holds_records() -> bool:
    """Whether somebody lives in this database already."""
    return (
        LoadedCounty.objects.exists()
        or apps.get_model("regions", "Region").objects.exists()
        or apps.get_model("enterprises", "Enterprise").objects.exists()
    )


def load_reference(book: Book) -> None:
    """Load the tables of laws, clocks, criteria, plans and roles that the apps bring."""
    for config in apps.get_app_configs():
        path = f"{config.name}.reference"
        if config.name.startswith("anlan.") and find_spec(path) is not None:
            import_module(path).load(book.actor)


def _announce() -> None:
    """Tell a running ingester that there are new points and rules."""
    from anlan.monitoring.devices.public import REGISTRY_CHANNEL

    announce_rules()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [REGISTRY_CHANNEL])


STEPS: tuple[tuple[str, Callable[[Book], None]], ...] = (
    ("reference tables", load_reference),
    ("territory", write_territory),
    ("organisations", write_organisations),
    ("enterprises", write_enterprises),
    ("dossiers", write_dossiers),
    ("risk", write_risk),
    ("installations", write_installations),
    ("permits", write_permits),
    ("ledgers", write_ledgers),
    ("hazards", write_hazards),
    ("devices", write_devices),
    ("device care", write_device_care),
    ("controllers", write_controllers),
    ("outstations", write_outstations),
    ("vehicles", write_vehicles),
    ("alarm rules", write_rules),
    ("forces", write_forces),
    ("preparedness", write_preparedness),
    ("road network", write_road_network),
    ("point plans", write_plans),
    ("planning document", write_planning),
    ("responsibility", write_responsibility),
    ("accidents", write_accidents),
    ("accounts", open_accounts),
    ("plans of units", write_unit_plans),
    ("commitments", write_commitments),
    ("roster", write_roster),
    ("duty log", write_duty_log),
    ("duty care", write_duty_care),
    ("history", write_history),
    ("alarm desk", write_alarm_desk),
    ("natural hazards", write_natural_hazards),
    ("intake", write_intake),
    ("drills", write_drills),
    ("scenes", write_scenes),
    ("indicators", write_indicators),
    ("campaigns", write_campaigns),
    ("oversight", write_oversight),
    ("patrols", write_patrols),
    ("chains", write_chains),
    ("assessment", write_assessment),
    ("demonstration units", write_accreditation),
    ("cross-checks", compare),
)
