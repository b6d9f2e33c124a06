// Keys on the pages of a batch, and whole-page buttons inside a form that is otherwise swapped in part.

const pages = () => [...document.querySelectorAll(".hub-page")];
let last = "";

document.addEventListener("keydown", (event) => {
  const page = event.target.closest?.(".hub-page");
  if (!page || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const button = page.querySelector(`[data-page-key="${event.key.toLowerCase()}"]`);
  if (!step && !button) return;
  event.preventDefault();
  event.stopPropagation();
  if (step) {
    const all = pages();
    all[all.indexOf(page) + step]?.focus();
  } else {
    last = page.id;
    button.click();
  }
}, true);

// A button that leaves the page is no part of the swap.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-whole-page]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const form = button.form;
  form.action = button.formAction;
  HTMLFormElement.prototype.submit.call(form);
}, true);

// In the same breath as the swap: a moment later it would take the focus from wherever the next key has led.
document.body.addEventListener("htmx:afterSwap", () => {
  if (last) document.getElementById(last)?.focus();
  last = "";
});
