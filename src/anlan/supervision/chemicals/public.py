"""The door to the chemical catalogue. It is public inside the platform, so no actor is asked."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.kernel.errors import NotVisible
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.models import Chemical


def describe_chemical(chemical: Chemical) -> ChemicalInfo:
    """Turn a record into what others may know."""
    return ChemicalInfo(
        id=chemical.pk,
        cas=chemical.cas,
        name=chemical.name,
        english_name=chemical.english_name,
        un_number=chemical.un_number,
        formula=chemical.formula,
        state=chemical.state,
        hazards=tuple(chemical.hazards),
        hazard_labels=tuple(chemical.hazard_labels),
        first_actions=chemical.first_actions,
        url=chemical.get_absolute_url(),
        **{name: getattr(chemical, name) for name in Chemical.UNITS},
    )


def get_chemical(chemical_id: int) -> ChemicalInfo:
    """Return a substance; raises ``NotVisible`` when there is none."""
    found = Chemical.objects.filter(pk=chemical_id).first()
    if found is None:
        raise NotVisible
    return describe_chemical(found)


def find_chemical(*, cas: str = "", name: str = "") -> ChemicalInfo | None:
    """Return the substance with this CAS number or exact name, None when unknown."""
    wanted = {"cas": cas} if cas else {"name": name}
    found = Chemical.objects.filter(**wanted).first()
    return describe_chemical(found) if found else None


def list_chemicals(ids: Iterable[int] | None = None) -> list[ChemicalInfo]:
    """Return all substances, or those with these ids, by name."""
    rows = Chemical.objects.all() if ids is None else Chemical.objects.filter(pk__in=list(ids))
    return [describe_chemical(chemical) for chemical in rows]
