"""Pages of the catalogue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages import Facet, ListPage, ObjectPage, fact, fact_group
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.chemicals.tables import ChemicalTable


class ChemicalListPage(ListPage):
    """The catalogue."""

    model = Chemical
    table_class = ChemicalTable
    search_fields = ("search_text",)
    search_placeholder = _("Name, pinyin, CAS or UN number")
    facets = (Facet("state", _("physical state")),)
    ordering = ("name",)


class ChemicalPage(ObjectPage):
    """The data sheet of one substance."""

    model = Chemical
    breadcrumbs: ClassVar = ((_("Chemicals"), "chemicals:list"),)

    def number(self, obj: Chemical) -> str:
        """The CAS number."""
        return f"CAS {obj.cas}"

    def get_subtitle(self, obj: Chemical) -> str:
        """English name and hazards."""
        return " · ".join([part for part in (obj.english_name, *obj.hazard_labels) if part])

    def facts(self, obj: Chemical) -> list[dict[str, Any]]:
        """First actions, identity, figures with their sources."""
        figures = []
        for name, unit in Chemical.UNITS.items():
            value = getattr(obj, name)
            source = obj.source_of(name)
            is_doubtful = value is not None and not source.get("is_verified")
            figures.append(
                fact(
                    Chemical._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                    f"{value:g}" if value is not None else None,
                    unit=unit if value is not None else "",
                    source=source.get("source", ""),
                    help=_("not yet checked against the primary text") if is_doubtful else "",
                )
            )
        return [
            fact_group(_("First actions"), fact(_("what to do"), obj.first_actions, wide=True)),
            fact_group(
                _("Identity"),
                fact(_("formula"), obj.formula),
                fact(_("UN number"), obj.un_number),
                fact(_("physical state"), obj.get_state_display()),
                fact(_("hazards"), "、".join(obj.hazard_labels)),
            ),
            fact_group(_("Properties"), *figures),
        ]
