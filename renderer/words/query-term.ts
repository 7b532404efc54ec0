/** A value as one term of a query: within quotes where it would fall apart. */
export function quotedTerm(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
