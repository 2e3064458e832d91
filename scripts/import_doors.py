"""An import-linter contract: an application is entered only through its doors.

An application (``anlan.<floor>.<name>``) may import from another only what that one offers:
its doors, listed in ``.importlinter``, which uses this. References for types only count as well.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Every import from one application into another ends at one of the doors."""

    floors = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    exempt_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import of the project once."""
        floors = {str(floor) for floor in self.floors}  # type: ignore[attr-defined]
        doors = {str(door) for door in self.doors}  # type: ignore[attr-defined]
        exempt = {str(name) for name in self.exempt_importers or ()}  # type: ignore[attr-defined]
        wrong = []
        for imported in sorted(graph.modules):
            owner = application(imported, floors)
            if owner is None or imported.removeprefix(owner + ".").split(".")[0] in doors:
                continue
            for importer in sorted(graph.find_modules_that_directly_import(imported)):
                visitor = application(importer, floors)
                if visitor in (None, owner) or exempt & set(importer.split(".")):
                    continue
                details = graph.get_import_details(importer=importer, imported=imported)
                lines = [detail["line_number"] for detail in details]
                wrong.append((importer, imported, lines))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name every import that climbs through a window."""
        for importer, imported, lines in check.metadata["wrong"]:
            numbers = ", ".join(f"l.{line}" for line in lines)
            output.print_error(f"{importer} imports {imported} ({numbers})", bold=False)
        output.new_line()
        output.print("Offer what is needed in the other application's public.py.")


def application(module: str, floors: set[str]) -> str | None:
    """The application a module belongs to: ``anlan.base.regions`` for anything inside it."""
    parts = module.split(".")
    if len(parts) < 3 or ".".join(parts[:2]) not in floors:
        return None
    return ".".join(parts[:3])
