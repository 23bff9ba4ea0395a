/* Lettering that never overlaps: names are placed in order of rank at each zoom. */
(function () {
  "use strict";
  const SHORT = [
    [/^Khu kinh tế cửa khẩu /i, "KKTCK "], [/^Khu kinh tế (ven biển )?/i, "KKT "],
    [/^Khu công nghiệp /i, "KCN "], [/^Cụm công nghiệp /i, "CCN "],
    [/ Border[- ]gate Economic Zone$/i, " border EZ"], [/( Coastal)? Economic Zone$/i, " EZ"],
    [/ Industrial Park$/i, " IP"], [/ Industrial Cluster$/i, " cluster"],
    [/^Cảng hàng không (quốc tế )?/i, "Sân bay "], [/ International Airport/i, " airport"],
    [/^(Phường|Xã|Đặc khu) /, ""], [/ (Ward|Commune|Special Zone)$/i, ""], [/ \([^)]*\)/g, ""],
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
  const SAME = { border_gate: "gate", seaport: "port", ward: "commune", "special zone": "commune" };
  const FONTS = {
    zone: "600 13px", town: "600 12px", country: "500 11px", sea: "italic 500 12px",
    sign: "500 11px", park: "500 11px", commune: "400 11px",
  };
  const CENTRED = ["zone", "country", "sea", "commune"];
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
    return { id: row.id, text: short(qngeo.nameOf(row)), lat, lon, bbox: row.bbox, ...rule, zoom: zoom ?? rule.zoom };
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
        && !(kind === "commune" && towns.has(short(place.name_vi))))
      .map(({ place, kind }) => entry(kind, place, ...middleOf(place)));
  }

  /* Where a zone's name stands: the middle of its largest piece once it is drawn. */
  function middleOf(place) {
    const item = qngeo.drawn.get(place.id);
    if (item?.spec.drawing !== "zone") return [place.lat, place.lon];
    const rings = item.shape.getLatLngs().map((piece) => (Array.isArray(piece[0]) ? piece[0] : piece));
    const largest = rings.reduce((a, b) => (qngeo.area(b) > qngeo.area(a) ? b : a));
    const { lat, lng } = L.PolyUtil.polygonCenter(largest, qngeo.map.options.crs);
    return [lat, lng];
  }

  /* Half the width and height of an outline in pixels. */
  function reach(bbox) {
    if (!bbox) return [9, 7];
    const a = qngeo.map.latLngToLayerPoint([bbox[3], bbox[0]]);
    const b = qngeo.map.latLngToLayerPoint([bbox[1], bbox[2]]);
    return [(b.x - a.x) / 2, (b.y - a.y) / 2];
  }

  /* Where the box of a name may lie round its point, best first. */
  function boxes(point, w, one) {
    const h = 15;
    const middle = [point.x - w / 2, point.y - h / 2, w, h];
    if (CENTRED.includes(one.look)) return [middle];
    const [wide, high] = one.look === "park" ? reach(one.bbox) : [6, 6];
    if (wide * 2 > w + 8 && high * 2 > h + 6) return [middle];
    const right = Math.max(wide, one.look === "town" ? 0 : 9) + (one.look === "town" ? 0 : 3);
    const up = Math.max(high, 7) + 1;
    return [
      [point.x + right, middle[1], w, h], [point.x - right - w, middle[1], w, h],
      [middle[0], point.y - up - h, w, h], [middle[0], point.y + up, w, h],
    ];
  }

  function free(box, taken) {
    return taken.every((t) => box[0] + box[2] < t[0] || t[0] + t[2] < box[0]
      || box[1] + box[3] < t[1] || t[1] + t[3] < box[1]);
  }

  const Names = L.Layer.extend({
    onAdd(map) {
      this.group = L.layerGroup().addTo(map);
      map.on("zoomend overlayadd overlayremove qngeo:faded", this.later, this);
      map.on("qngeo:layer", this.gather, this);
      this.places = [];
      this.gather();
      const fonts = document.fonts ? document.fonts.ready : Promise.resolve();
      const places = qngeo.config.versions.places ? qngeo.load("places", "json") : Promise.resolve([]);
      Promise.all([places, fonts]).then(([rows]) => {
        this.places = rows;
        this.gather();
      }).catch((error) => console.warn(error));
    },

    onRemove(map) {
      map.off("zoomend overlayadd overlayremove qngeo:faded", this.later, this);
      map.off("qngeo:layer", this.gather, this);
      this.group.remove();
    },

    gather() {
      this.entries = [...contextEntries(), ...placeEntries(this.places)];
      this.later();
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
        .filter((e) => e.zoom <= zoom && (!e.layer || qngeo.isOn(e.layer)) && !qngeo.state.faded.has(e.id))
        .sort((a, b) => a.rank - b.rank);
      const signs = this.signs();
      for (const one of shown) {
        const point = qngeo.map.latLngToLayerPoint([one.lat, one.lon]);
        const choice = boxes(point, width(one.text, one.look), one).filter((b) => free(b, taken));
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
