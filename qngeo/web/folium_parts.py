"""folium's map and controls with every script and style from this application.

folium and its plugins name addresses of public networks; each class used here has
them replaced, so that not one request leaves the machine.
"""

# mypy: disable-error-code="misc"
# folium carries no types, so each of its classes is Any to a subclass.

from typing import ClassVar

import folium
from branca.element import Element
from folium.map import Layer
from folium.plugins import Fullscreen, GroupedLayerControl
from folium.template import Template

from qngeo.web.layer_specs import BaseMapSpec, LayerSpec

Links = list[tuple[str, str]]


class LocalMap(folium.Map):
    """A folium map that fetches the scripts and styles it is given and nothing else.

    Bootstrap, jQuery and the icon fonts that folium adds are left out: nothing on
    this map uses them.

    Parameters
    ----------
    scripts, styles : list of (name, address)
    **options
        Of folium and Leaflet.
    """

    def __init__(self, *, scripts: Links, styles: Links, **options: object) -> None:
        super().__init__(tiles=None, **options)
        self.default_js = scripts
        self.default_css = styles


class LocalGroupedLayerControl(GroupedLayerControl):
    """The grouped layer control, its script taken from our bundle.

    folium also takes hidden layers off the map, in the order of a set, which differs
    from run to run; they were never put on it, so the set is emptied.
    """

    default_js: ClassVar[Links] = []
    default_css: ClassVar[Links] = []

    def __init__(self, groups: dict[str, list[Layer]], **options: object) -> None:
        super().__init__(groups, exclusive_groups=False, **options)
        self.layers_untoggle: set[str] = set()


class LocalFullscreen(Fullscreen):
    """The full-screen button of leaflet.fullscreen 5, from our bundle.

    That version has a class where version 3 had the factory that folium calls.
    """

    default_js: ClassVar[Links] = []
    default_css: ClassVar[Links] = []

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            new L.Control.FullScreen({{ this.options|tojavascript }})
                .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )


class UrlLayer(Layer):
    """A published layer that the page fetches by its address when first shown.

    Parameters
    ----------
    spec : LayerSpec
    title : str
        As the layer control shows it; already safe as HTML.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = qngeo.layer({{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, spec: LayerSpec, *, title: str) -> None:
        super().__init__(name=title, overlay=True, control=False, show=spec.show)
        self._name = "UrlLayer"
        self.options = spec.as_options()


class NamesLayer(Layer):
    """Lettering: zones, parks, towns and communes, placed without overlap."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = qngeo.names();
        {% endmacro %}
        """
    )

    def __init__(self, *, title: str) -> None:
        super().__init__(name=title, overlay=True, control=False, show=True)
        self._name = "NamesLayer"


class Config(Element):
    """The page's settings as a script; it must come before our bundle."""

    _template = Template(
        "<script>window.qngeoConfig = {{ this.config|tojson }};</script>"
    )

    def __init__(self, config: dict[str, object]) -> None:
        super().__init__()
        self._name = "Config"
        self.config = config


class Background(folium.MacroElement):
    """Panes, hatching, land and border, under all layers and in no control."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            qngeo.prepare({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Background"


class Start(folium.MacroElement):
    """Adds our own controls and listens to the application; the last on the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            qngeo.start({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Start"


class BaseMap(folium.TileLayer):
    """Tiles from the internet, off until asked for, silent when out of reach."""

    def __init__(self, spec: BaseMapSpec, *, title: str) -> None:
        super().__init__(
            tiles=spec.tiles,
            attr=spec.attribution,
            name=title,
            overlay=True,
            control=False,
            show=False,
            max_zoom=spec.max_zoom,
            key=spec.key,
        )
