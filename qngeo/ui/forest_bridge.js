/* Mounts the forest map once and carries messages between it and the application.
   Called by Streamlit at the first draw and again whenever its data change. */

const bridges = new WeakMap();
const KEEP_MS = 300;
const PAPER = { width: 690, height: 620 }; // A4 between its margins, in CSS pixels
const FRAMED = "calc(100dvh - 2rem)"; // within another page: all but the line below
const PARTS = ["map", "layers", "left", "right", "look", "opacity", "at"];

/* What is in view stands behind the # of the address: no rerun, yet in the link. */
function inAddress() {
  const begun = new URLSearchParams(window.location.hash.slice(1));
  return Object.fromEntries(PARTS.filter((part) => begun.has(part)).map((part) => [part, begun.get(part)]));
}

let view = inAddress();

function keepView(now) {
  view = now ?? view;
  const text = PARTS.filter((part) => view[part]).map((part) => `${part}=${view[part]}`).join("&");
  const { pathname, search, hash } = window.location;
  if (!text || hash === `#${text}`) return;
  window.history.replaceState(window.history.state, "", `${pathname}${search}#${text}`);
}

/* On paper the map keeps what it shows: the frame is scaled to the sheet, not laid out anew. */
function fitPaper(frame) {
  const { width, height } = frame.getBoundingClientRect();
  if (!width || frame.dataset.screen) return;
  frame.dataset.screen = frame.style.cssText;
  const legend = frame.contentDocument.querySelector("details.qn-legend");
  if (legend && !legend.open) { legend.open = true; frame.dataset.folded = "yes"; }
  const scale = Math.min(PAPER.width / width, PAPER.height / height);
  Object.assign(frame.style, {
    width: `${width}px`, maxWidth: "none", height: `${height}px`, maxHeight: "none", transformOrigin: "0 0",
    transform: `scale(${scale})`,
  });
  Object.assign(frame.parentElement.style, { height: `${scale * height}px`, overflow: "hidden" });
}

function fitScreen(frame) {
  if (frame.dataset.screen === undefined) return;
  frame.style.cssText = frame.dataset.screen;
  frame.parentElement.style.cssText = "";
  delete frame.dataset.screen;
  if (frame.dataset.folded) frame.contentDocument.querySelector("details.qn-legend").open = false;
  delete frame.dataset.folded;
}

/* Back and forward bring another address; the map then shows what was in view there. */
function followHistory(bridge) {
  const there = inAddress();
  if (!there.map) return;
  view = there;
  if (bridge.ready) bridge.frame.contentWindow.postMessage({ type: "qngeo:view", view }, window.location.origin);
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
  bridge.follow = () => followHistory(bridge);
  bridge.print = () => fitPaper(frame);
  bridge.printed = () => fitScreen(frame);
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

function heard(bridge) {
  return [["popstate", bridge.follow], ["beforeprint", bridge.print], ["afterprint", bridge.printed]];
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
  bridge.frame.style.height = data.fill ? FRAMED : `${data.height}px`;
  bridge.frame.style.maxHeight = data.fill ? FRAMED : "";
  window.removeEventListener("message", bridge.listen);
  window.addEventListener("message", bridge.listen);
  for (const [type, done] of heard(bridge)) { window.removeEventListener(type, done); window.addEventListener(type, done); }
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
    for (const [type, done] of heard(bridge)) window.removeEventListener(type, done);
    window.clearInterval(bridge.watch);
  };
}
