"""Record text reaches Streamlit, folium and the document only by the ways that do not interpret it.

The syntax tree of every Python file that knows Streamlit is read, and the text of every script of ours. What is not
on the list below is refused, so that a new way has to be thought about first.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from streamlit.delta_generator import DeltaGenerator

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "src" / "directory"
PYTHON: Final = (ROOT / "app.py", *sorted((SOURCE / "ui").rglob("*.py")))
SCRIPTS: Final = (*sorted((SOURCE / "web").rglob("*.js")), *sorted((SOURCE / "ui").rglob("*.js")))

TAKE_NO_TEXT: Final = frozenset(
    {
        "App",
        "Page",
        "columns",
        "container",
        "components.v2.component",
        "context",
        "empty",
        "login",
        "logout",
        "navigation",
        "query_params",
        "query_params.from_dict",
        "query_params.get_all",
        "rerun",
        "secrets",
        "session_state",
        "session_state.get",
        "set_page_config",  # the title of the document, which is text
        "stop",
        "switch_page",
        "text",  # shown as it is
        "user.is_logged_in",
        "user.to_dict",
    }
)
"""What pages may use of Streamlit with any argument: it shows no text, or shows it as it is."""
TAKE_CONSTANTS: Final = frozenset({"markdown", "caption", "header", "subheader", "title", "html"})
"""What interprets its text; ours alone may stand there. `html` also takes what `html.escape` returns."""
OWN_HTML: Final = frozenset({"_style"})
"""Functions that return a file of ours."""
KEPT_FROM_ALL: Final = frozenset({"unsafe_allow_html", "unsafe_allow_javascript", "allow_html"})
_SHOWING: Final = frozenset(name for name in dir(DeltaGenerator) if not name.startswith("_"))
_NOT_STREAMLIT: Final = frozenset({"_log"})
"""Names whose methods are called like elements of Streamlit, and are none."""

SCRIPT_SINKS: Final = re.compile(
    r"\b(?:inner|outer)HTML\s*\+?=(?!=)|\binsertAdjacentHTML\b|\bcreateContextualFragment\b|\bDOMParser\b|\bsetHTML\w*\b"
    r"|\bdocument\.write(?:ln)?\b|\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\(\s*[\"'`]"
    r"|\bsrcdoc\b|\bbind(?:Popup|Tooltip)\b|\bjavascript:|\bsetContent\b"
)


def offences(code: str) -> list[str]:
    """Return what in a module could interpret record text, with its line."""
    tree = ast.parse(code)
    names = _Names(tree)
    return [f"line {getattr(node, 'lineno', 0)}: {what}" for node in ast.walk(tree) for what in _offence(node, names)]


class _Names:
    """What the names of one module stand for."""

    def __init__(self, tree: ast.Module) -> None:
        self.constants = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _offence(node: ast.AST, names: _Names) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _import(node)
    elif isinstance(node, ast.keyword) and node.arg in KEPT_FROM_ALL:
        yield f"{node.arg}="
    elif isinstance(node, ast.Name) and node.id == "st":
        yield from _use_of_streamlit(node, names)
    elif isinstance(node, ast.Call):
        yield from _call(node, names)


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Look for Streamlit under another name, and for folium, which runs texts as templates."""
    modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    if any(module.partition(".")[0] in {"folium", "branca"} for module in modules):
        yield f"{ast.unparse(node)}: folium belongs to web/map_layer.py"
    as_st = isinstance(node, ast.Import) and all(alias.asname == "st" for alias in node.names)
    if "streamlit" in modules and not as_st:
        yield f"{ast.unparse(node)}: pages say `import streamlit as st`"


def _use_of_streamlit(node: ast.Name, names: _Names) -> Iterator[str]:
    """Look at the longest `st.some.thing` that begins with this name."""
    whole: ast.AST = node
    path: list[str] = []
    while isinstance(parent := names.parents[whole], ast.Attribute):
        whole = parent
        path.append(parent.attr)
    name = ".".join(path)
    called = isinstance(parent, ast.Call) and parent.func is whole
    if name in TAKE_CONSTANTS and isinstance(parent, ast.Call) and called:
        texts = [*parent.args, *(keyword.value for keyword in parent.keywords if keyword.arg in {"body", None})]
        if not all(_is_ours(text, names, html=name == "html") for text in texts):
            yield f"st.{name} with a text that is not constant"
    elif name not in TAKE_NO_TEXT and not name.startswith("session_state."):
        yield f"st.{name}"


def _call(node: ast.Call, names: _Names) -> Iterator[str]:
    function = node.func
    if isinstance(function, ast.Name) and function.id == "getattr" and _mentions(node.args[:1], "st"):
        yield "getattr(st, ...)"
    if not isinstance(function, ast.Attribute) or function.attr not in _SHOWING:
        return
    if _root(function) not in _NOT_STREAMLIT | {"st", "components"}:
        constant = function.attr in TAKE_CONSTANTS and all(_is_ours(text, names, html=False) for text in node.args)
        if not constant and function.attr not in TAKE_NO_TEXT:
            yield f"{ast.unparse(function)}(...), an element of Streamlit"


def _is_ours(text: ast.expr, names: _Names, *, html: bool) -> bool:
    """Tell whether a text is written in the module, or, for HTML, escaped."""
    if isinstance(text, ast.Constant):
        return True
    if isinstance(text, ast.Name):
        return text.id in names.constants
    if html and isinstance(text, ast.JoinedStr):
        return all(_is_ours(value, names, html=True) for value in text.values)
    if html and isinstance(text, ast.FormattedValue):
        return text.conversion == -1 and text.format_spec is None and _is_ours(text.value, names, html=True)
    if html and isinstance(text, ast.Call):
        return ast.unparse(text.func) == "html.escape" or ast.unparse(text.func) in OWN_HTML
    return False


def _root(node: ast.expr) -> str:
    """Return the name with which `one.two.three` begins; empty when something else stands there."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _mentions(nodes: list[ast.expr], name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in nodes)


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_pages_hand_text_to_streamlit_only_by_the_ways_that_do_not_interpret_it(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


def test_only_the_map_layer_knows_folium_and_only_pages_draw_with_streamlit() -> None:
    def knows(name: str) -> dict[str, str]:
        imported = re.compile(rf"^\s*(?:from|import) {name}\b", re.MULTILINE)
        codes = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
        return {path: code for path, code in codes.items() if imported.search(code)}

    assert knows("folium").keys() | knows("branca").keys() == {"web/map_layer.py"}
    elsewhere = {path: code for path, code in knows("streamlit").items() if not path.startswith("ui/")}
    # The web room reads files of the package, and uses nothing of it.
    assert all("import streamlit\n" in code for code in elsewhere.values())
    assert {used for code in elsewhere.values() for used in re.findall(r"\bstreamlit\.(\w+)", code)} <= {
        "__file__",
        "st_folium",
    }


def test_the_map_layer_uses_nothing_of_folium_that_takes_text() -> None:
    code = (SOURCE / "web" / "map_layer.py").read_text(encoding="utf-8")
    used = set(re.findall(r"\bfolium\.(\w+)", code)) - {"map", "template"}
    assert used == {"Map", "FeatureGroup"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_our_scripts_never_parse_text_as_markup_or_code(path: Path) -> None:
    assert SCRIPT_SINKS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "offender",
    [
        "st.markdown(initiative.name)",
        "st.markdown(f'**{name}**')",
        "st.markdown('# ' + name)",
        "st.markdown(body=name)",
        "st.markdown(*texts)",
        "st.write(name)",
        "st.title(name)",
        "st.header(name)",
        "st.caption('Seen in %s' % city)",
        "st.toast(name)",
        "st.error(str(error))",
        "st.button(name)",
        "st.selectbox('Cities', cities)",
        "st.dataframe(rows)",
        "st.json(item)",
        "st.link_button(name, address)",
        "st.image(address)",
        "st.html(name)",
        "st.html(f'<p>{name}</p>')",
        "st.html(f'<p>{html.escape(name)}{name}</p>')",
        "st.html(f'<p>{name!r}</p>')",
        "st.html('<p>' + html.escape(name) + '</p>')",
        "st.iframe(address)",
        "st.components.v1.html(name)",
        "st.markdown('fine', unsafe_allow_html=True)",
        "show = st.markdown\nshow(name)",
        "show(st, name)",
        "getattr(st, 'markdown')(name)",
        "with st.container() as box:\n    box.markdown(name)",
        "st.container().write(name)",
        "left, right = st.columns(2)\nleft.metric(name, 1)",
        "st.sidebar.markdown(name)",
        "import streamlit as other\nother.write(name)",
        "import streamlit\nstreamlit.write(name)",
        "from streamlit import write\nwrite(name)",
        "import folium\nfolium.Popup(name)",
        "from folium import Marker",
        "from branca.element import Html",
        "_T = name\nst.markdown(_T)",
    ],
)
def test_a_planted_offender_is_found(offender: str) -> None:
    assert offences(offender)


@pytest.mark.parametrize(
    "fine",
    [
        "st.text(name)",
        "st.markdown('# About')",
        "_TEXT: Final = '# About'\nst.markdown(_TEXT)",
        "st.html(f'<p>{html.escape(name)}</p>')",
        "st.html(html.escape(name))",
        "with st.container(key='prose'):\n    st.text(name)",
        "st.set_page_config(page_title=name)",
        "components.mount('profile', {'name': name})",
        "_log.error('failed: %s', name)",
        "value = st.session_state[name].change",
    ],
)
def test_what_does_not_interpret_text_is_not_held_up(fine: str) -> None:
    assert offences(fine) == []


@pytest.mark.parametrize(
    "offender",
    [
        "place.innerHTML = name;",
        "place.insertAdjacentHTML('beforeend', name);",
        "document.write(name);",
        "eval(name)",
        "new Function(name)",
        "setTimeout(`show(${name})`)",
        "frame.srcdoc = name;",
        "marker.bindPopup(name);",
        "new DOMParser().parseFromString(name, 'text/html')",
    ],
)
def test_a_planted_offender_in_a_script_is_found(offender: str) -> None:
    assert SCRIPT_SINKS.search(offender)
