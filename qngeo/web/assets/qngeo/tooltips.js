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
    const { legend } = qngeo.state;
    if (!legend) return "";
    const entry = qngeo.entryOf(feature.id);
    const text = entry ? entry.label : say("legend.no_figure");
    const colour = entry ? `background:${esc(entry.colour)}` : "";
    return `<div class="qn-tip-class"><i class="${entry ? "" : "qn-hatched"}" style="${colour}"></i>
      ${esc(legend.title)}: <b>${esc(text)}</b></div>`;
  }

  function outlineLines(p) {
    const lines = [];
    const method = p.geometry_method && sayOr("method." + p.geometry_method, null);
    if (qngeo.isApproximate(p)) {
      lines.push(line(say("tooltip.outline"), method || say("method.approximate")));
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
    const area = ["zone", "park", "sea", "commune"].includes(spec.drawing);
    const parts = [
      `<div class="qn-tip-kind">${esc(qngeo.kindText(p.class || p.kind))}</div>`,
      `<div class="qn-tip-name">${esc(qngeo.nameOf(p))}</div>`,
    ];
    if (spec.drawing === "zone" || spec.drawing === "park") parts.push(classLine(feature));
    if (p.status) parts.push(line(say("tooltip.status"), statusText(p.status)));
    if (area) parts.push(areaLine(p), ...outlineLines(p));
    else if (Number.isFinite(p.position_error_m)) {
      parts.push(line(say("tooltip.error"), errorText(p.position_error_m)));
    }
    return parts.join("");
  }

  qngeo.tooltip = tooltip;
})();
