"""The sketches of running incidents on the one map."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from anlan.command.scene.choices import Symbol, Tool
from anlan.command.scene.selectors.sketch import LEVELS, caption
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.layers import Fact, MapLayer, register_layers

RUNNING = ("open", "responding", "controlled")


def _present(*tools: str) -> Callable[[QuerySet[Any]], QuerySet[Any]]:
    def narrow(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(
            tool__in=tools, removed_at__isnull=True, scene__incident__state__in=RUNNING
        )

    return narrow


def _facts(element: Any, actor: Actor) -> Iterable[Fact]:
    yield _("meaning"), caption(element)
    yield _("author"), element.author_name
    yield _("drawn at"), element.drawn_at
    yield _("incident"), element.scene.title


_NAME = Coalesce(
    NullIf(F("label"), Value("")),
    Case(
        *(When(symbol=s.value, then=Value(str(s.label))) for s in Symbol),
        default=Value(""),
        output_field=CharField(),
    ),
)
_LEVEL = Case(
    *(When(symbol=symbol.value, then=Value(level)) for symbol, level in LEVELS.items()),
    default=Value(0),
    output_field=IntegerField(),
)

_SHAPES: tuple[tuple[str, Message, Literal["point", "line", "polygon"], tuple[Tool, ...]], ...] = (
    ("sketch_areas", _("Sketches: areas"), "polygon", (Tool.AREA,)),
    ("sketch_lines", _("Sketches: lines"), "line", (Tool.LINE, Tool.ARROW)),
    ("sketch_points", _("Sketches: symbols"), "point", (Tool.SYMBOL, Tool.TEXT)),
)
register_layers(
    *(
        MapLayer(
            id=name,
            title=title,
            group=_("Command"),
            model="scene.SketchElement",
            geometry="geometry",
            shape=shape,
            properties={"name": _NAME, "level": _LEVEL, "kind": "symbol"},
            narrow=_present(*tools),
            facts=_facts,
            icon="map-pin",
            in_queries=False,
            order=order,
        )
        for order, (name, title, shape, tools) in enumerate(_SHAPES, 15)
    )
)
