/* Search of places, zones, parks, ports by old and new names, with or without marks. */
(function () {
  "use strict";
  const { escapeHtml: esc, say, kindText, fold } = qngeo;
  const LIMIT = 8;
  const RANK = ["zone", "border_zone", "special zone", "ward", "commune", "park", "cluster", "port", "seaport",
    "airport", "gate", "border_gate"];
  const FORMER = ["former_commune", "district"];
  const OPENS = /^(zone|park|cluster|site):/;

  function prepared(places) {
    return places.map((place) => {
      const folded = (place.fold || "").split("|");
      const words = [place.name_vi, place.name_en, ...folded, ...(place.also || [])].filter(Boolean);
      const rank = RANK.indexOf(place.kind);
      return { place, keys: [...new Set(words.map(fold))].filter(Boolean), rank: rank < 0 ? RANK.length : rank };
    });
  }

  /* 0 a word's beginning, 1 inside a word, 2 its words scattered; null no match. */
  function score(keys, query) {
    let best = null;
    for (const key of keys) {
      const words = " " + key;
      let found = null;
      if (words.includes(" " + query)) found = 0;
      else if (query.length > 2 && key.includes(query)) found = 1;
      else if (query.includes(" ") && query.split(" ").every((w) => words.includes(" " + w))) found = 2;
      if (found !== null && (best === null || found < best)) best = found;
    }
    return best;
  }

  function matches(rows, text) {
    const query = fold(text);
    if (!query) return [];
    return rows
      .map((row) => ({ ...row, score: score(row.keys, query) }))
      .filter((row) => row.score !== null)
      .map((row) => (FORMER.includes(row.place.kind) ? { ...row, score: row.score + 0.5 } : row))
      .sort((a, b) => a.score - b.score || a.rank - b.rank
        || a.place.name_vi.localeCompare(b.place.name_vi, "vi"))
      .slice(0, LIMIT)
      .map((row) => row.place);
  }

  function ring(latlng) {
    const mark = L.marker(latlng, {
      interactive: false, keyboard: false, pane: "names",
      icon: L.divIcon({ className: "qn-ring", iconSize: [36, 36] }),
    }).addTo(qngeo.map);
    setTimeout(() => mark.remove(), 5000);
  }

  function goTo(place) {
    const box = place.bbox;
    const move = { animate: !qngeo.still, maxZoom: 13, padding: [40, 40] };
    if (box) qngeo.map.fitBounds([[box[1], box[0]], [box[3], box[2]]], move);
    else qngeo.map.setView([place.lat, place.lon], Math.max(qngeo.map.getZoom(), 12), move);
    if (OPENS.test(place.id)) qngeo.select(place.id);
    else if (Number.isFinite(place.lat)) ring([place.lat, place.lon]);
    setTimeout(() => tell(place.id), qngeo.still ? 50 : 600); // after the map has moved
  }

  /* What the pointer would show of a place, shown and said: there is no sheet of it. */
  function tell(id) {
    qngeo.map.eachLayer((layer) => {
      const item = layer.spec && layer.items.find(({ feature }) => feature?.id === id);
      if (!item || !layer.hasLayer?.(item.shape)) return;
      item.shape.openTooltip();
      const words = L.DomUtil.create("div");
      words.innerHTML = qngeo.tooltip(item.feature, layer.spec);
      document.querySelector(".qn-search [role=status]").textContent = [...words.children].map((line) => line.textContent).join("; ");
    });
  }

  const Search = L.Control.extend({
    options: { position: "topleft" },

    onAdd() {
      const box = L.DomUtil.create("div", "qn-search qn-panel");
      box.innerHTML = `
        <input type="text" role="combobox" aria-expanded="false" aria-autocomplete="list"
          aria-controls="qn-found" autocomplete="off" spellcheck="false"
          aria-label="${esc(say("search.label"))}" placeholder="${esc(say("search.placeholder"))}">
        <button type="button" hidden aria-label="${esc(say("search.clear"))}">×</button>
        <ul id="qn-found" role="listbox" aria-label="${esc(say("search.label"))}" hidden></ul>
        <span class="qn-unseen" role="status"></span>`;
      [this.input, this.clearer, this.list, this.status] = box.children;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      this.rows = [];
      this.found = [];
      this.at = -1;
      this.input.addEventListener("focus", () => this.fetch(), { once: true });
      this.input.addEventListener("input", () => this.show());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.clearer.addEventListener("click", () => { this.input.value = ""; this.show(); this.input.focus(); });
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = event.target.closest("[data-at]");
        if (item) this.pick(Number(item.dataset.at));
      });
      return box;
    },

    fetch() {
      if (!qngeo.config.versions.places) return;
      qngeo.load("places", "json").then((places) => {
        this.rows = prepared(places);
        if (this.input.value) this.show();
      }).catch(() => qngeo.note(say("note.layer", { layer: say("layer.names") }), true));
    },

    show() {
      const text = this.input.value;
      this.clearer.hidden = !text;
      this.found = matches(this.rows, text);
      this.at = -1;
      this.list.hidden = !fold(text) || !this.rows.length;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.input.removeAttribute("aria-activedescendant");
      this.list.innerHTML = this.found.map((place, at) => this.item(place, at)).join("")
        || `<li class="qn-none" role="option" aria-disabled="true" aria-selected="false">${esc(say("search.none", { query: text }))}</li>`;
      this.status.textContent = fold(text) ? say("search.count", { count: this.found.length }) : "";
    },

    item(place, at) {
      const also = (place.also || []).slice(0, 2).join(", ");
      const kind = kindText(place.kind);
      const link = FORMER.includes(place.kind) ? say("search.now") : say("search.also");
      return `<li role="option" id="qn-found-${at}" data-at="${at}" aria-selected="false">
        <b>${esc(qngeo.nameOf(place))}</b><small>${esc(kind)}${also ? ` · ${esc(link)} ${esc(also)}` : ""}</small></li>`;
    },

    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.found.length) {
        event.preventDefault();
        this.mark((this.at + step + this.found.length) % this.found.length);
      } else if (event.key === "Enter" && this.found.length) {
        event.preventDefault();
        this.pick(Math.max(this.at, 0));
      } else if (event.key === "Escape") {
        this.close();
      }
      event.stopPropagation();
    },

    mark(at) {
      this.at = at;
      [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      this.list.children[at].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", `qn-found-${at}`);
    },

    pick(at) {
      const place = this.found[at];
      this.input.value = qngeo.nameOf(place);
      this.clearer.hidden = false;
      this.close();
      goTo(place);
    },

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
    },
  });

  qngeo.Search = Search;
})();
