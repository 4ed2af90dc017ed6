"""The JSON Schemas, where the module that reads them is installed."""

import json
import pathlib

import pytest

try:
    import jsonschema
except ImportError:
    jsonschema = None

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "harness" / "subject" / "schema"


class _Absent:
    """In place of a validator: what a test checks besides the schema, it still checks."""

    def validate(self, value):
        pass

    def is_valid(self, value):
        pytest.skip("jsonschema is not installed")


def validator(file, definition=None):
    if jsonschema is None:
        return _Absent()
    checker = jsonschema.FormatChecker()
    checker.checks("octets")(
        lambda value: not isinstance(value, str) or all(c <= "\xff" for c in value)
    )
    schema = json.loads((FOLDER / file).read_text())
    if definition is not None:
        schema = {"$ref": "#/definitions/" + definition, "definitions": schema["definitions"]}
    return jsonschema.Draft7Validator(schema, format_checker=checker)


def messages(definition):
    return validator("shim-protocol.schema.json", definition)
