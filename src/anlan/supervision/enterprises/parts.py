"""The parts of a dossier, declared once a noun: services, form, table, filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Model, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet, SavedFilter, Table
from anlan.supervision.enterprises import part_forms, part_tables
from anlan.supervision.enterprises.choices import KEY_POST_KINDS, SPECIAL_EQUIPMENT_KINDS, StageKind
from anlan.supervision.enterprises.filters import township_names
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    Equipment,
    Insurance,
    Licence,
    ProcessUnit,
    Project,
    Standardisation,
)
from anlan.supervision.enterprises.services import holdings, papers, projects


@dataclass(frozen=True)
class Part:
    """A noun of the dossier: its address, its services, its form, its table."""

    name: str
    path: str
    model: type[Model]
    table: type[Table]
    form: type[Any]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]
    id_argument: str
    group: str
    day: str = ""
    facets: tuple[Facet, ...] = ()
    tabs: tuple[SavedFilter, ...] = ()
    search: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    importer: str = ""
    wants_people: bool = False
    empty: Message = ""

    @property
    def list_name(self) -> str:
        """URL name of the list."""
        return f"enterprises:{self.plural}"

    @property
    def plural(self) -> str:
        """The list's name: the plural, or where it is the same word, with “list” behind."""
        return self.path if self.path != self.name else f"{self.path}_list"


def due_filters(day: str) -> tuple[SavedFilter, ...]:
    """Saved filters over a last day: passed, within 30, within 90 days."""

    def until(days: int) -> Callable[[Actor], Q]:
        def condition(actor: Actor) -> Q:
            today = clock.today()
            return Q(**{f"{day}__gte": today, f"{day}__lte": today + timedelta(days=days)})

        return condition

    return (
        SavedFilter(
            "expired",
            gettext_lazy("Expired"),
            lambda actor: Q(**{f"{day}__lt": clock.today()}),
            counted=True,
            level=1,
        ),
        SavedFilter("d30", gettext_lazy("Within 30 days"), until(30), counted=True, level=3),
        SavedFilter("d90", gettext_lazy("Within 90 days"), until(90), counted=True),
    )


TOWNSHIP = Facet(
    "township",
    gettext_lazy("township"),
    expression=Left("enterprise__region_id", 9),
    lookup="enterprise__region__code__startswith",
    labels=township_names,
)
KIND = Facet("kind", gettext_lazy("kind"))
ALL = SavedFilter("all", gettext_lazy("All"))
REVIEW = SavedFilter(
    "review",
    gettext_lazy("Review overdue"),
    lambda actor: Q(review_due_on__lt=clock.today()),
    counted=True,
    level=2,
)

PARTS: tuple[Part, ...] = (
    Part(
        "certificate",
        "certificates",
        Certificate,
        part_tables.CertificateTable,
        part_forms.CertificateForm,
        papers.add_certificate,
        papers.update_certificate,
        papers.remove_certificate,
        "certificate_id",
        "people",
        day="valid_to",
        facets=(KIND, TOWNSHIP),
        tabs=(
            REVIEW,
            SavedFilter("key_posts", gettext_lazy("Key posts"), Q(kind__in=KEY_POST_KINDS)),
        ),
        search=("search_text", "enterprise__search_text"),
        related=("person",),
        importer="certificates",
        wants_people=True,
        empty=gettext_lazy(
            "Certificates of the people of an enterprise are entered in its dossier."
        ),
    ),
    Part(
        "licence",
        "licences",
        Licence,
        part_tables.LicenceTable,
        part_forms.LicencePartForm,
        holdings.add_licence,
        papers.update_licence,
        papers.remove_licence,
        "licence_id",
        "papers",
        day="valid_to",
        facets=(TOWNSHIP,),
        search=("number", "kind", "enterprise__search_text"),
        importer="licences",
        empty=gettext_lazy("Licences are entered in the dossier of their enterprise."),
    ),
    Part(
        "insurance",
        "insurances",
        Insurance,
        part_tables.InsuranceTable,
        part_forms.InsuranceForm,
        papers.add_insurance,
        papers.update_insurance,
        papers.remove_insurance,
        "insurance_id",
        "papers",
        day="valid_to",
        facets=(Facet("insurer", gettext_lazy("insurer")), TOWNSHIP),
        search=("number", "insurer", "enterprise__search_text"),
        importer="insurances",
        empty=gettext_lazy("Policies are entered in the dossier of their enterprise."),
    ),
    Part(
        "standardisation",
        "standardisations",
        Standardisation,
        part_tables.StandardisationTable,
        part_forms.StandardisationForm,
        papers.add_standardisation,
        papers.update_standardisation,
        papers.remove_standardisation,
        "standardisation_id",
        "papers",
        day="valid_to",
        facets=(Facet("grade", gettext_lazy("standardisation grade")), TOWNSHIP),
        search=("number", "enterprise__search_text"),
        empty=gettext_lazy("Grades are entered in the dossier of their enterprise."),
    ),
    Part(
        "agency_service",
        "agency-services",
        AgencyService,
        part_tables.AgencyServiceTable,
        part_forms.AgencyServiceForm,
        papers.add_agency_service,
        papers.update_agency_service,
        papers.remove_agency_service,
        "agency_service_id",
        "papers",
        day="valid_to",
        facets=(KIND, TOWNSHIP),
        search=("agency_name", "enterprise__search_text"),
        empty=gettext_lazy("Agency services are entered in the dossier of their enterprise."),
    ),
    Part(
        "equipment",
        "equipment",
        Equipment,
        part_tables.EquipmentTable,
        part_forms.EquipmentPartForm,
        holdings.add_equipment,
        papers.update_equipment,
        papers.remove_equipment,
        "equipment_id",
        "plant",
        day="next_inspection_on",
        facets=(KIND, Facet("use", gettext_lazy("use")), TOWNSHIP),
        tabs=(
            SavedFilter(
                "special", gettext_lazy("Special equipment"), Q(kind__in=SPECIAL_EQUIPMENT_KINDS)
            ),
        ),
        search=("name", "registration_number", "enterprise__search_text"),
        importer="equipment",
        wants_people=True,
        empty=gettext_lazy("Equipment is entered in the dossier of its enterprise."),
    ),
    Part(
        "holding",
        "dangerous-goods",
        ChemicalHolding,
        part_tables.HoldingTable,
        part_forms.HoldingPartForm,
        holdings.add_holding,
        papers.change_holding,
        holdings.remove_holding,
        "holding_id",
        "plant",
        facets=(
            Facet("container_kind", gettext_lazy("kind of vessel")),
            Facet("role", gettext_lazy("use in the process")),
            TOWNSHIP,
        ),
        tabs=(
            SavedFilter(
                "over",
                gettext_lazy("Above the largest amount"),
                Q(quantity_t__gt=F("design_quantity_t")),
                counted=True,
                level=1,
            ),
        ),
        search=("container", "chemical__name", "enterprise__search_text"),
        related=("chemical",),
        empty=gettext_lazy("Chemicals are entered in the dossier of their enterprise."),
    ),
    Part(
        "process",
        "processes",
        ProcessUnit,
        part_tables.ProcessTable,
        part_forms.ProcessForm,
        projects.add_process,
        projects.update_process,
        projects.remove_process,
        "process_id",
        "plant",
        day="hazop_due_on",
        facets=(Facet("automation", gettext_lazy("automatic control")), TOWNSHIP),
        tabs=(
            SavedFilter(
                "key", gettext_lazy("Processes under key supervision"), Q(process__isnull=False)
            ),
        ),
        search=("name", "process__name", "enterprise__search_text"),
        related=("process",),
        empty=gettext_lazy("Process units are entered in the dossier of their enterprise."),
    ),
    Part(
        "project",
        "projects",
        Project,
        part_tables.ProjectTable,
        part_forms.ProjectForm,
        projects.add_project,
        projects.update_project,
        projects.remove_project,
        "project_id",
        "projects",
        facets=(KIND, TOWNSHIP),
        tabs=(
            SavedFilter(
                "open",
                gettext_lazy("Not accepted yet"),
                Q(stages__kind=StageKind.ACCEPTANCE, stages__done_on__isnull=True),
                counted=True,
            ),
        ),
        search=("name", "enterprise__search_text"),
        empty=gettext_lazy("Construction projects are entered in the dossier of their enterprise."),
    ),
)


def part_of(name: str) -> Part:
    """A part by its name."""
    return next(part for part in PARTS if part.name == name)
