// Choosing with the mouse what is blacked out. Everything here can be done without it: words are found by search, lines
// are ticked, and an area is typed in.

const page = document.getElementById("item-page");
const reason = document.getElementById("mark-code");

if (page) {
  const shape = document.getElementById("new-area");
  const sides = ["left", "top", "width", "height"].map((name) => document.getElementById(`side-${name}`));
  const wide = Number(page.dataset.wide);
  const tall = Number(page.dataset.tall);
  let from = null;

  const at = (event) => {
    const box = page.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * wide;
    const y = ((event.clientY - box.top) / box.height) * tall;
    return [Math.min(wide, Math.max(0, x)), Math.min(tall, Math.max(0, y))];
  };
  const show = (x, y, width, height) => {
    Object.entries({ x, y, width, height }).forEach(([name, value]) => shape.setAttribute(name, value.toFixed(1)));
  };
  const draw = ([x, y]) => {
    const left = Math.min(from[0], x);
    const top = Math.min(from[1], y);
    const width = Math.abs(from[0] - x);
    const height = Math.abs(from[1] - y);
    show(left, top, width, height);
    const parts = [left / wide, top / tall, width / wide, height / tall];
    parts.forEach((part, index) => { sides[index].value = (part * 100).toFixed(2); });
  };

  page.addEventListener("pointerdown", (event) => {
    from = at(event);
    page.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  page.addEventListener("pointermove", (event) => { if (from) draw(at(event)); });
  page.addEventListener("pointerup", (event) => {
    if (!from) return;
    const end = at(event);
    const moved = Math.abs(end[0] - from[0]) > 4 && Math.abs(end[1] - from[1]) > 4;
    if (moved) {
      draw(end);
      document.getElementById("area-box").open = true;
      reason.focus();
    } else {
      show(0, 0, 0, 0);
      sides.forEach((side) => { side.value = ""; });
    }
    from = null;
  });
  sides.forEach((side) => side.addEventListener("input", () => {
    const [left, top, width, height] = sides.map((one) => Number(one.value) / 100 || 0);
    show(left * wide, top * tall, width * wide, height * tall);
  }));
}

const text = document.getElementById("item-text");

if (text) {
  const place = document.getElementById("selected-place");
  const words = document.getElementById("selected-words");
  // Counted in characters as the server counts them: a browser counts some as two.
  const length = (range) => Array.from(range.toString()).length;

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
    const range = chosen.getRangeAt(0);
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = length(before);
    place.value = `t:${start}:${start + length(range)}`;
    place.disabled = false;
    place.checked = true;
    words.textContent = `Chosen in the text: “${range.toString().slice(0, 80)}”`;
  });
}
