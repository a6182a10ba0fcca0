"""The map everyone writes first: one folium marker for each row, in a cluster, drawn again by every run."""

import folium
import streamlit as st
from folium.plugins import MarkerCluster
from streamlit_folium import st_folium

from benchmarks.peers.rows import chosen

st.set_page_config(layout="wide")
found = chosen()
shown = folium.Map(location=(20, 0), zoom_start=2)
cluster = MarkerCluster().add_to(shown)  # type: ignore[no-untyped-call]
for row in found.dropna(subset=["latitude", "longitude"]).itertuples():
    folium.Marker((row.latitude, row.longitude), tooltip=row.sector).add_to(cluster)
st_folium(shown, height=600, use_container_width=True)
st.dataframe(found)
