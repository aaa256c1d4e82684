import { z } from "zod";

/** A field for a text that is stored or looked up, without the blanks around it. PostgreSQL takes no NUL. */
export const textField = (error: string) =>
  z
    .string({ error })
    .trim()
    .refine((text) => !text.includes("\0"), { error });

/** A page shows a run of white space as one blank; a name is what can be read of it and typed. */
export const asShown = (name: string): string => name.replaceAll(/\s+/g, " ").trim();
