"""Zones and parks on forest: measured where imagery is there, else an overview."""

from collections.abc import Mapping

import streamlit as st

from qngeo.errors import QngeoError
from qngeo.i18n import in_data, translate
from qngeo.io.imagery.series import Series, sound_series
from qngeo.services.forest.change import change
from qngeo.ui import address, cache, faults, waiting
from qngeo.ui.parts import forest_places
from qngeo.ui.turns import COUNTS, in_turn

KINDS = ("zone", "park")


def show(lang: str) -> None:
    """Write which zones and parks lie on forest, and how surely that is known."""
    st.subheader(translate("forest.conflict.head", lang))
    st.caption(translate("forest.conflict.help", lang))
    real = {one.name: one for one in sound_series()[0] if not one.practice}
    if real:
        _measured(real, lang)
    else:
        st.info(translate("forest.conflict.none", lang), icon=":material/info:")
    st.markdown(f"##### {translate('forest.overview.head', lang)}")
    province = cache.areas("province")
    names = dict(zip(province["id"], province[f"name_{in_data(lang)}"], strict=True))
    forest_places.overview(province, names, lang)


def _measured(known: Mapping[str, Series], lang: str) -> None:
    names = list(known)
    one, two = st.columns(2)
    name = one.selectbox(
        translate("forest.series", lang),
        names,
        index=names.index(address.one("series", names, names[0])),
        key=address.control("conflict_series"),
    )
    kind = two.segmented_control(
        translate("forest.by", lang),
        KINDS,
        default=address.one("kind", KINDS, KINDS[0]),
        format_func=lambda kind: translate(f"forest.by.{kind}", lang),
        key=address.control("conflict_kind"),
        required=True,
    )
    address.keep("series", name, names[0])
    address.keep("kind", str(kind), KINDS[0])
    try:
        with waiting.doing("change"), in_turn(COUNTS):
            found = change(known[name])
        table = cache.forest_conflicts(found, str(kind))
    except QngeoError as error:
        faults.tell(error, box=st.info, icon=":material/info:")
        return
    forest_places.conflicts(table, found, lang)
