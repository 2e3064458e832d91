"""Translation catalogues: made from the sources, compiled, checked for gaps.

``python -m anlan.operations.catalogues compile|check|make``; needs Debian's gettext, not Django.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from anlan.operations.paths import PROJECT

SOURCES = PROJECT / "src"


def catalogues(sources: Path = SOURCES) -> list[Path]:
    """Every catalogue of the project."""
    return sorted(sources.glob("**/locale/*/LC_MESSAGES/django.po"))


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
    """Report what is untranslated, doubtful or malformed; the number of bad catalogues.

    The sources are read anew in a copy, so that texts missing from a catalogue are found too.
    """
    bad = 0
    for folder in without_catalogue():
        bad += 1
        print(f"{folder.relative_to(PROJECT)}: texts to translate, no catalogue", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="anlan-messages-") as scratch:
        copy = Path(scratch) / "src"
        left_out = shutil.ignore_patterns("__pycache__", "static", "data", "tests", "*.mo")
        shutil.copytree(SOURCES, copy, ignore=left_out)
        bad += collect(copy)
        for source in catalogues(copy):
            result = subprocess.run(
                ["msgfmt", "--check-format", "--statistics", "-o", "/dev/null", str(source)],
                capture_output=True,
                text=True,
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                check=False,
            )
            if result.returncode != 0 or re.search(r"fuzzy|untranslated", result.stderr):
                bad += 1
                print(f"src/{source.relative_to(copy)}: {result.stderr.strip()}", file=sys.stderr)
                for text in untranslated(source):
                    print(f"    {text}", file=sys.stderr)
    return bad


def without_catalogue() -> list[Path]:
    """Applications that have texts to translate and no catalogue."""
    return [
        apps.parent
        for apps in sorted(SOURCES.glob("**/apps.py"))
        if not (apps.parent / "locale").exists()
        and any("gettext" in path.read_text() for path in apps.parent.rglob("*.py"))
    ]


def untranslated(catalogue: Path) -> list[str]:
    """The texts of a catalogue that have no certain translation."""
    result = subprocess.run(
        ["msgattrib", "--no-wrap", "--no-obsolete", "--untranslated", str(catalogue)],
        capture_output=True,
        text=True,
        check=False,
    )
    texts = re.findall(r'^msgid "(.+)"$', result.stdout, re.MULTILINE)
    return texts[:20]


def collect(sources: Path) -> int:
    """Bring every catalogue below a folder up to date with its application; the failures."""
    django_admin = Path(sys.executable).with_name("django-admin")
    # With settings at hand each of the many calls would load the whole platform.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}

    def collect_one(folder: Path) -> int:
        result = subprocess.run(
            [str(django_admin), "makemessages", "-l", "zh_Hans", "--no-location"],
            cwd=folder,
            env=environment,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        return int(result.returncode != 0)

    folders = sorted(folder.parent for folder in sources.glob("**/locale") if folder.is_dir())
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return sum(pool.map(collect_one, folders))


def make_all() -> int:
    """Bring every application's catalogue up to date with its sources; the number of failures."""
    for folder in without_catalogue():
        (folder / "locale").mkdir()
    return collect(SOURCES) + compile_all()


def main() -> int:
    """Do what the one argument says."""
    actions = {"compile": compile_all, "check": check_all, "make": make_all}
    return 1 if actions[sys.argv[1]]() else 0


if __name__ == "__main__":
    sys.exit(main())
