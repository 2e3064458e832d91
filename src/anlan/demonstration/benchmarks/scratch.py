"""A database that exists only for a measurement, on the server the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.test import override_settings

from anlan.kernel.sessions import leave_pool

#: No worker listens to the scratch database, no static files need to be collected for it, and the
#: test client calls itself ``testserver``.
QUIET = {
    "ANLAN_JOBS": "memory",
    "ALLOWED_HOSTS": ["testserver"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


@contextmanager
def scratch_database(name: str, *, migrate: bool = True) -> Iterator[None]:
    """Work in a new database ``name`` inside the block; it is dropped afterwards.

    ``migrate=False`` makes the tables straight from the models.
    """
    own = connection.settings_dict["NAME"]
    connections.close_all()
    # A pool would keep connections to the database that is about to be dropped.
    former = dict(connection.settings_dict["OPTIONS"])
    leave_pool()
    connection.settings_dict["TEST"].update(NAME=name, MIGRATE=migrate)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(**QUIET):
            yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)
        connection.settings_dict["OPTIONS"] = former
