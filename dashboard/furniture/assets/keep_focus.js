// A button that is pressed may be disabled or replaced, as Train, Pause and Resume are. The browser
// then forgets where the keyboard was, and the next Tab begins at the top of the page. Here it goes
// to the button that has come instead, or to the next one beside it that can be pressed.
if (!window.digitLabKeepsFocus) {
  window.digitLabKeepsFocus = true;
  const BUTTON = "[data-testid^=stBaseButton]";
  const LOOKS = 50, MILLISECONDS_BETWEEN_LOOKS = 100, LEVELS = 8;
  let looking = 0;

  const placesAround = (button) => {
    const places = [];
    let around = button.parentElement;
    while (around && !around.matches("main, section") && places.length < LEVELS) {
      places.push([around, [...around.querySelectorAll(BUTTON)].indexOf(button)]);
      around = around.parentElement;
    }
    return places;
  };

  const successor = (places) => {
    for (const [around, index] of places) {
      if (!around.isConnected) continue;
      const usable = (button) => !button.disabled && button.checkVisibility();
      const buttons = [...around.querySelectorAll(BUTTON)];
      const found = buttons.slice(index).find(usable) ?? buttons.find(usable);
      if (found) return found;
    }
    return null;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(BUTTON);
    window.clearInterval(looking);
    if (!button) return;
    const places = placesAround(button);
    let left = LOOKS;
    looking = window.setInterval(() => {
      const now = document.activeElement;
      const elsewhere = now && now !== document.body && now !== button;
      if (elsewhere || !left--) return window.clearInterval(looking);
      if (now === document.body || !button.isConnected) {
        const found = successor(places);
        found?.focus({ preventScroll: true });
        if (found) window.clearInterval(looking);
      }
    }, MILLISECONDS_BETWEEN_LOOKS);
  }, true);
}
