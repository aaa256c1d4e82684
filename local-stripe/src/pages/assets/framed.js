// A checkout in a frame. The page around it names it, gives it its height, and decides what happens after it.
if (parent !== window) {
  const tell = (type, more) => {
    const { checkout, origin } = document.querySelector("output[data-checkout]").dataset;
    parent.postMessage({ type: `local-stripe.checkout.${type}`, session: checkout, ...more }, origin);
  };
  const tellWhatIsShown = () => {
    const { status, leads } = document.querySelector("output[data-checkout]").dataset;
    tell("shown", { status, title: document.title });
    if (status === "complete") tell("complete", { leads_to: leads || null });
  };

  // In place, as Stripe's page does it: Back leaves the page around it, and doesn't lead through what was sent
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    fetch(form.action, { method: "POST", body })
      .then(async (answer) => show(answer.url, await answer.text()))
      // The browser says what's wrong
      .catch(() => form.submit());
  });

  const SAYS_MOST = ["[autofocus]", "[role=alert]", "[role=status]", "h1"];

  function show(address, text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    history.replaceState(null, "", address);
    document.title = page.title;
    document.body.replaceWith(page.body);
    focusOn(SAYS_MOST.map((one) => document.querySelector(one)).find(Boolean));
    tellWhatIsShown();
  }

  /** A parsed page moves no focus, and a browser would move none in a frame of another site. */
  function focusOn(element) {
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus();
  }

  tellWhatIsShown();
  const root = document.documentElement;
  new ResizeObserver(() => tell("height", { height: Math.ceil(root.getBoundingClientRect().height) })).observe(root);
}
