"""The application: Streamlit pages and the routes beside them, on one port.

Started by ``streamlit run app.py`` or ``uvicorn app:app``.
"""

from pathlib import Path

import streamlit as st

from qngeo.web.routes import routes

app = st.App(Path(__file__).parent / "qngeo" / "ui" / "home.py", routes=routes())
