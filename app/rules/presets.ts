import type { RuleSettings } from './rule-settings.ts';

/** A rule that can be switched on as it is. */
export interface RulePreset {
  /** A stable word for programs: `greylisting`. */
  readonly preset: string;
  /** One sentence: what it shows about the client. */
  readonly description: string;
  readonly rule: RuleSettings;
}

/** Rules for what people most often want to know: what does my client do when … ? */
export const RULE_PRESETS: readonly RulePreset[] = [
  preset('greylisting', 'Does the client come back? The first try of each sender and recipient is put off.', {
    name: 'Greylisting',
    when: 'cmd:RCPT',
    do: [
      { action: 'reply', code: 451, enhanced: '4.7.1', text: 'Greylisted, please try again in five minutes' },
    ],
    first: 1,
    per: 'envelope',
  }),
  preset('mailbox-full', 'Does the client tell its user? Each recipient’s mailbox is over its quota.', {
    name: 'Mailbox full',
    when: 'cmd:RCPT',
    do: [{ action: 'reply', code: 452, enhanced: '4.2.2', text: 'The mailbox is full' }],
  }),
  preset(
    'message-too-large',
    'The server says that it takes 1,000 bytes, and refuses what is announced as more.',
    {
      name: 'Message too large',
      when: 'cmd:MAIL /SIZE=\\d{4,}/i',
      do: [{ action: 'reply', code: 552, enhanced: '5.3.4', text: 'The message is larger than 1000 bytes' }],
    },
  ),
  preset('slow-server', 'How patient is the client? Every reply takes from two to five seconds.', {
    name: 'Slow server',
    when: 'kind:reply',
    do: [{ action: 'delay', ms: [2_000, 5_000] }],
  }),
  preset('starttls-refused', 'Does the client go on without encryption? STARTTLS is refused.', {
    name: 'STARTTLS refused',
    when: 'cmd:STARTTLS',
    do: [{ action: 'reply', code: 454, enhanced: '4.7.0', text: 'TLS is not available just now' }],
  }),
  preset('starttls-hidden', 'Does the client insist on encryption? STARTTLS is not offered.', {
    name: 'STARTTLS hidden',
    when: 'kind:reply',
    do: [{ action: 'remove-capability', capability: 'STARTTLS' }],
  }),
  preset('starttls-broken', 'The connection breaks when the client asks for TLS.', {
    name: 'STARTTLS broken',
    when: 'cmd:STARTTLS',
    do: [{ action: 'close', how: 'reset' }],
  }),
  preset('auth-refused', 'Does the client ask for the password again? Every login is refused.', {
    name: 'AUTH refused',
    when: 'cmd:AUTH',
    do: [{ action: 'reply', code: 535, enhanced: '5.7.8', text: 'The user or the password is wrong' }],
  }),
  preset(
    'rate-limit',
    'What does the client do when it has sent too much? From the fourth message of an address on.',
    {
      name: 'Rate limit hit',
      when: 'cmd:MAIL',
      do: [{ action: 'reply', code: 450, enhanced: '4.7.1', text: 'Too much mail, please slow down' }],
      skip: 3,
      per: 'client',
    },
  ),
  preset(
    'lost-in-content',
    'Does the client send it again? The connection breaks in the middle of the message.',
    {
      name: 'Connection lost in the middle of content',
      when: 'kind:content',
      do: [{ action: 'close', how: 'reset', afterBytes: 512 }],
      first: 1,
      per: 'session',
    },
  ),
  preset(
    'hold-messages',
    'What is in the message, and what would change if it were another? It waits for you to decide.',
    {
      name: 'Hold each message',
      when: 'kind:content',
      do: [{ action: 'hold' }],
    },
  ),
  preset('sender-banned', 'Mail from a domain is refused. Change the domain to the one you mean.', {
    name: 'Sender domain banned',
    when: 'cmd:MAIL from:*@example.com',
    do: [
      { action: 'alert', severity: 'warning', text: 'A sender of a banned domain' },
      { action: 'reply', code: 550, enhanced: '5.7.1', text: 'Mail from your domain is not taken here' },
    ],
  }),
];

type RuleWords = Pick<RuleSettings, 'name' | 'when' | 'do'> & Partial<RuleSettings>;

function preset(name: string, description: string, words: RuleWords): RulePreset {
  const usual = { enabled: true, probability: 1, skip: 0, every: 1, per: 'all' } as const;
  return { preset: name, description, rule: { ...usual, ...words } };
}
