"""The Sparkplug B payload as Protocol Buffers messages, built when the module is loaded.

Names, numbers and types of the fields are those of the published wire format (Eclipse Sparkplug
3.0.0, chapter 6, "Sparkplug B Payload"); the table is our own, so that no generated code and no
compiler is needed. Extensions are read past as unknown fields.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "anlan.sparkplug"

_FIELD = descriptor_pb2.FieldDescriptorProto
_KINDS = {
    "uint32": _FIELD.TYPE_UINT32,
    "uint64": _FIELD.TYPE_UINT64,
    "float": _FIELD.TYPE_FLOAT,
    "double": _FIELD.TYPE_DOUBLE,
    "bool": _FIELD.TYPE_BOOL,
    "string": _FIELD.TYPE_STRING,
    "bytes": _FIELD.TYPE_BYTES,
}

#: The numbered alternatives of a value; the position in a message differs, the order does not.
_VALUES = (
    ("int_value", "uint32"),
    ("long_value", "uint64"),
    ("float_value", "float"),
    ("double_value", "double"),
    ("boolean_value", "bool"),
    ("string_value", "string"),
)

#: message: fields as (name, number, type); ``*`` repeated, ``?`` one alternative of the value.
_MESSAGES: dict[str, tuple[tuple[str, int, str], ...]] = {
    "MetaData": (
        ("is_multi_part", 1, "bool"),
        ("content_type", 2, "string"),
        ("size", 3, "uint64"),
        ("seq", 4, "uint64"),
        ("file_name", 5, "string"),
        ("file_type", 6, "string"),
        ("md5", 7, "string"),
        ("description", 8, "string"),
    ),
    "PropertyValue": (
        ("type", 1, "uint32"),
        ("is_null", 2, "bool"),
        *((name, number, f"?{kind}") for number, (name, kind) in enumerate(_VALUES, 3)),
        ("propertyset_value", 9, "?PropertySet"),
        ("propertysets_value", 10, "?PropertySetList"),
    ),
    "PropertySet": (("keys", 1, "*string"), ("values", 2, "*PropertyValue")),
    "PropertySetList": (("propertyset", 1, "*PropertySet"),),
    "DataSetValue": tuple(
        (name, number, f"?{kind}") for number, (name, kind) in enumerate(_VALUES, 1)
    ),
    "DataSetRow": (("elements", 1, "*DataSetValue"),),
    "DataSet": (
        ("num_of_columns", 1, "uint64"),
        ("columns", 2, "*string"),
        ("types", 3, "*uint32"),
        ("rows", 4, "*DataSetRow"),
    ),
    "Parameter": (
        ("name", 1, "string"),
        ("type", 2, "uint32"),
        *((name, number, f"?{kind}") for number, (name, kind) in enumerate(_VALUES, 3)),
    ),
    "Template": (
        ("version", 1, "string"),
        ("metrics", 2, "*Metric"),
        ("parameters", 3, "*Parameter"),
        ("template_ref", 4, "string"),
        ("is_definition", 5, "bool"),
    ),
    "Metric": (
        ("name", 1, "string"),
        ("alias", 2, "uint64"),
        ("timestamp", 3, "uint64"),
        ("datatype", 4, "uint32"),
        ("is_historical", 5, "bool"),
        ("is_transient", 6, "bool"),
        ("is_null", 7, "bool"),
        ("metadata", 8, "MetaData"),
        ("properties", 9, "PropertySet"),
        *((name, number, f"?{kind}") for number, (name, kind) in enumerate(_VALUES, 10)),
        ("bytes_value", 16, "?bytes"),
        ("dataset_value", 17, "?DataSet"),
        ("template_value", 18, "?Template"),
    ),
    "Payload": (
        ("timestamp", 1, "uint64"),
        ("metrics", 2, "*Metric"),
        ("seq", 3, "uint64"),
        ("uuid", 4, "string"),
        ("body", 5, "bytes"),
    ),
}


def _build() -> dict[str, Any]:
    """Turn the table into message classes."""
    file = descriptor_pb2.FileDescriptorProto(
        name="anlan/sparkplug.proto", package=PACKAGE, syntax="proto2"
    )
    for message, fields in _MESSAGES.items():
        built = file.message_type.add(name=message)
        for name, number, written in fields:
            kind = written.lstrip("*?")
            field = built.field.add(name=name, number=number)
            field.label = (
                _FIELD.LABEL_REPEATED if written.startswith("*") else _FIELD.LABEL_OPTIONAL
            )
            if kind in _KINDS:
                field.type = _KINDS[kind]
            else:
                field.type = _FIELD.TYPE_MESSAGE
                field.type_name = f".{PACKAGE}.{kind}"
            if written.startswith("?"):
                if not built.oneof_decl:
                    built.oneof_decl.add(name="value")
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        message: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{message}"))
        for message in _MESSAGES
    }


MESSAGES = _build()
Payload = MESSAGES["Payload"]
