"""Ending tasks that may overlook that they were told to end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any


async def end_tasks(tasks: Iterable[asyncio.Future[Any]], *, again_after_s: float = 0.5) -> None:
    """Cancel tasks until they have ended.

    ``asyncio.wait_for`` of Python 3.11 loses a cancellation that comes in the same moment as its
    result; libraries use it, and a task may go on as if nothing had been said.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _done, left = await asyncio.wait(left, timeout=again_after_s)
