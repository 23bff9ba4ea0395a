"""The map of plots by geopandas: filter, explore(), show its page in a frame."""

import streamlit as st

from benchmarks.peers import plots

st.set_page_config(layout="wide")
found = plots.kept(plots.asked())
chart = found.explore(
    color=found["colour"],
    style_kwds={"weight": 0.8, "fillOpacity": 1},
    tooltip=False,
    popup=False,
    highlight=False,
    prefer_canvas=True,
    **plots.VIEW,
)
st.components.v1.html(chart.get_root().render(), height=700)
