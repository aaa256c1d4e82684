import { isIP } from "node:net";

const LOOPBACK = "127.0.0.1";

export interface Listening {
  /** The address that the app listens on. */
  host: string;
  /** Where this machine reaches it. */
  reachedAt: string;
  /** Whether others in the network may reach it, too. */
  open: boolean;
}

/** Reads `HOST`. Without it only this machine reaches the app: everyone knows the demo user's password. */
export function hostSetting(value: string | undefined): Listening {
  if (!value || value === "localhost") return { host: LOOPBACK, reachedAt: LOOPBACK, open: false };
  if (!isIP(value)) {
    throw new Error(
      `HOST is "${value}", which is no address to listen on. Set it to an IP address, such as 0.0.0.0 for all of this ` +
        `machine's, or leave it out for ${LOOPBACK}.`,
    );
  }
  const everywhere = value === "0.0.0.0" || value === "::";
  const written = isIP(value) === 6 ? `[${value}]` : value;
  return {
    host: value,
    reachedAt: everywhere ? LOOPBACK : written,
    open: value !== "::1" && !value.startsWith("127."),
  };
}
