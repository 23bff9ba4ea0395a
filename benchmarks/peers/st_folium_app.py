"""The map of plots by streamlit-folium: filter, build a folium map, hand it over."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.peers import plots

st.set_page_config(layout="wide")
found = plots.kept(plots.asked())
chart = folium.Map(**plots.VIEW, prefer_canvas=True)
folium.GeoJson(
    found,
    style_function=lambda feature: {
        "fillColor": feature["properties"]["colour"],
        "color": "#46323f",
        "weight": 0.8,
        "fillOpacity": 1,
    },
).add_to(chart)
st_folium(chart, height=700, use_container_width=True, returned_objects=[])
