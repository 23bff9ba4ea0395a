/* Carries messages between the map of zones and the application.
   Called by Streamlit at the first draw and again whenever its data change. */

const PARTS = ["map", "layers"];

function hear(bridge, { type, id }) {
  if (type === "qngeo:select") bridge.trigger("selected", id);
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
  const plots = plotsChanged(bridge.sent ? bridge.plotsSent : "", bridge.plots);
  if (text === bridge.sent && !plots) return;
  bridge.sent = text;
  bridge.plotsSent = bridge.plots;
  bridge.frame.contentWindow.postMessage(
    { type: "qngeo:state", view, ...bridge.message, plots }, window.location.origin,
  );
}

export default function (component) {
  const { styles, legend, selected, faded, overlay, plots } = component.data;
  return show(component, (bridge) => {
    bridge.trigger = component.setTriggerValue;
    bridge.message = { styles, legend, selected, faded, overlay };
    bridge.plots = plots;
  });
}
