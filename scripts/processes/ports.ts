import { createServer } from "node:net";

/** True when nothing listens on the port, neither on loopback nor on all addresses. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, undefined));
}

/** A port that nothing uses at the moment, chosen by the operating system. */
export function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The wanted port, or the next free one; `onTaken` hears about it. */
export async function freePort(wanted: number, onTaken: (chosen: number) => void): Promise<number> {
  if (await isFree(wanted)) return wanted;
  for (let port = wanted + 1; port <= Math.min(wanted + 50, 65_535); port++) {
    if (await isFree(port)) {
      onTaken(port);
      return port;
    }
  }
  const port = await anyPort();
  onTaken(port);
  return port;
}

/** What is said then. */
export const portTaken = (wanted: number, what: string, chosen: number, setting: string): string =>
  `Port ${wanted} is taken; ${what} uses ${chosen} instead (${setting} chooses another).`;

/** Reads a port from a setting; a bad value is named instead of being passed on. */
export function portSetting(name: string, value: string | undefined, fallback: number): number {
  if (!value) return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(
      `${name} is "${value}", which is no port. Set it to a number from 1 to 65535, or leave it out for ${fallback}.`,
    );
  }
  return port;
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
