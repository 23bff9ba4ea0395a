/* The line to the application: it sends colours and the selection, we send clicks. */
(function () {
  "use strict";
  const outside = window.parent !== window;

  function post(message) {
    if (outside) window.parent.postMessage(message, window.location.origin);
  }

  /* Ids whose look differs between two states. */
  function changed(before, after) {
    const ids = new Set([...Object.keys(before.styles), ...Object.keys(after.styles),
      ...before.faded, ...after.faded]);
    const sameLegend = JSON.stringify(before.legend) === JSON.stringify(after.legend);
    const restyled = [...ids].filter((id) => !sameLegend
      || before.styles[id]?.class !== after.styles[id]?.class
      || before.faded.has(id) !== after.faded.has(id));
    if (before.selected !== after.selected) restyled.push(before.selected, after.selected);
    return new Set(restyled.filter(Boolean));
  }

  function apply(after) {
    const before = qngeo.state;
    qngeo.state = after;
    changed(before, after).forEach((id) => qngeo.paint(id));
    if (before.legend !== after.legend) qngeo.drawLegend();
    if (before.faded !== after.faded) qngeo.map.fire("qngeo:faded");
    if (before.selected !== after.selected || before.legend !== after.legend) qngeo.plots.redraw();
  }

  /* Whether the last thing done was by a key: what it opens then takes the focus. */
  let keys = false;
  window.addEventListener("keydown", () => { keys = true; }, true);
  window.addEventListener("pointerdown", () => { keys = false; }, true);

  /* A click or a hit of the search: show it at once, then tell the application. */
  function select(id) {
    apply({ ...qngeo.state, selected: id });
    post({ type: "qngeo:select", id, keys });
  }

  /* The first stop of the tab key is the way past the map. */
  function letPass() {
    if (!outside) return;
    const link = L.DomUtil.create("button", "qn-leave");
    link.type = "button";
    link.textContent = qngeo.say("leave");
    link.addEventListener("click", () => post({ type: "qngeo:leave" }));
    document.body.prepend(link);
  }

  /* Bring a selection made outside the map into view when it cannot be seen. */
  function reveal(id) {
    const item = qngeo.drawn.get(id);
    if (!item) { pending = qngeo.plots.reveal(id) ? null : id; return; }
    pending = null;
    const bounds = item.shape.getBounds();
    if (!bounds.isValid() || qngeo.map.getBounds().contains(bounds.getCenter())) return;
    qngeo.map.fitBounds(bounds, { maxZoom: 12, padding: [60, 60], animate: !qngeo.still });
  }

  let pending = null;
  let viewed = false;

  function tellView() {
    post({ type: "qngeo:view", view: { map: qngeo.view.placeText(), layers: qngeo.view.layersText() } });
  }

  /* Start where a link says, once; afterwards the reader moves the map. */
  function startAt(view) {
    viewed = true;
    qngeo.view.goTo(view.map);
    if (view.layers) qngeo.view.switchTo(view.layers);
    qngeo.map.on("moveend", tellView);
    qngeo.view.onSwitch(tellView);
  }

  /* The reader went back or forward: show what was in view there. */
  function goBackTo(view) {
    qngeo.view.goTo(view.map);
    qngeo.view.switchTo(view.layers);
  }

  let overlay = null;
  let overlayText = "null";
  let colourOverlay = () => {};
  qngeo.onTheme(() => colourOverlay());

  /* Areas that belong to the question, such as what is reached in 30 minutes. */
  function drawOverlay(collection) {
    const text = JSON.stringify(collection ?? null);
    if (text === overlayText) return;
    overlayText = text;
    overlay?.remove();
    overlay = collection && L.geoJSON(collection, {
      interactive: false, pane: "communes",
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 6, pane: "communes" }),
      style: (feature) => ({ ...qngeo.style.overlay(feature), interactive: false }),
    }).addTo(qngeo.map);
    colourOverlay = () => overlay?.setStyle((feature) => qngeo.style.overlay(feature));
    if (collection?.fit) qngeo.map.fitBounds(overlay.getBounds(), { animate: false, maxZoom: 15, padding: [30, 30] });
  }

  function receive(event) {
    if (event.origin !== window.location.origin || event.source !== window.parent) return;
    const message = event.data;
    if (message?.type === "qngeo:view") goBackTo(message.view);
    if (message?.type !== "qngeo:state") return;
    const selected = message.selected || null;
    const first = !viewed;
    const view = message.view ?? {};
    if (first) startAt(view);
    drawOverlay(message.overlay);
    qngeo.plots.receive(message.plots);
    const moved = selected && selected !== qngeo.state.selected;
    apply({
      styles: message.styles || {}, legend: message.legend || null, selected,
      faded: new Set(message.faded || []),
    });
    if (moved && !(first && view.map)) reveal(selected);
    post({ type: "qngeo:painted", number: message.number });
  }

  /* The page begins with this map before the application runs, and brings the usual colours. */
  function colourEarly() {
    const text = window.parent.document.getElementById("qn-first-view")?.textContent;
    if (text) apply({ ...qngeo.state, ...JSON.parse(text) });
  }

  function connect(map) {
    if (outside) window.addEventListener("message", receive);
    if (outside && window.name === "early") colourEarly();
    letPass();
    qngeo.connected = true;
    map.on("qngeo:layer", () => {
      if (qngeo.state.selected) qngeo.paint(qngeo.state.selected);
      if (pending) reveal(pending);
    });
    post({ type: "qngeo:ready" });
  }

  Object.assign(qngeo, { connect, select });
})();
