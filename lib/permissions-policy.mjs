/**
 * What a page, and what it frames, may ask the browser for. This file is not compiled, because proxy.ts and
 * next.config.mjs both send it.
 * @param {string[]} [payment] the origins of frames that may open the browser's own payment sheet
 */
export const permissionsPolicy = (payment = []) => {
  // A frame may do only what its page may do, too.
  const payers = payment.length > 0 ? ["self", ...payment.map((origin) => `"${origin}"`)] : [];
  return `camera=(), geolocation=(), microphone=(), payment=(${payers.join(" ")}), usb=()`;
};
