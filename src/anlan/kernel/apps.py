"""How every app of the house registers itself."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

#: Modules an app may have; each registers its declarations when imported.
AUTOLOADED = (
    "permissions",  # actions and policies
    "states",  # state machines
    "audit_actions",  # sentences of the audit trail
    "events",
    "handlers",  # reactions to events of other apps
    "gateway",  # listeners for device protocols
    "tasks",  # background jobs and periodic tasks
    "topics",  # live topics and who may listen
    "panels",  # parts this app adds to pages of others
    "desk",  # what this app puts on the desks of the roles
    "navigation",  # entries of the main menu
    "layers",  # layers of the one map
    "search",  # what the search box finds
    "field",  # what can be done on the phone without signal
    "timelines",  # entries this app adds to the timelines of others
    "facts",  # what this app tells the cross-checks
    "transfer",  # import columns and export sheets
    "checks",  # Django system checks
)


class AnlanAppConfig(AppConfig):
    """Base of all app configurations: imports the declaration modules that exist."""

    default_auto_field = "django.db.models.BigAutoField"
    default = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        """Import the declarations of this app."""
        for module in AUTOLOADED:
            path = f"{self.name}.{module}"
            if find_spec(path) is not None:
                import_module(path)


class KernelConfig(AnlanAppConfig):
    """The framework's own app: events, state changes, jobs."""

    name = "anlan.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Import the declarations, and see to the catalogues and the database's extensions."""
        from anlan.kernel import extensions, translations

        translations.merge_catalogues()
        super().ready()
        extensions.connect()
