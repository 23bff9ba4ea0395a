"""The application: Streamlit pages and the routes beside them, on one port.

Started by ``streamlit run app.py`` or ``uvicorn app:app``.
"""

from pathlib import Path

import streamlit as st
from starlette.exceptions import HTTPException

from qngeo.ui import starting
from qngeo.web import refusal
from qngeo.web.prefix import Below
from qngeo.web.routes import routes

app = st.App(
    Path(__file__).parent / "qngeo" / "ui" / "home.py",
    routes=[
        Below(
            lambda: st.get_option("server.baseUrlPath"),
            [*starting.first_routes(), *routes()],
        )
    ],
    middleware=[*starting.guard(), *starting.files()],
    lifespan=starting.lifespan,
    exception_handlers={HTTPException: refusal.told},
)
