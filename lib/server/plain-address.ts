import { isIP, isIPv6 } from "node:net";

/** The longest an address can be, with a zone and a port. What is longer is none. */
const LONGEST = 64;

/**
 * An address in the one spelling that is counted: without a port, an IPv4 address that was written as IPv6 as IPv4, and of
 * an IPv6 address its first 64 bits, because who has one has all with the same ones.
 * @returns null for what is no address
 */
export function plainAddress(text: string | undefined): string | null {
  if (!text || text.length > LONGEST) return null;
  const address = withoutPort(text.trim().replaceAll('"', "")).replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;
  if (isIP(mapped) === 0) return null;
  return isIPv6(mapped) ? networkOf(mapped) : mapped;
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^(\d+(?:\.\d+){3}):\d{1,5}$/.exec(text)?.[1] ?? text;
}

function networkOf(address: string): string {
  // URL writes an address in its shortest form, with lower case and without an IPv4 tail.
  const [left = "", right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groupsOf(left), groupsOf(right ?? "")];
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  // The same machine, in every spelling; and an IPv4 address in the spelling of IPv6.
  if (groups.slice(0, 7).every((group) => group === "0") && groups[7] === "1") return "::1";
  if (groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff") return ipv4Of(groups.slice(6));
  return `${groups.slice(0, 4).join(":")}::/64`;
}

const ipv4Of = (groups: string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join(".");
