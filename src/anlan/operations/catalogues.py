"""Translation catalogues: made from the sources, compiled, checked for gaps.

``python -m anlan.operations.catalogues compile|check|make``; needs Debian's gettext, not Django.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from anlan.operations.paths import PROJECT

SOURCES = PROJECT / "src"


def catalogues() -> list[Path]:
    """Every catalogue of the project."""
    return sorted(SOURCES.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Compile what is newer than its compiled form; the number of failures."""
    failures = 0
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(".mo.new")
        result = subprocess.run(
            ["msgfmt", "--check-format", "-o", str(draft), str(source)], check=False
        )
        if result.returncode == 0:
            draft.replace(target)
        else:
            failures += 1
    return failures


def check_all() -> int:
    """Report untranslated, doubtful and wrongly formatted messages; the number of bad catalogues."""
    bad = 0
    for source in catalogues():
        result = subprocess.run(
            ["msgfmt", "--check", "--statistics", "-o", "/dev/null", str(source)],
            capture_output=True,
            text=True,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            check=False,
        )
        gaps = re.search(r"fuzzy|untranslated", result.stderr)
        if result.returncode != 0 or gaps:
            bad += 1
            print(f"{source.relative_to(PROJECT)}: {result.stderr.strip()}", file=sys.stderr)
    return bad


def make_all() -> int:
    """Bring every application's catalogue up to date with its sources; the number of failures."""
    failures = 0
    django_admin = Path(sys.executable).with_name("django-admin")
    for folder in sorted({source.parents[2].parent for source in catalogues()}):
        result = subprocess.run(
            [str(django_admin), "makemessages", "-l", "zh_Hans", "--no-location"],
            cwd=folder,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        failures += result.returncode != 0
    return failures + compile_all()


def main() -> int:
    """Do what the one argument says."""
    actions = {"compile": compile_all, "check": check_all, "make": make_all}
    return 1 if actions[sys.argv[1]]() else 0


if __name__ == "__main__":
    sys.exit(main())
