/** How one value of an action is asked for, and how it reads in the form. */
export interface FieldWords {
  readonly label: string;
  readonly form: FieldForm;
  /** A few signs are enough for it. */
  readonly isShort?: true;
  /** What it means to leave it empty; absent: it has to be filled in. */
  readonly empty?: string;
}

/** What a field takes. All of them hold text as long as somebody types. */
export type FieldForm =
  | { readonly kind: 'words' }
  /** Something that is compared with the wire, or written to it, sign by sign. Where it may be empty, nothing is a text, too. */
  | { readonly kind: 'wire'; readonly mayBeEmpty?: true }
  /** A line each; one line stands alone. */
  | { readonly kind: 'lines' }
  | { readonly kind: 'number'; readonly unit: string }
  /** A time in milliseconds, or from one to another: `500`, `500-2000`. */
  | { readonly kind: 'span' }
  | { readonly kind: 'choice'; readonly choices: Readonly<Record<string, string>> };

/** What a field's text says, as it stands in the file; undefined: nothing. What it cannot be is left to the schema. */
export function readField(form: FieldForm, text: string): unknown {
  const trimmed = text.trim();
  switch (form.kind) {
    case 'words':
    case 'choice':
      return trimmed === '' ? undefined : trimmed;
    case 'wire':
      return text === '' && form.mayBeEmpty !== true ? undefined : text;
    case 'lines': {
      const lines = text.split(/\r?\n/);
      if (trimmed === '') return undefined;
      return lines.length === 1 ? text : lines;
    }
    case 'number':
      return readNumber(trimmed);
    case 'span': {
      const parts = trimmed.split(/\s*(?:-|–|to|\.\.)\s*/).map(readNumber);
      return parts.length === 1 ? parts[0] : parts;
    }
  }
}

/** A value of the file as the field shows it. */
export function writeField({ kind }: FieldForm, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value))
    return value.map((part) => writeField({ kind: 'words' }, part)).join(kind === 'lines' ? '\n' : '-');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Not a number: the text itself, so that whoever checks it says so. */
function readNumber(text: string): number | string | undefined {
  if (text === '') return undefined;
  const digits = text.replaceAll(/[\s,_]/g, '');
  return /^-?\d+(?:\.\d+)?$/.test(digits) ? Number(digits) : text;
}
