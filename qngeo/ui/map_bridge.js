/* Mounts the map page once and carries messages between it and the application.
   Called by Streamlit at the first draw and again whenever its data change. */

const bridges = new WeakMap();
const KEEP_MS = 300;

function mount(host) {
  const frame = document.createElement("iframe");
  frame.className = "qngeo-frame";
  frame.setAttribute("allow", "fullscreen");
  host.replaceChildren(frame);
  const bridge = { frame, url: "", ready: false, sent: "", plotsSent: "", plots: "", message: null, trigger: null };
  bridge.listen = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    if (event.data?.type === "qngeo:ready") { bridge.ready = true; bridge.sent = bridge.plotsSent = ""; send(bridge); }
    if (event.data?.type === "qngeo:select") bridge.trigger?.("selected", event.data.id);
    if (event.data?.type === "qngeo:view") keepView(event.data.view);
  };
  bridges.set(host, bridge);
  return bridge;
}

/* The view of the map stands behind the # of the address: no rerun, yet in the link. */
let view = new URLSearchParams(window.location.hash.slice(1)).get("map");

function keepView(now) {
  view = now ?? view;
  const { pathname, search, hash } = window.location;
  if (!view || hash === `#map=${view}`) return;
  window.history.replaceState(window.history.state, "", `${pathname}${search}#map=${view}`);
}

/* Plots whose letter changed since the last message; all of them after a (re)load. */
function plotsChanged(before, after) {
  if (before === after) return null;
  if (before.length !== after.length) return { all: after };
  const at = [];
  for (let i = 0; i < after.length; i += 1) if (before[i] !== after[i]) at.push(i);
  return { at: Uint32Array.from(at), to: at.map((i) => after[i]).join("") };
}

/* Only what differs from the last message travels to the page. */
function send(bridge) {
  if (!bridge.ready) return;
  const text = JSON.stringify(bridge.message);
  const plots = plotsChanged(bridge.plotsSent, bridge.plots);
  if (text === bridge.sent && !plots) return;
  bridge.sent = text;
  bridge.plotsSent = bridge.plots;
  bridge.frame.contentWindow.postMessage(
    { type: "qngeo:state", view, ...bridge.message, plots }, window.location.origin,
  );
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const host = parentElement.querySelector(".qngeo-map");
  const bridge = bridges.get(host) ?? mount(host);
  bridge.trigger = setTriggerValue;
  bridge.message = {
    styles: data.styles, legend: data.legend, selected: data.selected, faded: data.faded,
    overlay: data.overlay,
  };
  bridge.plots = data.plots;
  bridge.frame.title = data.title;
  bridge.frame.style.height = `${data.height}px`;
  window.removeEventListener("message", bridge.listen);
  window.addEventListener("message", bridge.listen);
  if (bridge.url !== data.url) {
    bridge.url = data.url;
    bridge.ready = false;
    bridge.frame.src = data.url;
  }
  send(bridge);
  // Streamlit drops what stands behind the # whenever it writes the address anew.
  window.clearInterval(bridge.watch);
  bridge.watch = window.setInterval(keepView, KEEP_MS);
  return () => {
    window.removeEventListener("message", bridge.listen);
    window.clearInterval(bridge.watch);
  };
}
