"""What is served beside Streamlit's pages: maps, tiles, files, feeds and the API."""
