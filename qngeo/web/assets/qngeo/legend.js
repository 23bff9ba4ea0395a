/* The legend: classes as sent by the application, and the signs of layers that are on. */
(function () {
  "use strict";
  const { escapeHtml: esc, say } = qngeo;
  const ROWS = [
    ["expressways", "expressway", '<i class="qn-line qn-line-expressway"></i>'],
    ["roads", "road", '<i class="qn-line qn-line-road"></i>'],
    ["expressways", "planned", '<i class="qn-line qn-line-planned"></i>'],
    ["railways", "rail", '<i class="qn-line qn-line-rail"></i>'],
    ["ports", "port", "port"], ["ports", "passenger_port", "passenger_port"],
    ["airports", "airport", "airport"], ["gates", "gate", "gate"],
    ["bridges", "bridge", "bridge"], ["interchanges", "interchange", "interchange"],
    ["interchanges", "toll", "toll"], ["stations", "station", "station"],
    ["zones_sea", "sea", '<i class="qn-box qn-box-sea"></i>'],
    ["sites", "site", '<i class="qn-box qn-box-site"></i>'],
    ["communes", "commune", '<i class="qn-line qn-line-commune"></i>'],
  ];
  const WIDE = 520; // pixels of a map that has room for an open legend
  const HIGH = 460;
  const paper = window.matchMedia("print");
  let body = null;

  function row(picture, text) {
    return `<li>${picture}<span>${esc(text)}</span></li>`;
  }

  /* The box of a class: its colour, its pattern, or hatching for no class. */
  function swatch(entry) {
    if (!entry) return '<i class="qn-box qn-hatched"></i>';
    if (entry.pattern) return `<i class="qn-box qn-pattern-${esc(entry.pattern)}"></i>`;
    return `<i class="qn-box" style="background:${esc(entry.colour)}"></i>`;
  }

  function classes() {
    const { legend } = qngeo.state;
    if (!legend) return "";
    const swatches = legend.entries.map((entry) => row(swatch(entry), entry.label));
    swatches.push(row(swatch(null), say("legend.no_figure")));
    if (qngeo.state.faded.size) {
      swatches.push(row('<i class="qn-box qn-box-faded"></i>', say("legend.faded")));
    }
    swatches.push(row('<i class="qn-box qn-box-approximate"></i>', say("legend.approximate")));
    const definition = legend.definition ? `<p class="qn-legend-definition">${esc(legend.definition)}</p>` : "";
    const note = legend.note ? `<p class="qn-legend-note">${esc(legend.note)}</p>` : "";
    return `<h2>${esc(legend.title)}</h2>${definition}<ul>${swatches.join("")}</ul>${note}`;
  }

  function signs() {
    const rows = ROWS.filter(([layer]) => qngeo.isOn(layer)).map(([, key, picture]) =>
      row(picture.startsWith("<") ? picture : `<i class="qn-legend-sign">${qngeo.signSvg(picture)}</i>`,
        say("legend." + key)));
    if (!rows.length) return "";
    return `<details class="qn-legend-signs"><summary>${esc(say("legend.symbols"))}</summary><ul>${rows.join("")}</ul></details>`;
  }

  function drawLegend() {
    if (!body) return;
    const open = body.querySelector(".qn-legend-signs")?.open;
    body.innerHTML = classes() + signs();
    const details = body.querySelector(".qn-legend-signs");
    if (details && open) details.open = true;
  }

  /* A box that folds into its title: as the size of the map asks, until the reader or the
     list of layers has folded or opened it. */
  function legendBox(map, wide) {
    const box = L.DomUtil.create("details", "qn-panel qn-legend");
    let open = false;
    const suit = () => {
      if (box.open !== open || paper.matches) return;
      const { x, y } = map.getSize();
      open = x >= wide && y >= HIGH;
      box.open = open;
    };
    box.innerHTML = `<summary>${esc(say("legend.label"))}</summary><div class="qn-legend-body"></div>`;
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    map.on("resize", suit);
    suit();
    return box;
  }

  const Legend = L.Control.extend({
    options: { position: "bottomright" },
    onAdd(map) {
      const box = legendBox(map, WIDE);
      body = box.querySelector(".qn-legend-body");
      map.on("overlayadd overlayremove", drawLegend);
      drawLegend();
      return box;
    },
  });

  Object.assign(qngeo, { drawLegend, Legend, legendBox, swatch });
})();
