/* Lettering that never overlaps: names are placed in order of rank at each zoom. */
(function () {
  "use strict";
  const SHORT = [
    [/^Khu kinh tế cửa khẩu /i, "KKTCK "], [/^Khu kinh tế (ven biển )?/i, "KKT "],
    [/^Khu công nghiệp /i, "KCN "], [/^Cụm công nghiệp /i, "CCN "],
    [/ Border[- ]gate Economic Zone$/i, " border EZ"], [/( Coastal)? Economic Zone$/i, " EZ"],
    [/ Industrial Park$/i, " IP"], [/ Industrial Cluster$/i, " cluster"],
    [/^Cảng hàng không (quốc tế )?/i, "Sân bay "], [/ International Airport$/i, " airport"],
    [/^(Phường|Xã|Đặc khu) /, ""], [/ \([^)]*\)/g, ""],
  ];
  /* Class of lettering by kind: rank (lower is placed first), lowest zoom, layer. */
  const RULES = {
    zone: { rank: 0, zoom: 8, layer: "zones", look: "zone" },
    border_zone: { rank: 3, zoom: 10, layer: "zones", look: "zone" },
    town: { rank: 1, look: "town" },
    country: { rank: 2, look: "country" },
    sea: { rank: 6, look: "sea" },
    gate: { rank: 4, zoom: 10.5, layer: "gates", look: "sign" },
    airport: { rank: 4, zoom: 9.5, layer: "airports", look: "sign" },
    port: { rank: 5, zoom: 10.5, layer: "ports", look: "sign" },
    park: { rank: 7, zoom: 10, layer: "parks", look: "park" },
    commune: { rank: 8, zoom: 10.5, look: "commune" },
    cluster: { rank: 9, zoom: 12, layer: "clusters", look: "park" },
  };
  const SAME = { border_gate: "gate", seaport: "port" };
  const FONTS = {
    zone: "600 13px", town: "600 12px", country: "500 11px", sea: "italic 500 12px",
    sign: "500 11px", park: "500 11px", commune: "400 11px",
  };
  const SPACED = { country: 1.35, sea: 1.12 }; // letter spacing widens these
  const pen = document.createElement("canvas").getContext("2d");

  function short(name) {
    return SHORT.reduce((text, [found, put]) => text.replace(found, put), name).trim();
  }

  function width(text, look) {
    pen.font = `${FONTS[look]} "Be Vietnam Pro", sans-serif`;
    return pen.measureText(text).width * (SPACED[look] || 1) + 4;
  }

  function entry(kind, row, lat, lon, zoom) {
    const rule = RULES[kind];
    return { text: short(qngeo.nameOf(row)), lat, lon, zoom: zoom ?? rule.zoom, ...rule };
  }

  function contextEntries() {
    return qngeo.config.context.map(([kind, name_vi, name_en, lat, lon, zoom]) =>
      entry(kind, { name_vi, name_en }, lat, lon, zoom));
  }

  function placeEntries(places) {
    const towns = new Set(qngeo.config.context.map((row) => row[1]));
    return places
      .map((place) => ({ place, kind: SAME[place.kind] || place.kind }))
      .filter(({ place, kind }) => RULES[kind] && Number.isFinite(place.lat)
        && !(kind === "commune" && towns.has(place.name_vi)))
      .map(({ place, kind }) => entry(kind, place, place.lat, place.lon));
  }

  /* Where the box of a name may lie round its point, best first. */
  function boxes(point, w, look) {
    const h = 15;
    const centred = [point.x - w / 2, point.y - h / 2];
    if (["zone", "country", "sea", "commune"].includes(look)) return [[...centred, w, h]];
    const gap = look === "town" ? 6 : 12;
    return [
      [point.x + gap, point.y - h / 2, w, h], [point.x - gap - w, point.y - h / 2, w, h],
      [centred[0], point.y - gap - h + 3, w, h], [centred[0], point.y + gap - 3, w, h],
    ];
  }

  function free(box, taken) {
    return taken.every((t) => box[0] + box[2] < t[0] || t[0] + t[2] < box[0]
      || box[1] + box[3] < t[1] || t[1] + t[3] < box[1]);
  }

  const Names = L.Layer.extend({
    onAdd(map) {
      this.group = L.layerGroup().addTo(map);
      map.on("zoomend overlayadd overlayremove qngeo:layer", this.later, this);
      this.entries = contextEntries();
      this.later();
      const fonts = document.fonts ? document.fonts.ready : Promise.resolve();
      const places = qngeo.config.versions.places ? qngeo.load("places", "json") : Promise.resolve([]);
      Promise.all([places, fonts]).then(([rows]) => {
        this.entries = [...contextEntries(), ...placeEntries(rows)];
        this.later();
      }).catch((error) => console.warn(error));
    },

    onRemove(map) {
      map.off("zoomend overlayadd overlayremove qngeo:layer", this.later, this);
      this.group.remove();
    },

    /* Several layers may come at once: place the names once, in the next frame. */
    later() {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.place());
    },

    place() {
      const zoom = qngeo.map.getZoom();
      const taken = [];
      this.group.clearLayers();
      const shown = this.entries
        .filter((e) => e.zoom <= zoom && (!e.layer || qngeo.isOn(e.layer)))
        .sort((a, b) => a.rank - b.rank);
      const signs = this.signs();
      for (const one of shown) {
        const point = qngeo.map.latLngToLayerPoint([one.lat, one.lon]);
        const choice = boxes(point, width(one.text, one.look), one.look).filter((b) => free(b, taken));
        const box = choice.find((b) => free(b, signs)) || (one.rank < 3 ? choice[0] : null);
        if (!box) continue;
        taken.push(box);
        this.group.addLayer(this.letter(one, point, box));
      }
    },

    /* Boxes of the signs and dots that are drawn: names keep off them. */
    signs() {
      const found = [];
      qngeo.map.eachLayer((layer) => {
        const reach = layer instanceof L.CircleMarker ? layer.getRadius() + 1
          : layer.options.icon?.options.className === "qn-sign" ? 9 : 0;
        if (!reach) return;
        const at = qngeo.map.latLngToLayerPoint(layer.getLatLng());
        found.push([at.x - reach, at.y - reach, 2 * reach, 2 * reach]);
      });
      return found;
    },

    letter(one, point, box) {
      const mark = one.look === "town" ? '<i class="qn-town"></i>' : "";
      const left = Math.round(box[0] - point.x);
      const top = Math.round(box[1] - point.y);
      return L.marker([one.lat, one.lon], {
        pane: "names", interactive: false, keyboard: false,
        icon: L.divIcon({
          className: `qn-name qn-name-${one.look}`, iconSize: [0, 0],
          html: `${mark}<span style="left:${left}px;top:${top}px;width:${Math.ceil(box[2])}px">${qngeo.escapeHtml(one.text)}</span>`,
        }),
      });
    },
  });

  qngeo.names = () => new Names();
})();
