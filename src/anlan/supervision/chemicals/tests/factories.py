"""Substances for tests of every app."""

from __future__ import annotations

from typing import Any

import factory

from anlan.supervision.chemicals.models import Chemical


class ChemicalFactory(factory.django.DjangoModelFactory):
    """Chlorine, the toxic gas of most stories."""

    class Meta:
        model = Chemical
        django_get_or_create = ("cas",)

    cas = "7782-50-5"
    name = "氯(液氯)"
    english_name = "chlorine"
    un_number = "1017"
    formula = "Cl2"
    state = "liquefied_gas"
    hazards = ["toxic_gas", "oxidiser"]
    molar_mass_g_mol = 70.906
    idlh_ppm = 10.0
    threshold_t = 5.0

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Chemical:
        chemical: Chemical = super()._create(model_class, *args, **kwargs)
        chemical.refresh_search_text()
        chemical.save(update_fields=["search_text"])
        return chemical


def access_world(samples):
    """Read a chemical by its CAS number."""
    return {"chemicals/": {"cas": samples[Chemical].cas}}
