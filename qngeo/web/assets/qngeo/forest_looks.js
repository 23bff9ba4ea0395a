/* Rasters on the map, the legend of the look in view, and what lies over them. */
(function () {
  "use strict";
  const { forest, escapeHtml: esc } = qngeo;
  const { tell } = forest;
  const PANES = { rasterLeft: 250, rasterRight: 251, rasterOver: 252, rasterAll: 250, marks: 380 };
  const shown = {}; // role -> {address, layer}
  const SLOW = 3000; // milliseconds after which an old raster leaves in any case

  function panes(map) {
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
    map.getPane("marks").style.pointerEvents = "none";
  }

  function warn() {
    qngeo.note(tell("note.tiles"));
  }

  /* The new raster covers the old one before that leaves, so nothing flashes. */
  function place(role, address, opacity) {
    const now = shown[role];
    if (now && now.address === address) { now.layer.setOpacity(opacity); return; }
    delete shown[role];
    const leave = () => now?.layer.remove();
    if (!address) { leave(); return; }
    const bounds = forest.series?.bounds && role !== "rasterAll" ? forest.series.bounds : undefined;
    const one = forest.ownLook(forest.look) ?? forest.overview;
    const attribution = esc((role === "rasterAll" ? one : forest.series)?.credit ?? "");
    const layer = L.tileLayer(address, { pane: role, opacity, bounds, attribution, minZoom: 6, maxZoom: 18, keepBuffer: 1 });
    layer.qnWatched = true; // no base map of the internet
    layer.once("load", leave);
    layer.on("tileerror", warn);
    setTimeout(leave, SLOW);
    shown[role] = { address, layer };
    layer.addTo(qngeo.map);
  }

  function show() {
    const { look, opacity, changes, overview } = forest;
    const side = forest.looks.get(look)?.side;
    const left = forest.season(forest.left)?.tiles;
    const right = forest.season(forest.right)?.tiles;
    const under = side === "right" ? "picture" : look;
    const over = look === "loss" ? changes?.loss : changes?.regained?.[forest.right];
    const split = side === "both" || side === "right";
    const one = forest.ownLook(look) ?? overview;
    place("rasterAll", side === "all" ? one?.tiles : null, opacity);
    place("rasterLeft", split ? left?.[under] : null, side === "right" ? 1 : opacity);
    place("rasterRight", split ? right?.[under] : null, side === "right" ? 1 : opacity);
    place("rasterOver", side === "right" ? over : null, opacity);
    drawLegend();
  }

  const WIDE = 560; // pixels of a map that has room for an open legend
  let body = null;

  function scale(look) {
    if (!look.ramp.length) return "";
    return `<div class="qn-ramp" style="background:linear-gradient(90deg,${look.ramp.map(esc).join(",")})"></div>
      <div class="qn-ramp-ends"><span>${esc(look.low)}</span><span>${esc(look.high)}</span></div>`;
  }

  function drawLegend() {
    const look = forest.looks.get(forest.look);
    if (!body) return;
    body.closest(".qn-legend").hidden = !look;
    if (!look) return;
    const rows = look.entries.map(({ colour, label }) =>
      `<li><i class="qn-box" style="background:${esc(colour)}"></i><span>${esc(label)}</span></li>`);
    const missing = look.name === "regained" && !forest.changes?.regained?.[forest.right]
      ? `<p class="qn-legend-warning">${esc(tell("note.not_this_season"))}</p>` : "";
    body.innerHTML = `<h2>${esc(look.title)}</h2>${scale(look)}<ul>${rows.join("")}</ul>${missing}
      <p class="qn-legend-note">${esc(look.note)}</p>`;
  }

  const Legend = L.Control.extend({
    options: { position: "bottomright" },
    onAdd(map) {
      const box = qngeo.legendBox(map, WIDE);
      body = box.querySelector(".qn-legend-body");
      drawLegend();
      return box;
    },
  });

  const marks = {}; // areas and patches of the application
  const LOOK_OF = {
    areas: { color: "#0b2d3a", weight: 3, fillColor: "#0b2d3a", fillOpacity: 0.04 },
    patches: { color: "#5a0f8a", weight: 1.5, fillColor: "#5a0f8a", fillOpacity: 0.08 },
  };

  function words(feature) {
    const { name, lines } = feature.properties ?? {};
    const rest = (Array.isArray(lines) ? lines : []).map((line) => `<div>${esc(line)}</div>`).join("");
    return `<div class="qn-tip-name">${esc(name ?? feature.id ?? "")}</div>${rest}`;
  }

  function wire(feature, layer) {
    layer.bindTooltip(() => words(feature), { sticky: true, className: "qn-tip", opacity: 1 });
    layer.on("click", (event) => { L.DomEvent.stopPropagation(event); qngeo.select(feature.id); });
  }

  /* Draw a collection anew only when it is another one. */
  function overlay(name) {
    const text = JSON.stringify(forest[name] ?? null);
    if (marks[name]?.text === text) return;
    marks[name]?.layer?.remove();
    const layer = forest[name] && L.geoJSON(forest[name], {
      pane: "marks", renderer: L.svg({ pane: "marks", padding: 0.4 }), style: LOOK_OF[name], onEachFeature: wire,
    }).addTo(qngeo.map);
    marks[name] = { text, layer };
  }

  function featureOf(id) {
    if (qngeo.drawn.has(id)) return qngeo.drawn.get(id).feature;
    if (communes.has(id)) return communes.get(id);
    return [...forest.areas?.features ?? [], ...forest.patches?.features ?? []].find((one) => one.id === id);
  }

  const communes = new Map();
  let halo = null;

  function highlight() {
    const feature = qngeo.state.selected && featureOf(qngeo.state.selected);
    halo?.remove();
    halo = feature ? L.geoJSON(feature, {
      pane: "marks", interactive: false, style: { color: "#e08a00", weight: 4, fill: false },
    }).addTo(qngeo.map) : null;
    return halo;
  }

  /* Bring what was chosen outside the map into view when it cannot be seen. */
  function reveal() {
    const bounds = highlight()?.getBounds();
    if (!bounds?.isValid() || qngeo.map.getBounds().contains(bounds.getCenter())) return;
    qngeo.map.fitBounds(bounds, { maxZoom: 14, padding: [60, 60], animate: !qngeo.still });
  }

  /* Communes lie under the zones: a click on one of them chooses it. */
  function adopt(map, key) {
    if (key !== "communes") return;
    map.eachLayer((layer) => {
      if (layer.spec?.key !== "communes") return;
      for (const { feature, shape } of layer.items) {
        communes.set(feature.id, feature);
        shape.on("click", (event) => { L.DomEvent.stopPropagation(event); qngeo.select(feature.id); });
      }
    });
    highlight();
  }

  function watch(map) {
    panes(map);
    map.on("qngeo:forest", show);
    map.on("qngeo:layer", ({ key }) => adopt(map, key));
  }

  qngeo.Legend = Legend;
  Object.assign(forest, {
    watch, highlight, reveal,
    overlays: () => { overlay("areas"); overlay("patches"); },
    shown: () => Object.fromEntries(Object.entries(shown).map(([role, { address }]) => [role, address])),
  });
})();
