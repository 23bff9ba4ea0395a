/* What the pointer shows of a feature: name, class and how good the outline is. */
(function () {
  "use strict";
  const { escapeHtml: esc, say, sayOr, number } = qngeo;

  function statusText(status) {
    return sayOr("status." + status, String(status).replaceAll("_", " "));
  }

  function line(label, value) {
    return `<div class="qn-tip-line"><span>${esc(label)}</span> ${esc(value)}</div>`;
  }

  function errorText(metres) {
    return metres >= 1000 ? `± ${number(metres / 1000, 1)} km` : `± ${number(metres)} m`;
  }

  function classLine(feature) {
    const { legend, styles } = qngeo.state;
    if (!legend || feature.properties.kind === "site") return "";
    const entry = qngeo.entryOf(feature.id);
    const text = entry ? styles[feature.id].text : say("legend.no_figure");
    return `<div class="qn-tip-class">${qngeo.swatch(entry)}
      ${esc(legend.title)}: <b>${esc(text)}</b></div>`;
  }

  /* Of an area, a line or a point: how it came about, how far it may be off, a note. */
  function outlineLines(p, shape) {
    const lines = [];
    if (qngeo.isApproximate(p)) {
      const label = { area: "tooltip.outline", line: "tooltip.line", point: "tooltip.point" }[shape];
      const method = sayOr(`method.${p.geometry_method}.${shape}`, null)
        || sayOr("method." + p.geometry_method, say("method.approximate"));
      lines.push(line(say(label), method));
    }
    if (Number.isFinite(p.position_error_m)) {
      lines.push(line(say("tooltip.error"), errorText(p.position_error_m)));
    }
    const own = qngeo.config.lang === "vi" ? p.note_vi : p.note_en;
    if (own) lines.push(`<div class="qn-tip-note">${esc(own)}</div>`);
    return lines;
  }

  function areaLine(p) {
    if (!Number.isFinite(p.area_published_ha)) return "";
    let text = `${number(p.area_published_ha, 2)} ha`;
    if (Number.isFinite(p.area_drawn_ha)) {
      text += ` (${say("tooltip.drawn")} ${number(p.area_drawn_ha, 0)} ha)`;
    }
    return line(say("tooltip.area"), text);
  }

  /* HTML of a feature's tooltip; every value from data is escaped. */
  function tooltip(feature, spec) {
    const p = feature.properties;
    const shape = { road: "line", rail: "line", point: "point" }[spec.drawing] || "area";
    const parts = [
      `<div class="qn-tip-kind">${esc(qngeo.kindText(p.class || p.kind))}</div>`,
      `<div class="qn-tip-name">${esc(qngeo.nameOf(p))}</div>`,
    ];
    if (spec.drawing === "zone" || spec.drawing === "park") parts.push(classLine(feature));
    if (qngeo.state.faded.has(feature.id)) {
      parts.push(`<div class="qn-tip-note">${esc(say("tooltip.faded"))}</div>`);
    }
    if (p.status) parts.push(line(say("tooltip.status"), statusText(p.status)));
    if (shape === "area") parts.push(areaLine(p));
    parts.push(...outlineLines(p, shape));
    return parts.join("");
  }

  qngeo.tooltip = tooltip;
})();
