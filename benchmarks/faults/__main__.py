"""Hurts the store and prints what it survived: `python -m benchmarks.faults [--full] [NAME ...]`.

Exit code 1 when a promise does not hold. Without --full everything is done a little, in a minute, and the time it
takes is printed only: run --full on a quiet machine.
"""

import argparse
import sys
from typing import Final

from benchmarks.faults import clicks, full_disk, kills, latency, locked, restarts, server
from benchmarks.faults.common import Scale

FAULTS: Final = {
    "kills-sqlite": kills.on_sqlite,
    "kills-postgresql": kills.on_postgresql,
    "clicks": clicks.run,
    "full-disk": full_disk.run,
    "locked": locked.run,
    "restarts": restarts.run,
    "latency": latency.run,
    "server": server.run,
}


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="as often as promised; takes an hour or more")
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []], metavar="NAME", help=", ".join(FAULTS))
    arguments = parser.parse_args()
    scale, is_broken = Scale(full=arguments.full), False
    for name in arguments.names or FAULTS:
        for outcome in FAULTS[name](scale):
            print(outcome, flush=True)
            is_broken = is_broken or bool(outcome.broken) or (scale.full and bool(outcome.slow))
    return 1 if is_broken else 0


if __name__ == "__main__":
    sys.exit(main())
