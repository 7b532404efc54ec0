import type { Share, ShareTest } from './query-syntax.ts';
import type { LineTrait } from './session-facets.ts';

/** Of a line that has one of these with it: whether there is one for which it holds. Null and undefined: that is not known. */
export function shareWithOne<Item>(
  known: readonly Item[] | null | undefined,
  isMeant: (item: Item) => boolean,
): Share {
  if (known === null || known === undefined) return 'unknown';
  return known.some(isMeant) ? 'some' : 'none';
}

/** For the lines of which this is true. */
export function shareWithTrait(trait: LineTrait): ShareTest {
  const field = trait.slice(0, trait.indexOf(':') + 1);
  const isOther = (other: LineTrait): boolean => other !== trait && other.startsWith(field);
  return ({ traits }) => {
    if (traits === undefined) return 'unknown';
    if (!traits.includes(trait)) return 'none';
    // Of the words of “is:” none may be true of a line; of those of any other field, one is.
    return field === 'is:' || traits.some(isOther) ? 'some' : 'all';
  };
}
