"""The documentation says what is true."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from asker import Asker

from directory.api.query import API_KEYS
from directory.model.criteria import KEYS

ROOT = Path(__file__).resolve().parents[2]
API_PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n(?:\n```json\n\{(.*)\}\n```)?", API_PAGE)


def test_url_page_is_the_table_of_keys() -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts" / "docs_url.py", "--check"], check=False)
    assert checked.returncode == 0


def test_every_example_of_the_api_page_is_tested() -> None:
    assert len(EXAMPLES) == API_PAGE.count("GET /")


@pytest.mark.parametrize(("address", "keys"), EXAMPLES)
def test_example_of_the_api_page_answers_with_the_keys_it_shows(api: Asker, address: str, keys: str) -> None:
    answer = api.get(address)
    assert answer.status_code == (400 if "soon" in address else 200)
    shown = set(re.findall(r'"(\w+)"', keys))
    if shown:
        assert shown <= set(answer.json())
        assert shown == set(answer.json()) or "links" in shown


def operations(api: Asker) -> list[tuple[str, str, dict[str, Any]]]:
    paths = api.get("/api/openapi.json").json()["paths"]
    return [(method.upper(), path, each) for path, methods in paths.items() for method, each in methods.items()]


def test_api_page_names_every_address(api: Asker) -> None:
    for method, path, operation in operations(api):
        if "x-example" in operation:
            pattern = "/api" + re.sub(r"\{\w+\}", r"[^/]+", path).replace(".", r"\.")
            assert any(re.fullmatch(pattern, address.partition("?")[0]) for address, _ in EXAMPLES), pattern
        else:
            assert f"`{method} /api{path}`".replace("`GET ", "`") in API_PAGE, path


def test_openapi_document_names_the_mount_and_every_key_as_parameter(api: Asker) -> None:
    document = api.get("/api/openapi.json").json()
    assert document["servers"] == [{"url": "/api"}]
    parameters = {each["name"]: each for each in document["paths"]["/v1/initiatives"]["get"]["parameters"]}
    assert list(parameters) == list(API_KEYS)
    assert parameters["sector"]["schema"]["items"]["enum"] == list(KEYS["sector"].allowed)
    assert parameters["page"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 1_000_000}


def test_openapi_document_resolves_every_reference_and_knows_problems_only(api: Asker) -> None:
    document = api.get("/api/openapi.json")
    schemas = document.json()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", document.text)) == set(schemas)
    for method, path, operation in operations(api):
        answers = operation["responses"]
        assert set(answers) - {"201"} == {"200", "default"}, (method, path)
        assert set(answers["default"]["content"]) == {"application/problem+json"}


def test_every_example_of_the_documentation_page_answers(api: Asker) -> None:
    page = api.get("/api/docs").text
    examples = re.findall(r'Example: <a href="([^"]+)"', page)
    assert len(examples) == sum("x-example" in operation for _, _, operation in operations(api))
    for address in examples:
        assert api.get(address.replace("&amp;", "&")).status_code == 200


def test_documentation_page_needs_no_script_no_inline_style_and_no_other_host(api: Asker) -> None:
    page = api.get("/api/docs").text
    assert "<script" not in page
    assert "style=" not in page
    assert "<style" not in page
    assert re.findall(r'(?:src|href)="(https?:|//)', page) == []
    assert api.get("/api/docs.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("address", ["/api", "/api/"])
def test_mount_leads_to_the_documentation(api: Asker, address: str) -> None:
    answer = api.get(address)
    assert answer.status_code == 307
    assert answer.url.join(answer.headers["location"]).path == "/api/docs"
