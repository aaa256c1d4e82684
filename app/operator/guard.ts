import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { codeOf } from "@/app/_components/product-error";
import { requireOperator } from "@/lib/auth/operator";
import { messages } from "./messages";

/** For every page in this folder, before anything is read. Others get the page of an unknown address. */
export async function operatorsOnly(): Promise<void> {
  await requireOperator().catch((error: unknown) => {
    if (codeOf(error) === "not_found") notFound();
    throw error;
  });
}

/** Only operators get the title. What fails here fails again in the page, which shows it; the title is still set. */
export async function operatorsMetadata(): Promise<Metadata> {
  try {
    await requireOperator();
    return { title: messages.title };
  } catch (error) {
    return codeOf(error) === "not_found" ? notFound() : {};
  }
}
