"""Linked Initiatives as one ASGI application: Streamlit's pages, the API, the assets and the security headers.

`make run` serves it with uvicorn (`app:app`); `streamlit run app.py` works as well.
"""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

import directory.ui
from directory.api import api_routes
from directory.api.live import VersionStreams
from directory.api.signin import signin_routes
from directory.bootstrap import build_services, read_settings
from directory.model.errors import DirectoryError
from directory.services import doubles, outbox
from directory.services.background import in_background
from directory.ui import components, failure, result, runtime
from directory.web import access_log
from directory.web.assets import asset_routes
from directory.web.basemap_routes import routes as basemap_routes
from directory.web.lost import lost_route
from directory.web.security import SecurityHeaders
from directory.web.shell import shell_routes
from directory.web.streamlit_files import StreamlitFiles
from directory.web.tiles import tile_layer

try:
    services = build_services(read_settings(os.environ))
    services.serve()
    tiles = tile_layer(services.settings.tiles)
except DirectoryError as error:
    sys.exit(f"Linked Initiatives cannot start: {error}")
runtime.install(services)
streams = VersionStreams(services)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Announce our components, take what is loaded out of the collector's sight, and follow the store."""
    components.announce()
    runtime.warm_up()
    access_log.install()
    gc.collect()
    gc.freeze()
    sending = in_background(partial(outbox.run, services), name="outbox")
    services.on_change(lambda: doubles.prepare(services.catalogue))
    with streams.ended_by_signals(), services.followed(), sending:
        yield {}
    services.close()


app = st.App(
    Path(directory.ui.__file__).with_name("main.py"),
    lifespan=lifespan,
    on_script_error=failure.explain,
    routes=[
        streams.route(),
        *api_routes(services),
        *signin_routes(services),
        *asset_routes(),
        *basemap_routes(services.gazetteer),
        *shell_routes(services, first_words=result.first_words),
        lost_route(),  # the last: it answers for all addresses that are nobody's
    ],
    middleware=[
        Middleware(SecurityHeaders, tile_hosts=[tiles.origin] if tiles else []),
        Middleware(StreamlitFiles),
    ],
)
