"""The catalogue: one immutable snapshot of all published entries, which answers every question of the read side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from directory.catalogue.arrays import Index, Rows
from directory.catalogue.building import ColumnsBuilder
from directory.catalogue.cache import Cache
from directory.catalogue.columns import Columns
from directory.catalogue.distances import nearest_rows
from directory.catalogue.facets import FACETS, Facet, YearCount, facet, year_counts
from directory.catalogue.ordering import effective_order, in_order, sort_keys
from directory.catalogue.reading import Read, Reader
from directory.catalogue.rows import KeptRows, RowSource
from directory.catalogue.search import TextMatch, TextSearch
from directory.catalogue.selection import Selection, select
from directory.catalogue.tiles import Cluster, Tile, clusters
from directory.catalogue.words import build_index
from directory.model.coordinates import Coordinates
from directory.model.criteria import PAGE_SIZE, Criteria
from directory.model.entry import Entry
from directory.model.errors import NotFound
from directory.model.issues import excerpt

_ROW_BYTES: Final = 12
"""What a selection weighs by row, its index included."""
_SELECTIONS_BYTES: Final = 128 << 20
_TEXTS_BYTES: Final = 32 << 20
_FACETS_KEPT: Final = 64
_CHUNK: Final = 1_000
"""How many entries an export asks the RowSource for at once."""


@dataclass(frozen=True)
class Page:
    """One page of a result."""

    total: int
    """How many entries match."""
    number: int
    """From 1; the last page when a later one was asked for."""
    pages: int
    """At least 1, even without a match."""
    entries: tuple[Entry, ...]


class Catalogue:
    """Answers questions about one version of the data; shared by all threads of a process."""

    def __init__(
        self, columns: Columns, texts: TextSearch, source: RowSource, version: str, aliases: Mapping[str, str]
    ) -> None:
        self._columns = columns
        self._texts = texts
        self._source = source
        self._version = version
        self._aliases = aliases
        self._selections = Cache[Selection](limit_bytes=_SELECTIONS_BYTES, weigh=lambda found: _ROW_BYTES * found.total)
        self._matches = Cache[TextMatch](
            limit_bytes=_TEXTS_BYTES, weigh=lambda found: found.rows.nbytes + found.scores.nbytes
        )
        self._facets = Cache[Mapping[str, Facet]](limit_bytes=_FACETS_KEPT, weigh=lambda _: 1)

    @classmethod
    def build(
        cls,
        entries: Iterable[Entry],
        version: str,
        *,
        rows: RowSource | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> Self:
        """Read the entries once and build the catalogue.

        Args:
            entries: All published entries; consumed as a stream.
            version: Names the data; whoever caches answers keys them by it.
            rows: Gives the entries back by the number in which they came; None keeps them in memory.
            aliases: Old ids, with the ids that they lead to.

        Raises:
            InputRejected: Two entries share an id.
        """
        reader = Reader()
        source = rows
        if source is None:
            entries = tuple(entries)
            source = KeptRows(entries)
        return cls.of(tuple(reader.read(entries)), reader, source, version, aliases or {})

    @classmethod
    def of(
        cls, reads: Sequence[Read], reader: Reader, source: RowSource, version: str, aliases: Mapping[str, str]
    ) -> Self:
        """Build the catalogue of what `reader` read; the rest is as for `build`."""
        columns = ColumnsBuilder(reads, reader).build()
        texts = build_index([text for _, _, _, text in reads], reader.words, columns.given)
        return cls(columns, texts, source, version, aliases)

    def with_empty_caches(self) -> Self:
        """Return the same catalogue without remembered answers; for measuring."""
        return type(self)(self._columns, self._texts, self._source, self._version, self._aliases)

    @property
    def version(self) -> str:
        """Which data these are."""
        return self._version

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._columns.size

    def select(self, criteria: Criteria) -> Selection:
        """Find the rows that match; questions that differ only in how they are shown share one answer."""
        filters = criteria.filters()
        return self._selections.get(filters, lambda: select(self._columns, filters, self._match))

    def facets(self, criteria: Criteria) -> Mapping[str, Facet]:
        """Count what matches by the values of each facet; a facet's own selection does not narrow its counts."""
        filters = criteria.filters()
        return self._facets.get(filters, lambda: {key: self._facet(filters, key) for key in FACETS})

    def years(self, criteria: Criteria) -> tuple[YearCount, ...]:
        """Count what matches by year, whatever `from` and `to` say."""
        return year_counts(self.select(criteria.model_copy(update={"year_from": None, "year_to": None})))

    def page(self, criteria: Criteria, *, size: int = PAGE_SIZE) -> Page:
        """Return the page that the criteria ask for, in their order."""
        total = self.select(criteria).total
        pages = max(1, -(-total // size))
        number = min(criteria.page, pages)
        rows = self._ordered(criteria, stop=number * size)[(number - 1) * size :]
        return Page(total, number, pages, tuple(self.entries(rows)))

    def all(self, criteria: Criteria) -> Iterator[Entry]:
        """Give every match in the order asked for, a chunk at a time."""
        rows = self._ordered(criteria)
        for start in range(0, len(rows), _CHUNK):
            yield from self.entries(rows[start : start + _CHUNK])

    def get(self, entry_id: str) -> Entry:
        """Return the entry with this id. Raises NotFound."""
        row = self._columns.row_of(entry_id)
        if row is None:
            raise NotFound(f"there is no initiative with the id {excerpt(entry_id)}")
        return self.entries(np.array([row]))[0]

    def lead(self, entry_id: str) -> str:
        """Return the id that an old one leads to, from alias to alias; one that leads nowhere is returned as it is."""
        seen = [entry_id]
        while (target := self._aliases.get(seen[-1])) is not None:
            if target in seen:
                return entry_id
            seen.append(target)
        return seen[-1]

    def entries(self, rows: Index | Rows) -> Sequence[Entry]:
        """Return the entries of these rows, in the order of the rows."""
        return self._source.rows(self._columns.given[rows].tolist())

    def tile(self, criteria: Criteria, tile: Tile) -> tuple[Cluster, ...]:
        """Return the clusters of what matches in one tile of the map, cell by cell."""
        return clusters(self.select(criteria), tile, self.entries)

    def nearest(self, coordinates: Coordinates, *, limit: int) -> tuple[tuple[Entry, float], ...]:
        """Return the nearest entries and their distances in metres, nearest first; fewer when fewer have a place."""
        rows, distances = nearest_rows(self._columns, coordinates, limit=limit)
        return tuple(zip(self.entries(rows), distances.tolist(), strict=True))

    def _match(self, text: str) -> TextMatch:
        return self._matches.get(text, lambda: self._texts.search(text))

    def _facet(self, filters: Criteria, key: str) -> Facet:
        wanted = getattr(filters, key)
        others = filters.model_copy(update={key: ()}) if wanted else filters
        return facet(key, self.select(others), wanted)

    def _ordered(self, criteria: Criteria, *, stop: int | None = None) -> Index:
        """Return the matching rows in the order asked for; only the first `stop` when given."""
        selection, order = self.select(criteria), effective_order(criteria)
        match = self._match(criteria.q) if criteria.q.strip() else None
        centre = criteria.near.centre if criteria.near else None
        return in_order(selection.index, sort_keys(selection, order, match=match, centre=centre), stop=stop)
