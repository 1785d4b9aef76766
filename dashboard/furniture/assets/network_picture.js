// A network with the numbers of one image: pictures for what has places, squares for what has
// none, lines for what one unit adds to the next. What is pointed at is read out.
const NARROW = 560;
const SIDE = 28;

function numbers(packed) {
  if (!packed) return null;
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  return { shape: packed.shape, values: new Float32Array(bytes.buffer) };
}

// Three digits that count, never an exponent: 0.0312, 0.41, 12.3.
function written(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const decimals = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(size))));
  return value.toFixed(decimals);
}

function rgb(color) {
  return [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16));
}

function mixed(from, to, share) {
  return from.map((part, i) => Math.round(part + (to[i] - part) * share));
}

// What a value looks like: around zero in two hues, or from zero upward in one.
function shades(values, colors) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const full = Math.max(high, -low) || 1;
  const signed = low < 0;
  const up = rgb(colors.positive);
  const down = rgb(colors.negative);
  const stops = colors.sequential.map(rgb);
  const color = (value) => {
    if (signed) return mixed([255, 255, 255], value > 0 ? up : down, Math.abs(value) / full);
    const place = (value / full) * (stops.length - 1);
    const stop = Math.min(Math.floor(place), stops.length - 2);
    return mixed(stops[stop], stops[stop + 1], place - stop);
  };
  return { low, high, signed, color };
}

function pixels(values, height, width, color) {
  const sheet = new OffscreenCanvas(width, height);
  const context = sheet.getContext("2d");
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = color(values[i]);
    image.data.set([red, green, blue, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return sheet;
}

// One thing that can be pointed at, with its place on the screen.
function picturesOf(packed, color) {
  const { shape, values } = packed;
  const [count, height, width] = shape;
  return Array.from({ length: count }, (_, i) => {
    const own = values.subarray(i * height * width, (i + 1) * height * width);
    return { own, height, width, sheet: pixels(own, height, width, color) };
  });
}

function read(frame) {
  const ink = Uint8Array.from(atob(frame.image), (letter) => letter.charCodeAt(0));
  const paper = pixels(ink, SIDE, SIDE, (value) => [255 - value, 255 - value, 255 - value]);
  const stages = frame.stages.map((stage) => {
    const values = numbers(stage.values);
    const weights = numbers(stage.weights);
    const links = numbers(stage.links);
    const scale = shades(values.values, frame.colors);
    const around = weights && shades(weights.values, frame.colors);
    return {
      ...stage,
      scale,
      count: values.shape[0],
      values: values.values,
      links,
      strongest: links ? Math.max(...links.values.map(Math.abs)) || 1 : 1,
      maps: values.shape.length === 3 ? picturesOf(values, scale.color) : null,
      weights: weights && picturesOf(weights, around.color),
    };
  });
  return {
    frame,
    image: { own: ink, height: SIDE, width: SIDE, sheet: paper },
    stages,
    probabilities: numbers(frame.probabilities).values,
  };
}

// Where everything stands: from left to right, or from top to bottom on a narrow screen. `along` is
// the way of the image, `across` the row of units.
function layOut(network, width) {
  const narrow = width < NARROW;
  const stages = network.stages;
  const count = stages.length;
  const boxes = [];
  const heads = [];
  if (narrow) {
    const picture = 84;
    const image = { x: (width - picture) / 2, y: 22, w: picture, h: picture };
    heads.push({ x: width / 2, y: 14, align: "center", title: "28 x 28 pixels" });
    let y = image.y + picture;
    stages.forEach((stage, s) => {
      y += 44;
      heads.push({ x: 0, y: y + 12, align: "left", title: stage.title, small: [stage.layers.join(" + ")] });
      y += 40;
      const pitch = Math.min(width / stage.count, 36);
      const side = Math.min(30, pitch - 4);
      const left = (width - pitch * stage.count) / 2;
      const row = [];
      for (let i = 0; i < stage.count; i++) {
        const x = left + pitch * i + (pitch - side) / 2;
        row.push(unitBoxes(stage, x, y, side, true));
      }
      boxes.push(row);
      y += row[0].size;
    });
    const bars = { x: 0, y: y + 30, w: width, pitch: 24 };
    return { narrow, image, boxes, heads, bars, height: bars.y + network.frame.names.length * bars.pitch };
  }
  const body = 400;
  const top = stages.some((stage) => stage.layers.length > 2) ? 58 : 44;
  // Without hidden layers there is room for large pixels; whole ones either way.
  const picture = count === 1 ? 224 : 112;
  const image = { x: 1, y: top + (body - picture) / 2, w: picture, h: picture };
  heads.push({ x: 0, y: image.y - 10, align: "left", title: "28 x 28 pixels" });
  const widths = stages.map((stage) => unitWidth(stage));
  const barWidth = 120 + nameRoom(network);
  const end = width - barWidth - 12 - widths[count - 1];
  // Each stage begins after an equal way for the lines.
  const taken = widths.slice(0, -1).reduce((sum, one) => sum + one, 0);
  const way = (end - picture - taken) / count;
  let x = picture;
  stages.forEach((stage, s) => {
    x += way;
    const pitch = body / Math.max(10, stage.count);
    const from = top + (body - pitch * stage.count) / 2;
    const side = stage.maps || stage.weights ? pitch - 6 : Math.min(22, pitch - 6);
    const row = [];
    for (let i = 0; i < stage.count; i++) {
      row.push(unitBoxes(stage, x, from + pitch * i + (pitch - side) / 2, side, false));
    }
    boxes.push(row);
    const last = s === count - 1;
    heads.push({
      x: last ? width : x + widths[s] / 2,
      y: 14,
      align: last ? "right" : "center",
      title: stage.title,
      small: inLines(stage.layers),
      room: last ? barWidth + widths[s] + 20 : widths[s] + way - 10,
    });
    x += widths[s];
  });
  const rows = network.frame.names.length;
  const pitch = body / Math.max(10, rows);
  // Beside the logits, which stand in the middle where there are few.
  const bars = { x: width - barWidth, y: top + (body - pitch * rows) / 2, w: barWidth, pitch };
  return { narrow, image, boxes, heads, bars, height: top + body + 8 };
}

// Digits need little; names of up to a dozen letters stand before their bars.
function nameRoom(network) {
  return network.frame.names.every((name) => name.length < 3) ? 30 : 88;
}

function inLines(layers) {
  const lines = [];
  for (let i = 0; i < layers.length; i += 2) lines.push(layers.slice(i, i + 2).join(" + "));
  return lines.slice(0, 2);
}

function unitWidth(stage) {
  if (stage.maps) return stage.weights ? 58 : 34;
  return stage.weights ? 54 : 22;
}

// A unit: its weights where they are a picture, then what it gives.
function unitBoxes(stage, x, y, side, narrow) {
  const found = {};
  if (narrow) {
    let bottom = y;
    if (stage.weights) {
      const small = stage.maps ? side * 0.55 : side;
      found.weights = { x: x + (side - small) / 2, y, w: small, h: small };
      bottom += small + 3;
    }
    const own = stage.maps ? side : Math.min(side, stage.weights ? 14 : 20);
    found.value = { x: x + (side - own) / 2, y: bottom, w: own, h: own };
    found.enter = [x + side / 2, y];
    found.leave = [x + side / 2, bottom + own];
    found.size = bottom + own - y;
    return found;
  }
  let right = x;
  if (stage.weights) {
    const small = stage.maps ? 20 : side;
    found.weights = { x, y: y + (side - small) / 2, w: small, h: small };
    right += small + 4;
  }
  const own = stage.maps ? side : Math.min(side, stage.weights ? 16 : 22);
  found.value = { x: right, y: y + (side - own) / 2, w: own, h: own };
  found.enter = [x, y + side / 2];
  found.leave = [right + own, y + side / 2];
  return found;
}

function curve(from, to, narrow) {
  const bend = narrow ? (to[1] - from[1]) / 2 : (to[0] - from[0]) / 2;
  const near = narrow ? [from[0], from[1] + bend] : [from[0] + bend, from[1]];
  const far = narrow ? [to[0], to[1] - bend] : [to[0] - bend, to[1]];
  return [from, near, far, to];
}

function pointOn([a, b, c, d], t) {
  const s = 1 - t;
  const at = (i) => s ** 3 * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t ** 3 * d[i];
  return [at(0), at(1)];
}

function linesOf(network, places) {
  const lines = [];
  network.stages.forEach((stage, s) => {
    if (!stage.links) return;
    const [count, before] = stage.links.shape;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < before; j++) {
        const value = stage.links.values[i * before + j];
        const box = places.image;
        const from =
          s > 0
            ? places.boxes[s - 1][j].leave
            : places.narrow
              ? [box.x + box.w / 2, box.y + box.h]
              : [box.x + box.w, box.y + box.h / 2];
        const path = curve(from, places.boxes[s][i].enter, places.narrow);
        lines.push({ s, i, j, value, strength: Math.abs(value) / stage.strongest, path });
      }
    }
  });
  return lines.sort((one, other) => one.strength - other.strength);
}

function drawPicture(context, picture, box, line) {
  context.imageSmoothingEnabled = picture.width > box.w * 2;
  context.drawImage(picture.sheet, box.x, box.y, box.w, box.h);
  context.strokeStyle = line;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.w + 1, box.h + 1);
}

function draw(canvas, network, places, chosen) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = width * scale;
  canvas.height = places.height * scale;
  canvas.style.height = `${places.height}px`;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const ink = style.color;
  const font = (size, weight = 400) => `${weight} ${size}px ${style.fontFamily}`;
  const colors = network.frame.colors;
  const frameLine = "#88888899";

  for (const line of places.lines) {
    const own = isOf(line, chosen);
    if (line.strength < 0.02 && !own) continue;
    const [from, near, far, to] = line.path;
    context.beginPath();
    context.moveTo(...from);
    context.bezierCurveTo(...near, ...far, ...to);
    context.strokeStyle = line.value > 0 ? colors.positive : colors.negative;
    context.setLineDash(line.value > 0 ? [] : [5, 3]);
    context.lineWidth = 0.6 + 3.4 * line.strength;
    context.globalAlpha = own ? 0.95 : (chosen ? 0.3 : 1) * (0.12 + 0.6 * line.strength);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.lineWidth = 1;

  drawPicture(context, network.image, places.image, frameLine);
  network.stages.forEach((stage, s) => {
    places.boxes[s].forEach((box, i) => {
      if (box.weights) drawPicture(context, stage.weights[i], box.weights, frameLine);
      if (stage.maps) {
        drawPicture(context, stage.maps[i], box.value, frameLine);
        return;
      }
      const { x, y, w, h } = box.value;
      context.fillStyle = `rgb(${stage.scale.color(stage.values[i]).join(",")})`;
      context.strokeStyle = frameLine;
      context.beginPath();
      context.roundRect(x, y, w, h, 4);
      context.fill();
      context.stroke();
    });
  });
  if (chosen?.box) {
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.strokeRect(chosen.box.x - 2, chosen.box.y - 2, chosen.box.w + 4, chosen.box.h + 4);
    context.lineWidth = 1;
  }

  context.fillStyle = ink;
  context.textBaseline = "alphabetic";
  for (const head of places.heads) {
    const write = (words, size, weight, y) => {
      context.font = font(size, weight);
      context.textAlign = head.align;
      if (places.narrow) {
        // Where lines run behind the words, on paper of their own.
        context.fillStyle = style.getPropertyValue("--st-background-color");
        const wide = context.measureText(words).width;
        const from = head.align === "center" ? head.x - wide / 2 : head.x;
        context.fillRect(from - 2, y - size, wide + 4, size + 5);
      }
      context.fillStyle = ink;
      context.fillText(words, head.x, y, head.room);
    };
    write(head.title, 13, 600, head.y);
    // At most two classes in a line: more would be squeezed.
    head.small?.forEach((words, row) => write(words, 12, 400, head.y + 16 + 14 * row));
  }
  drawBars(context, network, places, font, ink);
}

function drawBars(context, network, places, font, ink) {
  const { x, y, w, pitch } = places.bars;
  const { label, names, percent, colors } = network.frame;
  const left = nameRoom(network);
  const best = network.probabilities.indexOf(Math.max(...network.probabilities));
  network.probabilities.forEach((share, digit) => {
    const middle = y + pitch * (digit + 0.5);
    const strong = digit === best || digit === label;
    context.textBaseline = "middle";
    context.fillStyle = ink;
    context.font = font(strong ? 15 : 14, strong ? 700 : 400);
    context.textAlign = "left";
    const words = digit === label ? `${names[digit]} \u2713` : names[digit];
    context.fillText(words, x, middle, left - 4);
    const from = x + left;
    const room = w - left - 58;
    context.fillStyle = "#88888833";
    context.fillRect(from, middle - 7, room, 14);
    context.fillStyle = digit === label ? colors.right : digit === best ? colors.main : colors.context;
    context.fillRect(from, middle - 7, room * share, 14);
    context.fillStyle = ink;
    context.font = font(13, strong ? 700 : 400);
    context.textAlign = "right";
    context.fillText(percent[digit], x + w, middle);
  });
}

function isOf(line, chosen) {
  if (!chosen || chosen.s === undefined) return false;
  if (chosen.line) return chosen.line.s === line.s && chosen.i === line.i && chosen.j === line.j;
  return (line.s === chosen.s && line.i === chosen.i) || (line.s === chosen.s + 1 && line.j === chosen.i);
}

function inside(box, [x, y]) {
  return box && x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

// What lies at a point: a picture, a unit, a bar, else the nearest line.
function at(point, network, places) {
  if (inside(places.image, point)) return { s: -1, i: 0, box: places.image, part: "image" };
  for (let s = 0; s < places.boxes.length; s++) {
    for (let i = 0; i < places.boxes[s].length; i++) {
      const box = places.boxes[s][i];
      if (inside(box.weights, point)) return { s, i, box: box.weights, part: "weights" };
      if (inside(box.value, point)) return { s, i, box: box.value, part: "value" };
    }
  }
  const { x, y, w, pitch } = places.bars;
  const bars = { x, y, w, h: network.frame.names.length * pitch };
  if (inside(bars, point)) {
    const i = Math.floor((point[1] - y) / pitch);
    const s = places.boxes.length - 1;
    return { s, i, box: places.boxes[s][i].value, part: "value" };
  }
  let nearest = null;
  let distance = 6;
  for (const line of places.lines) {
    if (line.strength < 0.02) continue;
    for (let t = 0; t <= 1; t += 0.04) {
      const [px, py] = pointOn(line.path, t);
      const far = Math.hypot(px - point[0], py - point[1]);
      if (far < distance) [nearest, distance] = [line, far];
    }
  }
  return nearest && { s: nearest.s, i: nearest.i, j: nearest.j, line: nearest, part: "line" };
}

function named(network, s, i) {
  if (s < 0) return "the image";
  const stage = network.stages[s];
  return stage.unit === "digit" ? `${network.frame.noun} ${network.frame.names[i]}` : `${stage.unit} ${i}`;
}

// The words and the picture for what is pointed at; `point` says which place in a picture.
function reading(chosen, point, network) {
  const { s, i, part } = chosen;
  const stage = network.stages[s];
  if (part === "line") {
    const adds = network.stages[s].links.values[i * stage.links.shape[1] + chosen.j];
    const where = stage.maps ? ", on average over its places" : "";
    return {
      words: `${named(network, s - 1, chosen.j)} adds ${written(adds)} to ${named(network, s, i)}${where}`,
    };
  }
  const picture =
    part === "image" ? network.image : part === "weights" ? stage.weights[i] : stage.maps?.[i];
  const lines = [];
  if (part === "image") lines.push("The image: what the network gets");
  else if (part === "weights") lines.push(`Weights of ${named(network, s, i)} (${stage.name})`);
  else lines.push(`${named(network, s, i)} (${stage.name || stage.layers[0]})`);
  if (picture) {
    const place = point && placeIn(chosen.box, picture, point);
    const words = part === "image" ? "ink" : part === "weights" ? "weight" : "value";
    if (place) {
      const value = picture.own[place[0] * picture.width + place[1]];
      const number = part === "image" ? `${value} of 255` : written(value);
      lines.push(`row ${place[0]}, column ${place[1]}`, `${words} ${number}`);
    }
    lines.push(`${written(Math.min(...picture.own))} to ${written(Math.max(...picture.own))}`);
  }
  if (part === "weights" && !stage.maps) lines.push(`gives ${written(stage.values[i])}`);
  if (part === "value" && !stage.maps) {
    lines.push(stage.unit === "digit" ? `logit ${written(stage.values[i])}` : `gives ${written(stage.values[i])}`);
    if (stage.unit === "digit") lines.push(`probability ${network.frame.percent[i]}`);
    if (stage.weights && stage.unit !== "digit") lines.push("its weights stand beside it");
  }
  return { words: lines.join("\n"), picture };
}

function placeIn(box, picture, [x, y]) {
  const row = Math.floor(((y - box.y) / box.h) * picture.height);
  const column = Math.floor(((x - box.x) / box.w) * picture.width);
  const fits = row >= 0 && column >= 0 && row < picture.height && column < picture.width;
  return fits ? [row, column] : null;
}

function show(view) {
  const { root, canvas, network, places, chosen, point } = view;
  draw(canvas, network, places, chosen);
  const note = root.querySelector(".reading");
  note.hidden = !chosen;
  if (!chosen) return;
  const found = reading(chosen, point, network);
  note.lastElementChild.textContent = found.words;
  const lens = note.querySelector("canvas");
  lens.hidden = !found.picture;
  if (found.picture) {
    lens.width = found.picture.width;
    lens.height = found.picture.height;
    lens.getContext("2d").drawImage(found.picture.sheet, 0, 0);
  }
  const box = chosen.box ?? { x: point?.[0] ?? 0, y: point?.[1] ?? 0, w: 0, h: 0 };
  const room = [canvas.clientWidth - note.offsetWidth, places.height - note.offsetHeight];
  const beside = box.x + box.w + 12;
  const left = beside <= room[0] ? beside : box.x - note.offsetWidth - 12;
  const top = places.narrow ? box.y + box.h + 10 : box.y - 20;
  note.style.left = `${Math.max(0, Math.min(places.narrow ? box.x : left, room[0]))}px`;
  note.style.top = `${Math.max(0, Math.min(top, room[1]))}px`;
}

// The same thing again, after another frame or another width.
function again(chosen, places) {
  if (!chosen) return null;
  const { s, i, j, part } = chosen;
  if (part === "image") return { ...chosen, box: places.image };
  const box = places.boxes[s]?.[i];
  if (part === "line") {
    const line = places.lines.find((one) => one.s === s && one.i === i && one.j === j);
    return line ? { ...chosen, line } : null;
  }
  return box?.[part] ? { ...chosen, box: box[part] } : null;
}

const MOVES = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// The arrow keys go along the network and along a stage, so that no mouse is needed.
function moved(chosen, key, { network, places }) {
  let [along, across] = MOVES[key];
  if (places.narrow) [along, across] = [across, along];
  if (!chosen) return { s: -1, i: 0, part: "image", box: places.image };
  const s = Math.max(-1, Math.min(network.stages.length - 1, chosen.s + along));
  if (s < 0) return { s, i: 0, part: "image", box: places.image };
  const i = Math.max(0, Math.min(network.stages[s].count - 1, chosen.i + (along ? 0 : across)));
  return { s, i, part: "value", box: places.boxes[s][i].value };
}

function measure(view) {
  const width = view.canvas.clientWidth;
  if (!width) return;
  view.places = layOut(view.network, width);
  view.places.lines = linesOf(view.network, view.places);
  view.chosen = again(view.chosen, view.places);
  show(view);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".picture");
  const canvas = root.firstElementChild;
  const view = (root.view ??= { root, canvas, chosen: null, point: null });
  canvas.setAttribute("aria-label", data.alt);
  // The same frame may come again and again while a step takes long.
  if (canvas.dataset.frame !== data.name) {
    canvas.dataset.frame = data.name;
    view.network = read(data);
    measure(view);
    canvas.dataset.step = data.step;
  }
  const point = (event) => {
    const corner = canvas.getBoundingClientRect();
    return [event.clientX - corner.left, event.clientY - corner.top];
  };
  const choose = (event) => {
    view.point = point(event);
    view.chosen = at(view.point, view.network, view.places);
    show(view);
  };
  const leave = () => {
    view.chosen = view.point = null;
    show(view);
  };
  canvas.onpointermove = choose;
  canvas.onpointerdown = choose;
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && leave();
  canvas.onblur = leave;
  canvas.onkeydown = (event) => {
    if (event.key === "Escape") return leave();
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    view.point = null;
    view.chosen = moved(view.chosen, event.key, view);
    show(view);
  };
  // Another theme is another ink.
  root.ontransitionend = (event) => event.target === root && show(view);
  const watcher = new ResizeObserver(() => {
    if (canvas.clientWidth !== view.width) measure(view);
    view.width = canvas.clientWidth;
  });
  watcher.observe(root);
  return () => watcher.disconnect();
}
