"""One page a module, each one function ``show``.

The folder is not called ``pages``: beside the main script Streamlit would take
that name for its own list of pages, and a fresh server would show it.
"""
