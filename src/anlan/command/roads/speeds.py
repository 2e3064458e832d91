"""The tables of speeds, capacities and names of classes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from anlan.command.roads.choices import CLASSES, PRIVILEGED
from anlan.kernel.tables import read_csv
from anlan_science.registry import Floats
from anlan_science.roads.network import RoadNetwork

DATA = Path(__file__).parent / "data"


@cache
def class_speeds(vehicle: str) -> Floats:
    """Return the speed of a vehicle on each class of road, shape (classes,). [m/s]"""
    found = {
        row["class"]: float(row["speed_km_h"])
        for row in read_csv(DATA / "speeds.csv")
        if row["vehicle"] == vehicle
    }
    return np.array([found[name] for name in CLASSES]) / 3.6


@cache
def class_capacities() -> Floats:
    """Return how many vehicles a second each class takes in one direction, shape (classes,)."""
    found = {
        row["class"]: float(row["vehicles_per_hour"]) for row in read_csv(DATA / "capacities.csv")
    }
    return np.array([found[name] for name in CLASSES]) / 3600.0


@cache
def class_words() -> dict[str, str]:
    """Return the class of a road by the words maps use."""
    return {row["word"]: row["class"] for row in read_csv(DATA / "osm_classes.csv")}


def passing_times(network: RoadNetwork, vehicle: str) -> Floats:
    """Return the time a vehicle needs for each road when nothing is closed. [s]

    A posted limit binds who is not on an urgent task. Infinite where it cannot drive.
    """
    number = np.array([CLASSES.index(name) for name in network.classes])
    speed = class_speeds(vehicle)[number[network.road_class]]
    if vehicle not in PRIVILEGED:
        speed = np.where(network.speed > 0.0, np.minimum(speed, network.speed), speed)
    times: Floats = np.divide(
        network.length, speed, out=np.full(network.roads, np.inf), where=speed > 0.0
    )
    return times
