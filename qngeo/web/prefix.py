"""All routes below a prefix (tiền tố), as a server for several applications wants it.

Streamlit puts its own routes below ``server.baseUrlPath``, those handed to it stay
where they are. Here they follow, and learn the prefix, so that addresses within their
answers carry it.
"""

from collections.abc import Callable, Sequence

from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

CHOSEN = "qngeo.route"
"""Of a request: the route below the prefix that answers it."""


class Below(BaseRoute):
    """Routes that are reached below a prefix only; others may lie below it as well.

    A mount of Starlette would not do: it takes every address below its prefix.

    Parameters
    ----------
    prefix : callable
        Returns the prefix, with or without slashes; asked at each request, for
        Streamlit knows it once it runs. "" is none.
    routes : sequence of BaseRoute
    """

    def __init__(
        self, prefix: Callable[[], str | None], routes: Sequence[BaseRoute]
    ) -> None:
        self.prefix = prefix
        self.routes = routes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a route answers, wholly or but for the method."""
        root = scope.get("root_path", "")
        name = (self.prefix() or "").strip("/")
        below = {}
        if name:
            if not get_route_path(scope).startswith(f"/{name}/"):
                return Match.NONE, {}
            root = f"{root}/{name}"
            below = {"root_path": root, "app_root_path": root}
        partly: Scope = {}
        for route in self.routes:
            match, found = route.matches({**scope, **below})
            said = {**below, **found, CHOSEN: route}
            if match == Match.FULL:
                return match, said
            if match == Match.PARTIAL and not partly:
                partly = said
        return (Match.PARTIAL, partly) if partly else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the route that was found."""
        await scope[CHOSEN].handle(scope, receive, send)
