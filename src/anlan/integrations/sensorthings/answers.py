"""Building answers: sets, single entities, expanded links, data arrays, links to the next page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from anlan.integrations.sensorthings.arrays import keep
from anlan.integrations.sensorthings.constants import MOST_ENTITIES, MOST_POINTS, STATEMENT_MS
from anlan.integrations.sensorthings.database import condition, expression_of
from anlan.integrations.sensorthings.entities import ENTITIES, EntityType
from anlan.integrations.sensorthings.errors import BadQuery
from anlan.integrations.sensorthings.observations import find_observations
from anlan.integrations.sensorthings.options import Options
from anlan.kernel.actor import Actor
from anlan.monitoring.devices.public import Quantity, visible_points

Json = dict[str, Any]


@dataclass(slots=True)
class Page:
    """Entities of a set, and whether there are more."""

    rows: list[Any]
    has_more: bool = False
    count: int | None = None


@dataclass(slots=True)
class Answer:
    """Everything one request needs: who asks, where the service is, how much was read already."""

    actor: Actor
    root: str
    entities: int = 0
    _quantities: list[str] | None = field(default=None)

    # Reading ------------------------------------------------------------------------------------

    def rows(self, entity: EntityType, parent: tuple[EntityType, Any, str] | None) -> Any:
        """Return the visible rows of a set, those of its parent when it has one."""
        if entity.base is None:
            return parent
        found = entity.base(self.actor)
        if parent is not None:
            owner, obj, link = parent
            found = owner.links[link].rows(found, obj)
        return found.select_related(*entity.select_related) if entity.select_related else found

    def page(
        self,
        entity: EntityType,
        options: Options,
        parent: tuple[EntityType, Any, str] | None = None,
    ) -> Page:
        """Return the page of a set that is asked for."""
        if entity.name == "Observation":
            return self._observations(options, parent)
        if entity.name == "ObservedProperty":
            return self._observed(options, parent)
        return self._records(entity, self.rows(entity, parent), options)

    def _records(self, entity: EntityType, rows: QuerySet[Any], options: Options) -> Page:
        with bounded():
            if options.filter is not None:
                rows = rows.filter(condition(entity, options.filter))
            count = rows.count() if options.count else None
            order = []
            for path, descends in options.order:
                found = expression_of(entity, path).expression
                order.append(found.desc() if descends else found.asc())
            rows = rows.order_by(*order, F("pk").asc())
            page = list(rows[options.skip : options.skip + options.top + 1])
        has_more = len(page) > options.top and options.top > 0
        return Page(page[: options.top], has_more, count)

    def _observed(self, options: Options, parent: tuple[EntityType, Any, str] | None) -> Page:
        """Kinds of quantity: those of visible points."""
        if parent is not None:
            quantities = [parent[1].quantity]
        else:
            if self._quantities is None:
                with bounded():
                    used = visible_points(self.actor).values_list("quantity", flat=True).distinct()
                    self._quantities = sorted(used)
            quantities = self._quantities
        columns = {
            "id": np.array(quantities, object),
            "name": np.array([str(Quantity(q).label) for q in quantities], object),
        }
        kept = keep(columns, len(quantities), options.filter)
        found = [q for q, stays in zip(quantities, kept, strict=True) if stays]
        if options.order:
            path, descends = options.order[0]
            if path.parts[-1] not in ("id", "name", "@iot.id"):
                raise BadQuery("observed properties are ordered by id or name")
            by_name = path.parts[-1] == "name"
            found.sort(key=lambda q: str(Quantity(q).label) if by_name else q, reverse=descends)
        page = found[options.skip : options.skip + options.top]
        has_more = len(found) > options.skip + options.top and options.top > 0
        return Page(page, has_more, len(found) if options.count else None)

    def _observations(self, options: Options, parent: tuple[EntityType, Any, str] | None) -> Page:
        points = visible_points(self.actor)
        if parent is not None:
            owner, obj, _link = parent
            points = (
                points.filter(pk=obj.pk)
                if owner.name == "Datastream"
                else points.filter(device_id=obj.pk)
            )
        with bounded():
            ids = dict(points.order_by("pk").values_list("pk", "device_id")[: MOST_POINTS + 1])
            found = find_observations(list(ids), options, ids)
        return Page(found.rows, found.has_more, found.count)

    # Writing ------------------------------------------------------------------------------------

    def url(self, entity: EntityType, obj: Any) -> str:
        """Return the address of an entity."""
        key = entity.properties["id"].show(obj)
        written = f"'{quote(key, safe='')}'" if isinstance(key, str) else str(key)
        return f"{self.root}/{entity.plural}({written})"

    def describe(self, entity: EntityType, obj: Any, options: Options) -> Json:
        """Return one entity as JSON, with its links and what is expanded."""
        self.entities += 1
        if self.entities > MOST_ENTITIES:
            raise BadQuery("too many entities in one answer: lower $top or expand less")
        url = self.url(entity, obj)
        wanted = set(options.select)
        everything = not wanted
        told: Json = {}
        if everything or wanted & {"id", "@iot.id"}:
            told["@iot.id"] = entity.properties["id"].show(obj)
        told["@iot.selfLink"] = url
        for name, found in entity.properties.items():
            if name == "id" or "/" in name or not (everything or name in wanted):
                continue
            told[name] = found.show(obj)
        for name in entity.links:
            if name in options.expand:
                told |= self._expanded(entity, obj, name, options.expand[name], url)
            elif everything or name in wanted:
                told[f"{name}@iot.navigationLink"] = f"{url}/{name}"
        if unknown := [name for name in options.expand if name not in entity.links]:
            raise BadQuery(f"{entity.name} has no link '{unknown[0][:40]}'")
        return told

    def _expanded(
        self, entity: EntityType, obj: Any, name: str, options: Options, url: str
    ) -> Json:
        link = entity.links[name]
        target = ENTITIES[link.target]
        page = self.page(target, options, (entity, obj, name))
        if not link.many:
            return {name: self.describe(target, page.rows[0], options) if page.rows else None}
        told: Json = {name: [self.describe(target, row, options) for row in page.rows]}
        if page.count is not None:
            told[f"{name}@iot.count"] = page.count
        if page.has_more:
            query = urlencode({"$top": options.top, "$skip": options.skip + options.top})
            told[f"{name}@iot.nextLink"] = f"{url}/{name}?{query}"
        return told

    def collection(
        self, entity: EntityType, page: Page, options: Options, address: str, query: Sequence[Any]
    ) -> Json:
        """Return a set as JSON with the link to its next page."""
        told: Json = {}
        if page.count is not None:
            told["@iot.count"] = page.count
        if page.has_more:
            kept = [(name, value) for name, value in query if name not in ("$skip", "$top")]
            following = [
                *kept,
                ("$top", str(options.top)),
                ("$skip", str(options.skip + options.top)),
            ]
            told["@iot.nextLink"] = f"{address}?{urlencode(following)}"
        if options.result_format == "dataArray":
            if entity.name != "Observation":
                raise BadQuery("data arrays are for observations")
            told["value"] = self.data_arrays(page.rows, options)
        else:
            told["value"] = [self.describe(entity, row, options) for row in page.rows]
        return told

    def data_arrays(self, rows: Iterable[Any], options: Options) -> list[Json]:
        """Return observations as one array for each datastream."""
        entity = ENTITIES["Observation"]
        names = [
            name
            for name in ("id", "phenomenonTime", "resultTime", "result", "resultQuality")
            if not options.select or name in options.select
        ]
        groups: dict[int, list[list[Any]]] = {}
        for row in rows:
            values = [entity.properties[name].show(row) for name in names]
            groups.setdefault(row.point_id, []).append(values)
        return [
            {
                "Datastream@iot.navigationLink": f"{self.root}/Datastreams({point_id})",
                "components": names,
                "dataArray@iot.count": len(values),
                "dataArray": values,
            }
            for point_id, values in groups.items()
        ]


class bounded:
    """A question to the database with a time limit; what it cannot compute is told as a question
    that was not understood."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
        self.atomic.__exit__(kind, error, trace)
        if isinstance(error, OperationalError) and "statement timeout" in str(error):
            raise BadQuery("this question takes too long: ask for less") from error
        if isinstance(error, DataError):
            raise BadQuery("this cannot be computed: a number or time out of range") from error


def service_root(root: str, conformance: Sequence[str]) -> Json:
    """Return what stands at the root: the sets and what the interface can do."""
    return {
        "value": [
            {"name": entity.plural, "url": f"{root}/{entity.plural}"}
            for entity in ENTITIES.values()
        ],
        "serverSettings": {"conformance": list(conformance)},
    }


__all__ = ["Answer", "Page", "bounded", "service_root"]
