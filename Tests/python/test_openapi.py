"""The REST API's description: valid OpenAPI 3.1, and what it says of an event is so."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from running import ROOT

DOCUMENT = json.loads((ROOT / "Sources/GatewayService/openapi.json").read_text())


def test_the_description_is_valid():
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_every_operation_is_complete():
    names = set()
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"] and operation["tags"], where
            assert operation["operationId"] not in names, where
            names.add(operation["operationId"])
            ok = [status for status in operation["responses"] if status.startswith("2")]
            assert len(ok) == 1, where
            if path != "/openapi.json":
                assert "401" in operation["responses"] and "503" in operation["responses"], where


def test_every_fault_is_a_problem():
    for operations in DOCUMENT["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    continue
                name = response.get("$ref", "").rpartition("/")[2]
                response = DOCUMENT["components"]["responses"][name] if name else response
                assert list(response["content"]) == ["application/problem+json"], status


@pytest.mark.parametrize("event, fits", [
    (DOCUMENT["components"]["schemas"]["Event"]["example"], True),
    ({"deployment_id": "d", "request_id": "r", "features": {"a": [1, 2], "b": {"text": "x"}, "c": None, "d": {"number": "Infinity"}}}, True),
    ({"deployment_id": "d"}, False),
    ({"deployment_id": "no spaces", "request_id": "r"}, False),
    ({"deployment_id": "d", "request_id": "r", "latency": 1}, False),
    ({"deployment_id": "d", "request_id": "r", "features": {"a": {"colour": 1}}}, False),
])
def test_the_schema_of_an_event_takes_what_the_gateway_takes(event, fits):
    from jsonschema import Draft202012Validator

    schema = {"$ref": "#/components/schemas/Event", "components": DOCUMENT["components"]}
    assert Draft202012Validator(schema).is_valid(event) == fits
