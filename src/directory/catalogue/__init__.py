"""The read side: one immutable snapshot of all published initiatives, as columns, shared by all visitors."""

from directory.catalogue.catalogue import Catalogue, Page
from directory.catalogue.draft import Draft
from directory.catalogue.facets import FACETS, Facet, FacetValue, YearCount
from directory.catalogue.rows import KeptRows, RowSource
from directory.catalogue.search import TextMatch, TextSearch
from directory.catalogue.selection import Selection
from directory.catalogue.tiles import MAX_ZOOM, Cluster, Tile

__all__ = [
    "FACETS",
    "MAX_ZOOM",
    "Catalogue",
    "Cluster",
    "Draft",
    "Facet",
    "FacetValue",
    "KeptRows",
    "Page",
    "RowSource",
    "Selection",
    "TextMatch",
    "TextSearch",
    "Tile",
    "YearCount",
]
