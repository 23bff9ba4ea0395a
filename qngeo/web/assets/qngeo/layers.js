/* Layers that are fetched by their address when first shown, and their restyling. */
(function () {
  "use strict";
  const PANES = { surroundings: 205, land: 210, communes: 300, sea: 310, zones: 330, border: 340, beyond: 345, rails: 350,
    roads: 360, parks: 400, signs: 600, names: 620 };
  const PANE_OF = { zone: "zones", sea: "sea", park: "parks", commune: "communes",
    road: "roads", rail: "rails", point: "signs" };
  const SELECTABLE = ["zone", "park"];
  const SMALL = 15; // pixels: a park that is smaller is drawn as a dot
  const renderers = {};
  const drawn = new Map(); // id -> {feature, spec, shape, dot}
  const ground = []; // what gives each shape below the layers the colours of the theme

  function rendererOf(pane, kind) {
    renderers[pane] ??= kind === "canvas" ? L.canvas({ pane, padding: 0.4 }) : L.svg({ pane, padding: 0.4 });
    return renderers[pane];
  }

  function wanted(feature, spec) {
    const p = feature.properties;
    if (spec.part && p.part && p.part !== spec.part) return false;
    if (spec.part === "sea" && p.part !== "sea") return false;
    if (!spec.part && p.part === "sea") return false;
    if (!spec.kinds.length) return true;
    return spec.kinds.includes(p.class || p.kind) !== spec.but;
  }

  function pathOf(feature, options) {
    return L.GeoJSON.geometryToLayer(feature, options);
  }

  /* A plot lies in a park and is drawn over it: a click there means the plot. */
  function choose(feature, spec, latlng) {
    const plot = latlng && qngeo.plots.at(latlng);
    if (SELECTABLE.includes(spec.drawing)) qngeo.select(plot || feature.id);
  }

  function wire(layer, feature, spec) {
    layer.bindTooltip(() => qngeo.tooltip(feature, spec), { sticky: spec.drawing !== "point", className: "qn-tip", opacity: 1 });
    layer.on("add", () => layer.getElement?.()?.setAttribute("tabindex", "-1"));
    if (!SELECTABLE.includes(spec.drawing)) return;
    layer.on("click", (event) => { L.DomEvent.stopPropagation(event); choose(feature, spec, event.latlng); });
    if (spec.drawing === "zone") layer.on("add", () => focusable(layer, feature, spec));
  }

  /* A tooltip makes every shape a stop of the tab key; only zones remain one.
     Zones can be reached and opened from the keyboard; parks through search and table. */
  function focusable(layer, feature, spec) {
    const node = layer.getElement();
    if (!node) return;
    node.setAttribute("tabindex", "0");
    if (node.hasAttribute("role")) return;
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", qngeo.nameOf(feature.properties));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(feature, spec); }
    });
  }

  const DRAW = {
    zone: (f, o) => pathOf(f, { ...o, ...qngeo.style.zone(f, qngeo.map.getZoom()) }),
    sea: (f, o) => pathOf(f, { ...o, ...qngeo.style.sea(f) }),
    commune: (f, o) => pathOf(f, { ...o, ...qngeo.style.commune(f) }),
    park: (f, o) => pathOf(f, { ...o, ...qngeo.style.park(f) }),
    point: (f) => L.marker([f.geometry.coordinates[1], f.geometry.coordinates[0]],
      { icon: qngeo.signIcon(f.properties), pane: "signs", keyboard: false, alt: qngeo.nameOf(f.properties) }),
  };

  const UrlLayer = L.LayerGroup.extend({
    initialize(spec) {
      L.LayerGroup.prototype.initialize.call(this, [], {});
      this.spec = spec;
      this.items = [];
    },

    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("zoomend", this.rescale, this);
      if (this.asked) { this.repaint(); return; }
      this.asked = true;
      qngeo.load(this.spec.source).then((collection) => this.draw(collection)).catch((error) => {
        console.warn(error);
        qngeo.note(qngeo.say("note.layer", { layer: qngeo.say("layer." + this.spec.key) }), true);
      });
    },

    onRemove(map) {
      map.off("zoomend", this.rescale, this);
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    draw(collection) {
      const { spec } = this;
      const pane = PANE_OF[spec.drawing];
      const options = { pane, renderer: rendererOf(pane, spec.drawing === "commune" ? "canvas" : "svg") };
      for (const feature of collection.features) {
        if (wanted(feature, spec)) this.items.push(this.item(feature, options));
      }
      if (spec.drawing === "park") this.items.sort((a, b) => b.extent - a.extent);
      this.rescale();
      qngeo.map.fire("qngeo:layer", { key: spec.key });
    },

    item(feature, options) {
      const { spec } = this;
      const lines = spec.drawing === "road" || spec.drawing === "rail";
      const item = lines ? this.lineItem(feature, options) : { feature, shape: DRAW[spec.drawing](feature, options) };
      wire(item.shape, feature, spec);
      if (spec.drawing === "park") {
        const bounds = item.shape.getBounds();
        item.extent = bounds.getNorth() - bounds.getSouth() + bounds.getEast() - bounds.getWest();
        const look = qngeo.style.dot(feature, qngeo.map.getZoom());
        item.dot = L.circleMarker(bounds.getCenter(), { ...options, ...look });
        wire(item.dot, feature, spec);
      }
      if (SELECTABLE.includes(spec.drawing)) drawn.set(feature.id, { ...item, spec });
      return item;
    },

    lineItem(feature, options) {
      const [low, high] = qngeo.style[this.spec.drawing](feature, qngeo.map.getZoom());
      return {
        feature,
        casing: pathOf(feature, { ...options, ...low, interactive: false }),
        shape: pathOf(feature, { ...options, ...high }),
      };
    },

    /* What suits the zoom: dots for small parks, wider roads, fewer signs. */
    rescale() {
      const zoom = qngeo.map.getZoom();
      const shown = zoom >= this.spec.min_zoom;
      const on = (layer, yes) => {
        if (layer && yes !== this.hasLayer(layer)) yes ? this.addLayer(layer) : this.removeLayer(layer);
      };
      for (const item of this.items) on(item.casing, shown);
      for (const item of this.items) {
        const { feature } = item;
        if (item.dot) {
          const small = this.pixels(item.shape.getBounds()) < SMALL;
          on(item.shape, shown && !small);
          on(item.dot, shown && small);
        } else {
          on(item.shape, shown && zoom >= qngeo.signMinZoom(feature.properties.kind));
        }
        if (item.casing && shown) {
          const [low, high] = qngeo.style[this.spec.drawing](feature, zoom);
          item.casing.setStyle(low);
          item.shape.setStyle(high);
        }
        if (drawn.has(feature.id) && shown) paint(feature.id);
      }
    },

    /* The same in the colours of the other theme. */
    repaint() {
      const style = qngeo.style[this.spec.drawing];
      for (const { feature, shape, casing } of this.items) {
        if (!casing && !drawn.has(feature.id)) shape.setStyle?.(style(feature, qngeo.map.getZoom()));
      }
      this.rescale();
    },

    pixels(bounds) {
      const a = qngeo.map.latLngToLayerPoint(bounds.getNorthWest());
      const b = qngeo.map.latLngToLayerPoint(bounds.getSouthEast());
      return Math.max(b.x - a.x, b.y - a.y);
    },
  });

  /* The land data end at a box; what lies outside is veiled, not shown as sea. */
  function veil(map, features) {
    const box = L.geoJSON({ type: "FeatureCollection", features }).getBounds();
    const [n, s, e, w] = [box.getNorth(), box.getSouth(), box.getEast(), box.getWest()];
    const world = [[85, -60], [85, 270], [-60, 270], [-60, -60]];
    const hole = [[n, w], [n, e], [s, e], [s, w]];
    const look = qngeo.style.beyond;
    const cover = L.polygon([world, hole], { pane: "beyond", renderer: rendererOf("beyond", "svg"), ...look() }).addTo(map);
    ground.push(() => cover.setStyle(look()));
    map.setMaxBounds(box);
  }

  /* Leaflet decides before we can ask it not to: zoom, fading and gliding on. */
  function keepStill(map) {
    map.options.inertia = false;
    map._zoomAnimated = false;
    map._fadeAnimated = false;
    map.getContainer().classList.remove("leaflet-fade-anim", "leaflet-zoom-anim");
  }

  /* Panes, hatching, land and border: what lies under every layer. */
  function prepare(map) {
    qngeo.map = map;
    if (qngeo.still) keepStill(map);
    for (const [name, z] of Object.entries(PANES)) {
      map.createPane(name).style.zIndex = z;
    }
    map.getPane("names").style.pointerEvents = "none";
    qngeo.patterns();
    const edge = qngeo.config.background[0];
    for (const name of qngeo.config.background) {
      qngeo.load(name).then((collection) => {
        const renderer = rendererOf(name, name === "border" ? "svg" : "canvas");
        const partOf = (feature) => feature.properties.class || feature.properties.part;
        const order = { china: 0, neighbour: 1, province: 2 };
        const features = [...collection.features].sort((a, b) =>
          (order[partOf(a)] ?? 2) - (order[partOf(b)] ?? 2));
        for (const feature of features) {
          const shape = pathOf(feature, { pane: name, renderer, ...qngeo.style[name](feature) }).addTo(map);
          ground.push(() => shape.setStyle(qngeo.style[name](feature)));
        }
        if (name === edge) veil(map, features);
        map.fire("qngeo:layer", { key: name });
      }).catch((error) => {
        console.warn(error);
        qngeo.note(qngeo.say("note.layer", { layer: qngeo.say("background." + name) }), true);
      });
    }
  }

  /* Everything in the colours of the other theme; a canvas now, for paper does not wait. */
  function recolour() {
    ground.forEach((draw) => draw());
    qngeo.map?.eachLayer((layer) => { if (layer.spec) layer.repaint?.(); });
    Object.values(renderers).forEach((renderer) => { if (renderer instanceof L.Canvas && renderer._map) renderer._redraw(); });
    qngeo.plots?.redraw();
  }

  qngeo.onTheme(recolour);

  /* Give a feature the look of the present state. */
  function paint(id) {
    const item = drawn.get(id);
    if (!item) return;
    const zoom = qngeo.map.getZoom();
    item.shape.setStyle(qngeo.style[item.spec.drawing](item.feature, zoom));
    item.dot?.setStyle(qngeo.style.dot(item.feature, zoom));
    if (qngeo.state.selected === id) {
      if (item.spec.drawing === "park") item.shape.bringToFront?.();
      item.dot?.bringToFront?.();
    }
  }

  Object.assign(qngeo, { layer: (spec) => new UrlLayer(spec), prepare, paint, drawn });
})();
