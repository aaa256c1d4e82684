// The hosted pages as a browser without JavaScript uses them.

export interface Page {
  status: number;
  /** Where a redirect leads, as it was given. */
  location: string | null;
  headers: Headers;
  text: string;
}

export async function open(address: string): Promise<Page> {
  return answered(await fetch(address, { redirect: "manual" }));
}

export async function submit(address: string, fields: Record<string, string> = {}): Promise<Page> {
  return answered(await fetch(address, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" }));
}

async function answered(response: Response): Promise<Page> {
  return {
    status: response.status,
    location: response.headers.get("location"),
    headers: response.headers,
    text: await response.text(),
  };
}

export const CARD = {
  email: "ada@example.com",
  number: "4242 4242 4242 4242",
  expiry: "12 / 34",
  cvc: "123",
  name: "Ada Lovelace",
};

export function card(number: string): typeof CARD {
  return { ...CARD, number };
}
