"""What folium is given to draw the map: constants and a query, the same each time."""

import subprocess
import sys
from urllib.parse import urlencode

import pytest
import streamlit_folium
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model.criteria import Criteria
from directory.model.vocabularies import Sector
from directory.web.assets import asset_url
from directory.web.map_layer import base_map, criteria_layer

PRINT_SCRIPT = """
import streamlit_folium
from directory.web.map_layer import base_map
base = base_map()
base.get_root().render()
base.render()
print(streamlit_folium._get_map_string(base))
"""
HOSTILE = "{{7*7}} {% raw %} ${alert(1)} `x` </script><script>alert(1)</script> \"'\\ \n_abc"


def _scripts(query: str) -> tuple[str, str]:
    """Return the base map's script and that of the criteria, as st_folium sends them to the frame."""
    base = base_map()
    base.get_root().render()
    base.render()  # type: ignore[no-untyped-call]
    script = streamlit_folium._get_map_string(base)  # noqa: SLF001
    return script, streamlit_folium._get_feature_group_string(criteria_layer(query), base)  # noqa: SLF001


def test_the_base_map_is_the_same_byte_for_byte_whatever_was_drawn_before() -> None:
    assert _scripts("sector=Schools")[0] == _scripts("")[0]


def test_the_base_map_is_the_same_byte_for_byte_in_two_processes() -> None:
    runs = [
        subprocess.run([sys.executable, "-c", PRINT_SCRIPT], capture_output=True, text=True, check=True) for _ in "ab"
    ]
    assert runs[0].stdout == runs[1].stdout
    assert "L.map(" in runs[0].stdout


def test_two_queries_give_two_scripts_that_differ_only_in_the_query() -> None:
    one, other = _scripts("q=badge_one")[1], _scripts("q=badge_two")[1]
    assert one != other
    assert one.replace("badge_one", "badge_two") == other


def test_the_criteria_empty_what_st_folium_only_ever_fills() -> None:
    script = _scripts("")[1]
    assert script.index("window.feature_group = [];") < script.index("window.feature_group.push")


def test_the_map_loads_leaflet_and_our_styles_and_nothing_from_elsewhere() -> None:
    base = base_map()
    addresses = [address for _, address in [*base.default_js, *base.default_css]]
    assert addresses == [
        "../.." + asset_url(name)
        for name in ("leaflet/leaflet.js", "leaflet/leaflet.css", "map/map.css", "map/frame.css")
    ]
    assert "//" not in _scripts("")[0]


def test_the_map_knows_its_last_zoom_though_it_has_no_tiles() -> None:
    assert '"maxZoom": 18' in _scripts("")[0]


@pytest.mark.parametrize("character", sorted(set(HOSTILE) - set("7_abcxralertwsip1 ")))
def test_a_query_with_a_character_that_could_end_a_literal_or_start_a_template_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="not percent-encoded"):
        criteria_layer(f"q={character}")


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_reaches_the_script_only_percent_encoded(text: str) -> None:
    criteria = Criteria(q=text.encode("utf-8", "replace").decode(), sector=(Sector.SCHOOLS,))
    query = urlencode(criteria.to_query())
    script = _scripts(query)[1]
    assert query.replace("&", "\\u0026") in script
    assert not set("`${") & set(script.replace("({", ""))


def test_hostile_criteria_reach_the_script_only_percent_encoded() -> None:
    query = urlencode([("q", HOSTILE)])
    assert f'answer("{query}", 0)' in _scripts(query)[1]
