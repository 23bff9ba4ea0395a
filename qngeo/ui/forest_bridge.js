/* Mounts the forest map once and carries messages between it and the application.
   Called by Streamlit at the first draw and again whenever its data change. */

const bridges = new WeakMap();
const KEEP_MS = 300;
const PARTS = ["map", "left", "right", "look", "opacity", "at"];

/* What is in view stands behind the # of the address: no rerun, yet in the link. */
const begun = new URLSearchParams(window.location.hash.slice(1));
let view = Object.fromEntries(PARTS.filter((part) => begun.has(part)).map((part) => [part, begun.get(part)]));

function keepView(now) {
  view = now ?? view;
  const text = PARTS.filter((part) => view[part]).map((part) => `${part}=${view[part]}`).join("&");
  const { pathname, search, hash } = window.location;
  if (!text || hash === `#${text}`) return;
  window.history.replaceState(window.history.state, "", `${pathname}${search}#${text}`);
}

function mount(host) {
  const frame = document.createElement("iframe");
  frame.className = "qngeo-frame";
  frame.setAttribute("allow", "fullscreen");
  host.replaceChildren(frame);
  const bridge = { frame, url: "", ready: false, sent: "", message: null, drawn: null, given: null };
  bridge.listen = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    const { type, area, id, view: seen } = event.data ?? {};
    if (type === "qngeo:ready") { bridge.ready = true; bridge.sent = ""; send(bridge); }
    if (type === "qngeo:area") { bridge.drawn = { area }; bridge.keepArea({ area }); }
    if (type === "qngeo:select") bridge.trigger("clicked", id);
    if (type === "qngeo:view") keepView(seen);
  };
  bridges.set(host, bridge);
  return bridge;
}

/* A message that says nothing new stays here. What was drawn comes before what was given. */
function send(bridge) {
  if (!bridge.ready) return;
  const text = JSON.stringify(bridge.message);
  if (text === bridge.sent) return;
  bridge.sent = text;
  const drawn = bridge.drawn ? bridge.drawn.area : bridge.given;
  bridge.frame.contentWindow.postMessage(
    { type: "qngeo:state", view, drawn, ...bridge.message }, window.location.origin,
  );
}

export default function (component) {
  const { parentElement, data, setStateValue, setTriggerValue } = component;
  const host = parentElement.querySelector(".qngeo-map");
  const bridge = bridges.get(host) ?? mount(host);
  bridge.keepArea = (drawn) => setStateValue("drawn", drawn);
  bridge.trigger = setTriggerValue;
  bridge.message = data.message;
  bridge.given = data.drawn;
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
