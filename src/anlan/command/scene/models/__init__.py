"""What is kept about a scene."""

from __future__ import annotations

from anlan.command.scene.models.evacuation import Evacuation, EvacuationAnswer
from anlan.command.scene.models.means import CommunicationMeans, MeansCheck
from anlan.command.scene.models.position import ScenePosition
from anlan.command.scene.models.scene import Scene, SceneEntry
from anlan.command.scene.models.sketch import SketchChange, SketchElement, SketchPeriod

__all__ = [
    "CommunicationMeans",
    "Evacuation",
    "EvacuationAnswer",
    "MeansCheck",
    "Scene",
    "SceneEntry",
    "ScenePosition",
    "SketchChange",
    "SketchElement",
    "SketchPeriod",
]
