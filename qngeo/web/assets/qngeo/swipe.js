/* The divider between two rasters: mouse, finger and arrow keys move it. */
(function () {
  "use strict";
  const { forest } = qngeo;
  const { tell, node } = forest;
  const STEP = 0.02;
  const LEAP = 0.1;
  const MOVES = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -LEAP, PageUp: LEAP };
  let line = null;
  let handle = null;
  const names = {};

  function within(value) {
    return Math.min(1, Math.max(0, value));
  }

  /* Panes have no size of their own: they are cut in the pixels of the map's layers. */
  function cut(map) {
    const { x, y } = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const middle = corner.x + x * forest.at;
    const [top, bottom] = [corner.y, corner.y + y];
    const box = (a, b) => `polygon(${a}px ${top}px, ${b}px ${top}px, ${b}px ${bottom}px, ${a}px ${bottom}px)`;
    map.getPane("rasterLeft").style.clipPath = box(corner.x, middle);
    map.getPane("rasterRight").style.clipPath = box(middle, corner.x + x);
    map.getPane("rasterOver").style.clipPath = box(middle, corner.x + x);
  }

  function draw(map) {
    const side = forest.looks.get(forest.look)?.side;
    const split = side === "both" || side === "right";
    line.hidden = !split || !forest.series;
    line.style.left = `${100 * forest.at}%`;
    const share = Math.round(100 * forest.at);
    handle.setAttribute("aria-valuenow", String(share));
    handle.setAttribute("aria-valuetext", tell("swipe.value", { share, left: names.left.textContent, right: names.right.textContent }));
    names.left.textContent = forest.season(forest.left)?.label ?? "";
    names.right.textContent = forest.season(forest.right)?.label ?? "";
    cut(map);
  }

  function move(map, at) {
    forest.at = within(at);
    draw(map);
    forest.keep();
  }

  function drag(map, event) {
    const box = map.getContainer().getBoundingClientRect();
    move(map, (event.clientX - box.left) / box.width);
  }

  function key(map, event) {
    const step = MOVES[event.key];
    const end = { Home: 0, End: 1 }[event.key];
    if (step === undefined && end === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(map, end ?? forest.at + step);
  }

  forest.swipe = (map) => {
    line = node("div", "qn-swipe", map.getContainer());
    handle = node("button", "qn-swipe-handle", line);
    handle.type = "button";
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", tell("swipe.label"));
    handle.setAttribute("aria-orientation", "horizontal");
    handle.setAttribute("aria-valuemin", "0");
    handle.setAttribute("aria-valuemax", "100");
    handle.innerHTML = '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M9 6 4 12l5 6M15 6l5 6-5 6" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>';
    names.left = node("span", "qn-swipe-name qn-swipe-left", line);
    names.right = node("span", "qn-swipe-name qn-swipe-right", line);
    L.DomEvent.disableClickPropagation(line);
    line.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      handle.focus({ preventScroll: true });
      line.setPointerCapture(event.pointerId);
      const follow = (moved) => drag(map, moved);
      const end = () => line.removeEventListener("pointermove", follow);
      line.addEventListener("pointermove", follow);
      line.addEventListener("lostpointercapture", end, { once: true });
    });
    handle.addEventListener("keydown", (event) => key(map, event));
    map.on("move zoom viewreset resize", () => cut(map));
    map.on("qngeo:forest", () => draw(map));
    draw(map);
  };
})();
