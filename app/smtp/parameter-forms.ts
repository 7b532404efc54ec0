import type { Parameter } from './envelope-path.ts';

/** The form of a parameter that an extension brings to MAIL or RCPT. */
export interface ParameterForm {
  /** The capabilities of which the server must offer one. */
  readonly extensions: readonly string[];
  readonly on: 'MAIL' | 'RCPT' | 'both';
  /** Matches the value; null: there is none. */
  readonly value: RegExp | null;
  /** What the value has to be, for people. */
  readonly expected: string;
  /** Where it is written. */
  readonly reference: string;
}

/** RFC 3461 section 4: printable ASCII but `+` and `=`, which stand as `+2B` and `+3D`. */
const XTEXT = String.raw`(?:[!-*,-<>-~]|\+[0-9A-F]{2})*`;

function form(
  extensions: string,
  on: ParameterForm['on'],
  value: RegExp | null,
  expected: string,
  reference: string,
): ParameterForm {
  return { extensions: extensions.split(' '), on, value, expected, reference };
}

/** Parameters by their keyword. */
const FORMS: ReadonlyMap<string, ParameterForm> = new Map([
  ['SIZE', form('SIZE', 'MAIL', /^\d{1,20}$/, 'a number of bytes', 'RFC 1870 section 5')],
  [
    'BODY',
    form(
      '8BITMIME BINARYMIME',
      'MAIL',
      /^(?:7BIT|8BITMIME|BINARYMIME)$/i,
      '7BIT, 8BITMIME or BINARYMIME',
      'RFC 6152 section 3',
    ),
  ],
  ['SMTPUTF8', form('SMTPUTF8', 'MAIL', null, 'no value', 'RFC 6531 section 3.4')],
  ['RET', form('DSN', 'MAIL', /^(?:FULL|HDRS)$/i, 'FULL or HDRS', 'RFC 3461 section 4.3')],
  [
    'ENVID',
    form('DSN', 'MAIL', new RegExp(`^${XTEXT}$`), 'printable ASCII, else as +XX', 'RFC 3461 section 4.4'),
  ],
  [
    'NOTIFY',
    form(
      'DSN',
      'RCPT',
      /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY))*)$/i,
      'NEVER, or SUCCESS, FAILURE and DELAY with commas',
      'RFC 3461 section 4.1',
    ),
  ],
  // RFC 6533 section 3 gives utf-8 addresses an encoding of their own.
  [
    'ORCPT',
    form(
      'DSN',
      'RCPT',
      /^[!-~]+;[^\s]+$/,
      'a type and an address: rfc822;bob@example.org',
      'RFC 3461 section 4.2',
    ),
  ],
  ['AUTH', form('AUTH', 'MAIL', new RegExp(`^(?:<>|${XTEXT})$`), 'an address, or <>', 'RFC 4954 section 5')],
  ['BY', form('DELIVERBY', 'MAIL', /^-?\d{1,9};[NR]T?$/i, 'seconds and a mode: 120;R', 'RFC 2852 section 4')],
  ['HOLDFOR', form('FUTURERELEASE', 'MAIL', /^[1-9]\d{0,8}$/, 'a number of seconds', 'RFC 4865 section 4')],
  [
    'HOLDUNTIL',
    form(
      'FUTURERELEASE',
      'MAIL',
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
      'a date and time',
      'RFC 4865 section 4',
    ),
  ],
  ['MT-PRIORITY', form('MT-PRIORITY', 'MAIL', /^-?[0-9]$/, 'a number from -9 to 9', 'RFC 6710 section 4.1')],
  ['REQUIRETLS', form('REQUIRETLS', 'MAIL', null, 'no value', 'RFC 8689 section 3')],
  ['MTRK', form('MTRK', 'MAIL', /^[^\s]+$/, 'a certifier', 'RFC 3885 section 3')],
  ['SOLICIT', form('NO-SOLICITING', 'MAIL', /^[^\s]+$/, 'solicitation keywords', 'RFC 3865 section 3')],
  ['CONPERM', form('CONPERM', 'MAIL', null, 'no value', 'RFC 4141 section 3')],
  ['CONNEG', form('CONNEG', 'RCPT', null, 'no value', 'RFC 4141 section 4')],
  ['RRVS', form('RRVS', 'RCPT', /^[^\s]+$/, 'a date and time', 'RFC 7293 section 3')],
  ['PRDR', form('PRDR', 'MAIL', null, 'no value', 'draft-hall-prdr-00')],
  ['SUBMITTER', form('SUBMITTER', 'MAIL', new RegExp(`^${XTEXT}$`), 'an address', 'RFC 4405 section 4')],
]);

/** The form of a parameter; null where no extension is known to bring it. */
export function parameterForm(keyword: string): ParameterForm | null {
  return FORMS.get(keyword) ?? null;
}

/** Whether a parameter of MAIL or RCPT has the form that its extension gives it. Unknown ones have any. */
export function isSoundParameter(verb: 'MAIL' | 'RCPT', { keyword, value }: Parameter): boolean {
  // RFC 5321 section 4.1.2, esmtp-keyword.
  if (!/^[A-Z0-9][A-Z0-9-]*$/.test(keyword)) return false;
  const known = FORMS.get(keyword);
  if (known === undefined) return value !== '';
  if (known.on !== 'both' && known.on !== verb) return false;
  if (known.value === null) return value === null;
  return value !== null && known.value.test(value);
}
