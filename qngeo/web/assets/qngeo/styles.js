/* How each drawing looks. Colours of classes come with the legend, not from here. */
(function () {
  "use strict";
  const FIRM = ["surveyed", "digitised"];
  const { colour } = qngeo;
  const HATCH = "url(#qn-hatch)";
  const HATCH_WIDE = "url(#qn-hatch-wide)";

  /* Slanted grey lines on a veil of paper; paths refer to the pattern by its id. */
  function patterns() {
    const holder = document.createElement("div");
    const lines = (id, step, width) => `
      <pattern id="${id}" width="${step}" height="${step}" patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)">
        <rect width="${step}" height="${step}" class="qn-hatch-ground" fill-opacity=".66"/>
        <line x1="0" y1="0" x2="0" y2="${step}" class="qn-hatch-line" stroke-width="${width}"/>
      </pattern>`;
    holder.innerHTML = `<svg width="0" height="0" style="position:absolute" aria-hidden="true">
      <defs>${lines("qn-hatch", 5, 2)}${lines("qn-hatch-wide", 9, 1.6)}
      <pattern id="qn-bound" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" fill="#f2e6e9"/>
        <circle cx="1.5" cy="1.5" r="1.1" fill="#86687a"/><circle cx="4.5" cy="4.5" r="1.1" fill="#86687a"/>
      </pattern></defs></svg>`;
    document.body.append(holder.firstElementChild);
  }

  function isApproximate(properties) {
    return !FIRM.includes(properties.geometry_method);
  }

  function isPlanned(properties) {
    return /^(planned|proposed|under_construction|suspended)/.test(properties.status || "");
  }

  /* Class of a feature under the present legend; undefined without a figure. */
  function entryOf(id) {
    const { styles, legend } = qngeo.state;
    const shown = styles[id];
    return shown && legend?.entries.find((e) => e.index === shown.class);
  }

  /* What fills a feature: the colour or pattern of its class, else hatching. */
  function fillOf(entry, hatch) {
    if (!entry) return hatch;
    return entry.pattern ? `url(#qn-${entry.pattern})` : entry.colour;
  }

  /* What the filters leave out keeps its class and steps back. */
  function fade(feature, look) {
    const out = qngeo.state.faded.has(feature.id);
    return {
      ...look,
      opacity: out && qngeo.state.selected !== feature.id ? 0.4 : 1,
      fillOpacity: out ? look.fillOpacity * 0.22 : look.fillOpacity,
    };
  }

  /* Thin from afar, where the outlines of many small islands would run together. */
  function zone(feature, zoom) {
    const entry = entryOf(feature.id);
    const chosen = qngeo.state.selected === feature.id;
    const weight = zoom < 9 ? 0.9 : zoom < 10.5 ? 1.3 : 2;
    return fade(feature, {
      color: colour(chosen ? "chosen" : "zone"),
      weight: chosen ? weight + 0.9 : weight,
      dashArray: isApproximate(feature.properties) && !(chosen && zoom < 10.5) ? (zoom < 10.5 ? "6 3" : "9 5") : null,
      fillColor: fillOf(entry, HATCH_WIDE),
      fillOpacity: entry ? 0.72 : 0.8,
    });
  }

  /* A site is no park and has no fill rate: an outline on paper, no hatching. */
  function site(chosen) {
    return {
      color: colour(chosen ? "chosen" : "site"), weight: chosen ? 3.5 : 1.8, opacity: 1,
      dashArray: "2 3", fillColor: colour("province"), fillOpacity: 0.45,
    };
  }

  function park(feature) {
    const entry = entryOf(feature.id);
    const chosen = qngeo.state.selected === feature.id;
    if (feature.properties.kind === "site") return site(chosen);
    return fade(feature, {
      color: colour(chosen ? "chosen" : "park"),
      weight: chosen ? 3.5 : 1.3,
      dashArray: isApproximate(feature.properties) ? "4 2.5" : null,
      fillColor: fillOf(entry, HATCH),
      fillOpacity: entry ? 0.95 : 1,
    });
  }

  /* The round mark of a park that is too small to be seen at this zoom. */
  function dot(feature, zoom) {
    const chosen = qngeo.state.selected === feature.id;
    const size = feature.properties.kind === "cluster" ? 4.5 : 6.5;
    const radius = size - (zoom < 8.5 ? 2 : zoom < 9.5 ? 1 : 0) + (chosen ? 1.5 : 0);
    return { ...park(feature), dashArray: null, weight: chosen ? 3 : 1.2, radius };
  }

  const sea = () => ({
    color: colour("sea_line"), weight: 1.6, dashArray: "1 6", lineCap: "round",
    fillColor: colour("sea"), fillOpacity: 0.14,
  });

  const commune = () => ({
    color: colour("commune"), weight: 0.8, dashArray: "3 3", fillColor: "#fff", fillOpacity: 0.01,
  });

  const LAND = {
    province: { stroke: true, color: "shore", weight: 0.8, fillColor: "province" },
    neighbour: { stroke: false, color: "shore", fillColor: "neighbour" },
    china: { stroke: false, color: "shore", fillColor: "china" },
  };

  /* Reached in 15, 30 or 60 minutes: the nearer the stronger; or what a file would bring. */
  function overlay(feature) {
    if (feature.properties.preview) return { color: colour("preview"), weight: 2, fillColor: colour("preview"), fillOpacity: 0.25 };
    const near = { 15: 0.34, 30: 0.22, 60: 0.12 }[feature.properties.minutes] ?? 0.15;
    return { color: colour("reach"), weight: 1, dashArray: "3 3", fillColor: colour("reach"), fillOpacity: near };
  }

  /* Beyond the edge of the land data: no country is drawn, so no sea either. */
  const beyond = () => ({ stroke: false, fillColor: colour("beyond"), fillOpacity: 1, interactive: false });

  function land(feature) {
    const look = LAND[feature.properties.class || feature.properties.part] || LAND.province;
    return { ...look, color: colour(look.color), fillColor: colour(look.fillColor), fillOpacity: 1, interactive: false };
  }

  /* The border with China firmly; the province's own line on land is approximate. */
  function border(feature) {
    const own = feature.properties.class === "province";
    return {
      color: colour(own ? "own_border" : "border"), weight: own ? 1 : 1.8,
      dashArray: own ? "5 4" : "10 4 2 4", fill: false, interactive: false,
    };
  }

  const ROADS = {
    expressway: { casing: "express_side", wide: 4.6, core: "express", narrow: 2.4, line: "express_line" },
    expressway_connector: { casing: "express_side", wide: 3.6, core: "express", narrow: 1.8, line: "express_line" },
    national_road: { casing: "road_side", wide: 3.8, core: "road", narrow: 1.9, line: "road" },
    other: { casing: "road_side", wide: 3, core: "small_road", narrow: 1.3, line: "small_road" },
  };

  const NEAR = 12; // from this zoom on a line that is only roughly placed shows it

  /* A broad, soft, broken band under a thin line: somewhere along here. */
  function vague(color, wide, narrow) {
    return [
      { color, weight: wide, opacity: 0.2, dashArray: "5 6", lineCap: "butt" },
      { color, weight: narrow, opacity: 0.9, dashArray: null, lineCap: "round" },
    ];
  }

  /* Two strokes of a road, the lower first; a planned one is a broken line alone. */
  function road(feature, zoom) {
    const look = ROADS[feature.properties.class || feature.properties.kind] || ROADS.other;
    const scale = zoom < 9 ? 0.8 : zoom < 11 ? 1 : zoom < 13 ? 1.35 : 1.8;
    if (isPlanned(feature.properties)) {
      const line = { color: colour(look.line), weight: look.narrow * scale, dashArray: "7 5", lineCap: "butt" };
      return [{ ...line, opacity: 0 }, line];
    }
    if (zoom >= NEAR && isApproximate(feature.properties)) {
      return vague(colour(look.line), look.wide * scale * 2.2, look.narrow * scale * 0.7);
    }
    return [
      { color: colour(look.casing), weight: look.wide * scale, opacity: 0.95, dashArray: null, lineCap: "round" },
      { color: colour(look.core), weight: look.narrow * scale, opacity: 1, dashArray: null, lineCap: "round" },
    ];
  }

  function rail(feature, zoom) {
    const scale = zoom < 11 ? 1 : 1.3;
    if (isPlanned(feature.properties)) {
      const line = { color: colour("rail"), weight: 1.4 * scale, dashArray: "2 4", lineCap: "butt" };
      return [{ ...line, opacity: 0 }, line];
    }
    if (zoom >= NEAR && isApproximate(feature.properties)) {
      const [band, line] = vague(colour("rail"), 8 * scale, 1.8 * scale);
      return [band, { ...line, dashArray: "12 4", lineCap: "butt" }];
    }
    return [
      { color: colour("rail"), weight: 3 * scale, opacity: 1, dashArray: null, lineCap: "butt" },
      { color: colour("rail_gap"), weight: 1.6 * scale, opacity: 1, dashArray: "7 7", lineCap: "butt" },
    ];
  }

  Object.assign(qngeo, {
    patterns, isApproximate, isPlanned, entryOf,
    style: { zone, park, dot, sea, commune, land, surroundings: land, overlay, beyond, border, road, rail },
  });
})();
