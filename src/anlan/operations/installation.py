"""One installation as a whole: which database, which broker, which environment its programs get."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from anlan.operations.broker import PrivateBroker
from anlan.operations.paths import PROJECT, Layout
from anlan.operations.postgres import PrivatePostgres
from anlan.operations.supervisor import find_supervisor, read_state

DEFAULT_COUNTY = "龙游县"
DEFAULT_DATABASE = "anlan"


class Installation:
    """The services and settings that belong to one variable folder.

    ``DATABASE_URL`` and ``ANLAN_MQTT_URL`` in the environment win over the private services.
    """

    def __init__(self, layout: Layout | None = None) -> None:
        self.layout = layout or Layout.from_environment()
        self.postgres = PrivatePostgres(self.layout)
        self.broker = PrivateBroker(self.layout)

    @property
    def external_database(self) -> str | None:
        """The address of a database server somebody else looks after."""
        return os.environ.get("DATABASE_URL") or None

    @property
    def external_broker(self) -> str | None:
        """The address of a broker somebody else looks after."""
        return os.environ.get("ANLAN_MQTT_URL") or None

    # Which county ---------------------------------------------------------------------------

    @property
    def _county_file(self) -> Path:
        return self.layout.var / "county.txt"

    @property
    def county(self) -> str:
        """The county shown last, else the one the environment names, else the usual one."""
        try:
            return self._county_file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return os.environ.get("ANLAN_COUNTY") or DEFAULT_COUNTY

    def choose_county(self, county: str) -> None:
        """Show this county from now on; each county has a database of its own."""
        self.layout.prepare()
        self._county_file.write_text(county + "\n", encoding="utf-8")

    @property
    def database(self) -> str:
        """The private database of the chosen county: ``anlan``, ``anlan_jizhouqu`` …"""
        return database_name(self.county)

    # What programs are told --------------------------------------------------------------------

    def environment(
        self,
        *,
        database_url: str | None = None,
        broker_url: str | None = None,
        base_url: str | None = None,
    ) -> dict[str, str]:
        """The environment of the platform's programs; what the operator has set stays."""
        environment = dict(os.environ)
        environment["ANLAN_VAR"] = str(self.layout.var)
        environment["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
        if not self.external_database:
            environment.setdefault("ANLAN_DEMO", "1")
        environment["ANLAN_COUNTY"] = self.county
        environment["PYTHONUNBUFFERED"] = "1"
        if database_url:
            environment["DATABASE_URL"] = database_url
        if broker_url:
            environment["ANLAN_MQTT_URL"] = broker_url
        base_url = base_url or read_state(self.layout).get("address")
        if base_url:
            environment.setdefault("ANLAN_BASE_URL", base_url)
        return environment

    @contextlib.contextmanager
    def session(self) -> Iterator[dict[str, str]]:
        """The environment for one command, with a database for as long as it takes."""
        broker_url = self.external_broker
        if broker_url is None and self.broker.running is not None:
            broker_url = self.broker.url("ingest")
        if self.external_database:
            yield self.environment(broker_url=broker_url)
        else:
            with self.postgres.session(self.database) as database_url:
                yield self.environment(database_url=database_url, broker_url=broker_url)

    @property
    def is_up(self) -> bool:
        """Whether a supervisor is looking after this installation."""
        return find_supervisor(self.layout) is not None


def database_name(county: str) -> str:
    """The name of a county's private database."""
    if county == DEFAULT_COUNTY:
        return DEFAULT_DATABASE
    import re

    from pypinyin import lazy_pinyin

    plain = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(county)).lower())
    return f"{DEFAULT_DATABASE}_{plain}"[:60]


def manage(*arguments: str) -> list[str]:
    """The command line of a management command, run by this very Python."""
    return [sys.executable, "-m", "django", *arguments]


def project_folder() -> Path:
    """Where the programs run: the checkout when there is one, so that relative paths hold."""
    return PROJECT
