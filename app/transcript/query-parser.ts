import type { FieldReading, QueryField } from './query-field-kinds.ts';
import { FIELD_NAMES, FIELDS_BY_NAME, QUERY_FIELDS, readAlone } from './query-fields.ts';
import { quote, readToken, type QueryToken } from './query-lexer.ts';
import type {
  Place,
  QueryNode,
  QueryOptions,
  QueryProblem,
  QueryScope,
  QueryTerm,
  QueryValue,
} from './query-syntax.ts';
import { foreignSign, insteadOf } from './query-instead.ts';
import { shown } from './query-values.ts';
import { nearestField } from './query-suggestion.ts';

/** The longest query that is read, in characters: more is a mistake, and compiling it would take long. */
export const LONGEST_QUERY = 10_000;

/** How deep parentheses and negations may nest: parsing and matching call themselves for each level. */
export const DEEPEST_NESTING = 100;

/** A query's tree, null for an empty query; or the first thing that is wrong with it. */
export type ParsedQuery =
  | { readonly ok: true; readonly root: QueryNode | null }
  | { readonly ok: false; readonly problem: QueryProblem };

/** Reads a query. Throws nothing. */
export function parseTree(text: string, options: Required<QueryOptions>): ParsedQuery {
  if (text.length > LONGEST_QUERY) return { ok: false, problem: tooLong(text) };
  try {
    return { ok: true, root: new QueryParser(text, options).parse() };
  } catch (error) {
    if (error instanceof WrongQuery) return { ok: false, problem: withInstead(text, options, error.problem) };
    throw error;
  }
}

/** Longer queries are not looked through for what was meant: nobody typed them. */
const LONGEST_MENDED = 500;

/** Adds what may have been meant: the first that leaves nothing wrong so far. */
function withInstead(text: string, options: Required<QueryOptions>, problem: QueryProblem): QueryProblem {
  if (text.length > LONGEST_MENDED) return problem;
  for (const instead of insteadOf(text, problem)) {
    const { position, length } = instead;
    const mended = text.slice(0, position) + instead.text + text.slice(position + length);
    if (mended === text || !isRightUpTo(mended, position + instead.text.length, options)) continue;
    return { ...problem, remedy: named(instead.text, problem.remedy), instead };
  }
  return problem.code === 'unknown-field' ? withFields(text, problem) : problem;
}

/** The remedy, with what may have been meant in it. */
function named(instead: string, remedy: string): string {
  return remedy.includes(` ${instead}.`) ? remedy : `Did you mean “${instead}”? ${remedy}`;
}

/** Whether nothing is wrong in a query before that place, if anything is. */
function isRightUpTo(text: string, place: number, options: Required<QueryOptions>): boolean {
  try {
    new QueryParser(text, options).parse();
    return true;
  } catch (error) {
    if (error instanceof WrongQuery) return error.problem.position > place;
    throw error;
  }
}

/** Carries a problem out of the parser, where it becomes a value. */
class WrongQuery extends Error {
  readonly problem: QueryProblem;

  constructor(problem: QueryProblem) {
    super(problem.text);
    this.problem = problem;
  }
}

/**
 * Recursive descent:
 *
 *     query = [ or ]
 *     or    = and { "or" and }
 *     and   = not { [ "and" ] not }
 *     not   = { "not" | "!" | "-" } ( term | "(" or ")" )
 */
class QueryParser {
  readonly #text: string;
  readonly #options: Required<QueryOptions>;
  #token: QueryToken;

  constructor(text: string, options: Required<QueryOptions>) {
    this.#text = text;
    this.#options = options;
    this.#token = this.#read(0);
  }

  parse(): QueryNode | null {
    if (this.#isAt('end')) return null;
    const root = this.#or(0);
    // What ends an `or` is the end of the text, or a parenthesis that nobody opened.
    return this.#token.type === 'end'
      ? root
      : this.#fail('stray-parenthesis', this.#token, STRAY_PARENTHESIS);
  }

  #or(depth: number): QueryNode {
    const nodes = [this.#and(depth)];
    while (this.#isAt('or')) {
      const keyword = this.#take();
      this.#expectTermBehind(keyword);
      nodes.push(this.#and(depth));
    }
    return join('or', nodes);
  }

  #and(depth: number): QueryNode {
    const nodes = [this.#not(depth)];
    while (!isTermsEnd(this.#token)) {
      if (this.#isAt('and')) this.#expectTermBehind(this.#take());
      nodes.push(this.#not(depth));
    }
    return join('and', nodes);
  }

  #not(depth: number): QueryNode {
    const token = this.#token;
    if (depth > DEEPEST_NESTING) this.#fail('too-deep', token, TOO_DEEP);
    switch (token.type) {
      case 'not': {
        this.#take();
        this.#expectTermBehind(token);
        return { type: 'not', node: this.#not(depth + 1) };
      }
      case 'open':
        return this.#group(depth);
      case 'or':
      case 'and':
        return this.#fail('stray-keyword', token, strayKeyword(token.type));
      case 'close':
        return this.#fail('stray-parenthesis', token, STRAY_PARENTHESIS);
      case 'end':
        return this.#fail('missing-term', token, MISSING_TERM);
      case 'text':
        this.#checkSigns(token.value);
        this.#take();
        return this.#term(readAlone(token.value), token.value, null);
      case 'field':
        this.#take();
        return this.#field(token);
      case 'unknown-field':
        throw new WrongQuery(unknownField(token));
      case 'problem':
        throw new WrongQuery(token.problem);
    }
  }

  /** What other languages say with signs is looked for as text only in quotes. */
  #checkSigns(value: QueryValue): void {
    if (value.form !== 'word') return;
    const sign = foreignSign(value.text);
    if (sign === null) return;
    this.#fail('foreign-sign', value, {
      text: `${shown(sign)} is no sign of this language.`,
      remedy: `To look for the text itself, put it in quotes: ${quote(value.text)}.`,
    });
  }

  #group(depth: number): QueryNode {
    const open = this.#take();
    if (this.#isAt('close')) {
      this.#fail(
        'missing-term',
        { position: open.position, length: this.#token.position - open.position + 1 },
        {
          text: 'Nothing stands between the parentheses.',
          remedy:
            'Write terms between them, or take them away. To look for a parenthesis, put it in quotes: "(".',
        },
      );
    }
    if (this.#isAt('end')) this.#fail('unclosed-parenthesis', open, UNCLOSED_PARENTHESIS);
    const node = this.#or(depth + 1);
    if (!this.#isAt('close')) this.#fail('unclosed-parenthesis', open, UNCLOSED_PARENTHESIS);
    this.#take();
    return node;
  }

  #field(token: Extract<QueryToken, { type: 'field' }>): QueryNode {
    const field = FIELDS_BY_NAME.get(token.name);
    if (field === undefined) throw new WrongQuery(unknownField({ ...token, word: `${token.name}:` }));
    if (token.value === null) {
      const place = { position: token.position + token.length, length: 0 };
      return this.#fail('missing-value', place, {
        text: `Behind “${field.name}:” a value is missing.`,
        remedy: expectation(field),
      });
    }
    return this.#term(field.read(token.value, this.#options.now), token.value, field);
  }

  #term(reading: FieldReading, value: QueryValue, field: QueryField | null): QueryNode {
    if (!reading.ok) {
      return this.#fail(codeOf(value), value, {
        text: reading.text,
        remedy: reading.remedy ?? (field === null ? remedyForText(value) : expectation(field)),
      });
    }
    this.#checkTerm(reading.term, value, field);
    return { type: 'term', term: reading.term };
  }

  #checkTerm(term: QueryTerm, value: QueryValue, field: QueryField | null): void {
    const start = field === null ? value.position : value.position - field.name.length - 1;
    const place = { position: start, length: value.position + value.length - start };
    if (this.#options.live && term.late !== undefined) this.#fail('not-yet-known', place, term.late);
    if (term.scope === 'session' || this.#options.scope === 'line') return;
    this.#fail('wrong-scope', place, {
      text: `${shown(this.#text.slice(start, start + place.length))} looks at single lines; here conversations are chosen.`,
      remedy: `Use what is known of a conversation: ${fieldList('session')}.`,
    });
  }

  /** Behind a keyword or a sign something must follow that can be a term. */
  #expectTermBehind(keyword: QueryToken): void {
    if (!isTermsEnd(this.#token) && this.#token.type !== 'and') return;
    const written = this.#text.slice(keyword.position, keyword.position + keyword.length);
    this.#fail('missing-term', keyword, {
      text: `Nothing follows “${written}”.`,
      remedy: `Write a term behind it. To look for the word itself, put it in quotes: ${quote(written)}.`,
    });
  }

  #isAt(type: QueryToken['type']): boolean {
    return this.#token.type === type;
  }

  #take(): QueryToken {
    const token = this.#token;
    this.#token = this.#read(token.position + token.length);
    return token;
  }

  #read(from: number): QueryToken {
    return readToken(this.#text, from, FIELD_NAMES);
  }

  #fail(
    code: QueryProblem['code'],
    { position, length }: Place,
    words: Pick<QueryProblem, 'text' | 'remedy'>,
  ): never {
    throw new WrongQuery({ code, text: words.text, remedy: words.remedy, position, length });
  }
}

const MISSING_TERM = { text: 'A term is missing.', remedy: 'Write what to look for.' };

const TOO_DEEP = {
  text: `Parentheses and negations nest deeper than ${DEEPEST_NESTING}.`,
  remedy: 'Take away those that change nothing.',
};

const STRAY_PARENTHESIS = {
  text: 'A parenthesis closes that was never opened.',
  remedy: 'Take it away, or open it before. To look for it, put it in quotes: ")".',
};

const UNCLOSED_PARENTHESIS = {
  text: 'The parenthesis is never closed.',
  remedy: 'Close it with ). To look for it, put it in quotes: "(".',
};

function strayKeyword(keyword: 'or' | 'and'): Pick<QueryProblem, 'text' | 'remedy'> {
  return {
    text: `Nothing stands before “${keyword}”.`,
    remedy: `Write a term on both sides of it. To look for the word itself, put it in quotes: "${keyword}".`,
  };
}

function isTermsEnd({ type }: QueryToken): boolean {
  return type === 'end' || type === 'close' || type === 'or';
}

/** One node for several; what is said the same way within is taken in, so that a tree has one form. */
function join(type: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  return { type, nodes: nodes.flatMap((node) => (node.type === type ? node.nodes : [node])) };
}

function codeOf(value: QueryValue): QueryProblem['code'] {
  if (value.form === 'pattern') return 'wrong-pattern';
  return value.text === '' ? 'empty-text' : 'wrong-value';
}

function remedyForText(value: QueryValue): string {
  return value.form === 'pattern'
    ? `Correct it; flags are i, m, s and u. To look for the text itself, put it in quotes: ${quote(`/${value.source}/${value.flags}`)}.`
    : 'Write what to look for between them.';
}

function expectation(field: QueryField): string {
  return `“${field.name}:” takes ${field.expects}.`;
}

function unknownField({
  name,
  word,
  position,
  length,
}: Place & { name: string; word: string }): QueryProblem {
  return {
    code: 'unknown-field',
    text: `There is no field “${name}:”.`,
    remedy: `To look for the text itself, put it in quotes: ${quote(word)}.`,
    position,
    length,
  };
}

/** Fields, for whoever has named none: the one that is near, or all. */
function withFields(query: string, problem: QueryProblem): QueryProblem {
  const name = /^[^:]*/.exec(query.slice(problem.position))?.[0].toLowerCase() ?? '';
  const nearest = nearestField(name);
  const remedy =
    nearest === null
      ? `${problem.remedy} Fields are ${fieldList('line')}.`
      : `Did you mean “${nearest.name}:”? ${problem.remedy}`;
  return { ...problem, remedy };
}

/** The fields that can be used where lines or sessions are chosen; every field can choose lines. */
function fieldList(scope: QueryScope): string {
  const fields = QUERY_FIELDS.filter((field) => scope === 'line' || field.scopes.includes(scope));
  return fields.map((field) => `${field.name}:`).join(' ');
}

function tooLong(text: string): QueryProblem {
  return {
    code: 'too-long',
    text: `The query has ${text.length} characters; ${LONGEST_QUERY} are read at most.`,
    remedy: 'Shorten it.',
    position: LONGEST_QUERY,
    length: text.length - LONGEST_QUERY,
  };
}
