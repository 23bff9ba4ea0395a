"""What a browser fetches: the folium map, local assets and map layers."""
