"""Streamlit's own map: every row is a point, drawn by WebGL."""

import streamlit as st

from benchmarks.peers.rows import chosen

st.set_page_config(layout="wide")
found = chosen()
st.map(found.dropna(subset=["latitude", "longitude"])[["latitude", "longitude"]])
st.dataframe(found)
