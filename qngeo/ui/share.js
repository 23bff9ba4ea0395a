/* The address of the page: copied with all that is in view, one entry of the history for
   each step of the reader, and named on paper. Called by Streamlit at each draw. */

const PLAIN = { "%3A": ":", "%2C": ",", "%7E": "~", "%2A": "*", "%21": "!", "%2F": "/", "%40": "@" };
const HEIGHT = 640;
const LONG = 2000;
const TOLD_MS = 6000;

/* What a page writes into its address of its own accord takes the place of the entry
   that opened the page; only what the reader does makes a new one. The view of the map
   stays behind the #. */
function oneEntryAStep() {
  if (window.qngeoSteps) return;
  window.qngeoSteps = true;
  const push = window.history.pushState.bind(window.history);
  let fresh = true;
  window.history.pushState = (state, title, url) => {
    const to = new URL(url ?? window.location.href, window.location.href);
    const here = to.pathname === window.location.pathname;
    if (here && !to.hash) to.hash = window.location.hash;
    if (here && fresh) window.history.replaceState(state, title, to.href);
    else push(state, title, to.href);
    if (!here) fresh = true;
  };
  const acted = () => { fresh = false; };
  for (const type of ["pointerdown", "keydown"]) window.addEventListener(type, acted, true);
  window.addEventListener("message", ({ data }) => { if (data?.type === "qngeo:select" || data?.type === "qngeo:area") acted(); }, true);
  window.addEventListener("popstate", () => { fresh = true; });
}

function shortened(url) {
  const short = (text) => text.replace(/%[0-9A-F]{2}/gi, (code) => PLAIN[code.toUpperCase()] ?? code);
  return url.origin + url.pathname + short(url.search) + short(url.hash);
}

function addressOf(data, pinned, embedded) {
  const url = new URL(window.location.href);
  for (const key of ["embed", "known", "pin"]) url.searchParams.delete(key);
  if (pinned) for (const [key, value] of Object.entries(data.pin)) url.searchParams.set(key, value);
  if (embedded) url.searchParams.set("embed", "1");
  return shortened(url);
}

/* Streamlit writes its theme on the page's body only. What stands beside it, such as a
   dialog, and the style sheet of the paper, which is light, ask for it here. */
function tellTheme() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || window.matchMedia("print").matches) return;
  const { colorScheme } = window.getComputedStyle(app);
  Object.assign(document.documentElement.dataset, { screen: colorScheme });
  document.documentElement.style.colorScheme = colorScheme;
}

/* On paper the page names its address as it is at that moment. */
function nameOnPaper() {
  if (window.qngeoNamed) return;
  window.qngeoNamed = true;
  window.addEventListener("beforeprint", () => {
    tellTheme();
    for (const place of document.querySelectorAll(".qn-print-address")) place.textContent = shortened(new URL(window.location.href));
  });
}

function frameCode(address) {
  const safe = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${safe}" title="qngeo" width="100%" height="${HEIGHT}" style="border:0" loading="lazy"></iframe>`;
}

/* An office without https has no clipboard of the newer sort; selecting always works. */
async function copy(text, field) {
  field.value = text;
  try {
    await window.navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.hidden = false;
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

export default function (component) {
  const { parentElement, data } = component;
  oneEntryAStep();
  nameOnPaper();
  tellTheme();
  const find = (name) => parentElement.querySelector(`.qn-share-${name}`);
  const [button, frame, pin, told, field] = ["copy", "frame", "pin", "told", "field"].map(find);
  button.textContent = data.words.copy;
  frame.textContent = data.words.embed;
  find("options").textContent = data.words.options;
  find("pin-words").textContent = data.words.pin;
  find("pinned").hidden = !data.pin;
  if (data.past && !pin.dataset.touched) pin.checked = true;
  pin.onchange = () => { pin.dataset.touched = "yes"; field.hidden = true; told.textContent = ""; };

  async function give(text, address) {
    const done = await copy(text, field);
    const words = done ? data.words.copied : data.words.by_hand;
    const long = address.length > LONG ? ` ${data.words.long}` : "";
    told.textContent = (words + long).replaceAll("{count}", address.length);
    window.clearTimeout(told.timer);
    told.timer = window.setTimeout(() => { told.textContent = ""; field.hidden = true; }, TOLD_MS);
  }

  button.onclick = () => { const address = addressOf(data, pin.checked, false); give(address, address); };
  frame.onclick = () => { const address = addressOf(data, pin.checked, true); give(frameCode(address), address); };
}
