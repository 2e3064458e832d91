"""The calculation step by step, what changed since the one before, and deciding a vessel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.pages import ChangePage, ObjectPage, fact, fact_group
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.installations.choices import StandardTable
from anlan.supervision.installations.forms import DecideForm
from anlan.supervision.installations.matching import NONE, match_vessel
from anlan.supervision.installations.models import (
    IdentificationRun,
    Installation,
    InstallationHolding,
    StandardValue,
)
from anlan.supervision.installations.permissions import KEEP
from anlan.supervision.installations.selectors.standard import read_tables
from anlan.supervision.installations.services.identification import grade_word
from anlan.supervision.installations.services.installations import decide_holding

#: The rule of the county that says who counts.
COUNT_EMPLOYEES = "count_employees"
BREADCRUMBS = ((gettext_lazy("Major hazard installations"), "installations:list"),)


def area_words(basis: str) -> str:
    """From what the 500 m were drawn."""
    return {
        "boundary": _("from the plant boundary"),
        "vessels": _("from the outermost vessels of the unit (no plant boundary is drawn)"),
        "point": _("from the point of the unit (no plant boundary is drawn)"),
    }.get(basis, _("nowhere: the plant has no place on the map"))


def differences(run: IdentificationRun, before: IdentificationRun | None) -> list[str]:
    """Return in words what a run found otherwise than the one before."""
    if before is None:
        return []
    found = []
    old = {line["holding_id"]: line for line in before.lines}
    new = {line["holding_id"]: line for line in run.lines}
    for key in sorted(new.keys() - old.keys()):
        words = {"vessel": new[key]["container"], "amount": f"{new[key]['quantity_t']:g}"}
        found.append(_("added: %(vessel)s, %(amount)s t") % words)
    for key in sorted(old.keys() - new.keys()):
        found.append(_("removed: %(vessel)s") % {"vessel": old[key]["container"]})
    for key in sorted(new.keys() & old.keys()):
        for field, label in (
            ("quantity_t", "q"),
            ("threshold_t", "Q"),
            ("beta", "β"),
            ("state", _("state")),
        ):
            if new[key][field] != old[key][field]:
                found.append(
                    f"{new[key]['container']}: {label} {old[key][field]} → {new[key][field]}"
                )
    for label, was, now in (
        (_("people"), before.people, run.people),
        ("α", before.alpha, run.alpha),
        ("S", round(before.s_index, 3), round(run.s_index, 3)),
        ("R", round(before.r_index, 3), round(run.r_index, 3)),
    ):
        if was != now:
            found.append(f"{label}: {was:g} → {now:g}")
    if before.grade != run.grade:
        found.append(f"{grade_word(before.grade)} → {grade_word(run.grade)}")
    if before.standard_version != run.standard_version:
        found.append(_("the tables were changed or confirmed"))
    return found


def counting_rule(run: IdentificationRun) -> dict[str, Any]:
    """Whom α counts: permanent residents only, or the employees of neighbours as well; and why.

    A run made under other tables is told apart by what it counted: its own numbers say which rule
    it followed.
    """
    rule = StandardValue.objects.filter(table=StandardTable.RULE, code=COUNT_EMPLOYEES).first()
    residents = sum(i["people"] for i in run.counted if i["kind"] != "employees")
    employees = sum(i["people"] for i in run.counted if i["kind"] == "employees")
    with_employees = bool(rule and rule.value)
    if employees and not run.is_people_corrected:
        with_employees = run.people == residents + employees
    return {
        "label": _("permanent residents, protected places and employees of neighbours")
        if with_employees
        else _("permanent residents and protected places only"),
        "residents": residents,
        "employees": employees,
        "with_employees": with_employees,
        "note": rule.clause if rule else "",
        "is_verified": bool(rule and rule.is_verified),
        "url": rule.get_absolute_url() if rule else "",
        "is_changed": rule is not None and bool(rule.value) != with_employees,
    }


def small_map(unit: Installation, run: IdentificationRun) -> dict[str, Any] | None:
    """The area and the people counted on a small map."""
    if unit.exposure_area is None:
        return None
    import json

    west, south, east, north = unit.exposure_area.extent
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [i["longitude"], i["latitude"]]},
            "properties": {"label": f"{i['name']} {i['people']}"},
        }
        for i in run.counted
    ]
    return {
        "id": "people-map",
        "mode": "panel",
        "visible": ["installations"],
        "focus": {"bounds": [west, south, east, north]},
        "overlays": [
            {
                "id": "exposure-area",
                "title": _("Area in which people are counted"),
                "kind": "zone",
                "level": run.grade,
                "data": {
                    "type": "FeatureCollection",
                    "features": [
                        {
                            "type": "Feature",
                            "geometry": json.loads(unit.exposure_area.geojson),
                            "properties": {},
                        }
                    ],
                },
            },
            {
                "id": "counted",
                "title": _("People counted around"),
                "kind": "point",
                "data": {"type": "FeatureCollection", "features": points},
            },
        ],
    }


class RunPage(ObjectPage):
    """One calculation, as it can be checked by hand."""

    model = IdentificationRun
    template = "installations/run.html"
    select_related = ("installation__enterprise",)
    breadcrumbs = BREADCRUMBS

    def get_title(self, obj: IdentificationRun) -> str:
        """What was calculated."""
        return _("Calculation: %(name)s") % {"name": obj.installation}

    def get_subtitle(self, obj: IdentificationRun) -> str:
        """Whose."""
        return f"{obj.installation.enterprise} · {obj.trigger}"

    def level(self, obj: IdentificationRun) -> int | None:
        """The level found."""
        return obj.grade

    def note(self, obj: IdentificationRun) -> Mapping[str, Any] | None:
        """Whether a newer one holds."""
        newest = IdentificationRun.objects.filter(installation=obj.installation_id).first()
        if newest is not None and newest.pk != obj.pk:
            return {"text": _("A newer calculation has taken its place."), "tone": "warning"}
        return None

    def facts(self, obj: IdentificationRun) -> list[dict[str, Any]]:
        """Result and circumstances."""
        return [
            fact_group(
                _("Result"),
                fact("S", f"{obj.s_index:.4f}"),
                fact("R", f"{obj.r_index:.4f}"),
                fact(_("result"), grade_word(obj.grade)),
                fact(
                    _("with the undecided at their strictest"),
                    f"S {obj.s_upper:.3f} · R {obj.r_upper:.3f} · {grade_word(obj.grade_upper)}"
                    if obj.s_upper != obj.s_index
                    else None,
                    wide=True,
                ),
            ),
            fact_group(
                _("Circumstances"),
                fact(pgettext("calculation", "made at"), None, at=obj.made_at),
                fact(pgettext("calculation", "made by"), obj.made_by),
                fact(_("model"), f"{obj.model_id}", help=_("not verified in the primary text")),
                fact(_("version of the tables"), obj.standard_version),
                fact(_("checksum of the inputs"), obj.checksum[:16]),
            ),
        ]

    def timeline(self, obj: IdentificationRun) -> None:
        """A stored calculation never changes."""
        return None

    def own_verbs(self, obj: IdentificationRun) -> Iterable[Verb]:
        """Back to the unit; correct the people."""
        unit = obj.installation
        yield Verb("unit", _("To the installation"), unit.get_absolute_url(), method="get")
        if policy_of(unit).can(self.actor, KEEP, unit):
            yield Verb(
                "people",
                _("Correct the people"),
                reverse("installations:people", args=[unit.pk]),
                method="get",
                icon="users",
            )
            yield Verb(
                "boundary",
                _("Draw the plant boundary"),
                reverse("installations:boundary", args=[unit.pk]),
                method="get",
                icon="map-pin",
            )
            if obj.is_people_corrected:
                yield Verb(
                    "withdraw",
                    _("Withdraw the correction"),
                    reverse("installations:withdraw_people", args=[unit.pk]),
                    needs_reason=True,
                )

    def describe(self, obj: IdentificationRun) -> dict[str, Any]:
        """Add the steps."""
        before = (
            IdentificationRun.objects.filter(installation=obj.installation_id, pk__lt=obj.pk)
            .order_by("-pk")
            .first()
        )
        correction = None
        if obj.is_people_corrected:
            correction = obj.installation.people_corrections.filter(
                made_at__lte=obj.made_at
            ).first()
        weighted = sum(line["weighted"] or 0.0 for line in obj.lines)
        return {
            **super().describe(obj),
            "lines": obj.lines,
            "weighted": weighted,
            "run": obj,
            "area": area_words(obj.area_basis),
            "counted": obj.counted,
            "correction": correction,
            "warnings": obj.warnings,
            "differences": differences(obj, before),
            "before": before,
            "map": small_map(obj.installation, obj),
            "steps": read_tables().steps,
            "counting": counting_rule(obj),
            "words": {"undecided": _("to be decided"), "outside": _("outside tables 1 and 2")},
        }


class DecidePage(ChangePage):
    """Decide which row a vessel falls under."""

    model = InstallationHolding
    permission = KEEP
    title = gettext_lazy("Which row does this vessel fall under?")
    breadcrumbs = BREADCRUMBS
    form_class = DecideForm
    law = gettext_lazy("GB 18218-2018, 4.1.2 and 4.2.3")
    success_text = gettext_lazy("Decided; the level was calculated anew.")

    def form(self, **data: Any) -> DecideForm:
        """Candidates first, then every class, then outside."""
        tables = read_tables()
        firm = get_enterprise(self.obj.installation.enterprise_id, self.actor)
        vessel = next(h for h in firm.chemicals if h.id == self.obj.holding_id)
        chemical = list_chemicals([vessel.chemical_id])[0]
        match = match_vessel(chemical, vessel.container_kind, "", "", tables)
        rows = [("", _("by the rules"))]
        rows += [(c.key, f"★ {c.label} · {c.threshold_t:g} t") for c in match.candidates]
        rows.append((NONE, _("outside tables 1 and 2")))
        known = {key for key, _label in rows}
        named = tables.by_cas.get(chemical.cas, [])
        rows += [
            (f"1:{r.code}", f"{r.label} · {r.threshold_t:g} t")
            for r in named
            if f"1:{r.code}" not in known
        ]
        rows += [
            (symbol, f"{symbol} {r.hazard_class} {r.name} · {r.threshold_t:g} t")
            for symbol, r in tables.classes.items()
            if symbol not in known
        ]
        initial = {"decision": self.obj.decision, "reason": self.obj.decision_reason}
        self.subtitle = f"{vessel.container} · {vessel.name} · CAS {vessel.cas} · {match.note}"
        return DecideForm(rows=rows, initial=initial, **data)

    def get_cancel_url(self) -> str:
        """Back to the unit."""
        address: str = self.obj.installation.get_absolute_url()
        return address

    def success_url(self, saved: Any) -> str:
        """Back to the unit."""
        return self.get_cancel_url()

    def save(self, form: DecideForm) -> InstallationHolding:
        """Call the service."""
        return decide_holding(member_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
