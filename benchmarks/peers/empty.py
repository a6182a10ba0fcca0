"""The least a Streamlit page can be: what every other one starts from."""

import streamlit as st

with st.container(key="bench-result"):
    st.write("1 sentence")
