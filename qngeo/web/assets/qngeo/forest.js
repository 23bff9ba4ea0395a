/* The forest map's own settings: words, outlines without filling, what is in view. */
(function () {
  "use strict";
  const { config } = qngeo;
  const looks = new Map((config.looks ?? []).map((look) => [look.name, look]));

  /* A string of this page by the end of its key. */
  function tell(key, values) {
    const text = config.strings["raster." + key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values?.[name] ?? whole);
  }

  function node(tag, className, parent, text) {
    const made = L.DomUtil.create(tag, className, parent);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const forest = {
    looks, tell, node, heard: window.parent === window,
    series: null, overview: null, changes: null, areas: null, patches: null, own: [],
    left: null, right: null, look: null, opacity: 1, at: 0.5,
  };

  /* Seasons and looks that can be chosen now. Practice never stands beside what is real. */
  forest.season = (name) => forest.series?.seasons.find((season) => season.name === name) ?? null;

  /* Rasters of the authority's own bring their legend with them. */
  forest.ownLook = (name) => forest.own.find(({ legend }) => legend.name === name) ?? null;

  forest.takeOwn = (own) => {
    forest.own.forEach(({ legend }) => looks.delete(legend.name));
    forest.own = own ?? [];
    forest.own.forEach(({ legend }) => looks.set(legend.name, legend));
  };

  forest.choices = () => {
    const { series, changes, overview } = forest;
    return [...looks.values()].filter(({ name, side }) => {
      if (forest.ownLook(name)) return !series?.practice;
      if (side === "all") return Boolean(overview) && !series?.practice;
      if (!series?.seasons.length) return false;
      if (name === "loss") return Boolean(changes?.loss);
      if (name === "regained") return Object.keys(changes?.regained ?? {}).length > 0;
      return true;
    });
  };

  /* Change what is in view; every part of the page hears of it. */
  forest.set = (changed) => {
    Object.assign(forest, changed);
    qngeo.map.fire("qngeo:forest");
  };

  /* Over pictures an outline says enough, and the cells below stay in sight. */
  function outline(feature, color, weight) {
    const chosen = qngeo.state.selected === feature.id;
    return {
      color: chosen ? "#e08a00" : color, weight: chosen ? weight + 2 : weight, opacity: 0.95,
      dashArray: qngeo.isApproximate(feature.properties) ? "6 4" : null,
      fillColor: color, fillOpacity: 0,
    };
  }

  const park = (feature) => outline(feature, "#5b2a86", 1.8);
  Object.assign(qngeo.style, {
    park,
    zone: (feature) => outline(feature, "#a3195b", 1.8),
    commune: () => ({ color: "#56656d", weight: 0.9, opacity: 0.75, dashArray: "4 3", fillColor: "#fff", fillOpacity: 0.01 }),
    dot: (feature) => ({ ...park(feature), dashArray: null, radius: 5, weight: 1.5, fillOpacity: 0.9 }),
  });

  qngeo.forest = forest;
})();
