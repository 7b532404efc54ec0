/**
 * What people write who do not know the language yet, and how the language says it. None of it is part of the language: a query
 * with such a word is answered with what to write instead.
 */

/** Names that are no fields, and what stands for them; `value`: what was written behind the colon. */
const OTHER_NAMES: Readonly<Record<string, (value: string) => string | null>> = {
  body: (value) => `kind:content ${value}`,
  content: (value) => `kind:content ${value}`,
  data: (value) => `kind:content ${value}`,
  message: (value) => `kind:content ${value}`,
  attachment: (value) => `has:attachment ${value}`,
  filename: (value) => `has:attachment ${value}`,
  domain: (value) => `(from:*@${value} or to:*@${value})`,
  address: (value) => `(from:${value} or to:${value})`,
  email: (value) => `(from:${value} or to:${value})`,
  date: duringDay,
  day: duringDay,
  on: duringDay,
  msgid: (value) => `header:message-id=${value}`,
  messageid: (value) => `header:message-id=${value}`,
  last: (value) => `after:${value}`,
  newer: (value) => `after:${value}`,
  newer_than: (value) => `after:${value}`,
  older: (value) => `before:${value}`,
  older_than: (value) => `before:${value}`,
  port: (value) => `listener:${value}`,
  regex: (value) => `/${value}/`,
  regexp: (value) => `/${value}/`,
};

/** From a day's beginning to its end; null where that is no day. */
function duringDay(value: string): string | null {
  switch (value.toLowerCase()) {
    case 'today':
      return 'after:today';
    case 'yesterday':
      return 'after:yesterday before:today';
  }
  const begins = Date.parse(`${value}T00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(begins)) return null;
  return `after:${value} before:${new Date(begins + 86_400_000).toISOString().slice(0, 10)}`;
}

/** The fields of a mail's header that have names without a hyphen, and that nothing else is called. */
const HEADER_FIELDS: ReadonlySet<string> = new Set([
  'cc',
  'bcc',
  'received',
  'references',
  'comments',
  'keywords',
]);

/** What stands for a name that is no field; null where it says nothing. */
export function fieldForOtherName(name: string, value: string): string | null {
  const known = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  const term = known?.(value) ?? null;
  if (term !== null) return term;
  const isHeader = HEADER_FIELDS.has(name) || /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name);
  if (!isHeader) return null;
  return value === '' ? `header:${name}` : `header:${name}=${value}`;
}

/** Values that a field does not take, and the term that says it. */
const OTHER_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  is: {
    accepted: 'has:message',
    active: 'is:open',
    bounced: 'is:refused',
    broken: 'is:aborted',
    closed: 'not is:open',
    deferred: 'code:4xx',
    delivered: 'has:message',
    denied: 'is:refused',
    done: 'is:completed',
    encrypted: 'tls:yes',
    ended: 'not is:open',
    failed: 'is:error',
    failure: 'is:error',
    finished: 'is:completed',
    greylisted: 'code:4xx greylist',
    live: 'is:open',
    ok: 'is:completed',
    plain: 'not tls:yes',
    rejected: 'is:refused',
    running: 'is:open',
    sent: 'has:message',
    slow: 'slower:5s',
    starred: 'is:pinned',
    success: 'has:message',
    successful: 'has:message',
    tagged: 'tag:*',
    tls: 'tls:yes',
    unfinished: 'is:aborted',
    warning: 'has:warning',
    wrong: 'is:error',
  },
  has: {
    auth: 'auth:*',
    code: 'code:>=400',
    content: 'has:message',
    error: 'is:error',
    file: 'has:attachment',
    header: 'header:*',
    login: 'auth:*',
    mail: 'has:message',
    note: 'note:*',
    problem: 'has:warning',
    refusal: 'is:refused',
    tag: 'tag:*',
    tls: 'tls:yes',
    user: 'user:*',
  },
  phase: {
    auth: 'phase:authentication',
    bdat: 'phase:content',
    body: 'phase:content',
    connect: 'phase:greeting',
    connected: 'phase:greeting',
    data: 'phase:content',
    ehlo: 'phase:hello',
    helo: 'phase:hello',
    login: 'phase:authentication',
    mail: 'phase:envelope',
    message: 'phase:content',
    quit: 'phase:closing',
    rcpt: 'phase:envelope',
    starttls: 'phase:tls',
  },
  kind: {
    answer: 'kind:reply',
    auth: 'kind:authentication',
    body: 'kind:content',
    cmd: 'kind:command',
    data: 'kind:content',
    error: 'code:>=400',
    login: 'kind:authentication',
    message: 'kind:content',
    response: 'kind:reply',
    tls: 'kind:opaque',
  },
  tls: {
    clear: 'tls:no',
    false: 'tls:no',
    none: 'tls:no',
    off: 'tls:no',
    on: 'tls:yes',
    plain: 'tls:no',
    true: 'tls:yes',
  },
  dir: { '<': 'dir:s', '>': 'dir:c', 'c>': 'dir:c', 's<': 'dir:s' },
  auth: {
    failed: 'code:535',
    failure: 'code:535',
    no: 'not auth:*',
    none: 'not auth:*',
    ok: 'code:235',
    success: 'code:235',
    yes: 'auth:*',
  },
  from: { empty: 'from:<>', none: 'from:<>', null: 'from:<>' },
  code: {
    error: 'code:>=400',
    fail: 'code:>=400',
    failed: 'code:>=400',
    ok: 'code:2xx',
    permanent: 'code:5xx',
    temporary: 'code:4xx',
  },
};

/** The term that says what a field's value was meant to say; null where the field takes it as it is, or nothing is known of it. */
export function termForOtherValue(field: string, value: string): string | null {
  const known = Object.hasOwn(OTHER_VALUES, field) ? OTHER_VALUES[field] : undefined;
  const wanted = value.toLowerCase();
  return known !== undefined && Object.hasOwn(known, wanted) ? (known[wanted] ?? null) : null;
}
