/** @jsxImportSource hono/jsx */
// Form fields with their label, their error and the tie between the three.
import type { FC } from "hono/jsx";

/** Sentences by the name of their field. */
export type FieldErrors = { [field: string]: string | undefined };

interface FieldProps {
  label: string;
  name: string;
  value?: string | undefined;
  error?: string | undefined;
  type?: "text" | "email" | "number";
  autocomplete?: string;
  inputmode?: "numeric";
  placeholder?: string;
  readonly?: boolean;
  required?: boolean;
  maxlength?: number;
  min?: number;
  max?: number;
  /** The first field with an error, so that the keyboard is where the mistake is. */
  autofocus?: boolean;
}

export const Field: FC<FieldProps> = ({ label, error, name, type = "text", required = true, ...input }) => (
  <div class={`field field-${name}`}>
    <label for={name}>{label}</label>
    <input
      id={name}
      name={name}
      type={type}
      required={required}
      aria-invalid={error ? "true" : undefined}
      aria-describedby={error ? `${name}-error` : undefined}
      {...input}
    />
    {error && (
      <p class="error" id={`${name}-error`} role="alert">
        {error}
      </p>
    )}
  </div>
);

/** What went wrong with a form as a whole. */
export const Problem: FC<{ text: string | undefined }> = ({ text }) =>
  text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null;
