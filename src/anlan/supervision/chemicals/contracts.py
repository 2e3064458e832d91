"""What other apps are told of a chemical."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChemicalInfo:
    """A substance with the values that alarms and consequence models need; None is unknown."""

    id: int
    cas: str
    name: str
    english_name: str
    un_number: str
    formula: str
    state: str
    hazards: tuple[str, ...]
    hazard_labels: tuple[str, ...]
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
    url: str
