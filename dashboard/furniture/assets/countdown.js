// A bar that empties, and tells when it is empty; never while the pen is down.
const AFTER_STROKE = 600; // What was drawn last is on its way to the server.

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".countdown-bar");
  const last = parentElement.countdown;
  if (last && last.name === data.name) return last.end;
  if (last) last.end();
  let timer = 0;
  let isDown = false;
  const ring = () => {
    if (isDown) timer = setTimeout(ring, AFTER_STROKE);
    else setTriggerValue("rung", data.name);
  };
  const down = () => (isDown = true);
  const up = () => (isDown = false);
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener("pointerdown", down, true);
    document.removeEventListener("pointerup", up, true);
    document.removeEventListener("pointercancel", up, true);
    delete parentElement.countdown;
  };
  parentElement.countdown = { name: data.name, end };
  bar.style.transition = "none";
  bar.style.width = data.name ? "100%" : "0";
  if (data.name) {
    document.addEventListener("pointerdown", down, true);
    document.addEventListener("pointerup", up, true);
    document.addEventListener("pointercancel", up, true);
    bar.getBoundingClientRect(); // So that the browser begins at the full width.
    bar.style.transition = `width ${data.seconds}s linear`;
    bar.style.width = "0";
    timer = setTimeout(ring, 1000 * data.seconds);
  }
  return end;
}
