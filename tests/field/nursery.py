"""A process that has loaded the platform and brings forth its web processes.

To load takes seconds of computing, and the tests kill one web process after another. What they kill
is a process of its own as ``anlan web`` makes it; it was only loaded before. Asked on its standard
input with the name of a log, it answers with the number of a new web process.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

import django

from anlan.operations.processes import PR_SET_PDEATHSIG


def main(port: str) -> None:
    """Collect the files, load the platform, then bring forth whenever asked."""
    django.setup(set_prefix=False)
    from django.core.management import call_command
    from django.db import connections

    # With hashes in their names, as in production; the middleware reads once what is there.
    call_command("collectstatic", interactive=False, verbosity=0)
    import anlan.config.asgi  # noqa: F401 all that a web process loads

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    connections.close_all()
    answer("ready")
    for log in sys.stdin:
        child = os.fork()
        if not child:
            serve(port, log.strip())
        answer(child)


def answer(word: object) -> None:
    """Say a line to whoever asked."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def serve(port: str, log: str) -> None:
    """Be the web process."""
    from anlan.operations.cli import cli

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for stream, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, stream)
        os.close(opened)
    os.dup2(1, 2)
    with contextlib.suppress(SystemExit):
        cli(["web", "--port", port], prog_name="anlan")
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
