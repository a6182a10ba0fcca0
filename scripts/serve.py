"""Start the application on one port of this machine, or say plainly why not."""

import argparse
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# `streamlit run` binds its socket in a way that keeps Nagle's algorithm on, which costs every answer some 44 ms; so
# uvicorn serves the same application directly, with the values that Streamlit would give it.
SERVER = (
    *("--log-level", "warning"),
    "--no-access-log",
    "--no-server-header",
    # uvicorn would believe X-Forwarded-For from this machine; only proxies that the operator names are believed.
    "--no-proxy-headers",
    *("--ws", "websockets-sansio"),
    *("--ws-max-size", str(5 << 20)),
    *("--ws-ping-interval", "30"),
    *("--ws-ping-timeout", "30"),
    *("--ws-per-message-deflate", "false"),
)


def main() -> None:
    """Check the port, then become the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", default="8501")
    port = parser.parse_args().port
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        sys.exit(f"PORT={port} is no port. Give a number from 1 to 65535: make run PORT=8601")
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
        except OSError as error:
            sys.exit(f"Port {port} on {address} cannot be used: {error.strerror}. Try another: make run PORT=8601")
    os.chdir(ROOT)
    uvicorn = Path(sys.executable).with_name("uvicorn")
    print(f"Linked Initiatives starts on http://{address}:{port}", flush=True)
    os.execv(uvicorn, [uvicorn, "app:app", "--host", address, "--port", port, *SERVER])  # noqa: S606  # our environment


if __name__ == "__main__":
    main()
