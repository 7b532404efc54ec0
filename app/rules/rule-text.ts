import * as v from 'valibot';
import { ruleAction } from './action.ts';
import { ruleSettings, type RuleSettings } from './rule-settings.ts';

/** Characters of a list or an object that stands in one line; longer ones get a line for each part. */
const LONGEST_INLINE = 96;

/**
 * A rule as JSON, the way a person would write it: a line for each key and each action, and nothing that goes without
 * saying. `indent`: the blanks in front of each line; the first line has none.
 */
export function writeRule(settings: RuleSettings, indent: string): string {
  const { do: actions, ...words } = withoutDefaults(ruleSettings, settings);
  const rest = Object.entries(words).filter(([key]) => key !== 'name' && key !== 'enabled' && key !== 'when');
  const line = (key: string, value: unknown) => `${JSON.stringify(key)}: ${inline(value)}`;
  const lines = [
    ...['name', 'enabled', 'when'].flatMap((key) => (key in words ? [line(key, words[key])] : [])),
    `"do": ${writeActions(actions, `${indent}  `)}`,
    ...rest.map(([key, value]) => line(key, value)),
  ];
  return `{\n${lines.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}}`;
}

function writeActions(actions: unknown, indent: string): string {
  const parsed = v.parse(v.array(ruleAction), actions);
  const texts = parsed.map((action) => inline(withoutDefaults(ruleAction, action)));
  const [first = ''] = texts;
  if (texts.length === 1 && first.length <= LONGEST_INLINE) return `[${first}]`;
  return `[\n${texts.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}]`;
}

/** The same object without the keys that the schema would fill in just so. */
function withoutDefaults(schema: v.GenericSchema<unknown, object>, value: object): Record<string, unknown> {
  const whole = sorted(v.parse(schema, value));
  let short: Record<string, unknown> = { ...value };
  for (const key of Object.keys(value)) {
    const rest = Object.fromEntries(Object.entries(short).filter(([other]) => other !== key));
    const parsed = v.safeParse(schema, rest);
    if (parsed.success && sorted(parsed.output) === whole) short = rest;
  }
  return short;
}

/** The object as text, whatever the order of its keys. */
function sorted(value: object): string {
  return JSON.stringify(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{ ${entries.map(([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`).join(', ')} }`;
}
