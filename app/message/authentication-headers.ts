/** A DKIM signature set out (RFC 6376 section 3.5). It has not been verified. Hostile text. */
export interface Signature {
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: string;
  /** The fields of the header that it covers. */
  readonly fields: readonly string[];
  /** When it was made, in milliseconds since 1970; null where it does not say. */
  readonly at: number | null;
  /** When it runs out, in milliseconds since 1970; null where it does not. */
  readonly expires: number | null;
  /** It covers only so many bytes of the body; null: all of them. */
  readonly length: number | null;
}

/** What a server says to have verified (RFC 8601). Nobody has verified that it did. Hostile text. */
export interface AuthenticationResults {
  /** Who says so. */
  readonly server: string;
  readonly results: readonly AuthenticationResult[];
}

/** One result of them: `dkim` `pass`, and what it was about. */
export interface AuthenticationResult {
  readonly method: string;
  readonly result: string;
  /** Such as `header.d=example.com`, and the reason that is given. */
  readonly properties: string;
}

/** Signatures, or fields of results, that are shown of one message. */
const MOST_FIELDS = 20;

/** Results that are shown of one field. */
const MOST_RESULTS = 50;

/** Sets out DKIM-Signature fields. */
export function readSignatures(fields: readonly string[]): readonly Signature[] {
  return fields.slice(0, MOST_FIELDS).map((text) => {
    const tags = readTags(text);
    const tag = (name: string): string => tags.get(name) ?? '';
    return {
      domain: tag('d'),
      selector: tag('s'),
      algorithm: tag('a'),
      fields: tag('h')
        .split(':')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      at: readSeconds(tag('t')),
      expires: readSeconds(tag('x')),
      length: /^\d{1,15}$/.test(tag('l')) ? Number(tag('l')) : null,
    };
  });
}

/** RFC 6376 section 3.2: `name=value` between semicolons. */
function readTags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const piece of text.split(';')) {
    const [, name = '', value = ''] = /^\s*([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*$/is.exec(piece) ?? [];
    if (name !== '' && !tags.has(name)) tags.set(name, value);
  }
  return tags;
}

function readSeconds(text: string): number | null {
  return /^\d{1,11}$/.test(text) ? Number(text) * 1_000 : null;
}

/** Sets out Authentication-Results fields. */
export function readAuthenticationResults(fields: readonly string[]): readonly AuthenticationResults[] {
  return fields.slice(0, MOST_FIELDS).map((text) => {
    const [server = '', ...pieces] = splitOutsideQuotes(text);
    return {
      server: server.trim().split(/\s/)[0] ?? '',
      results: pieces.slice(0, MOST_RESULTS).flatMap(readResult),
    };
  });
}

function readResult(piece: string): AuthenticationResult[] {
  const [, method = '', result = '', properties = ''] =
    /^\s*([\w-]+(?:\/\d+)?)\s*=\s*([\w-]+)\s*(.*)$/s.exec(piece) ?? [];
  return method === '' ? [] : [{ method, result, properties: properties.trim() }];
}

/** Pieces between semicolons; those within quotes or comments are none. */
function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let isQuoted = false;
  let depth = 0;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '(') depth += 1;
    else if (!isQuoted && character === ')') depth = Math.max(0, depth - 1);
    if (character === ';' && !isQuoted && depth === 0) {
      pieces.push(piece);
      piece = '';
    } else piece += character;
  }
  return [...pieces, piece];
}
