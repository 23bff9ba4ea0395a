/* Signs of points: ports, gates, airports, bridges, stations, interchanges. */
(function () {
  "use strict";
  const stroke = 'fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"';
  const anchor = `<g ${stroke}><circle cx="12" cy="7" r="1.6"/><path d="M12 8.6V18M9 11h6M6.5 13.5C7 16.5 9 18 12 18s5-1.5 5.5-4.5"/></g>`;
  const SIGNS = {
    port: { colour: "#1f5582", art: anchor },
    passenger_port: {
      colour: "#3c86b4",
      art: `<g ${stroke}><path d="M6 13h12l-2 4.5H8zM8.5 13V9.5h7V13M12 9.5V6.5"/></g>`,
    },
    gate: {
      colour: "#9c3d3d",
      art: `<g ${stroke}><path d="M6.5 18V10.5a5.5 5 0 0 1 11 0V18M6.5 11h11M12 11v7"/></g>`,
    },
    airport: {
      colour: "#4a4f78",
      art: '<path fill="#fff" d="M12 5c.8 0 1.2.9 1.2 2v3l5 3.2v1.6l-5-1.5v3l1.5 1.2v1.2L12 18l-2.7.7v-1.2l1.5-1.2v-3l-5 1.5v-1.6l5-3.2V7c0-1.1.4-2 1.2-2z"/>',
    },
    bridge: {
      colour: "#6b7580",
      art: `<g ${stroke}><path d="M5.5 15h13M8.5 17V8M15.5 17V8M5.5 13.5 8.5 8c1.5 4 5.5 4 7 0l3 5.5"/></g>`,
    },
    interchange: {
      colour: "#6b7580",
      art: `<g ${stroke}><path d="M8 18V6M16 18V6M8 14.5c0-4 8-1 8-5"/></g>`,
    },
    toll: {
      colour: "#6b7580",
      art: `<g ${stroke}><path d="M7 18V7h4v11M11 9.5l7 2.5M6 18h6"/></g>`,
    },
    station: {
      colour: "#5d5a63",
      art: `<g ${stroke}><rect x="7.5" y="6" width="9" height="9" rx="1.5"/><path d="M7.5 11h9M9 18l1.5-3M15 18l-1.5-3"/></g>`,
    },
  };
  const BY_KIND = {
    seaport: "port", seaport_terminal: "port", inland_port: "port", anchorage: "port",
    border_gate: "gate", toll_plaza: "toll",
  };
  /* Lowest zoom at which a sign is drawn; big ports, gates and airports always. */
  const MIN_ZOOM = { seaport_terminal: 11, inland_port: 10, anchorage: 11, passenger_port: 10 };

  function signOf(kind) {
    const name = BY_KIND[kind] || kind;
    return SIGNS[name] ? name : "port";
  }

  function signSvg(name, faded) {
    const sign = SIGNS[name];
    const ring = faded ? 'stroke="#fff" stroke-dasharray="2 2"' : 'stroke="#fff"';
    return `<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="11"
      fill="${sign.colour}" ${ring} stroke-width="1.5" fill-opacity="${faded ? 0.6 : 1}"/>${sign.art}</svg>`;
  }

  function signIcon(properties) {
    const name = signOf(properties.kind);
    const main = name === "port" || name === "gate" || name === "airport";
    const size = main && !(properties.kind in MIN_ZOOM) ? 24 : 19;
    return L.divIcon({
      className: "qn-sign",
      html: signSvg(name, qngeo.isPlanned(properties)),
      iconSize: [size, size],
      tooltipAnchor: [0, -size / 2],
    });
  }

  Object.assign(qngeo, {
    signOf, signSvg, signIcon, signMinZoom: (kind) => MIN_ZOOM[kind] || 0,
  });
})();
