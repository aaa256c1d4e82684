// A stand-in for Stripe.js: an embedded checkout, in a frame of local Stripe's own page.
(() => {
  // A shop that gave up waiting may load it again. What it made before stays
  if (window.Stripe) return;
  const HERE = new URL(document.currentScript.src).origin;

  class IntegrationError extends Error {
    name = "IntegrationError";
  }

  function Stripe(key) {
    if (typeof key !== "string" || key === "")
      throw new IntegrationError("Missing value for Stripe(): apiKey should be a string.");
    if (/^[sr]k_/.test(key))
      throw new IntegrationError(
        "You should not use your secret key with Stripe.js.\nPlease pass a publishable key instead.",
      );
    if (!/^pk_test_\w+$/.test(key))
      throw new IntegrationError(`Invalid API Key provided: ${key}. Local Stripe takes keys like pk_test_….`);
    return { _registerWrapper() {}, createEmbeddedCheckoutPage, ...REFUSED };
  }
  // What @stripe/stripe-js 10 expects; it warns about any other
  Stripe.version = "endive";

  /** `@stripe/react-stripe-js` takes an object without these for something else than Stripe. */
  const REFUSED = Object.fromEntries(
    ["elements", "createToken", "createPaymentMethod", "confirmCardPayment"].map((name) => [
      name,
      () => {
        throw new IntegrationError(`Local Stripe has no stripe.${name}(), only stripe.createEmbeddedCheckoutPage().`);
      },
    ]),
  );

  /** One that isn't destroyed. Stripe allows no second one. */
  let present = null;

  async function createEmbeddedCheckoutPage(options = {}) {
    if (present) throw new IntegrationError("You cannot have multiple Embedded Checkout objects.");
    present = new EmbeddedCheckout(options.onComplete);
    const made = present;
    try {
      await made.open(await secretOf(options));
      return { mount: (place) => made.mount(place), unmount: () => made.unmount(), destroy: () => made.destroy() };
    } catch (error) {
      made.destroy();
      throw error;
    }
  }

  async function secretOf({ clientSecret, fetchClientSecret }) {
    if ((clientSecret === undefined) === (fetchClientSecret === undefined))
      throw new IntegrationError("Pass either fetchClientSecret or clientSecret to createEmbeddedCheckoutPage().");
    const secret = clientSecret ?? (await fetchClientSecret());
    if (typeof secret !== "string" || !/^cs_\w+_secret_\w+$/.test(secret))
      throw new IntegrationError(
        "Invalid value for createEmbeddedCheckoutPage(): clientSecret should be a client secret of the form ${id}_secret_${secret}. " +
          `You specified: ${secret}.`,
      );
    return secret;
  }

  class EmbeddedCheckout {
    #onComplete;
    #secret;
    #frame = null;
    #stop = () => {};
    #complete = false;
    #destroyed = false;

    constructor(onComplete) {
      this.#onComplete = onComplete;
    }

    /**
     * Refuses a session that can't be paid. A hidden frame asks, since the page's policy needn't allow to fetch from here.
     */
    async open(secret) {
      const frame = newFrame(secret);
      frame.hidden = true;
      const status = await new Promise((told) => {
        this.#show(frame, document.body, (type, { status }) => type === "shown" && told(status));
      });
      this.#remove();
      if (status === "unknown")
        throw new IntegrationError("No such checkout session. Its client secret is wrong, or local Stripe was reset.");
      if (status === "expired") throw new IntegrationError("This checkout session has expired.");
      this.#secret = secret;
    }

    mount(place) {
      if (this.#destroyed)
        throw new IntegrationError("This Embedded Checkout has been destroyed. Create a new one to mount it.");
      if (this.#frame) throw new IntegrationError("This Embedded Checkout is already mounted. Unmount it first.");
      const element = elementAt(place);
      const frame = newFrame(this.#secret);
      Object.assign(frame.style, { display: "block", width: "100%", height: "40rem", border: "0" });
      this.#show(frame, element, (type, message) => this.#hear(frame, type, message));
    }

    unmount() {
      this.#remove();
    }

    destroy() {
      this.#remove();
      this.#destroyed = true;
      if (present === this) present = null;
    }

    #show(frame, element, hear) {
      const listener = ({ source, origin, data }) => {
        const [, type] = /^local-stripe\.checkout\.(\w+)$/.exec(data?.type) ?? [];
        if (type && origin === HERE && source === frame.contentWindow) hear(type, data);
      };
      addEventListener("message", listener);
      this.#stop = () => removeEventListener("message", listener);
      this.#frame = frame;
      element.append(frame);
    }

    #remove() {
      this.#stop();
      this.#frame?.remove();
      this.#frame = null;
    }

    #hear(frame, type, { title, height, leads_to }) {
      if (type === "shown") frame.title = title;
      if (type === "height") frame.style.height = `${height}px`;
      if (type !== "complete" || this.#complete) return;
      this.#complete = true;
      if (leads_to === null) this.#onComplete?.();
      else location.assign(leads_to);
    }
  }

  function newFrame(secret) {
    const frame = document.createElement("iframe");
    frame.src = `${HERE}/c/pay/${secret}`;
    frame.name = "embedded-checkout";
    frame.title = "Checkout";
    return frame;
  }

  function elementAt(place) {
    if (place instanceof Element) return place;
    if (typeof place !== "string")
      throw new IntegrationError("Invalid DOM element. Call mount() with a valid DOM element or selector.");
    const found = document.querySelector(place);
    if (found) return found;
    throw new IntegrationError(
      `The selector you specified (${place}) applies to no DOM elements that are currently on the page. ` +
        "Make sure the element exists on the page before calling mount().",
    );
  }

  window.Stripe = Stripe;
})();
