/* What is in view, as a link holds it: the place, and layers that are not as usual. */
(function () {
  "use strict";
  const layers = new Map(); // key -> {layer, usual}

  function remember(key, usual, layer) {
    layers.set(key, { layer, usual });
    return layer;
  }

  const { layer: make, names } = qngeo;
  qngeo.layer = (spec) => remember(spec.key, spec.show, make(spec));
  qngeo.names = () => remember("names", true, names());
  L.TileLayer.addInitHook(function () { if (this.options.key) remember(this.options.key, false, this); });

  /* zoom/latitude/longitude, as many map sites write it. */
  function placeText() {
    const { lat, lng } = qngeo.map.getCenter();
    return `${qngeo.map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  }

  /* Keys of the layers that were switched on, and with a minus of those switched off. */
  function layersText() {
    const changed = [...layers].filter(([, { layer, usual }]) => qngeo.map.hasLayer(layer) !== usual);
    return changed.map(([key, { usual }]) => (usual ? `-${key}` : key)).join(".");
  }

  /* Go to a place that a text names; false where it names none. */
  function goTo(text) {
    const [zoom, lat, lng] = String(text ?? "").split("/").map(Number);
    if (!text || ![zoom, lat, lng].every(Number.isFinite)) return false;
    qngeo.map.setView([lat, lng], zoom, { animate: false });
    return true;
  }

  function switchTo(text) {
    const asked = new Set(String(text ?? "").split("."));
    for (const [key, { layer, usual }] of layers) {
      const on = asked.has(key) || (usual && !asked.has(`-${key}`));
      if (on === qngeo.map.hasLayer(layer)) continue;
      if (on) qngeo.map.addLayer(layer); else qngeo.map.removeLayer(layer);
    }
  }

  /* Call back when a layer of the control was switched. */
  function onSwitch(tell) {
    const known = ({ layer }) => { if ([...layers.values()].some((one) => one.layer === layer)) tell(); };
    qngeo.map.on("layeradd layerremove", known);
  }

  qngeo.view = { placeText, layersText, goTo, switchTo, onSwitch };
})();
