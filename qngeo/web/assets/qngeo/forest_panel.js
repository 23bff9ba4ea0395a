/* The bar above the map: two seasons, the look, the opacity; or why it is empty. */
(function () {
  "use strict";
  const { forest } = qngeo;
  const { tell, node } = forest;
  const SIDES = ["left", "right"];
  const parts = {};

  function field(className, label, parent) {
    const box = node("label", className, parent);
    node("span", "qn-field-name", box, label);
    return box;
  }

  /* One season of several: a slider whose stops are the seasons, each with its name. */
  function seasonCard(side, bar) {
    const card = node("section", `qn-season qn-season-${side}`, bar);
    card.setAttribute("aria-label", tell(`season.${side}`));
    const head = node("div", "qn-season-head", card);
    node("span", "qn-field-name", head, tell(`season.${side}`));
    const name = node("output", "qn-season-name", head);
    const slider = node("input", "qn-season-slider", card);
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    slider.setAttribute("aria-label", tell(`season.${side}`));
    const stops = node("div", "qn-stops", card);
    stops.setAttribute("aria-hidden", "true");
    const period = node("div", "qn-season-period", card);
    const facts = node("div", "qn-season-facts", card);
    slider.addEventListener("input", () => {
      forest.set({ [side]: forest.series.seasons[Number(slider.value)].name });
      forest.keep();
    });
    parts[side] = { card, name, slider, stops, period, facts };
  }

  function middle(bar) {
    const box = node("div", "qn-looks", bar);
    const look = field("qn-field", tell("control.look"), box);
    parts.look = node("select", "qn-look", look);
    parts.look.addEventListener("change", () => choose(parts.look.value));
    const opacity = field("qn-field", tell("control.opacity"), box);
    parts.opacity = node("input", "qn-opacity", opacity);
    Object.assign(parts.opacity, { type: "range", min: 0, max: 100, step: 5 });
    parts.opacity.addEventListener("input", () => {
      forest.set({ opacity: Number(parts.opacity.value) / 100 });
      forest.keep();
    });
  }

  /* Loss lies between two given seasons, so the slider goes to them. */
  function choose(look) {
    const { changes } = forest;
    const seasons = look === "loss" ? { left: changes.before, right: changes.after } : {};
    if (look === "regained") {
      const at = Object.keys(changes.regained);
      Object.assign(seasons, { left: changes.before, right: at.includes(forest.right) ? forest.right : at.at(-1) });
    }
    forest.set({ look, ...seasons });
    forest.keep();
  }

  function fillSeason(side) {
    const { seasons } = forest.series;
    const { card, name, slider, stops, period, facts } = parts[side];
    const season = forest.season(forest[side]);
    slider.max = Math.max(seasons.length - 1, 0);
    slider.value = seasons.indexOf(season);
    slider.disabled = seasons.length < 2;
    slider.setAttribute("aria-valuetext", season ? `${season.label}, ${season.period}` : "");
    card.style.setProperty("--stops", seasons.length);
    stops.replaceChildren(...seasons.map((one) => {
      const stop = node("span", one === season ? "qn-stop qn-stop-on" : "qn-stop", null, one.label.replace(/\b20(?=\d\d)/g, "’"));
      stop.addEventListener("click", () => { forest.set({ [side]: one.name }); forest.keep(); });
      return stop;
    }));
    name.textContent = season?.label ?? "";
    period.textContent = season?.period ?? "";
    facts.textContent = season?.facts ?? "";
  }

  function fillLooks() {
    const choices = forest.choices();
    const known = choices.map(({ name }) => name).join();
    if (parts.look.dataset.known !== known) {
      parts.look.dataset.known = known;
      parts.look.replaceChildren(...choices.map(({ name, title }) => {
        const option = node("option", "", null, title);
        option.value = name;
        return option;
      }));
    }
    parts.look.value = forest.look ?? "";
    parts.opacity.value = Math.round(100 * forest.opacity);
    parts.opacity.setAttribute("aria-valuetext", `${parts.opacity.value} %`);
  }

  function fill() {
    const { series } = forest;
    const empty = !series?.seasons.length;
    parts.practice.hidden = !series?.practice;
    parts.empty.hidden = !empty || !forest.heard || Boolean(forest.asked);
    parts.bar.classList.toggle("qn-bar-empty", empty);
    parts.bar.classList.toggle("qn-bar-one", forest.looks.get(forest.look)?.side === "all");
    for (const side of SIDES) parts[side].card.hidden = empty;
    parts.looks.hidden = !forest.choices().length;
    if (!empty) SIDES.forEach(fillSeason);
    fillLooks();
    const high = parts.top.offsetHeight;
    if (high !== parts.high) { parts.high = high; qngeo.map.invalidateSize({ pan: false }); }
  }

  /* Nothing of the storm is shipped: say so, and how to fetch it. */
  function emptyState(top) {
    const box = node("div", "qn-empty", top);
    node("b", "", box, tell("empty.title"));
    node("p", "", box, tell("empty.text"));
    node("code", "", box, "python -m qngeo fetch sentinel2 --from 2023-10 --to 2026-03");
    node("p", "", box, tell("empty.practice"));
    node("code", "", box, "python -m qngeo practice");
    return box;
  }

  forest.panel = (map) => {
    const top = node("div", "qn-forest-top");
    map.getContainer().before(top);
    parts.top = top;
    parts.practice = node("div", "qn-practice", top, tell("practice.banner"));
    parts.practice.setAttribute("role", "note");
    parts.empty = emptyState(top);
    parts.bar = node("div", "qn-forest-bar", top);
    seasonCard("left", parts.bar);
    middle(parts.bar);
    parts.looks = parts.bar.querySelector(".qn-looks");
    seasonCard("right", parts.bar);
    map.on("qngeo:forest", fill);
    if (map.fullscreenControl) map.fullscreenControl.options.fullscreenElement = document.body;
    map.getContainer().setAttribute("aria-label", tell("title"));
    fill();
    map.invalidateSize({ pan: false });
  };
})();
