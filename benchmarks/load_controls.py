"""What a browser sends of each kind of control: where its value stands, both ways."""

from typing import Any, NamedTuple

from streamlit.proto.WidgetStates_pb2 import WidgetState


class LostError(Exception):
    """A run did not end, or ended otherwise than the tab may expect."""


class _Field(NamedTuple):
    """Where a kind of control keeps its value: on the way here, and back."""

    value: str
    state: str


FIELDS = {
    "button_group": _Field("raw_values", "string_array_value"),
    "checkbox": _Field("value", "bool_value"),
    "date_input": _Field("value", "string_array_value"),
    "multiselect": _Field("raw_values", "string_array_value"),
    "number_input": _Field("value", "double_value"),
    "selectbox": _Field("raw_value", "string_value"),
    "slider": _Field("value", "double_array_value"),
    "text_input": _Field("value", "string_value"),
}


def given(kind: str, proto: Any) -> Any:
    """Return the value that the app gives a control."""
    known, field_ = proto.set_value, FIELDS[kind].value
    if known:
        found = getattr(proto, field_)
        return found if isinstance(found, str | bool | float) else tuple(found)
    if kind == "selectbox":
        return proto.options[proto.default] if proto.HasField("default") else None
    if kind == "multiselect":
        return tuple(proto.options[at] for at in proto.default)
    if kind == "button_group":
        return tuple(proto.options[at].content for at in proto.default)
    if kind in {"number_input", "text_input"} and not proto.HasField("default"):
        return None
    found = proto.default
    return found if isinstance(found, str | bool | float) else tuple(found)


def state_of(name: str, kind: str, value: Any) -> WidgetState:
    """Return a control's state as a browser sends it."""
    state = WidgetState(id=name)
    if kind not in FIELDS:
        msg = f"a tab cannot set {kind} {name}"
        raise LostError(msg)
    wire = FIELDS[kind].state
    if value is None:
        return state
    if wire.endswith("array_value"):
        values = (value,) if isinstance(value, str) else value
        getattr(state, wire).data.extend(values)
        getattr(state, wire).SetInParent()
    else:
        setattr(state, wire, value)
    return state
