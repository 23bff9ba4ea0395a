/* An area drawn by hand: one polygon or rectangle, its size, told when it is finished. */
(function () {
  "use strict";
  const { forest, escapeHtml: esc, number } = qngeo;
  const { tell, node } = forest;
  const LINE = { color: "#0b2d3a", weight: 3, fillColor: "#e08a00", fillOpacity: 0.12, pmIgnore: false };
  const MARK = { color: "#0b2d3a", weight: 2.5, dashArray: "6 4" };
  const PLACES = 6;

  L.PM.setOptIn(true); // published outlines are never snapped to nor edited

  function hectares(value) {
    const size = value / 10000;
    return `${number(size, size < 100 ? 2 : size < 1000 ? 1 : 0)} ha`;
  }

  const Draw = L.Control.extend({
    options: { position: "topleft" },

    onAdd(map) {
      this.map = map;
      this.shape = null;
      const bar = node("div", "leaflet-bar qn-draw");
      this.buttons = {
        Polygon: this.button(bar, "polygon", () => this.begin("Polygon")),
        Rectangle: this.button(bar, "rectangle", () => this.begin("Rectangle")),
        edit: this.button(bar, "edit", () => this.edit()),
        remove: this.button(bar, "remove", () => this.erase()),
      };
      this.panel = node("div", "qn-panel qn-draw-panel", bar);
      this.panel.setAttribute("role", "status");
      this.panel.addEventListener("click", (event) => {
        if (event.target.dataset.do === "finish") this.finish();
        if (event.target.dataset.do === "cancel") this.cancel();
      });
      L.DomEvent.disableClickPropagation(bar);
      this.prepare(map);
      this.show();
      return bar;
    },

    button(bar, name, action) {
      const link = node("a", `qn-button qn-draw-${name}`, bar);
      link.href = "#";
      link.title = tell("draw." + name);
      link.setAttribute("role", "button");
      link.setAttribute("aria-label", link.title);
      L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); if (link.getAttribute("aria-disabled") !== "true") action(); });
      L.DomEvent.on(link, "keydown", (event) => { if (event.key === " ") { L.DomEvent.stop(event); link.click(); } });
      return link;
    },

    prepare(map) {
      map.options.pmIgnore = false;
      L.PM.reInitLayer(map);
      map.pm.setLang("qn", {
        tooltips: { firstVertex: tell("draw.first"), continueLine: tell("draw.next"), finishPoly: tell("draw.last"), finishRect: tell("draw.opposite") },
      }, "en");
      map.pm.setGlobalOptions({
        snappable: false, allowSelfIntersection: false, exitModeOnEscape: true, finishOnEnter: true,
        pathOptions: LINE, templineStyle: { ...MARK, pmIgnore: false }, hintlineStyle: { ...MARK, pmIgnore: false },
      });
      map.on("pm:create", ({ layer }) => this.made(layer));
      map.on("pm:drawstart pm:drawend", () => this.show());
    },

    drawing() { return this.map.pm.globalDrawModeEnabled(); },

    editing() { return Boolean(this.shape?.pm.enabled()); },

    /* Geoman asks its own keys of the page; a second press of the button ends it. */
    begin(shape) {
      const same = this.drawing() && this.map.pm.Draw.getActiveShape() === shape;
      this.stopEditing();
      if (same) this.map.pm.disableDraw();
      else this.map.pm.enableDraw(shape);
    },

    finish() {
      if (this.drawing()) this.map.pm.Draw[this.map.pm.Draw.getActiveShape()]._finishShape();
      else this.stopEditing();
    },

    cancel() { this.map.pm.disableDraw(); },

    made(layer) {
      this.shape?.remove();
      this.shape = layer;
      layer.on("pm:edit", () => this.show());
      this.post();
    },

    edit() {
      if (this.editing()) { this.stopEditing(); return; }
      this.map.pm.disableDraw();
      this.shape.pm.enable({ allowSelfIntersection: false, snappable: false });
      this.show();
    },

    stopEditing() {
      if (!this.editing()) return;
      this.shape.pm.disable();
      this.post();
    },

    erase() {
      this.map.pm.disableDraw();
      this.shape?.pm.disable();
      this.shape?.remove();
      this.shape = null;
      this.post();
    },

    corners() { return this.shape ? this.shape.getLatLngs()[0] : []; },

    feature() {
      if (!this.shape) return null;
      const { geometry } = this.shape.toGeoJSON(PLACES);
      return { type: "Feature", properties: { area_ha: qngeo.area(this.corners()) / 10000 }, geometry };
    },

    post() {
      this.show();
      forest.tellArea(this.feature());
    },

    /* Draw anew what was drawn before the page was loaded again; nothing is told. */
    restore(feature) {
      const ring = feature?.geometry?.coordinates?.[0];
      if (this.shape || !Array.isArray(ring)) return;
      this.shape = L.polygon(ring.slice(0, -1).map(([lng, lat]) => [lat, lng]), LINE).addTo(this.map);
      this.shape.on("pm:edit", () => this.show());
      this.show();
    },

    show() {
      const drawing = this.drawing();
      const active = drawing && this.map.pm.Draw.getActiveShape();
      for (const name of ["Polygon", "Rectangle"]) this.buttons[name].setAttribute("aria-pressed", String(active === name));
      this.buttons.edit.setAttribute("aria-pressed", String(this.editing()));
      for (const name of ["edit", "remove"]) this.buttons[name].setAttribute("aria-disabled", String(!this.shape));
      this.map.getContainer().classList.toggle("qn-drawing", drawing || this.editing());
      this.panel.hidden = !drawing && !this.shape;
      const hint = drawing ? `<p>${esc(tell("draw.hint"))}</p>` : this.editing() ? `<p>${esc(tell("draw.edit_hint"))}</p>` : "";
      const size = this.shape ? `<dl><dt>${esc(tell("draw.area"))}</dt><dd>${esc(hectares(qngeo.area(this.corners())))}</dd></dl>
        <p class="qn-basis">${esc(qngeo.say("measure.basis"))}</p>` : "";
      const finish = active === "Polygon" || this.editing() ? `<button type="button" data-do="finish">${esc(tell("draw.finish"))}</button>` : "";
      const cancel = drawing ? `<button type="button" data-do="cancel">${esc(tell("draw.cancel"))}</button>` : "";
      this.panel.innerHTML = `${hint}${drawing ? "" : size}${finish}${cancel}`;
    },
  });

  forest.Draw = Draw;
})();
