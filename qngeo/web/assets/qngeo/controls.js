/* Buttons, scale, coordinates under the pointer, base maps and the remembered view. */
(function () {
  "use strict";
  const { escapeHtml: esc, say, number } = qngeo;
  const VIEW = "qngeo.view";

  /* A button of the bar at the left; returns it. */
  function button(bar, className, label, action) {
    const link = L.DomUtil.create("a", className, bar);
    link.href = "#";
    link.title = label;
    link.setAttribute("role", "button");
    link.setAttribute("aria-label", label);
    L.DomEvent.on(link, "click", (event) => { L.DomEvent.stop(event); action(); });
    L.DomEvent.on(link, "keydown", (event) => {
      if (event.key === " ") { L.DomEvent.stop(event); action(); }
    });
    return link;
  }

  const Home = L.Control.extend({
    options: { position: "topleft" },
    onAdd() {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      button(bar, "qn-button qn-home", say("control.home"), () => home(true));
      return bar;
    },
  });

  function home(animate) {
    qngeo.map.fitBounds(qngeo.config.home, { animate: animate && !qngeo.still, padding: [4, 4] });
  }

  function degrees(value, sides) {
    const side = value < 0 ? sides[1] : sides[0];
    return `${number(Math.abs(value), 5, 5)}° ${side}`;
  }

  /* "21,00000° B 107,75000° Đ" and the same in VN-2000, X for the northing. */
  function written(latlng) {
    const [north, south, east, west] = say("coordinates.sides");
    const metric = qngeo.vn2000(latlng);
    const wgs = `${degrees(latlng.lat, north + south)} · ${degrees(latlng.lng, east + west)}`;
    const vn = `X ${number(metric.north)} · Y ${number(metric.east)}`;
    return { wgs, vn };
  }

  const Coordinates = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd(map) {
      const box = L.DomUtil.create("div", "qn-panel qn-coordinates");
      box.setAttribute("aria-label", say("coordinates.label"));
      const show = (latlng) => {
        const text = written(latlng);
        box.innerHTML = `<div><b>WGS 84</b> ${esc(text.wgs)}</div><div><b>VN-2000</b> ${esc(text.vn)}</div>`;
      };
      map.on("mousemove click", (event) => show(event.latlng));
      show(map.getCenter());
      return box;
    },
  });

  function rememberView(map) {
    let saved = null;
    try { saved = JSON.parse(sessionStorage.getItem(VIEW)); } catch { saved = null; }
    if (saved && Number.isFinite(saved.zoom)) map.setView([saved.lat, saved.lng], saved.zoom, { animate: false });
    else home(false);
    map.on("moveend", () => {
      const { lat, lng } = map.getCenter();
      try { sessionStorage.setItem(VIEW, JSON.stringify({ lat, lng, zoom: map.getZoom() })); } catch { /* private window */ }
    });
  }

  /* Tiles of the internet hide our land only once one has come. */
  function watchBaseMaps(map) {
    const tiles = [];
    map.eachLayer((layer) => { if (layer instanceof L.TileLayer) tiles.push(layer); });
    const update = () => {
      const seen = tiles.some((t) => map.hasLayer(t) && t.qnSeen);
      map.getContainer().classList.toggle("qn-has-tiles", seen);
    };
    map.on("layeradd", ({ layer }) => {
      if (!(layer instanceof L.TileLayer)) return;
      if (!layer.qnWatched) {
        layer.qnWatched = true;
        tiles.push(layer);
        layer.on("tileload", () => { layer.qnSeen = true; update(); });
        layer.on("tileerror", () => { if (!layer.qnSeen) qngeo.note(say("note.internet")); });
      }
      update();
    });
    map.on("layerremove", update);
  }

  /* The layer control folds behind a button that mouse, finger and keyboard can press. */
  function foldLayerControl(map) {
    const box = map.getContainer().querySelector(".leaflet-control-layers");
    const form = box?.querySelector("form");
    if (!form) return;
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = "qn-layers-button";
    opener.title = say("control.layers");
    opener.setAttribute("aria-label", say("control.layers"));
    opener.innerHTML = `<span>${esc(say("control.layers"))}</span>`;
    const legend = () => map.getContainer().querySelector(".qn-legend");
    let legendWasOpen = false;
    const open = (yes) => {
      if (yes && legend()) { legendWasOpen = legend().open; legend().open = false; }
      else if (legendWasOpen) legend().open = true;
      form.hidden = !yes;
      opener.setAttribute("aria-expanded", String(yes));
    };
    box.prepend(opener);
    box.removeAttribute("aria-haspopup");
    opener.addEventListener("click", () => open(form.hidden));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { open(false); opener.focus(); }
    });
    map.on("click", () => { if (map.getSize().x < 520) open(false); });
    L.DomEvent.disableScrollPropagation(box);
    open(false);
  }

  function isOn(key) {
    let on = false;
    qngeo.map.eachLayer((layer) => { if (layer.spec?.key === key) on = true; });
    return on;
  }

  /* Everything of our own on the finished map, and the line to the application. */
  function start(map) {
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", say("title"));
    map.attributionControl.setPrefix(false).addAttribution(say("attribution"));
    map.addControl(new qngeo.Search());
    L.control.zoom({ zoomInTitle: say("control.zoom_in"), zoomOutTitle: say("control.zoom_out") }).addTo(map);
    map.addControl(new Home());
    map.addControl(new qngeo.Measure({ button }));
    const full = map.fullscreenControl?.getContainer();
    if (full) full.parentNode.append(full);
    L.control.scale({ imperial: false, maxWidth: 120, position: "bottomleft" }).addTo(map);
    map.addControl(new Coordinates());
    map.addControl(new qngeo.Legend());
    foldLayerControl(map);
    const far = () => map.getContainer().classList.toggle("qn-far", map.getZoom() < 10);
    map.on("zoomend", far);
    watchBaseMaps(map);
    rememberView(map);
    far();
    qngeo.connect(map);
  }

  Object.assign(qngeo, { start, isOn, home });
})();
