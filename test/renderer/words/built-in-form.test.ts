import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { builtInSettings, DEFAULT_BUILT_IN } from '../../../app/contract.ts';
import type { BuiltInSettings } from '../../../app/contract.ts';
import {
  builtInSummary,
  readBuiltInForm,
  withLogins,
  writeBuiltInForm,
} from '../../../renderer/words/built-in-form.ts';
import type { BuiltInForm } from '../../../renderer/words/built-in-form.ts';

const kind = (settings: v.InferInput<typeof builtInSettings>): BuiltInSettings =>
  v.parse(builtInSettings, settings);

/** What is wrong with a form that was changed so. */
function problems(change: Partial<BuiltInForm>, settings = DEFAULT_BUILT_IN) {
  const read = readBuiltInForm({ ...writeBuiltInForm(settings), ...change });
  return read.ok ? null : read.problems;
}

describe('the form of the built-in server', () => {
  it.each([
    {},
    { name: 'mx.example', personality: 'gmail', lmtp: true, sizeLimit: 25_000_000 },
    { sizeLimit: 1, capabilities: [] },
    {
      auth: {
        users: { ann: 'a long secret', 'bob@example.com': 'x' },
        mechanisms: ['LOGIN'],
        required: true,
      },
    },
    { auth: { accept: 'none', users: { ann: 'kept for later' } } },
    { keep: { folder: '/var/mail/ann', form: 'maildir' }, replyTable: 'C:\\replies.json' },
    { SMTP_Responses: [{ code: '250', message: 'x' }], SMTP_Response_Codes: { QUIT: 'y' } },
  ] as v.InferInput<typeof builtInSettings>[])('reads what it writes: %j', (settings) => {
    expect(readBuiltInForm(writeBuiltInForm(kind(settings)))).toEqual({ ok: true, settings: kind(settings) });
  });

  it.each([
    [{ sizeLimit: '10 k' }, 'sizeLimit'],
    [{ sizeLimit: '0' }, 'sizeLimit'],
    [{ name: 'two words' }, 'name'],
    [{ name: '' }, 'name'],
    [{ keepFolder: 'mails' }, 'keepFolder'],
    [{ replyTable: './replies.json' }, 'replyTable'],
  ])('says what is wrong with %j', (change, field) => {
    expect(Object.keys(problems(change) ?? {})).toEqual([field]);
  });

  it('wants a password with each name, where names count', () => {
    const users = 'ann secret\n\nbob\n';
    expect(problems({ users }, kind({ auth: {} }))).toEqual({ users: expect.stringContaining('a blank') });
    expect(problems({ users }, kind({ auth: { accept: 'all' } }))).toBeNull();
  });

  it('changes who may log in, and forgets nothing else of it', () => {
    const settings = kind({ auth: { users: { ann: 'x' }, mechanisms: ['PLAIN'], required: true } });
    expect(withLogins(settings, 'none').auth).toEqual({ ...settings.auth, accept: 'none' });
    expect(withLogins(settings, 'off').auth).toBeNull();
    expect(withLogins(DEFAULT_BUILT_IN, 'all')).toEqual(kind({ auth: { accept: 'all' } }));
  });

  it('tells in a few words what kind of server it is', () => {
    expect(builtInSummary(DEFAULT_BUILT_IN)).toBe('in its own words, no logins');
    const settings = kind({
      personality: 'exchange',
      auth: { accept: 'none' },
      lmtp: true,
      keep: { folder: '/x' },
    });
    expect(builtInSummary(settings)).toBe('as Microsoft Exchange, logins refused, LMTP, keeps mail');
  });
});
