"""Whatever scenarios are kept in a link, the link gives them back."""

from hypothesis import given
from hypothesis import strategies as st

from qngeo.domain.occupancy import scenario_list
from qngeo.domain.occupancy.scenario import Phase, Scenario

letters = st.sampled_from("%!*=+~ 2aă") | st.characters(codec="utf-8")
park_ids = st.text(letters, min_size=1, max_size=12)
hectares = st.floats(0, 1e9)


@st.composite
def scenarios(draw):
    start = draw(st.integers(2020, 2040))
    horizon = start + draw(st.integers(0, 30))
    phases = st.builds(Phase, park_ids, st.integers(start, horizon + 5), hectares)
    return Scenario(
        draw(st.text(letters, max_size=20)),
        start,
        horizon,
        draw(hectares),
        tuple(draw(st.dictionaries(park_ids, hectares, max_size=3)).items()),
        tuple(draw(st.lists(phases, max_size=3))),
    )


@given(st.lists(scenarios(), max_size=scenario_list.MOST))
def test_every_list_of_scenarios_goes_into_a_link_and_back(kept):
    assert scenario_list.from_text(scenario_list.to_text(kept)) == kept
