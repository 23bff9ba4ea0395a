/* What both maps have in common: a frame that is mounted once, its view in the address,
   its place on paper. The bridge of one map follows in the same module; it names its PARTS,
   and its `hear` and `send` carry the messages. */

const bridges = new WeakMap();
const KEEP_MS = 300;
const PAPER = { width: 690, height: 620 }; // A4 between its margins, in CSS pixels
const FRAMED = "calc(100dvh - 2rem)"; // within another page: all but the line below

/* What is in view stands behind the # of the address: no rerun, yet in the link. */
let view = null;

function inAddress() {
  const begun = new URLSearchParams(window.location.hash.slice(1));
  return Object.fromEntries(PARTS.filter((part) => begun.has(part)).map((part) => [part, begun.get(part)]));
}

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

/* A page may begin with its map (qngeo/web/opening.py): it is moved here as it is, where
   the browser can do so, and else loaded anew from what the browser holds by then. */
function early(host, url) {
  const frame = document.getElementById("qn-early");
  if (!frame) return null;
  frame.removeAttribute("id");
  frame.removeAttribute("name");
  if (frame.getAttribute("src") === url && host.moveBefore) {
    host.replaceChildren();
    host.moveBefore(frame, null);
    return frame;
  }
  frame.remove();
  return null;
}

function mount(host, url) {
  const begun = early(host, url);
  const frame = begun ?? document.createElement("iframe");
  frame.className = "qngeo-frame";
  frame.setAttribute("allow", "fullscreen");
  if (!begun) host.replaceChildren(frame);
  const ready = Boolean(begun?.contentWindow.qngeo?.connected);
  const bridge = { frame, url: begun ? url : "", ready, sent: "", message: null };
  bridge.listen = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== window.location.origin) return;
    const said = event.data ?? {};
    if (said.type === "qngeo:ready") { bridge.ready = true; bridge.sent = ""; send(bridge); }
    if (said.type === "qngeo:view") keepView(said.view);
    hear(bridge, said);
  };
  bridge.heard = [
    ["message", bridge.listen],
    ["popstate", () => followHistory(bridge)],
    ["beforeprint", () => fitPaper(frame)],
    ["afterprint", () => fitScreen(frame)],
  ];
  bridges.set(host, bridge);
  return bridge;
}

function listen(bridge) {
  for (const [type, done] of bridge.heard) window.addEventListener(type, done); // the same one counts once
  // Streamlit drops what stands behind the # whenever it writes the address anew.
  window.clearInterval(bridge.watch);
  bridge.watch = window.setInterval(keepView, KEEP_MS);
}

function unlisten(bridge) {
  for (const [type, done] of bridge.heard) window.removeEventListener(type, done);
  window.clearInterval(bridge.watch);
}

/* Show the map with what Streamlit gives; `take` puts that into the bridge. */
function show({ parentElement, data }, take) {
  view ??= inAddress();
  const host = parentElement.querySelector(".qngeo-map");
  const bridge = bridges.get(host) ?? mount(host, data.url);
  take(bridge);
  bridge.frame.title = data.title;
  bridge.frame.style.height = data.fill ? FRAMED : `${data.height}px`;
  bridge.frame.style.maxHeight = data.fill ? FRAMED : "";
  listen(bridge);
  if (bridge.url !== data.url) {
    bridge.url = data.url;
    bridge.ready = false;
    bridge.frame.src = data.url;
  }
  send(bridge);
  return () => unlisten(bridge);
}
