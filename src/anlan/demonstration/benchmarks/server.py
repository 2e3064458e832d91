"""A database server that exists only for a measurement, configured as one in service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

from anlan.operations.postgres import PrivatePostgres
from anlan.operations.temporary import temporary_layout

_PLACE = ("HOST", "PORT", "USER", "PASSWORD", "NAME")


@contextmanager
def durable_server() -> Iterator[None]:
    """Work on a server of our own inside the block: commits are on disk when they return.

    Settings are those of a private installation (``anlan.operations``), none switched off.
    """
    from anlan.config.settings import database

    with temporary_layout() as layout:
        postgres = PrivatePostgres(layout, durable=True)
        postgres.start(dies_with_parent=True)
        try:
            postgres.ensure_database()
            connections.close_all()
            former = {name: connection.settings_dict[name] for name in _PLACE}
            own = database(postgres.url())
            connection.settings_dict.update({name: own[name] for name in _PLACE})
            try:
                yield
            finally:
                connections.close_all()
                connection.settings_dict.update(former)
        finally:
            postgres.stop()
