import { redirect } from "next/navigation";

/**
 * Leads from a form that was taken to the page that says so, which takes the form's place in the browser's history: Back
 * would show a form that is spent.
 */
export const leadOn = (path: string): never => redirect(path, "replace");
