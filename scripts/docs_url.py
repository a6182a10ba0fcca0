"""Writes docs/url.md: the keys of the address, from the table that pages and API read them with.

python scripts/docs_url.py           writes the page
python scripts/docs_url.py --check   exits 1 when the page is not what it would write
"""

import sys
from pathlib import Path

from directory.model.criteria import KEYS, Key

PAGE = Path(__file__).resolve().parents[1] / "docs" / "url.md"
HEAD = """# The address bar

Everything a visitor sets is in the address, so a copied link shows the same to everybody. Pages, downloads and the API
read the same keys.

- A key given several times means any of its values: `?sector=Schools&sector=City-wide`.
- Different keys must all match: `?sector=Schools&country=US`.
- `none` asks for records that do not say: `?sector=none`.
- A blank value does not filter. A key that is not known is kept and ignored.
- A value that is wrong is left out with a visible notice; the API refuses it and says what would be right.

The map also keeps its centre and zoom here, as `c` and `z`; only the map itself reads them.

<!-- Written by scripts/docs_url.py from directory.model.criteria.KEYS. -->

| Key | Meaning | Values | Repeats | Where |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_row(name, key) for name, key in KEYS.items())


def _row(name: str, key: Key) -> str:
    cells = (f"`{name}`", key.meaning, key.values, "yes" if key.repeats else "", key.where)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def main() -> int:
    """Write or check the page; returns the exit status."""
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE.name} is out of date: run python scripts/docs_url.py", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
