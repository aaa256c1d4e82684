/** Who mail comes from. */
export type Sender = { name: string; address: string };

const SENDER = /^(?:"?([^"<>\p{Cc}]*?)"?\s*<([^\s@<>",;]+@[^\s@<>",;]+)>|([^\s@<>",;]+@[^\s@<>",;]+))$/u;

/** Reads `Example <billing@example.com>`, or the address alone; null for anything else. */
export function readSender(value: string): Sender | null {
  const [, name = "", named, bare] = SENDER.exec(value) ?? [];
  const address = named ?? bare;
  return address === undefined ? null : { name: name.trim(), address };
}

/** `smtp://` or `smtps://`, a host, and a user with a password or neither. */
export function isMailServer(value: string): boolean {
  if (!/^smtps?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname, search, hash, username, password } = new URL(value);
  const isPlain = /^\/?$/.test(pathname) && search === "" && hash === "";
  return hostname !== "" && isPlain && (username === "") === (password === "") && isDecodable(username + password);
}

function isDecodable(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}
