"""Map layers as declarations: every app says what of its own the one map shows, and to whom.

A layer is a model with a geometry; what is drawn is always ``visible(actor)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.db.models import Expression, F, Model, QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.policy import policy_of

Fact = tuple[Message, Any]
#: One line of a legend: official level (0 quiet, None not known) and its word.
LegendEntry = tuple[int | None, Message]


@dataclass(frozen=True)
class MapLayer:
    """One layer: ``properties`` maps what the map is told (name, level, kind, state) to paths.

    ``narrow`` keeps only rows worth drawing (open alarms); ``facts`` fills the detail beside the
    map; ``people`` names a path whose sum is shown when an area is asked about. ``by_level`` draws
    points in the colour and shape of their level instead of the layer's icon. A layer with a
    ``data_url`` is sent as GeoJSON from there instead of in tiles, its areas leading to rows of
    ``model`` by ``id``; ``hours_url`` tells the hours to choose from; ``style`` "graded" fills
    areas by level, 0 quiet, without level hatched. Events of the model's app change the layer, and
    those of the apps it ``follows``.
    """

    id: str
    title: Message
    group: Message
    model: str
    geometry: str = "location"
    shape: Literal["point", "line", "polygon"] = "point"
    properties: Mapping[str, str | Expression] = field(default_factory=dict)
    narrow: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    facts: Callable[[Any, Actor], Iterable[Fact]] | None = None
    people: str = ""
    follows: tuple[str, ...] = ()
    icon: str = "point"
    min_zoom: int = 0
    is_shown: bool = True
    in_queries: bool = True
    by_level: bool = False
    style: Literal["", "graded"] = ""
    data_url: Callable[[], str] | None = None
    hours_url: Callable[[], str] | None = None
    legend: Callable[[], Iterable[LegendEntry]] | None = None
    order: int = 100

    @property
    def model_class(self) -> type[Model]:
        """The model behind the layer."""
        return apps.get_model(self.model)

    @property
    def changed_by(self) -> list[str]:
        """Apps whose events change what the layer shows."""
        return sorted({self.model.partition(".")[0], *self.follows})

    def permitted(self, actor: Actor) -> bool:
        """Whether this actor may see anything of the layer."""
        policy = policy_of(self.model_class)
        return (policy.public and not actor.is_anonymous) or actor.has(policy.view)

    def rows(self, actor: Actor) -> QuerySet[Any]:
        """Return the rows this actor sees on the map."""
        rows: QuerySet[Any] = policy_of(self.model_class).visible(actor)
        rows = rows.exclude(**{f"{self.geometry}__isnull": True}).order_by()
        return self.narrow(rows) if self.narrow else rows

    def annotations(self) -> dict[str, Expression | F]:
        """Return the properties as query expressions under private names."""
        return {
            f"map_{name}": F(path) if isinstance(path, str) else path
            for name, path in self.properties.items()
        }


#: Keeps of a layer's rows those that a list shows under the query of a request.
ListFilter = Callable[[QuerySet[Any], Any], QuerySet[Any]]

_layers: dict[str, MapLayer] = {}
_filters: dict[str, ListFilter] = {}


def register_layers(*layers: MapLayer) -> None:
    """Add layers to the one map."""
    for layer in layers:
        _layers[layer.id] = layer


def register_layer_filter(layer_id: str, keep: ListFilter) -> None:
    """Let a list become a layer: its filters narrow the layer's tiles."""
    _filters[layer_id] = keep


def filtered(x: MapLayer, rows: QuerySet[Any], request: Any) -> QuerySet[Any]:
    """Return the rows of a layer that the list of the same noun would show for this request."""
    keep = _filters.get(x.id)
    return keep(rows, request) if keep else rows


def layer(layer_id: str) -> MapLayer | None:
    """Return a layer by id."""
    return _layers.get(layer_id)


def layers_for(actor: Actor) -> list[MapLayer]:
    """Return the layers this actor may see, in their order."""
    return sorted((x for x in _layers.values() if x.permitted(actor)), key=lambda x: x.order)
