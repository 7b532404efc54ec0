import { valuesAt, type TextSpan } from './json-position.ts';
import type { RuleSettings } from './rule-settings.ts';
import { writeRule } from './rule-text.ts';

/** A change of the rules in a file. Places count from 0. */
export type RulesEdit =
  /** Puts a rule in front of the one in that place; behind all where there is none. */
  | { readonly what: 'add'; readonly place: number; readonly rule: RuleSettings }
  | { readonly what: 'replace'; readonly place: number; readonly rule: RuleSettings }
  | { readonly what: 'enable'; readonly place: number; readonly enabled: boolean }
  /** Takes a rule from its place and puts it into another, as the places are without it. */
  | { readonly what: 'move'; readonly place: number; readonly to: number }
  | { readonly what: 'remove'; readonly place: number };

/** A rules file without any rule. */
export const EMPTY_RULES_TEXT = '{\n  "rules": []\n}\n';

/** How far rules are indented where a file shows no way of its own. */
const USUAL_INDENT = '    ';

/**
 * The text of a rules file after a change. Whatever the change is not about stays as the person wrote it, to the blank.
 * `text`: of a file that can be read. Null where no rule has that place.
 */
export function editRules(text: string, edit: RulesEdit): string | null {
  const list = valuesAt(text, ['rules']);
  if (list === null) return null;
  const spans = list.values.map(({ span }) => span);
  const texts = spans.map(({ from, to }) => text.slice(from, to));
  const edited = editTexts(texts, edit, indentOf(text, spans));
  if (edited === null) return null;
  return (
    text.slice(0, list.span.from) +
    joined(text, list.span, spans, edited, edit.place) +
    text.slice(list.span.to)
  );
}

function editTexts(texts: readonly string[], edit: RulesEdit, indent: string): readonly string[] | null {
  const { place } = edit;
  const own = texts[place];
  if (edit.what === 'add') return texts.toSpliced(place, 0, writeRule(edit.rule, indent));
  if (own === undefined) return null;
  switch (edit.what) {
    case 'replace':
      return texts.with(place, writeRule(edit.rule, indent));
    case 'enable':
      return texts.with(place, enable(own, edit.enabled));
    case 'move':
      return texts.toSpliced(place, 1).toSpliced(edit.to, 0, own);
    case 'remove':
      return texts.toSpliced(place, 1);
  }
}

/** The list anew, with what stood between its rules. */
function joined(
  text: string,
  list: TextSpan,
  spans: readonly TextSpan[],
  texts: readonly string[],
  place: number,
): string {
  const [first] = spans;
  const last = spans.at(-1);
  if (texts.length === 0) return '[]';
  if (first === undefined || last === undefined) {
    const outer = outerIndent(text, list.from);
    return `[\n${outer}  ${texts.join(`,\n${outer}  `)}\n${outer}]`;
  }
  const before = text.slice(list.from, first.from);
  const known = spans.slice(1).map(({ from }, at) => text.slice(spans[at]?.to, from));
  const between = asMany(known, texts.length - 1, place, known[0] ?? `,${before.slice(1)}`);
  return before + texts.map((rule, at) => rule + (between[at] ?? '')).join('') + text.slice(last.to, list.to);
}

/** What stands between rules when one has come to that place, or gone from it. */
function asMany(between: readonly string[], count: number, place: number, usual: string): readonly string[] {
  if (count > between.length) return between.toSpliced(place, 0, usual);
  if (count < between.length) return between.toSpliced(Math.min(place, count), 1);
  return between;
}

/** The blanks in front of each line of a rule. */
function indentOf(text: string, [first]: readonly TextSpan[]): string {
  if (first === undefined) return USUAL_INDENT;
  return /(?:^|\n)([\t ]*)$/.exec(text.slice(0, first.from))?.[1] ?? USUAL_INDENT;
}

/** The blanks at the beginning of the line that a place is in. */
function outerIndent(text: string, at: number): string {
  return /(?:^|\n)([\t ]*)[^\n]*$/.exec(text.slice(0, at))?.[1] ?? '';
}

/** Only the one word changes: whether the rule is switched on. */
function enable(rule: string, enabled: boolean): string {
  const values = valuesAt(rule, [])?.values ?? [];
  // Of a key that stands there twice, JSON means the last.
  const known = values.findLast(({ key }) => key === 'enabled');
  if (known !== undefined)
    return rule.slice(0, known.span.from) + String(enabled) + rule.slice(known.span.to);
  const [first, second] = values;
  if (enabled || first === undefined) return rule;
  const gap = second === undefined ? ', ' : /^\s*,(\s*)/.exec(rule.slice(first.span.to))?.[1];
  return `${rule.slice(0, first.span.to)},${gap ?? ' '}"enabled": false${rule.slice(first.span.to)}`;
}
