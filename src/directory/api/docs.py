"""The documentation page: one plain HTML page, written from the OpenAPI document; no script, no other host."""

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from directory.api.query import API_KEYS

STYLES: Final = (Path(__file__).parent / "docs.css").read_text(encoding="utf-8")
"""Served beside the page: the security policy of the page needs no exception for it."""


def docs_page(document: Mapping[str, Any], *, root: str) -> str:
    """Write the page.

    Args:
        document: The OpenAPI document.
        root: The path under which the API is mounted, without a slash at the end; put before every path.
    """
    info = document["info"]
    operations = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    sections = "".join(_operation(method, path, operation, root) for method, path, operation in operations)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API - {escape(info["title"])}</title>
<link rel="stylesheet" href="docs.css">
</head>
<body>
<main>
<h1>{escape(info["title"])}: API</h1>
<p class="lead">{escape(info["description"])}</p>
<p><a href="openapi.json">OpenAPI document</a> · <a href="../">Back to the directory</a></p>
<nav aria-label="Addresses"><ul>{_contents(operations)}</ul></nav>
<h2 id="criteria">Criteria</h2>
<p>Wherever initiatives are asked for, these keys narrow the result. A key given several times means any of its
values; different keys must all match. Keys that are not known are ignored; a wrong value is refused, with what would
be right.</p>
{_table(("Key", "Meaning", "Values", "Repeats"), (_criterion(key) for key in API_KEYS))}
<h2>Addresses</h2>
{sections}
<h2 id="errors">Errors</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457): <code>title</code>, <code>status</code>,
<code>detail</code>, and <code>issues</code> with <code>code</code>, <code>key</code> and <code>hint</code>.</p>
<h2 id="caching">Caching</h2>
<p>Answers carry an <code>ETag</code> that changes with the data. Send it back as <code>If-None-Match</code> and an
unchanged answer costs nothing: <code>304</code>.</p>
</main>
</body>
</html>
"""


def _contents(operations: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    return "".join(
        f'<li><a href="#{escape(operation["operationId"])}"><code>{_spoken(method)}{escape(path)}</code></a></li>'
        for method, path, operation in operations
    )


def _spoken(method: str) -> str:
    return "" if method == "GET" else f"{escape(method)} "


def _operation(method: str, path: str, operation: Mapping[str, Any], root: str) -> str:
    keys = operation.get("x-criteria", [])
    own = [parameter for parameter in operation.get("parameters", []) if parameter["name"] not in keys]
    return f"""<section id="{escape(operation["operationId"])}">
<h3><span class="method">{escape(method)}</span> <code>{escape(root + path)}</code></h3>
<p>{escape(operation["description"])}</p>
{_criteria_words(keys)}
{_table(("Parameter", "In", "Values"), map(_own_parameter, own)) if own else ""}
{_body_words(operation)}
{_example(operation, root)}
</section>
"""


def _body_words(operation: Mapping[str, Any]) -> str:
    """Name what is to be sent; the OpenAPI document has its fields."""
    if "requestBody" not in operation:
        return ""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return f"<p>Send <code>{escape(schema['$ref'].rpartition('/')[2])}</code> as JSON.</p>"


def _example(operation: Mapping[str, Any], root: str) -> str:
    if "x-example" not in operation:
        return ""
    address = escape(root + operation["x-example"])
    return f'<p class="example">Example: <a href="{address}"><code>{address}</code></a></p>'


def _criteria_words(keys: list[str]) -> str:
    if not keys:
        return ""
    left_out = [key for key in API_KEYS if key not in keys]
    but = f" but {', '.join(f'<code>{key}</code>' for key in left_out)}" if left_out else ""
    return f'<p>Takes the <a href="#criteria">criteria</a>{but}.</p>'


def _criterion(key: str) -> tuple[str, str, str, str]:
    spec = API_KEYS[key]
    return f"<code>{key}</code>", escape(spec.meaning), escape(spec.values), "yes" if spec.repeats else ""


def _own_parameter(parameter: Mapping[str, Any]) -> tuple[str, str, str]:
    required = "" if parameter["required"] else " (optional)"
    return f"<code>{parameter['name']}</code>", parameter["in"], escape(parameter.get("description", "")) + required


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
