/* The tour: which step is shown, where it stands, that it was seen. Nothing of it is sent
   to the application. Called by Streamlit at each draw. */

const SEEN = "qngeo_tour"; // of the browser: the tour came once
const NOW = "qngeo_tour_now"; // of this tab: where the reader is, over a change of page
const RING = "qngeo-tour-ring";
const WAIT_MS = 3000;
const LOOK_MS = 300;
const LOOKS = 40;

/* A browser may refuse to keep anything; the tour then comes by itself no more. */
function read(store, key) {
  try { return window[store].getItem(key); } catch { return "refused"; }
}

function write(store, key, text) {
  try {
    if (text === null) window[store].removeItem(key);
    else window[store].setItem(key, text);
  } catch { /* kept for this page only */ }
}

function begun() {
  try { return JSON.parse(read("sessionStorage", NOW)) ?? null; } catch { return null; }
}

/* Reached by its plain address, not by somebody's link. */
function plainly() {
  const asked = new URLSearchParams(window.location.search);
  asked.delete("lang");
  const [came] = window.performance.getEntriesByType("navigation");
  return !asked.size && !(came?.name ?? "").includes("#") && window.top === window;
}

/* Whether the page shows what a link names. */
function isHere(href) {
  const to = new URL(href, window.location.href);
  const asked = new URLSearchParams(window.location.search);
  const page = (path) => path.split("/").pop() || "overview";
  to.searchParams.delete("lang");
  return page(to.pathname) === page(window.location.pathname)
    && [...to.searchParams].every(([key, value]) => asked.get(key) === value);
}

/* The part of the page that a step speaks of is framed, whenever it is drawn. */
function ring(selector) {
  let style = document.getElementById(RING);
  if (!style) {
    style = document.createElement("style");
    style.id = RING;
    document.head.append(style);
  }
  style.textContent = selector
    ? `@media screen { ${selector} { outline: 3px solid #e08a00; outline-offset: 3px; border-radius: .4rem; scroll-margin-top: 4.5rem; } }` : "";
}

function bringIntoView(tour, selector) {
  window.clearInterval(tour.looking);
  let looks = 0;
  tour.looking = window.setInterval(() => {
    const part = document.querySelector(selector);
    looks += 1;
    if (!part && looks < LOOKS) return;
    window.clearInterval(tour.looking);
    const box = part?.getBoundingClientRect();
    if (box && (box.top > 0.6 * window.innerHeight || box.bottom < 0)) part.scrollIntoView({ block: "start" });
  }, LOOK_MS);
}

function fill(find, data, at) {
  const tour = data.tours.find(({ role }) => role === at.role);
  const step = tour?.steps[at.step];
  const last = step && at.step === tour.steps.length - 1;
  const words = data.words;
  const say = (name, text) => { find(name).textContent = text; find(name).hidden = !text; };
  const place = words.step.replace("{step}", at.step + 1).replace("{steps}", tour?.steps.length);
  say("count", step ? `${tour.name} · ${place}` : "");
  say("title", step ? step.title : data.asked.title);
  say("text", step ? step.text : data.asked.text);
  const here = step && isHere(step.href);
  say("go", step && !here ? words.go : "");
  say("here", here ? words.here : "");
  find("place").hidden = !step;
  if (step) find("go").href = step.href;
  find("roles").hidden = Boolean(step);
  say("back", step ? (at.step ? words.back : words.others) : "");
  say("next", step ? (last ? words.done : words.next) : data.asked.later);
  find("next").classList.toggle("qn-tour-plain", !step);
  return here ? step.at : "";
}

export default function (component) {
  const { parentElement, data } = component;
  const find = (name) => parentElement.querySelector(`.qn-tour-${name}`);
  const [opener, card] = [find("open"), parentElement.querySelector(".qn-tour")];
  const tour = parentElement.qnTour ??= { at: begun(), asked: false, arrived: true };
  opener.textContent = data.words.open;
  find("close").setAttribute("aria-label", data.words.close);

  function draw() {
    write("sessionStorage", NOW, tour.at && JSON.stringify(tour.at));
    const open = card.matches(":popover-open");
    if (!tour.at) {
      if (open) card.hidePopover();
      window.clearInterval(tour.looking);
      ring("");
      return;
    }
    const selector = fill(find, data, tour.at);
    if (!open) card.showPopover();
    ring(selector);
    const seen = `${tour.at.role} ${tour.at.step} ${selector}`;
    if (selector && tour.seen !== seen) bringIntoView(tour, selector);
    tour.seen = seen;
    if (tour.arrived && tour.at.role) card.focus(); // a step's link was followed
    tour.arrived = false;
  }

  function turn(at, { focus = false } = {}) {
    tour.at = at;
    draw();
    if (focus && at) card.focus();
    if (!at && tour.asked) opener.focus();
    if (!at) tour.asked = false;
  }

  const [back, next] = [find("back"), find("next")];
  opener.onclick = () => {
    write("localStorage", SEEN, "seen");
    tour.asked = true;
    turn({ role: "", step: 0 }, { focus: true });
  };
  find("close").onclick = () => turn(null);
  back.onclick = () => turn(tour.at.step ? { ...tour.at, step: tour.at.step - 1 } : { role: "", step: 0 }, { focus: true });
  next.onclick = () => {
    const steps = data.tours.find(({ role }) => role === tour.at.role)?.steps.length ?? 0;
    turn(tour.at.step + 1 < steps ? { ...tour.at, step: tour.at.step + 1 } : null, { focus: true });
  };
  find("roles").replaceChildren(...data.tours.map(({ role, name }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.onclick = () => turn({ role, step: 0 }, { focus: true });
    return button;
  }));

  /* What closes by Esc itself, such as an open list, comes first: it is looked for before
     the key reaches it. */
  const pressed = ({ key }) => {
    const other = document.querySelector('[role="listbox"], [role="menu"], [role="dialog"]');
    if (key === "Escape" && tour.at && !other) turn(null);
  };
  document.addEventListener("keydown", pressed, true);

  const first = data.first && !tour.at && plainly() && !read("localStorage", SEEN);
  const begin = () => {
    write("localStorage", SEEN, "seen");
    if (!tour.at) turn({ role: "", step: 0 });
  };
  if (first) tour.waiting ??= window.requestIdleCallback?.(begin, { timeout: WAIT_MS }) ?? window.setTimeout(begin, WAIT_MS);
  draw();
  return () => {
    document.removeEventListener("keydown", pressed, true);
    window.clearInterval(tour.looking);
  };
}
