/* Single plots by the ten thousand: fetched once, drawn on one canvas, a letter each.

   The application sends a text with one letter a plot, in the order of the file:
   A, B, ... the class of the legend, N kept without a figure, n put out by the
   search, - not in the search. */
(function () {
  "use strict";
  const { escapeHtml: esc, say, sayOr, number } = qngeo;
  const SMALL = 6; // pixels: below it a plot is drawn as its box
  const BATCH = 400; // outlines filled at once; one path of all would be slow

  let letters = "";
  let plots = null; // {ids, rows, boxes, rings, starts}
  let layer = null;

  /* Mercator units at zoom 0, so that a zoom or pan is one multiplication. */
  function gather(features) {
    const found = { ids: new Map(), rows: features, boxes: new Float64Array(4 * features.length), rings: [] };
    features.forEach((feature, at) => {
      const { type, coordinates } = feature.geometry;
      const parts = type === "MultiPolygon" ? coordinates : [coordinates];
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      found.rings.push(parts.flat().map((ring) => flat(ring, box)));
      found.boxes.set(box, 4 * at);
      found.ids.set(feature.id, at);
    });
    return found;
  }

  function flat(ring, box) {
    const points = new Float64Array(2 * ring.length);
    ring.forEach(([lon, lat], i) => {
      const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), 0);
      points[2 * i] = x;
      points[2 * i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    return points;
  }

  function fillOf(letter) {
    if (letter === "n") return qngeo.colour("plot_out");
    const entry = qngeo.state.legend?.entries[letter.charCodeAt(0) - 65];
    return letter === "N" || !entry ? qngeo.colour("plot_unknown") : entry.colour;
  }

  /* Plots by letter within bounds (pixels of the layer), the fainter first. */
  function inView(bounds, place) {
    const groups = new Map([["n", []], ["-", []], ["N", []]]);
    const { boxes } = plots;
    const west = (bounds.min.x + place.x) / place.scale;
    const north = (bounds.min.y + place.y) / place.scale;
    const east = (bounds.max.x + place.x) / place.scale;
    const south = (bounds.max.y + place.y) / place.scale;
    for (let at = 0; at < plots.rows.length; at += 1) {
      const i = 4 * at;
      if (boxes[i] > east || boxes[i + 2] < west || boxes[i + 1] > south || boxes[i + 3] < north) continue;
      const letter = letters[at] || "-";
      let group = groups.get(letter);
      if (!group) groups.set(letter, group = []);
      group.push(at);
    }
    return groups;
  }

  function trace(pen, at, place) {
    for (const ring of plots.rings[at]) {
      for (let i = 0; i < ring.length; i += 2) {
        const x = ring[i] * place.scale - place.x;
        const y = ring[i + 1] * place.scale - place.y;
        if (i) pen.lineTo(x, y); else pen.moveTo(x, y);
      }
      pen.closePath();
    }
  }

  function pixels(at, place) {
    const { boxes } = plots;
    return Math.max(boxes[4 * at + 2] - boxes[4 * at], boxes[4 * at + 3] - boxes[4 * at + 1]) * place.scale;
  }

  function drawGroup(pen, letter, members, place) {
    const { boxes } = plots;
    pen.fillStyle = fillOf(letter);
    pen.strokeStyle = qngeo.colour("park");
    pen.lineWidth = letter === "n" ? 0.4 : 0.8;
    const large = [];
    for (const at of members) {
      if (pixels(at, place) >= SMALL) { large.push(at); continue; }
      const i = 4 * at;
      pen.fillRect(boxes[i] * place.scale - place.x, boxes[i + 1] * place.scale - place.y,
        Math.max(1, (boxes[i + 2] - boxes[i]) * place.scale), Math.max(1, (boxes[i + 3] - boxes[i + 1]) * place.scale));
    }
    for (let from = 0; from < large.length; from += BATCH) {
      pen.beginPath();
      for (const at of large.slice(from, from + BATCH)) trace(pen, at, place);
      pen.fill("evenodd");
      pen.stroke();
    }
  }

  function placeOf(map) {
    const origin = map.getPixelOrigin();
    return { scale: 2 ** map.getZoom(), x: origin.x, y: origin.y };
  }

  /* Leaflet's canvas, which follows pan and zoom, with one drawing of all plots. */
  const PlotCanvas = L.Canvas.extend({
    initialize(spec) {
      L.Canvas.prototype.initialize.call(this, { pane: "plots", padding: 0.25 });
      this.lowest = spec.min_zoom;
    },

    _initContainer() {
      L.Canvas.prototype._initContainer.call(this);
      this._container.style.pointerEvents = "none"; // parks below stay within reach
    },

    _draw() {
      const map = this._map;
      if (!plots || !map || map.getZoom() < this.lowest) return;
      const place = placeOf(map);
      for (const [letter, members] of inView(this._bounds, place)) {
        if (members.length) drawGroup(this._ctx, letter, members, place);
      }
      const chosen = plots.ids.get(qngeo.state.selected);
      if (chosen !== undefined) {
        this._ctx.beginPath();
        trace(this._ctx, chosen, place);
        Object.assign(this._ctx, { strokeStyle: qngeo.colour("chosen"), lineWidth: 3.5 });
        this._ctx.stroke();
      }
      qngeo.plots.painted += 1;
    },

    /* All at once in the next frame, however much has changed. */
    later() {
      if (this._map && !this._redrawRequest) {
        this._redrawRequest = L.Util.requestAnimFrame(() => { this._redrawBounds = null; this._redraw(); }, this);
      }
    },
  });

  const PlotLayer = L.Layer.extend({
    initialize(spec) {
      this.spec = spec;
      this.items = [];
      this.canvas = new PlotCanvas(spec);
    },

    onAdd(map) {
      if (!map.getPane("plots")) map.createPane("plots").style.zIndex = 410;
      layer = this;
      this.tip = L.tooltip({ className: "qn-tip qn-tip-plot", opacity: 1, offset: [12, 0], direction: "auto" });
      this.canvas.addTo(map);
      map.on({ mousemove: this.point, click: this.choose, mouseout: this.leave, movestart: this.leave }, this);
      qngeo.load(this.spec.source).then((collection) => {
        plots ??= gather(collection.features);
        this.items = plots.rows;
        this.canvas.later();
        map.fire("qngeo:layer", { key: this.spec.key });
      }).catch((error) => {
        console.warn(error);
        qngeo.note(say("note.layer", { layer: say("layer." + this.spec.key) }), true);
      });
    },

    onRemove(map) {
      map.off({ mousemove: this.point, click: this.choose, mouseout: this.leave, movestart: this.leave }, this);
      this.leave();
      this.canvas.remove();
      layer = null;
    },

    point(event) {
      const at = find(event.latlng);
      if (at === null) { this.leave(); return; }
      this.tip.setLatLng(event.latlng);
      if (at !== this.at) { this.at = at; this.tip.setContent(words(at)); }
      qngeo.map.getContainer().classList.add("qn-on-plot");
      this.tip.addTo(qngeo.map);
    },

    choose(event) {
      const at = find(event.latlng);
      if (at !== null) qngeo.select(plots.rows[at].id);
    },

    leave() {
      this.at = null;
      qngeo.map.getContainer().classList.remove("qn-on-plot");
      this.tip.remove();
    },
  });

  /* The plot under a point, or null; the last drawn of those that overlap. */
  function find(latlng) {
    if (!plots || !layer || qngeo.map.getZoom() < layer.spec.min_zoom) return null;
    const { x, y } = L.CRS.EPSG3857.latLngToPoint(latlng, 0);
    const { boxes } = plots;
    for (let at = plots.rows.length - 1; at >= 0; at -= 1) {
      const i = 4 * at;
      if (x < boxes[i] || x > boxes[i + 2] || y < boxes[i + 1] || y > boxes[i + 3]) continue;
      if (plots.rings[at].reduce((inside, ring) => inside !== crosses(ring, x, y), false)) return at;
    }
    return null;
  }

  /* Even-odd: does a ring hold the point? */
  function crosses(ring, x, y) {
    let inside = false;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  function words(at) {
    const { id, properties: p } = plots.rows[at];
    const { legend } = qngeo.state;
    const letter = letters[at] || "-";
    const entry = legend?.entries[letter.charCodeAt(0) - 65];
    const shown = letter === "n" ? say("plots.out") : letter === "N" || !entry ? say("legend.no_figure") : entry.label;
    const lines = [
      `<div class="qn-tip-kind">${esc(qngeo.kindText("plot"))}</div>`,
      `<div class="qn-tip-name">${esc(qngeo.nameOf(p) || String(id).replace(/^plot:/, ""))}</div>`,
    ];
    if (legend && letter !== "-") lines.push(`<div class="qn-tip-class">${esc(legend.title)}: <b>${esc(shown)}</b></div>`);
    if (p.status) lines.push(`<div class="qn-tip-line"><span>${esc(say("tooltip.status"))}</span> ${esc(sayOr("status." + p.status, p.status))}</div>`);
    if (Number.isFinite(p.area_ha)) lines.push(`<div class="qn-tip-line"><span>${esc(say("tooltip.area"))}</span> ${esc(number(p.area_ha, 2))} ha</div>`);
    return lines.join("");
  }

  /* Take what the application sent: all letters, or those that changed and where. */
  function receive(message) {
    if (!message) return;
    let now = message.all ?? letters;
    if (message.at) {
      const parts = [...letters];
      message.at.forEach((at, i) => { parts[at] = message.to[i]; });
      now = parts.join("");
    }
    if (now === letters) return;
    letters = now;
    layer?.canvas.later();
  }

  /* Bring a plot into view; false if there is no such plot. */
  function reveal(id) {
    const at = plots?.ids.get(id);
    if (at === undefined) return false;
    const [w, n, e, s] = plots.boxes.subarray(4 * at, 4 * at + 4);
    const corner = (x, y) => L.CRS.EPSG3857.pointToLatLng(L.point(x, y), 0);
    const bounds = L.latLngBounds(corner(w, n), corner(e, s));
    const seen = qngeo.map.getZoom() >= (layer?.spec.min_zoom ?? 0) && qngeo.map.getBounds().contains(bounds.getCenter());
    if (!seen) qngeo.map.fitBounds(bounds, { maxZoom: 13, padding: [60, 60], animate: !qngeo.still });
    return true;
  }

  const usual = qngeo.layer;
  Object.assign(qngeo, {
    layer: (spec) => (spec.drawing === "plot" ? new PlotLayer(spec) : usual(spec)),
    plots: {
      painted: 0, receive, reveal,
      at: (latlng) => { const at = find(latlng); return at === null ? null : plots.rows[at].id; },
      redraw: () => layer?.canvas.later(),
      letters: () => letters,
    },
  });
})();
