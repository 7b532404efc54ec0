import { describe, expect, test } from 'vitest';
import type { Message } from '../../../app/smtp/message.ts';
import { factsOf, inShort } from '../capture/recorded.ts';
import { RFC_EXAMPLES } from './rfc-examples.ts';
import { STARTTLS_EXAMPLE } from './rfc-examples-of-extensions.ts';

function toldMessage({ mailFrom, rcptTo, code }: Message): string {
  return `${mailFrom} → ${rcptTo.map(({ address, code }) => `${address} ${code}`).join(', ')}: ${code}`;
}

describe('the examples of the RFCs', () => {
  test.each(Object.entries(RFC_EXAMPLES))(
    '%s',
    async (_name, { script, exchanges, messages = [], findings = [] }) => {
      const facts = await factsOf(script);
      expect(facts.exchanges.map(inShort)).toEqual(exchanges);
      expect(facts.messages.map(toldMessage)).toEqual(messages);
      expect(facts.findings).toEqual(findings);
    },
  );

  test('RFC 3207 section 5: STARTTLS that the spy takes off', async () => {
    const { script, secureFrom } = STARTTLS_EXAMPLE;
    const facts = await factsOf(script, { tls: (piece) => piece >= secureFrom });
    expect(facts.exchanges.map(inShort)).toEqual([
      'EHLO mail.example.com → 250',
      'STARTTLS → 220',
      'EHLO mail.example.com → 250',
      'QUIT → 221',
    ]);
    expect(facts.findings).toEqual([]);
  });
});
