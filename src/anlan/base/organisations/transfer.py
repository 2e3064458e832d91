"""People as a table: import with preview. Phones are personal data and never exported in clear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.models import Organisation, Person
from anlan.base.organisations.permissions import CHANGE_PERSON
from anlan.base.organisations.services import create_person, update_person
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.transfer import (
    CellError,
    Importer,
    LookupColumn,
    TextColumn,
    register_import,
)


def find_organisation(text: str, actor: Actor) -> int | None:
    """An organisation of one's area by its code, or by its name when only one has it."""
    rows = visible(Organisation, actor).filter(is_active=True)
    by_code = rows.filter(code=text).first()
    if by_code is not None:
        return by_code.pk
    found = list(rows.filter(name=text)[:2])
    if len(found) > 1:
        raise CellError(
            gettext("several organisations are called “%(value)s”: write the code")
            % {"value": text}
        )
    return found[0].pk if found else None


class EmailColumn(TextColumn):
    """An e-mail address."""

    def clean(self, value: str, actor: Actor) -> str:
        """Check its form."""
        try:
            validate_email(value)
        except ValidationError:
            raise CellError(gettext("this is not an e-mail address")) from None
        return super().clean(value, actor)


COLUMNS = (
    TextColumn(
        "name", _("name"), required=True, max_length=50, aliases=("姓名",), example="演示张三"
    ),
    LookupColumn(
        "organisation_id",
        _("organisation"),
        required=True,
        find=find_organisation,
        aliases=("单位", "所在单位", "工作单位"),
        help=_("code of the organisation, or its name when only one has it"),
        example="演示县应急管理局",
    ),
    TextColumn("title", _("job title"), max_length=100, aliases=("职务",), example="科员"),
    TextColumn(
        "phone",
        _("mobile phone"),
        max_length=30,
        is_sensitive=True,
        aliases=("手机", "手机号", "手机号码", "联系电话"),
        example="00012345678",
    ),
    TextColumn("office_phone", _("office phone"), max_length=30, aliases=("办公电话",)),
    EmailColumn("email", _("e-mail"), aliases=("邮箱", "电子邮箱")),
)


def find(values: Mapping[str, Any], actor: Actor) -> Person | None:
    """The person of that name in that organisation, if one may see it."""
    rows = visible(Person, actor).filter(
        name=values["name"], organisation_id=values["organisation_id"], is_active=True
    )
    return rows.first()


def export(actor: Actor) -> Iterator[Sequence[Any]]:
    """The contact book in the columns of the import; the mobile phone is left out."""
    rows = visible(Person, actor).filter(is_active=True).select_related("organisation")
    for person in rows.order_by("organisation__code", "sort_order", "pk").iterator(500):
        yield (
            person.name,
            person.organisation.code,
            person.title,
            None,
            person.office_phone,
            person.email,
        )


PEOPLE = register_import(
    Importer(
        name="people",
        title=_("People"),
        permission=CHANGE_PERSON,
        columns=COLUMNS,
        find=find,
        create=lambda values, actor: create_person(actor=actor, **values),
        update=lambda person, values, actor: update_person(
            person_id=person.pk, actor=actor, **values
        ),
        export=export,
        list_url_name="organisations:contacts",
        help=_("One row a person; name and organisation tell them apart."),
    )
)
