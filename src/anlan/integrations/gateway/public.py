"""The door of the gateways: what a protocol needs to become one."""

from __future__ import annotations

from anlan.integrations.gateway.contracts import (
    BAD,
    GOOD,
    UNCERTAIN,
    BadFrame,
    Forwarder,
    ForwardingFailed,
    Gateway,
    GatewayContext,
    Sample,
)
from anlan.integrations.gateway.directory import Directory
from anlan.integrations.gateway.ending import end_tasks
from anlan.integrations.gateway.forwarder import BrokerForwarder
from anlan.integrations.gateway.outbox import Outbox
from anlan.integrations.gateway.registry import find_gateway, gateways, register_gateway
from anlan.integrations.gateway.simulation import (
    Line,
    SimulationContext,
    Simulator,
    find_simulator,
    register_simulator,
    simulators,
    talk_for_each,
    wire_value,
)
from anlan.integrations.gateway.stats import GatewayStats
from anlan.integrations.gateway.tcp import Limits, Peer, Session, TcpListener, serve_tcp

__all__ = [
    "BAD",
    "GOOD",
    "UNCERTAIN",
    "BadFrame",
    "BrokerForwarder",
    "Directory",
    "Forwarder",
    "ForwardingFailed",
    "Gateway",
    "GatewayContext",
    "GatewayStats",
    "Limits",
    "Line",
    "Outbox",
    "Peer",
    "Sample",
    "Session",
    "SimulationContext",
    "Simulator",
    "TcpListener",
    "end_tasks",
    "find_gateway",
    "find_simulator",
    "gateways",
    "register_gateway",
    "register_simulator",
    "serve_tcp",
    "simulators",
    "talk_for_each",
    "wire_value",
]
