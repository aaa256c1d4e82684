import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { codeOf } from "@/app/_components/product-error";
import { requireOperator } from "@/lib/auth/operator";
import { messages } from "./messages";

/** For every page in this folder, before anything is read: everybody else gets the page of an address that does not exist. */
export async function operatorsOnly(): Promise<void> {
  await requireOperator().catch((error: unknown) => {
    if (codeOf(error) === "not_found") notFound();
    throw error;
  });
}

/** The title is theirs alone, too. What fails here fails in the page again, which says so; a title it has all the same. */
export async function operatorsMetadata(): Promise<Metadata> {
  try {
    await requireOperator();
    return { title: messages.title };
  } catch (error) {
    return codeOf(error) === "not_found" ? notFound() : {};
  }
}
