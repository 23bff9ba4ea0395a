/* The snapshot: layers, colours and facts stand in the page; nothing is fetched. */
(function () {
  "use strict";
  const PAPER = 680; // CSS pixels of the width between the margins of A4
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const layers = read("qn-layers");
  const data = read("qn-snapshot");

  qngeo.load = (name) => (name in layers
    ? Promise.resolve(layers[name]) : Promise.reject(new Error(`${name} is not in this file`)));

  /* Colours and legend of one definition; shapes that are drawn already are repainted. */
  function colour(definition) {
    const look = data.looks[definition];
    qngeo.state = {
      ...qngeo.state, styles: look.styles, legend: look.legend, faded: new Set(look.faded),
    };
    if (!qngeo.map) return;
    for (const id of qngeo.drawn.keys()) qngeo.paint(id);
    qngeo.drawLegend();
    qngeo.map.fire("qngeo:faded");
  }

  /* Every text within a panel was escaped when the file was written. */
  function tell(id) {
    const panel = document.getElementById("qn-panel");
    const chooser = document.getElementById("qn-subject");
    const held = Object.hasOwn(data.panels, id);
    if (held) panel.innerHTML = data.panels[id];
    else panel.textContent = data.absent;
    panel.scrollTop = 0;
    chooser.value = held ? id : "";
  }

  function reveal(id) {
    const item = qngeo.drawn.get(id);
    const bounds = item?.shape.getBounds();
    if (!bounds?.isValid() || qngeo.map.getBounds().contains(bounds.getCenter())) return;
    qngeo.map.fitBounds(bounds, { maxZoom: 12, padding: [60, 60], animate: !qngeo.still });
  }

  const select = qngeo.select;
  qngeo.select = (id) => { select(id); tell(id); };
  colour(data.first);

  document.addEventListener("DOMContentLoaded", () => {
    const definitions = document.getElementById("qn-definition");
    for (const [id, look] of Object.entries(data.looks)) {
      definitions.add(new Option(look.title, id, false, id === data.first));
    }
    definitions.addEventListener("change", () => colour(definitions.value));
    document.getElementById("qn-subject").addEventListener("change", (event) => {
      const id = event.target.value;
      if (!id) return;
      qngeo.select(id);
      reveal(id);
    });
    if (data.shown) qngeo.select(data.shown);
    keepSize();
    window.addEventListener("resize", keepSize);
  });

  /* On paper the map keeps the size in pixels and the view that it has on the screen, and is
     made smaller as a picture: a map that changes its size cannot be drawn anew in time. */
  function keepSize() {
    if (window.matchMedia("print").matches) return;
    const { offsetWidth: width, offsetHeight: height } = document.querySelector(".chart");
    const { style } = document.documentElement;
    style.setProperty("--map-width", `${width}px`);
    style.setProperty("--map-height", `${height}px`);
    style.setProperty("--map-zoom", Math.min(1, PAPER / width).toFixed(4));
  }
})();
