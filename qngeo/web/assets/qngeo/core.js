/* The page's settings, strings, files and state, used by the parts that follow. */
(function () {
  "use strict";
  const config = window.qngeoConfig;
  const answers = new Map();
  const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

  /* Every word that comes from data goes through here before it becomes HTML. */
  function escapeHtml(text) {
    return String(text ?? "").replace(/[&<>"']/g, (c) => ESCAPED[c]);
  }

  function say(key, values) {
    const text = config.strings["map." + key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values?.[name] ?? whole);
  }

  function sayOr(key, otherwise) {
    return config.strings["map." + key] ?? otherwise;
  }

  /* The word for a kind of thing, such as border_gate; the bare kind if there is none. */
  function kindText(kind) {
    return sayOr("kind." + String(kind).replaceAll(" ", "_"), kind);
  }

  function number(value, decimals, least) {
    const locale = { vi: "vi-VN", en: "en-GB" }[config.lang] || config.lang;
    return value.toLocaleString(locale, {
      maximumFractionDigits: decimals ?? 0,
      minimumFractionDigits: least ?? 0,
    });
  }

  /* The name of a feature or place in the page's language. */
  function nameOf(row) {
    return (config.lang === "vi" ? row.name_vi : row.name_en) || row.name_vi || row.name_en || "";
  }

  /* As qngeo.names.fold: without case and diacritics, single spaces. */
  function fold(text) {
    return String(text).replace(/[đĐ]/g, "d").normalize("NFD").replace(/\p{M}/gu, "")
      .toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  /* A published file, asked for once; a hashed address is kept by the browser. */
  function load(name, extension) {
    const file = name + "." + (extension || "geojson");
    if (!answers.has(file)) {
      const version = config.versions[name];
      const address = config.layers + file + (version ? "?v=" + version : "");
      answers.set(file, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(file + ": HTTP " + answer.status);
        return answer.json();
      }));
    }
    return answers.get(file);
  }

  const lasting = [];

  /* A line at the top of the map: help goes away by itself, what is broken stays. */
  function note(text, stays = false) {
    let box = document.querySelector(".qn-note");
    if (!box) {
      box = L.DomUtil.create("div", "qn-note", qngeo.map.getContainer());
      box.setAttribute("role", "status");
    }
    if (stays && !lasting.includes(text)) lasting.push(text);
    const show = (...more) => {
      box.textContent = [...lasting, ...more].join(" · ");
      box.hidden = !box.textContent;
    };
    show(...(stays ? [] : [text]));
    clearTimeout(box.timer);
    box.timer = setTimeout(show, 6000);
  }

  window.qngeo = {
    config, escapeHtml, say, sayOr, kindText, number, nameOf, fold, load, note,
    map: null,
    still: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    state: { styles: {}, legend: null, selected: null, faded: new Set() },
  };
})();
