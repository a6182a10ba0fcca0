"""The addresses of version 1, each a question to one snapshot of the catalogue."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AfterValidator, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from directory.api import schemas, wire
from directory.api.http import Revision
from directory.api.openapi import PROBLEM, asking
from directory.api.query import Asked, Question, bounded
from directory.api.services import Services
from directory.catalogue import MAX_ZOOM, Catalogue, Tile
from directory.formats.csv_export import export_csv
from directory.formats.geojson import export_geojson
from directory.formats.jsonld import MEDIA_TYPE as JSONLD
from directory.formats.jsonld import jsonld
from directory.model.coordinates import Coordinates
from directory.model.criteria import TEXT_LIMIT

SUGGESTIONS_LIMIT: Final = 20
_TEXT: Final = {"schema": {"type": "string"}}
_OBJECT: Final = {"schema": {"type": "object"}}


def _clamped(limit: int) -> int:
    return max(1, min(limit, SUGGESTIONS_LIMIT))


Typed = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=TEXT_LIMIT),
    Query(description=f"the beginning of a place's name, 2 to {TEXT_LIMIT} characters"),
]
Country = Annotated[
    str,
    StringConstraints(max_length=TEXT_LIMIT),
    Query(description="only places of this country: a two-letter ISO 3166-1 code, or a name"),
]
Limit = Annotated[
    int, AfterValidator(_clamped), Query(description=f"how many at most; read as 1 to {SUGGESTIONS_LIMIT}")
]
Zoom = Annotated[
    int, Path(ge=0, le=MAX_ZOOM, description=f"0 to {MAX_ZOOM}; a tile of zoom z is 1 / 2**z of the world")
]
Identifier = Annotated[str, Path(description="an initiative's id")]
Column = Annotated[int, Path(description="from the west, 0 to 2**z - 1")]
Line = Annotated[int, Path(description="from the north, 0 to 2**z - 1")]


def create_router(services: Services) -> APIRouter:
    """Build the addresses; whoever mounts them chooses the prefix."""
    router = APIRouter(responses=PROBLEM, dependencies=[Depends(_bounded_query)])
    _add_initiatives(router, services)
    _add_downloads(router, services)
    _add_map(router, services)
    _add_words(router, services)
    return router


def _bounded_query(request: Request) -> None:
    bounded(request.scope["query_string"])


def _add_initiatives(router: APIRouter, services: Services) -> None:
    @router.get(
        "/initiatives",
        response_model=schemas.ItemPage,
        openapi_extra=asking("/v1/initiatives?sector=Schools&sort=-year"),
    )
    def initiatives(request: Request, asked: Asked) -> Response:
        """One page of the initiatives that match, in the order asked for."""
        catalogue, criteria = services.catalogue, asked.criteria

        def produce() -> object:
            page = catalogue.page(criteria)
            return wire.item_page(page, catalogue.select(criteria), _notices(asked, page.number))

        return Revision(request, catalogue.version).json(produce)

    @router.get(
        "/initiatives/{id}.jsonld",
        response_class=Response,
        responses={200: {"description": "Linked data: schema.org and Open Badges terms", "content": {JSONLD: _OBJECT}}},
        openapi_extra={"x-example": "/v1/initiatives/chicago-city-of-learning.jsonld"},
    )
    def initiative_jsonld(request: Request, id: Identifier) -> Response:  # noqa: A002
        """One initiative as JSON-LD."""
        catalogue = services.catalogue
        if moved := _moved(catalogue, id, suffix=".jsonld"):
            return moved
        entry = catalogue.get(id)
        site = services.settings.site(str(request.base_url))

        def produce() -> object:
            return jsonld(entry, site=site, name_of=lambda other: catalogue.get(other).initiative.name)

        return Revision(request, catalogue.version).json(produce, media_type=JSONLD)

    @router.get(
        "/initiatives/{id}",
        response_model=schemas.Profile,
        openapi_extra={"x-example": "/v1/initiatives/chicago-city-of-learning"},
    )
    def initiative(request: Request, id: Identifier) -> Response:  # noqa: A002
        """One initiative, with everything it is linked to; an id that was merged into another redirects there."""
        catalogue = services.catalogue
        if moved := _moved(catalogue, id):
            return moved
        entry = catalogue.get(id)
        return Revision(request, catalogue.version).json(lambda: wire.profile(entry, catalogue))

    @router.get(
        "/facets",
        response_model=schemas.FacetCounts,
        openapi_extra=asking("/v1/facets?country=US", leave_out=("sort", "page")),
    )
    def facets(request: Request, asked: Asked) -> Response:
        """How many initiatives match by sector, country and so on; each facet is counted without its own selection."""
        catalogue = services.catalogue
        return Revision(request, catalogue.version).json(lambda: wire.facet_counts(catalogue, asked.criteria))


def _moved(catalogue: Catalogue, id_: str, *, suffix: str = "") -> Response | None:
    """Redirect an old id to the entry that it leads to; None when it stands for itself."""
    leads_to = catalogue.lead(id_)
    if leads_to == id_:
        return None
    # Relative, so that it holds below a base path; asked for anew each time, since a merge can be undone.
    return RedirectResponse(f"./{leads_to}{suffix}", HTTPStatus.PERMANENT_REDIRECT, {"Cache-Control": "no-cache"})


def _notices(asked: Question, page: int) -> list[dict[str, str]]:
    """Say what was not done as asked."""
    notices = []
    if page != asked.criteria.page:
        notices.append({"code": "page-clamped", "key": "page", "hint": f"the last page is {page}; this is it"})
    if asked.unknown_keys:
        hint = f"keys that are not known were ignored: {asked.unknown_keys}; /api/docs lists those that are read"
        notices.append({"code": "unknown-key", "key": "", "hint": hint})
    return notices


def _add_downloads(router: APIRouter, services: Services) -> None:
    @router.get(
        "/initiatives.csv",
        response_class=Response,
        responses={200: {"description": "A CSV file with a header, UTF-8", "content": {"text/csv": _TEXT}}},
        openapi_extra=asking("/v1/initiatives.csv?programme=Cities+of+Learning", leave_out=("page",)),
    )
    def initiatives_csv(request: Request, asked: Asked) -> Response:
        """Every initiative that matches, as CSV; a cell that a spreadsheet would run begins with an apostrophe."""
        catalogue = services.catalogue
        return Revision(request, catalogue.version).download(
            lambda: export_csv(catalogue.all(asked.criteria)),
            media_type="text/csv; header=present",
            name="initiatives.csv",
        )

    @router.get(
        "/initiatives.geojson",
        response_class=Response,
        responses={
            200: {"description": "A FeatureCollection (RFC 7946)", "content": {"application/geo+json": _OBJECT}}
        },
        openapi_extra=asking("/v1/initiatives.geojson?has=place", leave_out=("page",)),
    )
    def initiatives_geojson(request: Request, asked: Asked) -> Response:
        """Every initiative that matches, as GeoJSON; the geometry is null without a place."""
        catalogue = services.catalogue
        return Revision(request, catalogue.version).download(
            lambda: export_geojson(catalogue.all(asked.criteria)),
            media_type="application/geo+json",
            name="initiatives.geojson",
        )


def _add_map(router: APIRouter, services: Services) -> None:
    def nearest_label(coordinates: Coordinates) -> str:
        return services.gazetteer.nearest_label(coordinates) or ""

    @router.get(
        "/clusters/{z}/{x}/{y}",
        response_model=schemas.Clusters,
        response_model_exclude_unset=True,
        openapi_extra=asking("/v1/clusters/2/1/1?role=issue", leave_out=("sort", "page")),
    )
    def clusters(request: Request, asked: Asked, z: Zoom, x: Column, y: Line) -> Response:
        """What matches in one tile of the map (Web Mercator, 512 px), gathered in cells of 64 px."""
        catalogue, tile = services.catalogue, Tile(z, x, y)

        def produce() -> object:
            return {"clusters": [wire.mark(found, nearest_label) for found in catalogue.tile(asked.criteria, tile)]}

        return Revision(request, catalogue.version).json(produce)


def _add_words(router: APIRouter, services: Services) -> None:
    @router.get(
        "/places/suggest",
        response_model=schemas.Suggestions,
        openapi_extra={"x-example": "/v1/places/suggest?q=chic&country=US"},
    )
    def suggest(request: Request, q: Typed, country: Country = "", limit: Limit = 10) -> Response:
        """Places and countries whose name begins with what was typed, the likeliest first."""

        def produce() -> object:
            found = services.gazetteer.suggest(q, country=country or None, limit=limit)
            countries = [] if country else services.gazetteer.suggest_countries(q)
            return {
                "items": [wire.suggestion(place) for place in found],
                "countries": [wire.country_suggestion(each) for each in countries],
            }

        return Revision(request, services.catalogue.version).json(produce)

    @router.get("/version", response_model=schemas.Version, openapi_extra={"x-example": "/v1/version"})
    def version(request: Request) -> Response:
        """Which version of the data is published; /v1/version/stream tells of each new one as a server-sent event."""
        newest = services.catalogue.version
        return Revision(request, newest).json(lambda: {"version": newest})

    @router.get(
        "/vocabularies",
        response_model=dict[str, list[schemas.Word]],
        openapi_extra={"x-example": "/v1/vocabularies"},
    )
    def vocabularies(request: Request) -> Response:
        """The words of the directory: values, labels, descriptions, and colours and shapes of the sectors."""
        return Revision(request, services.catalogue.version).json(wire.vocabularies)
