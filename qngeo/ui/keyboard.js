/* For the keyboard: links to the map and to what stands beside it, the way out of the map,
   and into the sheet that was opened. Called by Streamlit at each draw. */

const WAIT_MS = 100;
const SIDEWAYS = '.qn-scroll, [data-testid="stCode"] pre';
const PATIENCE = 40; // looks for the sheet of what was opened
const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';

const within = (selector) => document.querySelector(`[data-testid="stMain"] ${selector}`);

/* The frame of the map stands in a component, whose shadow hides it from the page. */
function mapHost() {
  const hosts = document.querySelectorAll('[data-testid="stMain"] [data-testid="stElementContainer"] *');
  return [...hosts].find((node) => node.shadowRoot?.querySelector("iframe.qngeo-frame"));
}

function mapSearch() {
  const frame = mapHost()?.shadowRoot.querySelector("iframe.qngeo-frame");
  return frame?.contentDocument?.querySelector(".qn-search input");
}

/* Where each link leads; a page without it does not show the link. */
const PLACES = {
  map: mapSearch,
  answer: () => within(".st-key-sheet h2") ?? within('[data-testid="stTextInput"] input')
    ?? within('[data-testid="stDataFrame"] canvas, .qn-table'),
};

function focusOn(node) {
  if (!node) return;
  if (!node.matches(STOPS)) node.tabIndex = -1;
  node.focus();
  node.scrollIntoView({ block: "nearest" });
}

function drawLinks({ label, words }) {
  let bar = document.getElementById("qn-skip");
  if (!bar) {
    bar = document.createElement("nav");
    bar.id = "qn-skip";
    document.body.prepend(bar);
    bar.addEventListener("focusin", () => {
      for (const link of bar.children) link.hidden = !PLACES[link.dataset.to]();
    });
  }
  bar.setAttribute("aria-label", label);
  bar.replaceChildren(...Object.entries(words).map(([to, text]) => {
    const link = document.createElement("button");
    Object.assign(link, { type: "button", textContent: text });
    link.dataset.to = to;
    link.addEventListener("click", () => focusOn(PLACES[to]()));
    return link;
  }));
}

/* The first stop of the tab key behind the map. */
function leaveMap() {
  const host = mapHost();
  const stops = [...document.querySelectorAll(`[data-testid="stMain"] :is(${STOPS})`)];
  const behind = (node) => host.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  focusOn(stops.find((node) => !node.disabled && node.getClientRects().length && behind(node)));
}

/* What can be moved sideways is a stop of the tab key, for the arrows move it then. */
function reachSideways() {
  for (const part of document.querySelectorAll(SIDEWAYS)) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}

function watchSideways() {
  let due = 0;
  const soon = () => {
    window.clearTimeout(due);
    due = window.setTimeout(reachSideways, WAIT_MS);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", soon);
  soon();
}

/* Whether the reader works by keys now, here or within the map. */
function watchKeys() {
  if (window.qngeoKeys) return;
  window.qngeoKeys = { last: false };
  watchSideways();
  const heard = (keys) => () => { window.qngeoKeys.last = keys; };
  window.addEventListener("keydown", heard(true), true);
  window.addEventListener("pointerdown", heard(false), true);
  window.addEventListener("message", ({ data, origin }) => {
    if (origin !== window.location.origin) return;
    if (data?.type === "qngeo:select") window.qngeoKeys.last = Boolean(data.keys);
    if (data?.type === "qngeo:leave") leaveMap();
  });
}

/* A sheet that was opened by keys takes the focus, for what opened it may be gone. */
function enterSheet(looks) {
  const heading = within(".st-key-sheet .qn-head h2");
  const { activeElement } = document;
  const free = activeElement === document.body || activeElement === mapHost()
    || activeElement.closest('[data-testid="stDataFrame"]') || !activeElement.isConnected;
  if (!window.qngeoKeys.last || !free) return;
  if (heading && heading.textContent !== window.qngeoKeys.sheet) {
    window.qngeoKeys.sheet = heading.textContent;
    focusOn(heading);
  } else if (looks > 0) {
    window.setTimeout(() => enterSheet(looks - 1), WAIT_MS);
  }
}

export default function ({ data }) {
  watchKeys();
  if (data.words) drawLinks(data);
  else if (data.subject !== window.qngeoKeys.subject) {
    window.qngeoKeys.subject = data.subject;
    if (data.subject) enterSheet(PATIENCE);
    else window.qngeoKeys.sheet = "";
  }
}
