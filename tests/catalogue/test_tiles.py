import pytest
from plain_directory import entry

from directory.catalogue import MAX_ZOOM, Catalogue, Tile
from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.errors import InputRejected


def tile(where: Tile, *entries: Entry) -> list[int]:
    return [cluster.count for cluster in Catalogue.build(entries, "1").tile(Criteria(), where)]


@pytest.mark.parametrize(
    ("zoom", "x", "y", "column"),
    [
        (-1, 0, 0, "zoom"),
        (MAX_ZOOM + 1, 0, 0, "zoom"),
        (0, 1, 0, "x"),
        (3, 0, 8, "y"),
        (3, -1, 0, "x"),
        (9**9, 0, 0, "zoom"),
    ],
)
def test_a_tile_that_does_not_exist_is_refused_with_its_part(zoom: int, x: int, y: int, column: str) -> None:
    with pytest.raises(InputRejected) as caught:
        Tile(zoom, x, y)
    [issue] = caught.value.issues
    assert (issue.code, issue.column) == ("bad-tile", column)


def test_the_corners_of_the_world_lie_in_the_corner_tiles() -> None:
    corners = [
        entry(1, point=(90, -180)),
        entry(2, point=(90, 180)),
        entry(3, point=(-90, -180)),
        entry(4, point=(-90, 180)),
    ]
    last = 2**MAX_ZOOM - 1
    for where in (Tile(MAX_ZOOM, 0, 0), Tile(MAX_ZOOM, last, 0), Tile(MAX_ZOOM, 0, last), Tile(MAX_ZOOM, last, last)):
        assert tile(where, *corners) == [1]


def test_x_runs_east_and_y_runs_south() -> None:
    chicago = entry(1, point=(41.85, -87.65))
    assert tile(Tile(1, 0, 0), chicago) == [1]
    assert [tile(Tile(1, x, y), chicago) for x, y in ((1, 0), (0, 1), (1, 1))] == [[], [], []]
    assert tile(Tile(8, 65, 95), chicago) == [1]


def test_what_lies_beyond_the_map_is_drawn_on_its_edge() -> None:
    [cluster] = Catalogue.build([entry(1, point=(-90, 10))], "1").tile(Criteria(), Tile(0, 0, 0))
    assert cluster.coordinates.latitude == pytest.approx(-85.0511, abs=1e-4)
    assert cluster.box.south == cluster.box.north == cluster.coordinates.latitude


def test_one_entry_alone_comes_with_its_cluster() -> None:
    lone, one, other = entry(1, point=(60, 20)), entry(2, point=(10, 10)), entry(3, point=(10, 10), sector="Schools")
    clusters = Catalogue.build([lone, one, other], "1").tile(Criteria(), Tile(0, 0, 0))
    [single] = [each for each in clusters if each.count == 1]
    [pair] = [each for each in clusters if each.count == 2]
    assert single.entry is lone
    assert pair.entry is None
    assert pair.sectors == {"Schools": 1, "none": 1}
    assert list(pair.sectors) == ["Schools", "none"]


def test_the_box_of_coinciding_points_is_one_point() -> None:
    entries = [entry(number, point=(48.8534951, 2.3483915)) for number in range(7)]
    [cluster] = Catalogue.build(entries, "1").tile(Criteria(), Tile(MAX_ZOOM, 531128, 360753))
    assert cluster.count == 7
    assert (cluster.box.west, cluster.box.south) == (cluster.box.east, cluster.box.north) == (2.3483915, 48.8534951)
    assert (cluster.coordinates.longitude, cluster.coordinates.latitude) == (2.3483915, 48.8534951)


def test_a_tile_shows_only_what_matches() -> None:
    entries = [entry(1, point=(10, 10), sector="Schools"), entry(2, point=(10, 10))]
    [cluster] = Catalogue.build(entries, "1").tile(Criteria(sector=("Schools",)), Tile(0, 0, 0))
    assert cluster.entry is entries[0]


def test_a_tile_has_at_most_64_clusters() -> None:
    entries = [entry(x * 40 + y, point=(y * 4.3 - 84, x * 17.9 - 179)) for x in range(20) for y in range(40)]
    assert len(tile(Tile(0, 0, 0), *entries)) == 64
