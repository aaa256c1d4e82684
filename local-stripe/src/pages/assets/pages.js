// A comfort only. Every page works without it.
// Groups the digits of a card number, writes the slash of a date, and lets a form be sent once.

function keepCaret(input, format) {
  input.addEventListener("input", () => {
    const atEnd = input.selectionStart === input.value.length;
    // In the middle of a text the reformatting would move the caret away from what is being corrected
    if (atEnd) input.value = format(input.value);
  });
}

const number = document.querySelector('input[name="number"]');
if (number) {
  keepCaret(number, (text) => {
    const digits = text.replace(/\D/g, "").slice(0, 19);
    const groups = /^3[47]/.test(digits)
      ? /^(\d{0,4})(\d{0,6})(\d{0,5}).*$/
      : /^(\d{0,4})(\d{0,4})(\d{0,4})(\d{0,7}).*$/;
    return groups.exec(digits).slice(1).filter(Boolean).join(" ");
  });
}

const expiry = document.querySelector('input[name="expiry"]');
if (expiry) {
  let before = expiry.value;
  keepCaret(expiry, (text) => {
    const deleting = text.length < before.length;
    const typed = text.replace(/^([2-9])$/, "0$1").replace(/^(\d)\s*\/$/, "0$1 / ");
    const digits = typed.replace(/\D/g, "").slice(0, 6);
    const formatted =
      digits.length > 2 || (digits.length === 2 && !deleting) ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
    before = formatted;
    return formatted;
  });
}

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
}
// Back to a page from the browser's memory. Its forms may be sent again
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// A checkout in a frame: the page around it gives it a name and its height, and decides what happens after it
const framed = document.querySelector("output[data-checkout]");
if (framed && parent !== window) {
  const { checkout, status, leads, origin } = framed.dataset;
  const tell = (type, more) =>
    parent.postMessage({ type: `local-stripe.checkout.${type}`, session: checkout, ...more }, origin);
  tell("shown", { status, title: document.title });
  if (status === "complete") tell("complete", { leads_to: leads || null });
  const root = document.documentElement;
  new ResizeObserver(() => tell("height", { height: Math.ceil(root.getBoundingClientRect().height) })).observe(root);
}
