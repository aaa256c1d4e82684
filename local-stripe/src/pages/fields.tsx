/** @jsxImportSource hono/jsx */
// Form fields with their label, their error and the tie between the three.
import type { Child, FC } from "hono/jsx";

/** Sentences by the name of their field. */
export type FieldErrors = { [field: string]: string | undefined };

interface FieldProps {
  label: string;
  name: string;
  value?: string | undefined;
  error?: string | undefined;
  type?: "text" | "email" | "number" | "tel";
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
    <FieldError name={name} text={error} />
  </div>
);

interface SelectProps {
  label: string;
  name: string;
  value: string;
  options: { value: string; label: string }[];
  /** The first option, which stands for no choice. */
  empty: string;
  error: string | undefined;
  required?: boolean;
  autofocus: boolean;
  autocomplete?: string;
}

export const SelectField: FC<SelectProps> = ({
  label,
  name,
  value,
  options,
  empty,
  error,
  required = true,
  ...select
}) => (
  <div class="field">
    <label for={name}>{label}</label>
    <select
      id={name}
      name={name}
      required={required}
      aria-invalid={error ? "true" : undefined}
      aria-describedby={error ? `${name}-error` : undefined}
      {...select}
    >
      <option value="">{empty}</option>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
    <FieldError name={name} text={error} />
  </div>
);

interface CheckProps {
  name: string;
  checked: boolean;
  error: string | undefined;
  required: boolean;
  autofocus: boolean;
  children?: Child;
}

export const CheckField: FC<CheckProps> = ({ name, error, children, ...input }) => (
  <div class="field">
    <label class="check" for={name}>
      <input
        id={name}
        name={name}
        type="checkbox"
        value="yes"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
        {...input}
      />
      <span>{children}</span>
    </label>
    <FieldError name={name} text={error} />
  </div>
);

const FieldError: FC<{ name: string; text: string | undefined }> = ({ name, text }) =>
  text ? (
    <p class="error" id={`${name}-error`} role="alert">
      {text}
    </p>
  ) : null;

/** What went wrong with a form as a whole. */
export const Problem: FC<{ text: string | undefined }> = ({ text }) =>
  text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null;
