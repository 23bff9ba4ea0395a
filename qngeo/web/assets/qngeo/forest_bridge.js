/* The line to the application: it sends series, areas and the selection; we send a
   drawn area and a clicked id. What is in view stands in the address and asks nothing. */
(function () {
  "use strict";
  const { forest } = qngeo;
  const outside = window.parent !== window;
  const LATER = 150;
  let begun = false;
  let control = null;

  function post(message) {
    if (outside) window.parent.postMessage(message, window.location.origin);
  }

  let waiting = null;

  function keep() {
    if (!begun) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => post({
      type: "qngeo:view",
      view: {
        map: qngeo.view.placeText(), layers: qngeo.view.layersText(), left: forest.left, right: forest.right, look: forest.look,
        opacity: String(Math.round(100 * forest.opacity)), at: String(Math.round(100 * forest.at)),
      },
    }), LATER);
  }

  function share(text, otherwise) {
    const value = Number(text);
    return text && value >= 0 && value <= 100 ? value / 100 : otherwise;
  }

  function fit() {
    const bounds = forest.ownLook(forest.look)?.bounds ?? forest.series?.bounds;
    if (bounds) qngeo.map.fitBounds(bounds, { animate: false });
    else qngeo.home(false);
  }

  /* Start where a link says, else with all of the series; the bar has its height by now. */
  function startAt(view) {
    if (!qngeo.view.goTo(view.map)) fit();
    if (view.layers) qngeo.view.switchTo(view.layers);
    begun = true;
    qngeo.map.on("moveend", keep);
    qngeo.view.onSwitch(keep);
  }

  /* The reader went back or forward: show what was in view there. */
  function goBackTo(view) {
    if (!begun) return;
    Object.assign(forest, { left: view.left ?? forest.left, right: view.right ?? forest.right, look: view.look ?? forest.look });
    Object.assign(forest, { opacity: share(view.opacity, 1), at: share(view.at, 0.5) });
    forest.set(settle({}, view));
    forest.overlays();
    qngeo.view.goTo(view.map);
    qngeo.view.switchTo(view.layers);
  }

  /* Keep what was chosen where it still exists; else what the application proposes. */
  function settle(message, view) {
    const names = forest.series?.seasons.map((season) => season.name) ?? [];
    const pick = (...wished) => wished.find((name) => names.includes(name)) ?? null;
    const looks = forest.choices().map(({ name }) => name);
    const shown = "shown" in message ? message.shown : forest.asked;
    const asked = shown !== forest.asked ? shown : null; // chosen beside the map just now
    forest.asked = shown;
    const look = [asked, forest.look, view.look, message.look].find((name) => looks.includes(name));
    return {
      left: pick(forest.left, view.left, message.before, names[0]),
      right: pick(forest.right, view.right, message.after, names.at(-1)),
      look: look ?? looks[0] ?? null,
    };
  }

  function select(id) {
    if (!id || control?.drawing() || control?.editing()) return;
    choose(id);
    post({ type: "qngeo:select", id });
  }

  function choose(id) {
    const before = qngeo.state.selected;
    qngeo.state = { ...qngeo.state, selected: id };
    [before, id].filter(Boolean).forEach((one) => qngeo.paint(one));
    forest.highlight();
  }

  function receive(event) {
    if (event.origin !== window.location.origin || event.source !== window.parent) return;
    const message = event.data;
    if (message?.type === "qngeo:view") goBackTo(message.view ?? {});
    if (message?.type !== "qngeo:state") return;
    const view = message.view ?? {};
    forest.heard = true;
    const other = forest.series?.name !== message.series?.name;
    if (other) Object.assign(forest, { left: null, right: null });
    Object.assign(forest, {
      series: message.series ?? null, overview: message.overview ?? null, changes: message.changes ?? null,
      areas: message.areas ?? null, patches: message.patches ?? null,
    });
    forest.takeOwn(message.own);
    const fresh = Boolean(message.shown) && message.shown !== forest.asked;
    if (!begun) Object.assign(forest, { opacity: share(view.opacity, 1), at: share(view.at, 0.5) });
    forest.set(settle(message, view));
    if (!begun) { startAt(view); control.restore(message.drawn); } else if (other || fresh) fit();
    forest.overlays();
    const selected = message.selected || null;
    if (selected !== qngeo.state.selected) { choose(selected); forest.reveal(); } else forest.highlight();
    post({ type: "qngeo:painted" });
  }

  /* In place of the other map's line to the application. */
  function connect(map) {
    forest.watch(map);
    forest.swipe(map);
    forest.panel(map);
    control = new forest.Draw().addTo(map);
    if (outside) window.addEventListener("message", receive);
    post({ type: "qngeo:ready" });
  }

  Object.assign(forest, { keep, tellArea: (area) => post({ type: "qngeo:area", area }) });
  Object.assign(qngeo, { connect, select, drawLegend: () => {} });
})();
