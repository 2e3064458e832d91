"""The catalogue for other systems."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.errors import NotVisible
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.public import find_chemical, list_chemicals

router = Router()


class ChemicalOut(Schema):
    """A substance; a value of null is unknown, never zero."""

    id: int
    cas: str
    name: str
    english_name: str
    un_number: str
    formula: str
    state: str
    hazards: list[str]
    first_actions: str
    molar_mass_g_mol: float | None
    lel_percent: float | None
    uel_percent: float | None
    flash_point_c: float | None
    boiling_point_c: float | None
    liquid_density_kg_m3: float | None
    vapour_density_air: float | None
    idlh_ppm: float | None
    oel_mac_mg_m3: float | None
    oel_twa_mg_m3: float | None
    oel_stel_mg_m3: float | None
    threshold_t: float | None


@router.get("/", response=list[ChemicalOut], summary="The catalogue of hazardous substances")
def chemicals(request: HttpRequest) -> list[ChemicalInfo]:
    """Return every substance of the catalogue."""
    return list_chemicals()


@router.get("/{cas}", response=ChemicalOut, summary="One substance by CAS number")
def chemical(request: HttpRequest, cas: str) -> ChemicalInfo:
    """Return the substance; 404 when it is not in the catalogue."""
    found = find_chemical(cas=cas[:20])
    if found is None:
        raise NotVisible
    return found
