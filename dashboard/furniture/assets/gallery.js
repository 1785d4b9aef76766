// A wall of digits that can be opened: one picture for all, one button for each.
const NEXT = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function digitButton(cell, position, data) {
  const button = document.createElement("button");
  button.type = "button";
  button.style.width = `${data.side + 12}px`;
  // One stop for the tab key; the arrow keys move on from there.
  button.tabIndex = position === 0 ? 0 : -1;
  button.setAttribute("aria-label", `${cell.words.replace("\n", ", ")}. Open.`);
  const picture = document.createElement("div");
  picture.className = "lab-digit-picture";
  picture.style.width = picture.style.height = `${data.side}px`;
  picture.style.backgroundImage = `url(${data.url})`;
  picture.style.backgroundSize = `${data.side * data.cells.length}px ${data.side}px`;
  picture.style.backgroundPosition = `-${position * data.side}px 0`;
  const words = document.createElement("div");
  words.className = "lab-digit-words";
  if (cell.sign) {
    const mark = document.createElement("span");
    mark.className = "lab-mark";
    mark.style.color = cell.color;
    mark.textContent = cell.sign;
    words.append(mark, " ");
  }
  words.append(cell.words);
  button.append(picture, words);
  return button;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const wall = parentElement.querySelector(".lab-digits");
  if (wall.dataset.name !== data.name) {
    // Only other digits are drawn anew, so that the keyboard's place is kept.
    wall.dataset.name = data.name;
    wall.setAttribute("aria-label", data.alt);
    wall.replaceChildren(...data.cells.map((cell, i) => digitButton(cell, i, data)));
  }
  const buttons = [...wall.children];
  buttons.forEach((button, position) => {
    button.onclick = () => setTriggerValue("opened", position);
    button.onkeydown = (event) => {
      const other = buttons[position + (NEXT[event.key] ?? 0)];
      if (!(event.key in NEXT) || !other) return;
      event.preventDefault();
      button.tabIndex = -1;
      other.tabIndex = 0;
      other.focus();
    };
  });
}
