"""The API against its own description: shapes that are declared, answers that have them."""

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():  # its optional parts warn of their dependencies
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

from trephine.web.app import create_app
from trephine.web.settings import ServerSettings

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    return create_app(ServerSettings(data=tmp_path_factory.mktemp("d"))).openapi()


def test_command_prints_it(described):
    done = subprocess.run(
        [sys.executable, "-m", "trephine.web.openapi"], check=True, capture_output=True
    )
    assert json.loads(done.stdout) == described


def test_every_operation_has_its_own_name_and_words(described):
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    assert all(one["summary"] and one["description"] for path in described["paths"].values()
               for one in path.values())  # fmt: skip


def test_no_answer_is_of_unknown_shape(described):
    """A shape that is known is declared: no free object, no empty schema in an answer."""
    loose = []

    def look(schema, where):
        if not isinstance(schema, dict):
            return
        if schema.get("additionalProperties") is True or schema == {}:
            loose.append(where)
        for key, value in schema.items():
            if key in {"properties", "$defs"}:
                for name, one in value.items():
                    look(one, f"{where}.{name}")
            elif key in {"items", "additionalProperties", "prefixItems"}:
                for one in value if isinstance(value, list) else [value]:
                    look(one, f"{where}[]")
            elif key in {"anyOf", "oneOf", "allOf"}:
                for one in value:
                    look(one, where)

    for name, schema in described["components"]["schemas"].items():
        if name not in {"HTTPValidationError", "ValidationError"}:
            look(schema, name)
    assert not loose


def test_every_refusal_has_the_one_shape(described):
    for path in described["paths"].values():
        for operation in path.values():
            for status in ("422", "4XX", "5XX"):
                content = operation["responses"][status]["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("/Refusal")


# Slow ones have tests of their own; events do not end by themselves.
LEFT_OUT = re.compile(r"script\.|course\.|\{figure\}|report|events|/file|login|password|prove")
OPERATIONS = [
    (method, path)
    for path, one in create_app(ServerSettings(data=Path())).openapi()["paths"].items()
    for method in one
    if not LEFT_OUT.search(path)
]


@pytest.fixture(scope="module")
def api(apart):
    apart.get("/api/landing")  # made now: a call below may take ten seconds
    return schemathesis.openapi.from_asgi("/api/openapi.json", apart.app)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda one: one)
def test_answers_are_as_described(api, apart, method, path):
    """Whatever is asked, within the description or beside it: no defect, and the declared shape."""
    token = apart.get("/api/me").json()["csrf"]
    headers = {"X-Trephine-CSRF": token}

    @settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(
            api[path][method].as_strategy(generation_mode=mode) for mode in GenerationMode
        )
    )
    def holds(case):
        answer = case.call(session=apart, base_url=str(apart.base_url), headers=headers)
        case.validate_response(answer, checks=CHECKS)

    holds()
