// An empty chart to draw one curve into: with mouse or finger, with the arrow keys, or by taking
// one of the ready ones. It holds one value for each column; the last stroke wins.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 50, right: 12, top: 12, bottom: 40 };
const HEIGHT = 212;
// Every so many columns there is a handle for the arrow keys.
const APART = 5;
const QUIET_MILLISECONDS = 500;

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const within = (value, low, high) => Math.max(low, Math.min(high, value));
const words = (value, data) => `${(value * data.scale).toFixed(data.decimals)}${data.unit}`;

function placesOf(view) {
  const { data, width } = view;
  const across = width - MARGIN.left - MARGIN.right;
  const down = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    x: (share) => MARGIN.left + share * across,
    y: (value) => MARGIN.top + (1 - value / data.top) * down,
    column: (x) =>
      within(Math.round(((x - MARGIN.left) / across) * (data.columns - 1)), 0, data.columns - 1),
    value: (y) => within((1 - (y - MARGIN.top) / down) * data.top, 0, data.top),
  };
}

// What is missing lies on the line between its neighbors, or goes on level to the edge.
function filled(values) {
  const known = values.flatMap((value, column) => (value === null ? [] : [column]));
  return values.map((value, column) => {
    if (value !== null) return value;
    const before = known.findLast((one) => one < column) ?? known[0];
    const after = known.find((one) => one > column) ?? known.at(-1);
    if (before === after) return values[before];
    const share = within((column - before) / (after - before), 0, 1);
    return values[before] + share * (values[after] - values[before]);
  });
}

function axes(view, at) {
  const { data, width } = view;
  const parts = [];
  const [bottom, end] = [at.y(0), at.x(1)];
  for (const [value, label] of data.ticks) {
    const y = at.y(value);
    parts.push(element("line", { class: "grid", x1: MARGIN.left, x2: end, y1: y, y2: y }));
    parts.push(element("text", { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }, label));
  }
  for (const [share, label] of data.steps) {
    const x = at.x(share);
    const anchor = share === 1 ? "end" : share === 0 ? "start" : "middle";
    parts.push(element("line", { class: "grid", x1: x, x2: x, y1: MARGIN.top, y2: bottom }));
    parts.push(element("text", { x, y: bottom + 17, "text-anchor": anchor }, label));
  }
  const middle = (MARGIN.left + width - MARGIN.right) / 2;
  parts.push(element("text", { x: middle, y: HEIGHT - 6, "text-anchor": "middle" }, data.time));
  const chance = at.y(data.chance);
  parts.push(
    element("line", { class: "chance", x1: MARGIN.left, x2: end, y1: chance, y2: chance }),
    element("text", { x: end - 4, y: chance + (chance < 40 ? 15 : -5), "text-anchor": "end" },
      data.chance_words),
  );
  return parts;
}

function path(values, columns, at) {
  const points = values.flatMap((value, column) =>
    value === null ? [] : [`${at.x(column / (columns - 1)).toFixed(1)},${at.y(value).toFixed(1)}`],
  );
  return points.length ? `M${points.join("L")}` : "";
}

function show(view) {
  const { data, values, svg } = view;
  const at = placesOf(view);
  svg.querySelector(".curve").setAttribute("d", path(values, data.columns, at));
  svg.querySelector(".invitation").toggleAttribute(
    "hidden",
    values.some((value) => value !== null),
  );
  for (const handle of view.handles) {
    const column = Number(handle.dataset.column);
    const value = values[column] ?? data.chance;
    handle.setAttribute("cx", at.x(column / (data.columns - 1)));
    handle.setAttribute("cy", at.y(value));
    handle.setAttribute("aria-valuenow", (value * data.scale).toFixed(data.decimals));
    handle.setAttribute(
      "aria-valuetext",
      values[column] === null ? "nothing drawn yet" : words(value, data),
    );
  }
}

// The frame of the chart: anew for another width or another measure.
function build(view) {
  const { data, svg, width } = view;
  const at = placesOf(view);
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", HEIGHT);
  svg.setAttribute("aria-label", data.alt);
  const held = view.handles?.findIndex((handle) => handle.tabIndex === 0) ?? 0;
  const hadFocus = view.handles?.some((handle) => handle.matches(":focus"));
  view.handles = [];
  for (let column = 0; column < data.columns; column += APART) {
    const step = Math.round((column / (data.columns - 1)) * data.total_steps);
    view.handles.push(
      element("circle", {
        class: "handle",
        r: 7,
        role: "slider",
        "data-column": column,
        "aria-orientation": "vertical",
        "aria-label": `${data.title} at step ${step.toLocaleString("en")}`,
        "aria-valuemin": 0,
        "aria-valuemax": data.top * data.scale,
      }),
    );
  }
  view.handles.forEach((handle, place) => (handle.tabIndex = place === Math.max(0, held) ? 0 : -1));
  svg.replaceChildren(
    ...axes(view, at),
    element(
      "text",
      { class: "invitation", x: at.x(0.5), y: at.y(data.top / 2), "text-anchor": "middle" },
      data.invitation,
    ),
    element("path", { class: "curve" }),
    ...view.handles,
  );
  show(view);
  if (hadFocus) view.handles[Math.max(0, held)].focus();
}

function tell(view) {
  clearTimeout(view.quiet);
  const values = view.values.every((value) => value === null)
    ? null
    : filled(view.values).map((value) => Number(value.toFixed(4)));
  view.send("curve", { name: view.data.name, values });
}

// Sets all columns from the last place of the pen to this one.
function stroke(view, event) {
  const corner = view.svg.getBoundingClientRect();
  const at = placesOf(view);
  const column = at.column(event.clientX - corner.left);
  const value = at.value(event.clientY - corner.top);
  const from = view.pen ?? { column, value };
  const steps = Math.abs(column - from.column);
  for (let i = 0; i <= steps; i++) {
    const share = steps ? i / steps : 1;
    view.values[from.column + Math.sign(column - from.column) * i] =
      from.value + share * (value - from.value);
  }
  view.pen = { column, value };
  show(view);
}

function uncheck(view) {
  for (const radio of view.root.querySelectorAll("input")) radio.checked = false;
}

function listenToPen(view) {
  const { svg } = view;
  svg.onpointerdown = (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    view.pen = null;
    uncheck(view);
    stroke(view, event);
  };
  svg.onpointermove = (event) => {
    if (view.pen === null || view.pen === undefined) return;
    for (const part of event.getCoalescedEvents?.() ?? []) stroke(view, part);
    stroke(view, event);
  };
  svg.onpointerup = svg.onpointercancel = () => {
    if (view.pen === null || view.pen === undefined) return;
    view.pen = null;
    view.values = filled(view.values);
    show(view);
    tell(view);
  };
}

const UPWARD = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 };
const ALONG = { ArrowLeft: -1, ArrowRight: 1 };

// Moves the curve at a handle, and with it the straight lines to both neighbors.
function lift(view, column, value) {
  const { data } = view;
  if (view.values.every((one) => one === null)) view.values.fill(data.chance);
  view.values[column] = within(value, 0, data.top);
  for (const other of [column - APART, column + APART]) {
    if (other < 0 || other >= data.columns) continue;
    for (let i = 1; i < APART; i++) {
      const between = column + Math.sign(other - column) * i;
      view.values[between] =
        view.values[column] + (i / APART) * (view.values[other] - view.values[column]);
    }
  }
  uncheck(view);
  show(view);
  clearTimeout(view.quiet);
  view.quiet = setTimeout(() => tell(view), QUIET_MILLISECONDS);
}

function listenToKeys(view) {
  view.svg.onkeydown = (event) => {
    const place = view.handles.indexOf(event.target);
    if (place < 0) return;
    const column = Number(event.target.dataset.column);
    const { top, chance } = view.data;
    if (event.key in ALONG) {
      const other = view.handles[within(place + ALONG[event.key], 0, view.handles.length - 1)];
      event.target.tabIndex = -1;
      other.tabIndex = 0;
      other.focus();
    } else if (event.key in UPWARD) {
      lift(view, column, (view.values[column] ?? chance) + UPWARD[event.key] * top);
    } else if (event.key === "Home" || event.key === "End") {
      lift(view, column, event.key === "End" ? top : 0);
    } else return;
    event.preventDefault();
  };
}

function miniature(values, data) {
  const [width, height] = [64, 34];
  const line = values
    .map((value, column) => {
      const x = 2 + (column / (data.columns - 1)) * (width - 4);
      return `${x.toFixed(1)},${(height - 3 - (value / data.top) * (height - 6)).toFixed(1)}`;
    })
    .join("L");
  const frame = `M1.5,1V${height - 1.5}H${width}`;
  return element(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    element("path", { class: "frame", d: frame }),
    element("path", { class: "curve", d: `M${line}` }),
  );
}

function offerReady(view) {
  const { data, root } = view;
  const choices = data.ready.map(({ title, values }) => {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "ready";
    radio.onchange = () => {
      view.values = [...values];
      show(view);
      tell(view);
    };
    label.append(radio, miniature(values, data), title);
    return label;
  });
  root.querySelector(".choices").replaceChildren(...choices);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".drawn");
  const svg = root.querySelector("svg");
  const view = (root.view ??= { root, svg });
  view.send = setStateValue;
  // Under another name it is another chart. Under the same one what stands here is the newest.
  if (root.dataset.name !== data.name) {
    root.dataset.name = data.name;
    view.values = data.values ? [...data.values] : new Array(data.columns).fill(null);
    view.data = data;
    view.width = 0;
    for (const [name, color] of Object.entries(data.colors))
      root.style.setProperty(`--${name}`, color);
    offerReady(view);
    listenToPen(view);
    listenToKeys(view);
    root.querySelector(".clear").onclick = () => {
      view.values.fill(null);
      uncheck(view);
      show(view);
      tell(view);
    };
  }
  const measure = () => {
    const width = Math.floor(root.clientWidth);
    if (!width || width === view.width) return;
    view.width = width;
    build(view);
  };
  measure();
  const watcher = new ResizeObserver(measure);
  watcher.observe(root);
  return () => watcher.disconnect();
}
