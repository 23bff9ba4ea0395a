"""The Streamlit pages, and nothing but them."""
