// A comfort only. Every page works without it.
// Groups the digits of a card number, writes the slash of a date, and lets a form be sent once.

const formats = {
  number(text) {
    const digits = text.replace(/\D/g, "").slice(0, 19);
    const groups = /^3[47]/.test(digits)
      ? /^(\d{0,4})(\d{0,6})(\d{0,5}).*$/
      : /^(\d{0,4})(\d{0,4})(\d{0,4})(\d{0,7}).*$/;
    return groups.exec(digits).slice(1).filter(Boolean).join(" ");
  },
  expiry(text, deleting) {
    const typed = text.replace(/^([2-9])$/, "0$1").replace(/^(\d)\s*\/$/, "0$1 / ");
    const digits = typed.replace(/\D/g, "").slice(0, 6);
    return digits.length > 2 || (digits.length === 2 && !deleting)
      ? `${digits.slice(0, 2)} / ${digits.slice(2)}`
      : digits;
  },
};

addEventListener("input", ({ target, inputType }) => {
  const format = Object.hasOwn(formats, target.name) && formats[target.name];
  const atEnd = target.selectionStart === target.value.length;
  // In the middle of a text the reformatting would move the caret away from what is being corrected
  if (format && atEnd) target.value = format(target.value, inputType?.startsWith("delete"));
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
// Back to a page from the browser's memory. Its forms may be sent again
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
