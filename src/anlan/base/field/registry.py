"""What the apps have declared for the field: commands, lists and shared choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anlan.base.field.contracts import FieldChoices, FieldCommand, FieldList

#: The sentences of an app by key, in the language of the page.
Sentences = Callable[[], Mapping[str, str]]

_commands: dict[str, FieldCommand] = {}
_lists: dict[str, FieldList] = {}
_choices: dict[str, FieldChoices] = {}
_parts: dict[str, tuple[str, str]] = {}
_sentences: list[Sentences] = []


def register_field_command(command: FieldCommand) -> None:
    """Make a command known; its name is unique over the platform (``hazards.report``)."""
    if command.name in _commands and _commands[command.name] != command:
        raise ValueError(f"field command {command.name} is registered twice")
    _commands[command.name] = command


def register_field_list(field_list: FieldList) -> None:
    """Put a list into the day pack; its name is unique (``hazards.to_rectify``)."""
    if field_list.name in _lists and _lists[field_list.name] != field_list:
        raise ValueError(f"field list {field_list.name} is registered twice")
    _lists[field_list.name] = field_list


def register_field_choices(choices: FieldChoices) -> None:
    """Share a list of answers between questions; named there as ``@name``."""
    if choices.name in _choices and _choices[choices.name] != choices:
        raise ValueError(f"field choices {choices.name} are registered twice")
    _choices[choices.name] = choices


def register_field_part(name: str, url_name: str, permission: str) -> None:
    """Let the app load something of its own, kept on the phone with its time: its page ``name``."""
    _parts[name] = (url_name, permission)


def register_field_sentences(sentences: Sentences) -> None:
    """Give the app on the phone the sentences of a page of its own."""
    if sentences not in _sentences:
        _sentences.append(sentences)


def all_parts() -> dict[str, tuple[str, str]]:
    """Return name → (name of the address, permission)."""
    return dict(_parts)


def all_sentences() -> dict[str, str]:
    """Return the sentences of all apps."""
    return {key: text for provider in _sentences for key, text in provider().items()}


def find_command(name: str) -> FieldCommand | None:
    """Return a command by name."""
    return _commands.get(name)


def all_commands() -> tuple[FieldCommand, ...]:
    """Return the commands in the order of their names."""
    return tuple(_commands[name] for name in sorted(_commands))


def all_lists() -> tuple[FieldList, ...]:
    """Return the lists as they follow each other on the phone."""
    return tuple(sorted(_lists.values(), key=lambda one: (one.order, one.name)))


def all_choices() -> tuple[FieldChoices, ...]:
    """Return the shared lists of answers."""
    return tuple(_choices[name] for name in sorted(_choices))
