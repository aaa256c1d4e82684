/** Our page of a checkout (app/(pages)/checkout). */
export const CHECKOUT_PATH = "/checkout";
