"""``anlan web``: the web process."""

from __future__ import annotations

import os
import socket
from typing import Any

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--fd", type=int, help="An inherited listening socket, instead of host and port.")
@click.option("--workers", type=int, default=1, show_default=True, help="Processes.")
@click.option(
    "--behind", "proxies", help="Addresses of the proxy in front, whose word is believed."
)
def web(host: str, port: int, fd: int | None, workers: int, proxies: str | None) -> None:
    """Serve pages, API and live updates; its log goes where the application's log goes."""
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    if fd is not None and workers != 1:
        raise click.UsageError("--fd serves with one process: leave --workers away")
    options: dict[str, Any] = {
        "log_config": None,  # Django's settings decide: one JSON object a line
        "access_log": False,
        "lifespan": "off",
        "proxy_headers": proxies is not None,
        "forwarded_allow_ips": proxies,
        # Live updates are answers without an end: they are cut off after this.
        "timeout_graceful_shutdown": 3,
    }
    application = "anlan.config.asgi:application"
    if fd is None:
        uvicorn.run(application, host=host, port=port, workers=workers, **options)
    else:
        listener = socket.socket(fileno=fd)
        uvicorn.Server(uvicorn.Config(application, **options)).run(sockets=[listener])
