/* Carries messages between the forest map and the application.
   Called by Streamlit at the first draw and again whenever its data change. */

const PARTS = ["map", "layers", "left", "right", "look", "opacity", "at"];

function hear(bridge, { type, area, id }) {
  if (type === "qngeo:area") { bridge.drawn = { area }; bridge.keepArea({ area }); }
  if (type === "qngeo:select") bridge.trigger("clicked", id);
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
  const { data, setStateValue, setTriggerValue } = component;
  return show(component, (bridge) => {
    bridge.keepArea = (drawn) => setStateValue("drawn", drawn);
    bridge.trigger = setTriggerValue;
    bridge.message = data.message;
    bridge.given = data.drawn;
  });
}
