/* Light or dark, as the page around the map is, else as the reader's system; paper is light.
   map.css has the colours of panels and names; the legend takes those of this file by
   --qn-drawn-NAME. */
(function () {
  "use strict";
  const EVERY_MS = 400; // the reader may change the theme of the page around at any time
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const again = []; // what draws anew in other colours
  let printing = false;
  let dark = null;

  /* What the map draws itself: in light, in dark. Colours of classes are the same in both. */
  const COLOURS = {
    province: ["#fbf8f0", "#2b3335"],
    shore: ["#a9b8b6", "#58696a"],
    neighbour: ["#ece9e1", "#22292b"],
    china: ["#e3e0d8", "#1f2628"],
    beyond: ["#e9edee", "#1b2123"],
    hatch_ground: ["#f6f4ef", "#2b3335"],
    hatch: ["#85898e", "#9aa2a6"],
    commune: ["#b9b09c", "#5d6769"],
    zone: ["#3f7080", "#649bad"],
    park: ["#46323f", "#eadfe6"],
    site: ["#7a5c3e", "#d9b48d"],
    chosen: ["#0b2d3a", "#ffffff"],
    sea_line: ["#547e97", "#7fadc6"],
    sea: ["#8fb4c8", "#5b8aa3"],
    border: ["#8c7a86", "#b09fab"],
    own_border: ["#b0a7ab", "#777e82"],
    express_line: ["#4b5c69", "#cdb87f"],
    express_side: ["#4b5c69", "#141b1d"],
    express: ["#ffe6a0", "#dfbd66"],
    road_side: ["#ffffff", "#1a2123"],
    road: ["#7b8892", "#8b98a2"],
    small_road: ["#9aa5ad", "#717d86"],
    rail: ["#5d5a63", "#aaa7b1"],
    rail_gap: ["#ffffff", "#2b3335"],
    reach: ["#0b6e69", "#5cc4bb"],
    preview: ["#c2410c", "#ff8a5c"],
    plot_out: ["rgba(110, 106, 112, .16)", "rgba(200, 205, 208, .14)"],
    plot_unknown: ["rgba(150, 150, 146, .55)", "rgba(150, 154, 154, .5)"],
  };

  const colour = (name) => COLOURS[name][dark ? 1 : 0];

  function wanted() {
    if (printing || paper.matches) return false;
    const around = window.frameElement && window.getComputedStyle(window.frameElement).colorScheme;
    return around === "dark" || (around !== "light" && system.matches);
  }

  function follow() {
    const now = wanted();
    if (now === dark) return;
    const begun = dark !== null;
    dark = now;
    const page = document.documentElement;
    page.style.colorScheme = dark ? "dark" : "light";
    page.dataset.theme = dark ? "dark" : "light";
    for (const name of Object.keys(COLOURS)) page.style.setProperty(`--qn-drawn-${name}`, colour(name));
    if (begun) again.forEach((draw) => draw());
  }

  const print = (yes) => () => { printing = yes; follow(); };
  window.addEventListener("beforeprint", print(true));
  window.addEventListener("afterprint", print(false));
  paper.addEventListener("change", follow);
  system.addEventListener("change", follow);
  if (window.parent !== window) window.setInterval(follow, EVERY_MS);
  follow();

  Object.assign(qngeo, {
    colour,
    onTheme: (draw) => again.push(draw),
  });
})();
