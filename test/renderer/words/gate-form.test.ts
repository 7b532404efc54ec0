import { expect, it } from 'vitest';
import { DEFAULT_LISTENER } from '../../../app/contract.ts';
import { gateSummary, readGateForm, writeGateForm } from '../../../renderer/words/gate-form.ts';

const empty = writeGateForm(DEFAULT_LISTENER);

it.each([
  { block: [], blockAnswer: '554', rateLimit: null, rateLimitAnswer: '421' },
  { block: ['10.0.0.0/8', '::1'], blockAnswer: 'silent', rateLimit: 30, rateLimitAnswer: '554' },
] as const)('the form reads what it writes: %j', (settings) => {
  const gate = { ...settings, block: [...settings.block] };
  expect(readGateForm(writeGateForm(gate))).toEqual({ ok: true, settings: gate });
});

it('entries may be parted by commas, and empty lines are none', () => {
  const read = readGateForm({ ...empty, block: ' 10.0.0.1, 10.0.0.2\n\n10.0.0.3-10.0.0.9 ' });
  expect(read).toMatchObject({ settings: { block: ['10.0.0.1', '10.0.0.2', '10.0.0.3-10.0.0.9'] } });
});

it.each([
  [{ block: '10.0.0.1\nmail.example' }, { block: expect.stringContaining('“mail.example” is no address') }],
  [{ rateLimit: 'often' }, { rateLimit: expect.stringContaining('A number up to') }],
  [{ rateLimit: '0' }, { rateLimit: expect.anything() }],
  [{ rateLimit: '1.5' }, { rateLimit: expect.anything() }],
])('what is wrong is said: %j', (change, problems) => {
  expect(readGateForm({ ...empty, ...change })).toEqual({ ok: false, problems });
});

it('in a few words', () => {
  expect(gateSummary(DEFAULT_LISTENER)).toBe('everybody');
  expect(gateSummary({ ...DEFAULT_LISTENER, block: ['::1'], rateLimit: 30 })).toBe(
    'all but 1 network, 30 a minute each',
  );
});
