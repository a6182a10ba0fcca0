"""Runs the benchmarks and writes docs/benchmarks.md: `python -m benchmarks [NAME ...]`, which is `make bench`.

Without names all of them run, which takes about an hour. With names only their sections are written anew; each says
when and under which load it was measured.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks import machine

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
TITLES: Final = {
    "explore": "The explore page, beside other ways to show the same data",
    "engine": "The catalogue: filters, counts, clusters, pages",
    "geocoding": "The gazetteer: how well and how fast it answers",
    "basemap": "The basemap: what it weighs",
    "contribute": "Contributing: how long the acknowledgement takes",
    "desk": "The desk: how fast a full queue answers",
}
"""By name; the order of the page."""
MARKDOWN: Final = {"explore", "engine"}
"""What prints Markdown; the others print plain text."""
INTRODUCTION: Final = """\
# Benchmarks

Written by `make bench`; run it on a quiet machine. `python -m benchmarks NAME …` measures single sections again.
Compare figures within one section only: machine and load are stated in each.
"""
_NEXT: Final = "\n## "


def main() -> None:
    """Run what is asked for, and put its output in its place on the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*TITLES, []], metavar="NAME", help=", ".join(TITLES))
    names = parser.parse_args().names or list(TITLES)
    sections = read_sections(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        sections[TITLES[name]] = measure(name)
        PAGE.write_text(page(sections), encoding="utf-8")
    print(f"{PAGE.relative_to(Path.cwd()) if PAGE.is_relative_to(Path.cwd()) else PAGE} is written.")


def measure(name: str) -> str:
    """Run one benchmark in a process of its own; returns its section without the title."""
    before = machine.described()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed; the page keeps what was measured before")
    text = done.stdout.strip()
    body = text if name in MARKDOWN else f"```text\n{text}\n```"
    return f"{before} At the end: {os.getloadavg()[0]:.1f}.\n\n{body}\n"


def read_sections(text: str) -> dict[str, str]:
    """Split the page into its sections, by title."""
    parts = text.split(_NEXT)[1:]
    return {title: body.strip("\n") + "\n" for title, _, body in (part.partition("\n") for part in parts)}


def page(sections: dict[str, str]) -> str:
    """Put the page together, in the order of the titles."""
    known = [(title, sections[title]) for title in TITLES.values() if title in sections]
    return INTRODUCTION + "".join(f"{_NEXT}{title}\n\n{body}" for title, body in known)


if __name__ == "__main__":
    main()
