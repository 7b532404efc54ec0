import { nearestWord } from '../mistakes/nearest-word.ts';
import type { QueryField } from './query-field-kinds.ts';
import { QUERY_FIELDS } from './query-fields.ts';

/** The field that was probably meant by a name that is none; null where nothing is near. */
export function nearestField(name: string): QueryField | null {
  const sameThing = QUERY_FIELDS.find((field) => field.alsoCalled.includes(name));
  if (sameThing !== undefined) return sameThing;
  const nearest = nearestWord(
    name,
    QUERY_FIELDS.map((field) => field.name),
  );
  return QUERY_FIELDS.find((field) => field.name === nearest) ?? null;
}
