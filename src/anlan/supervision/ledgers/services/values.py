"""From what was entered to what is kept: checks by kind, and the columns a row is found by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from anlan.base.organisations.public import find_organisation
from anlan.base.regions.public import region_at
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, Message
from anlan.kernel.policy import visible
from anlan.kernel.search_text import search_text
from anlan.supervision.chemicals.public import get_chemical
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.packs.format import DUE_RULE
from anlan.supervision.ledgers.services.periods import add_period

#: Length of what a list shows and is sorted by.
TITLE_CHARACTERS = 200
PHONE = re.compile(r"^[0-9+()（）\-—转 ,，、;；]{5,60}$")
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EnterpriseKey:
    """What a row takes over from its enterprise."""

    id: int
    name: str
    region: str
    organisation_id: int
    sector: str
    location: Any = None


@dataclass(slots=True)
class Surroundings:
    """What is looked up once for a whole table: the actor's enterprises and regions."""

    actor: Actor
    _enterprises: dict[int, EnterpriseKey | None] = field(default_factory=dict)
    _regions: dict[str, str | None] = field(default_factory=dict)
    _home: str | None = None

    def remember(self, ids: Iterable[int]) -> None:
        """Look up several enterprises at once."""
        wanted = [pk for pk in ids if pk not in self._enterprises]
        if not wanted:
            return
        model = apps.get_model("enterprises.Enterprise")
        rows = visible(model, self.actor).filter(pk__in=wanted)
        for pk in wanted:
            self._enterprises[pk] = None
        for row in rows.values_list(
            "pk", "name", "region_id", "organisation_id", "sector_id", "location"
        ):
            self._enterprises[row[0]] = EnterpriseKey(*row)

    def enterprise(self, pk: int) -> EnterpriseKey | None:
        """A visible enterprise by its key."""
        if pk not in self._enterprises:
            self.remember([pk])
        return self._enterprises[pk]

    def region(self, code: str) -> str | None:
        """The code of a region that exists."""
        if code not in self._regions:
            found = apps.get_model("regions.Region")._default_manager.filter(pk=code)
            self._regions[code] = code if found.exists() else None
        return self._regions[code]

    def home(self) -> str:
        """Where a row lies that names no place: the actor's own area, else the county."""
        if self._home is None:
            self._home = self._find_home()
        return self._home

    def _find_home(self) -> str:
        regions = apps.get_model("regions.Region")._default_manager
        for grant in self.actor.grants:
            if grant.scope.kind == "region":
                found = regions.filter(code__startswith=grant.scope.value).order_by("code").first()
                if found is not None:
                    return str(found.pk)
        if self.actor.organisation_id is not None:
            organisation = find_organisation(self.actor.organisation_id)
            if organisation is not None:
                return organisation.region_code
        county = regions.filter(level="county").order_by("code").first() or regions.first()
        if county is None:
            raise InvalidInput(_("There is no region yet: load the regions first."))
        return str(county.pk)


def fields_of(ledger: Ledger) -> list[LedgerField]:
    """The columns in use, in their order."""
    return [f for f in ledger.fields.all() if not f.is_retired]


def clean(
    ledger: Ledger,
    fields: Sequence[LedgerField],
    given: Given,
    around: Surroundings,
    *,
    row: LedgerRow | None = None,
) -> LedgerRow:
    """Return the row with checked values and its own columns set, not saved.

    ``given`` maps keys to values; keys that are absent leave the stored value alone. Raises
    ``InvalidInput`` naming every field that is wrong.
    """
    row = row or LedgerRow(ledger=ledger)
    values = dict(row.values)
    wrong: dict[str, Message] = {}
    known = {f.key for f in fields}
    for key in given:
        if key not in known:
            wrong[key] = _("This ledger has no such field.")
    for column in fields:
        if column.key in given:
            try:
                value = clean_value(column, given[column.key], around)
            except InvalidInput as error:
                wrong[column.key] = str(error)
                continue
            if value is None:
                values.pop(column.key, None)
            else:
                values[column.key] = value
        if column.is_required and column.kind != "file" and column.key not in values:
            wrong.setdefault(column.key, _("This is needed."))
    if wrong:
        raise InvalidInput(fields=wrong)
    row.values = values
    promote(row, ledger, fields, around)
    return row


def clean_value(column: LedgerField, value: Any, around: Surroundings) -> Any:
    """Check one value by its kind; None when there is nothing."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "" or value == []:
        return None
    return _CLEANERS[column.kind](column, value, around)


def _text(column: LedgerField, value: Any, around: Surroundings) -> str:
    text = str(value).replace("\x00", "")
    limit = 4000 if column.kind == "long" else 500
    if len(text) > limit:
        raise InvalidInput(_("At most %(n)s characters.") % {"n": limit})
    return text


def _phone(column: LedgerField, value: Any, around: Surroundings) -> str:
    text = str(value)
    if not PHONE.match(text):
        raise InvalidInput(_("Write a telephone number, such as 0475-8888888."))
    return text


def _number(column: LedgerField, value: Any, around: Surroundings) -> float | int:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InvalidInput(_("Write a number.")) from None
    if number != number or number in (float("inf"), float("-inf")):
        raise InvalidInput(_("Write a number."))
    if column.minimum is not None and number < column.minimum:
        raise InvalidInput(_("At least %(n)s.") % {"n": f"{column.minimum:g}"})
    if column.maximum is not None and number > column.maximum:
        raise InvalidInput(_("At most %(n)s.") % {"n": f"{column.maximum:g}"})
    return int(number) if number == int(number) else number


def _date(column: LedgerField, value: Any, around: Surroundings) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise InvalidInput(_("Write the day as 2026-11-21.")) from None


def _choice(column: LedgerField, value: Any, around: Surroundings) -> str:
    if value not in column.options:
        raise InvalidInput(
            _("“%(value)s” is not one of: %(words)s")
            % {"value": value, "words": "、".join(column.options)}
        )
    return str(value)


def _yes_no(column: LedgerField, value: Any, around: Surroundings) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) in ("是", "true", "True", "1"):
        return True
    if str(value) in ("否", "false", "False", "0"):
        return False
    raise InvalidInput(_("Write yes (是) or no (否)."))


def _enterprise(column: LedgerField, value: Any, around: Surroundings) -> int:
    try:
        found = around.enterprise(int(value))
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise InvalidInput(_("There is no such enterprise in your area."))
    return found.id


def _region(column: LedgerField, value: Any, around: Surroundings) -> str:
    found = around.region(str(value))
    if found is None:
        raise InvalidInput(_("There is no such region."))
    return found


def _place(column: LedgerField, value: Any, around: Surroundings) -> dict[str, Any]:
    try:
        longitude, latitude = float(value["longitude"]), float(value["latitude"])
    except (TypeError, ValueError, KeyError):
        raise InvalidInput(_("Give longitude and latitude.")) from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(_("These coordinates are not on the globe."))
    name = str(value.get("name") or "")[:120]
    return {"name": name, "longitude": longitude, "latitude": latitude}


def _file(column: LedgerField, value: Any, around: Surroundings) -> list[int]:
    if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
        raise InvalidInput(_("Files are added on the page of the row."))
    return value


def _chemical(column: LedgerField, value: Any, around: Surroundings) -> dict[str, Any]:
    wanted = value.get("id") if isinstance(value, Mapping) else value
    try:
        found = get_chemical(int(str(wanted)))
    except Exception:
        raise InvalidInput(_("There is no such chemical in the register.")) from None
    return {"id": found.id, "name": found.name, "cas": found.cas}


_CLEANERS = {
    "text": _text,
    "long": _text,
    "person": _text,
    "phone": _phone,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "enterprise": _enterprise,
    "region": _region,
    "place": _place,
    "file": _file,
    "chemical": _chemical,
}


def promote(
    row: LedgerRow, ledger: Ledger, fields: Sequence[LedgerField], around: Surroundings
) -> None:
    """Set the columns by which a row is sorted, filtered, mapped, found and recognised."""
    values = row.values
    by_kind = {f.kind: values.get(f.key) for f in fields if f.kind in ("region", "place")}
    chosen = next((values.get(f.key) for f in fields if f.kind == "enterprise"), None)
    enterprise = around.enterprise(int(chosen)) if chosen is not None else None
    row.enterprise_id = enterprise.id if enterprise else None
    row.sector_id = enterprise.sector if enterprise else None
    place = by_kind.get("place")
    row.location = Point(place["longitude"], place["latitude"], srid=4326) if place else None
    if row.location is None and enterprise is not None:
        row.location = enterprise.location
    if enterprise is not None:
        row.organisation_id = enterprise.organisation_id
    elif row.organisation_id is None:
        row.organisation_id = around.actor.organisation_id
    region = by_kind.get("region") or (enterprise.region if enterprise else None)
    if region is None and place is not None:
        found = region_at(place["longitude"], place["latitude"])
        region = found.code if found else None
    row.region_id = region or row.region_id or around.home()
    row.title = (_spoken(fields, ledger.title_key, values, enterprise) or ledger.name)[
        :TITLE_CHARACTERS
    ]
    row.is_done = is_settled(ledger, fields, values)
    row.due_on = due_day(ledger, values)
    row.marks = marks_of(ledger.pk, fields, values)
    row.unique_key = unique_key(fields, values)
    texts = [
        str(values[f.key])
        for f in fields
        if f.key in values and f.kind in ("text", "long", "person", "choice") and not f.is_sensitive
    ]
    texts += [v["name"] for v in values.values() if isinstance(v, dict) and v.get("name")]
    row.search_text = search_text(
        row.title, enterprise.name if enterprise else "", *(text[:200] for text in texts)
    )


def _spoken(
    fields: Sequence[LedgerField], key: str, values: Given, enterprise: EnterpriseKey | None
) -> str:
    column = next((f for f in fields if f.key == key), None)
    value = values.get(key)
    if column is None or value is None:
        return ""
    if column.kind == "enterprise":
        return enterprise.name if enterprise else ""
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return str(value)


def is_settled(ledger: Ledger, fields: Sequence[LedgerField], values: Given) -> bool:
    """Whether the row says that nothing remains to be done."""
    rule = ledger.done_when
    if not rule:
        return False
    value = values.get(rule["field"])
    if isinstance(value, bool):
        value = "是" if value else "否"
    return value is not None and str(value) in rule["values"]


def due_day(ledger: Ledger, values: Given) -> date | None:
    """When the row is due by the rule of its ledger."""
    rule = DUE_RULE.match(ledger.due_rule) if ledger.due_rule else None
    value = values.get(rule["field"]) if rule else None
    if rule is None or not value:
        return None
    day = date.fromisoformat(value)
    if not rule["every"]:
        return day
    if rule["unit"] == "day":
        return day + timedelta(days=int(rule["every"]))
    return add_period(day, int(rule["every"]), rule["unit"])


def marks_of(ledger_id: int, fields: Sequence[LedgerField], values: Given) -> list[str]:
    """One mark for each chosen word: what facets filter by."""
    found = []
    for column in fields:
        value = values.get(column.key)
        if column.kind == "choice" and value:
            found.append(mark(ledger_id, column.key, value))
        elif column.kind == "yes_no" and value is not None:
            found.append(mark(ledger_id, column.key, "是" if value else "否"))
    return found


def mark(ledger_id: int, key: str, word: str) -> str:
    """The mark of one chosen word."""
    return f"{ledger_id}:{key}={word}"[:200]


def unique_key(fields: Sequence[LedgerField], values: Given) -> str:
    """What a row is recognised by on import: all unique fields together; empty without them."""
    keys = [f.key for f in fields if f.is_unique]
    if not keys:
        return ""
    parts = [_key_part(values.get(key, "")) for key in keys]
    if not any(parts):
        return ""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _key_part(value: Any) -> str:
    """A value as a row is recognised by it; a chemical by its key in the register."""
    if isinstance(value, Mapping):
        value = value.get("id") or value.get("name", "")
    return str(value).strip().casefold()
