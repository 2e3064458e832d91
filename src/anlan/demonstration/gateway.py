"""The ways simulated vehicle terminals drive: those of the loaded county."""

from __future__ import annotations

from collections.abc import Mapping

from anlan.demonstration.generator.vehicles import DemoWay, fleet_of
from anlan.integrations.jt808.public import Route, register_routes


def route_of(way: DemoWay) -> Route:
    """Return a generated way as the terminals' simulator drives it."""
    return Route(way.line, way.speed_km_h, way.pause_s, way.haste)


def county_routes() -> Mapping[str, Route]:
    """Return the way of every vehicle of the loaded county; none without a county."""
    from anlan.demonstration.public import make_loaded_county

    county = make_loaded_county()
    if county is None:
        return {}
    return {vehicle.code: route_of(vehicle.way) for vehicle in fleet_of(county).vehicles}


register_routes(county_routes)
