"""The map as the explore page draws it, its query typed by hand, or its sectors read from the address."""

from urllib.parse import urlencode

import streamlit as st
from streamlit_folium import st_folium

from directory.web.map_layer import base_map, criteria_layer
from directory.web.tiles import tile_layer

st.set_page_config(layout="wide")
typed = st.text_input("Query", key="query")
stated = urlencode([("sector", sector) for sector in st.query_params.get_all("sector")])
st_folium(
    base_map(tile_layer("OpenStreetMap.Mapnik")),
    key="map",
    height=560,
    use_container_width=True,
    returned_objects=[],
    feature_group_to_add=criteria_layer(typed or stated),
)
st.text(f"id: {st.query_params.get('id', '-')}")
