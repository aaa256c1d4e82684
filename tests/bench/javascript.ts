import { gzipSync } from "node:zlib";

/** Gzipped bytes of all the scripts that a page names, as a browser without a cache loads them. */
export async function scriptBytes(pageUrl: string): Promise<number> {
  const html = await (await fetch(pageUrl)).text();
  const sources = new Set([...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map((match) => match[1] ?? ""));
  let bytes = 0;
  for (const source of sources) {
    const script = await (await fetch(new URL(source, pageUrl))).arrayBuffer();
    bytes += gzipSync(new Uint8Array(script)).byteLength;
  }
  return bytes;
}
