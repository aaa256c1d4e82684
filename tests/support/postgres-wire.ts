/** PostgreSQL's messages as they lie on the wire: a type of one byte, a length of four that counts itself, and a body. */

/** What a client sends in one go: up to Sync, or a simple query. */
export interface Sent {
  /** The prepared statement's name; empty for what is not prepared. */
  name: string;
  text: string;
  bytes: Buffer;
}

const HEADER = 5;
// Parse, Bind, Describe, Execute, Close: more follows until Sync.
const UNFINISHED = new Set(["P", "B", "D", "E", "C"]);

/** Takes a client's bytes as they come and gives back what is complete. */
export class ClientMessages {
  private rest = Buffer.alloc(0);
  private started = false;
  private readonly texts = new Map<string, string>();
  private open: Buffer[] = [];
  private name = "";
  private text = "";

  /** A go without a text is no statement: the start of the session, a password, the farewell. */
  take(bytes: Buffer): Sent[] {
    this.rest = Buffer.concat([this.rest, bytes]);
    const complete: Sent[] = [];
    for (let message = this.next(); message; message = this.next()) {
      this.open.push(message);
      if (this.read(message)) continue;
      complete.push({ name: this.name, text: this.text, bytes: Buffer.concat(this.open) });
      this.open = [];
      this.name = this.text = "";
    }
    return complete;
  }

  private next(): Buffer | null {
    const header = this.started ? HEADER : HEADER - 1; // the very first message has no type
    if (this.rest.length < header) return null;
    const length = this.rest.readInt32BE(header - 4) + header - 4;
    if (this.rest.length < length) return null;
    const message = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return message;
  }

  /** Whether more belongs to the same go. */
  private read(message: Buffer): boolean {
    if (!this.started) {
      this.started = true;
      return false;
    }
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === "Q") this.text = textAt(message, HEADER);
    if (type === "P") {
      this.name = textAt(message, HEADER);
      this.text = textAt(message, HEADER + Buffer.byteLength(this.name) + 1);
      this.texts.set(this.name, this.text);
    }
    if (type === "B") {
      const portal = textAt(message, HEADER);
      this.name = textAt(message, HEADER + Buffer.byteLength(portal) + 1);
      this.text = this.texts.get(this.name) ?? "";
    }
    return UNFINISHED.has(type);
  }
}

/** Whether these bytes, which begin with a message, hold the server's word that it is ready for the next statement. */
export function saysReady(bytes: Buffer): boolean {
  for (let at = 0; at + HEADER <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    if (bytes[at] === "Z".charCodeAt(0)) return at + HEADER < bytes.length;
  }
  return false;
}

function textAt(message: Buffer, start: number): string {
  return message.toString("utf8", start, message.indexOf(0, start));
}
