"""A browser tab without a browser: speaks to the app over Streamlit's websocket.

The tab sends the same messages as the page in a browser (`BackMsg`: rerun, with the
address, the state of every control, the fragment and the messages that it still holds)
and reads what comes back (`ForwardMsg`) until the run is over.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.load_controls import FIELDS, LostError, given, state_of

STREAM = "/_stcore/stream"

KEPT_RUNS = 2
"""Runs after which a browser forgets a message that came no more."""

_OVER = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}

Value = str | float | bool | date | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came back for one message.

    Attributes
    ----------
    ms : float
        From the message sent to the end of the run received.
    received : int
        Bytes on the websocket, unpacked.
    fragment : bool
        Only a part of the page was run.
    """

    ms: float
    received: int
    fragment: bool


@dataclass(kw_only=True)
class _Shown:
    """One element on the page, with the run and the fragment that it came of."""

    message: ForwardMsg
    fragment: str
    run: int


@dataclass(kw_only=True)
class Control:
    """A control of the page: its id, kind, message, and the fragment around it."""

    id: str
    kind: str
    proto: Any
    fragment: str


@dataclass
class Visitor:
    """One tab.

    Parameters
    ----------
    address : str
        Of the app, ``http://127.0.0.1:8501``.
    seconds : float
        A run that takes longer is lost.
    """

    address: str
    seconds: float = 60.0
    query: str = field(default="", init=False)
    page_hash: str = field(default="", init=False)
    session: str = field(default="", init=False)
    _main: str = field(default="", init=False)
    pages: dict[str, str] = field(default_factory=dict, init=False)
    _shown: dict[tuple[int, ...], _Shown] = field(default_factory=dict, init=False)
    _states: dict[str, WidgetState] = field(default_factory=dict, init=False)
    _held: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict, init=False)
    _runs: Iterator[int] = field(default_factory=itertools.count, init=False)
    _socket: ClientConnection | None = field(default=None, init=False)

    async def __aenter__(self) -> Self:
        """Connect as a browser does."""
        where = urlsplit(self.address)
        self._socket = await connect(
            f"ws://{where.netloc}{where.path}{STREAM}",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self.address,  # type: ignore[arg-type]
            max_size=None,
            open_timeout=self.seconds,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()

    async def ask(self, asked: BackMsg, kind: str) -> ForwardMsg:
        """Send what causes no run and return the answer of a kind.

        Raises
        ------
        LostError
            If none comes.
        """
        await self._there().send(asked.SerializeToString())
        try:
            async with asyncio.timeout(self.seconds):
                while True:
                    data = await self._there().recv(decode=False)
                    message: ForwardMsg = ForwardMsg.FromString(data)
                    if message.WhichOneof("type") == kind:
                        return message
        except TimeoutError as error:
            msg = f"no {kind} in {self.seconds:g} s"
            raise LostError(msg) from error

    def _there(self) -> ClientConnection:
        if self._socket is None:
            msg = "the tab is not open: use it in `async with`"
            raise LostError(msg)
        return self._socket

    async def open(self, page: str, query: str = "") -> Run:
        """Open a page by its address, "" for the first one."""
        self.query = query
        return await self._rerun(page_name=page)

    async def go(self, page: str) -> Run:
        """Choose a page in the menu: only what all pages have keeps its state."""
        everywhere = {
            str(getattr(_element(shown.message)[1], "id", ""))
            for shown in self._shown.values()
            if shown.message.metadata.active_script_hash == self._main
        }
        self._states = {
            name: state for name, state in self._states.items() if name in everywhere
        }
        self.page_hash, self.query = self.pages[page], ""
        return await self._rerun()

    async def change(self, key: str, value: Value) -> Run:
        """Change the control with a key and wait for the run that this causes."""
        found = self.control(key)
        sent = f"{value:%Y/%m/%d}" if isinstance(value, date) else value
        self._states[found.id] = state_of(found.id, found.kind, sent)
        return await self._rerun(fragment=found.fragment)

    def control(self, key: str) -> Control:
        """Return the control with a key.

        Raises
        ------
        LostError
            If the page has none.
        """
        for shown in self._shown.values():
            kind, proto = _element(shown.message)
            if str(getattr(proto, "id", "")).endswith(f"-{key}"):
                return Control(
                    id=proto.id, kind=kind, proto=proto, fragment=shown.fragment
                )
        msg = f"the page has no control {key!r}"
        raise LostError(msg)

    def elements(self, kind: str) -> list[Any]:
        """Return what is on the page of a kind, such as ``html``, in no set order."""
        both = (_element(shown.message) for shown in self._shown.values())
        return [proto for name, proto in both if name == kind]

    def texts(self) -> str:
        """Return all HTML and Markdown of the page as one text."""
        found = [proto.body for kind in ("html", "markdown")
                 for proto in self.elements(kind)]  # fmt: skip
        return "\n".join(found)

    def faults(self) -> list[str]:
        """Return what the page says went wrong: exceptions and red messages."""
        told = [proto.message for proto in self.elements("exception")]
        alerts = self.elements("alert")
        return told + [a.body for a in alerts if a.format == a.ERROR]

    async def _rerun(self, *, page_name: str = "", fragment: str = "") -> Run:
        asked = BackMsg()
        wanted = asked.rerun_script
        wanted.query_string = self.query
        wanted.page_script_hash = "" if page_name else self.page_hash
        wanted.page_name = page_name
        wanted.fragment_id = fragment
        wanted.widget_states.widgets.extend(self._states.values())
        wanted.cached_message_hashes.extend(self._held)
        wanted.context_info.timezone = "Asia/Ho_Chi_Minh"
        wanted.context_info.locale = "vi-VN"
        wanted.context_info.url = self.address
        start = time.perf_counter()
        await self._there().send(asked.SerializeToString())
        try:
            async with asyncio.timeout(self.seconds):
                received = await self._read(fragment)
        except TimeoutError as error:
            msg = f"no answer in {self.seconds:g} s"
            raise LostError(msg) from error
        return Run(
            ms=1000 * (time.perf_counter() - start),
            received=received,
            fragment=bool(fragment),
        )

    async def _read(self, fragment: str) -> int:
        """Read to the end of the run; return how many bytes came."""
        run, received, started = next(self._runs), 0, False
        while True:
            data = await self._there().recv(decode=False)
            received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message, kind = self._again(message), "delta"
            if kind == "delta":
                self._take(message, run)
            elif kind == "new_session":
                started = True
                self.page_hash = message.new_session.page_script_hash
                self.session = message.new_session.initialize.session_id
                self._main = message.new_session.main_script_hash
            elif kind == "navigation":
                self._learn(message)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and started:
                if message.script_finished in _OVER:
                    self._end(run, fragment)
                    return received
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    msg = "the script did not compile"
                    raise LostError(msg)

    def _again(self, message: ForwardMsg) -> ForwardMsg:
        """Return the held message that a short one stands for, at its new place."""
        held = self._held.get(message.ref_hash)
        if held is None:
            msg = "the app refers to a message that this tab does not hold"
            raise LostError(msg)
        found = ForwardMsg()
        found.CopyFrom(held[0])
        found.metadata.CopyFrom(message.metadata)
        found.metadata.cacheable = True
        return found

    def _take(self, message: ForwardMsg, run: int) -> None:
        path = tuple(message.metadata.delta_path)
        self._shown[path] = _Shown(
            message=message, fragment=message.delta.fragment_id, run=run
        )
        if message.metadata.cacheable:
            self._held[message.hash] = (message, run)

    def _learn(self, message: ForwardMsg) -> None:
        self.page_hash = message.navigation.page_script_hash
        for page in message.navigation.app_pages:
            self.pages[page.url_pathname] = page.page_script_hash

    def _end(self, run: int, fragment: str) -> None:
        """Take off what this run did not draw again."""
        self._shown = {
            path: shown
            for path, shown in self._shown.items()
            if shown.run == run or (fragment and shown.fragment != fragment)
        }
        if not fragment:
            self._held = {
                name: (message, last)
                for name, (message, last) in self._held.items()
                if run - last < KEPT_RUNS
            }
        self._mount()

    def _mount(self) -> None:
        """Give every control the state that a browser gives it when it appears."""
        before, self._states = self._states, {}
        for shown in self._shown.values():
            kind, proto = _element(shown.message)
            name = str(getattr(proto, "id", ""))
            if name and kind in FIELDS:
                own = before.get(name)
                if own is None or proto.set_value:
                    own = state_of(name, kind, given(kind, proto))
                self._states[name] = own
            elif name in before:
                self._states[name] = before[name]


def _element(message: ForwardMsg) -> tuple[str, Any]:
    """Return kind and content of what a message puts on the page."""
    if message.delta.WhichOneof("type") != "new_element":
        return "block", None
    element = message.delta.new_element
    kind = str(element.WhichOneof("type"))
    return kind, getattr(element, kind)
