"""The lesson of a burnt forest: why green is not recovered."""

import streamlit as st

from qngeo.i18n import translate
from qngeo.ui.parts import change_charts, chart


def show(lang: str) -> None:
    """Explain by a burnt forest why green is not recovered."""
    with st.expander(translate("change.lesson.title", lang), icon=":material/school:"):
        st.markdown(translate("change.lesson.text", lang))
        points = change_charts.lesson_points(lang)
        title = translate("change.lesson.title", lang)
        words = change_charts.lines_words(points, title, lang)
        chart.draw(change_charts.lesson_chart(lang), alt=words)
        heads = ("change.column.season", "change.column.index", "change.axis.of_before")
        chart.figures(
            [translate(key, lang) for key in heads],
            points[["season", "line", "text"]].to_numpy().tolist(),
            lang,
        )
        st.caption(translate("change.lesson.origin", lang))
