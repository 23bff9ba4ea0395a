/* Distance and area between points, in the province's projection as all figures are. */
(function () {
  "use strict";
  const { escapeHtml: esc, say, number } = qngeo;
  const LINE = { weight: 2.5, dashArray: "6 4", interactive: false, pane: "names" };

  function metres(value) {
    return value < 1000 ? `${number(value, 0)} m` : `${number(value / 1000, value < 1e5 ? 2 : 1)} km`;
  }

  function square(value) {
    const hectares = value / 10000;
    return hectares < 1000 ? `${number(hectares, 2)} ha` : `${number(hectares, 0)} ha (${number(hectares / 100, 1)} km²)`;
  }

  qngeo.Measure = L.Control.extend({
    options: { position: "topleft" },

    onAdd(map) {
      this.map = map;
      this.points = [];
      this.drawn = L.layerGroup().addTo(map);
      const bar = L.DomUtil.create("div", "leaflet-bar qn-measure");
      this.button = this.options.button(bar, "qn-button qn-ruler", say("control.measure"), () => this.toggle());
      this.button.setAttribute("aria-pressed", "false");
      this.panel = L.DomUtil.create("div", "qn-panel qn-measure-panel", bar);
      this.panel.hidden = true;
      this.panel.setAttribute("role", "status");
      L.DomEvent.disableClickPropagation(bar);
      this.panel.addEventListener("click", (event) => {
        if (event.target.dataset.do === "finish") this.finish();
        if (event.target.dataset.do === "clear") this.stop();
      });
      document.addEventListener("keydown", (event) => this.key(event));
      return bar;
    },

    toggle() { this.panel.hidden ? this.begin() : this.stop(); },

    begin() {
      this.points = [];
      this.open = true;
      this.drawn.clearLayers();
      this.map.getContainer().classList.add("qn-measuring");
      this.map.doubleClickZoom.disable();
      this.map.on("click", this.add, this);
      this.button.setAttribute("aria-pressed", "true");
      this.panel.hidden = false;
      this.show();
    },

    add(event) {
      const last = this.points.at(-1);
      if (last && this.map.latLngToLayerPoint(last).distanceTo(event.layerPoint) < 8) { this.finish(); return; }
      this.points.push(event.latlng);
      this.show();
    },

    /* Keep the shape on the map and let clicks select again. */
    finish() {
      this.open = false;
      this.map.off("click", this.add, this);
      this.map.getContainer().classList.remove("qn-measuring");
      setTimeout(() => this.map.doubleClickZoom.enable(), 300);
      this.show();
    },

    stop() {
      this.finish();
      this.points = [];
      this.drawn.clearLayers();
      this.panel.hidden = true;
      this.button.setAttribute("aria-pressed", "false");
    },

    key(event) {
      if (this.panel.hidden) return;
      if (event.key === "Escape") this.stop();
      if (event.key === "Enter" && this.open && this.points.length > 1) this.finish();
      if (event.key === "Backspace" && this.open && event.target.tagName !== "INPUT") {
        this.points.pop();
        this.show();
      }
    },

    show() {
      const { points } = this;
      const closed = points.length > 2;
      const color = qngeo.colour("chosen");
      this.drawn.clearLayers();
      if (points.length > 1) {
        const shape = closed ? L.polygon(points, { ...LINE, color, fillColor: color, fillOpacity: 0.08 }) : L.polyline(points, { ...LINE, color });
        this.drawn.addLayer(shape);
      }
      points.forEach((p) => this.drawn.addLayer(L.circleMarker(p, { ...LINE, color, dashArray: null, radius: 4, fillColor: "#fff", fillOpacity: 1, weight: 2 })));
      const rows = [];
      if (points.length > 1) rows.push([say("measure.length"), metres(qngeo.length(points))]);
      if (closed) {
        rows.push([say("measure.perimeter"), metres(qngeo.length([...points, points[0]]))]);
        rows.push([say("measure.area"), square(qngeo.area(points))]);
      }
      const table = rows.map(([name, value]) => `<dt>${esc(name)}</dt><dd>${esc(value)}</dd>`).join("");
      const hint = this.open ? `<p>${esc(say("measure.hint"))}</p>` : "";
      const finish = this.open && points.length > 1 ? `<button type="button" data-do="finish">${esc(say("measure.finish"))}</button>` : "";
      this.panel.innerHTML = `${hint}<dl>${table}</dl><p class="qn-basis">${esc(say("measure.basis"))}</p>
        ${finish}<button type="button" data-do="clear">${esc(say("measure.clear"))}</button>`;
    },
  });
})();
