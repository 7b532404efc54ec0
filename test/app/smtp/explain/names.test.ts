import { describe, expect, test } from 'vitest';
import { explainCapability } from '../../../../app/smtp/explain/capabilities.ts';
import { explainMechanism } from '../../../../app/smtp/explain/mechanisms.ts';
import { explainParameter } from '../../../../app/smtp/explain/parameters.ts';
import { document, formatReference, referenceUrl, rfc } from '../../../../app/smtp/explain/reference.ts';
import { explainVerb } from '../../../../app/smtp/explain/verbs.ts';

describe('verbs', () => {
  test.each([
    ['RCPT', 'The client names one recipient, and the server accepts or refuses each by itself.'],
    ['starttls', 'The client asks to encrypt the connection; behind it both sides begin anew.'],
    ['XFROB', 'This command is private to the two programs; no standard describes it.'],
    ['FROB', 'No SMTP standard knows this command.'],
    ['', 'No SMTP standard knows this command.'],
  ])('%s', (verb, sentence) => {
    expect(explainVerb(verb).sentence).toBe(sentence);
  });
});

describe('capabilities', () => {
  test.each([
    ['SIZE', 'The client may say how large a message is before it sends it.'],
    ['SIZE 52428800', 'A message may have up to 52,428,800 bytes.'],
    ['size 0', 'The server sets no fixed limit to the size of a message.'],
    ['SIZE unlimited', 'The client may say how large a message is before it sends it.'],
    ['DELIVERBY 240', 'The client may say by when a message must be delivered, from 240 seconds on.'],
    [
      'FUTURERELEASE 86400 2027-01-01T00:00:00Z',
      'The client may have a message held back for up to 86,400 seconds.',
    ],
    ['X-RCPTLIMIT 1000', 'A message may have up to 1,000 recipients.'],
    ['AUTH PLAIN', 'The client may log in, by one of the mechanisms that are named.'],
    ['AUTH=LOGIN', 'The client may log in, by one of the mechanisms that are named.'],
    ['XXXXXXXA', 'A firewall in between has painted over a capability so that nobody uses it.'],
    ['XFROB', 'This capability is private to programs that know it; no standard describes it.'],
    ['FROB', 'No SMTP standard knows this capability.'],
  ])('%s', (line, sentence) => {
    const [name = '', ...values] = line.split(' ');
    expect(explainCapability(name, values).sentence).toBe(sentence);
  });

  test('the mechanisms of AUTH each have their own', () => {
    expect(
      explainCapability('AUTH', ['PLAIN', 'X-ODD']).parts.map(({ name, sentence }) => [name, sentence]),
    ).toEqual([
      ['PLAIN', 'The client says user name and password at once, which only encryption hides from others.'],
      ['X-ODD', 'No registered authentication mechanism has this name.'],
    ]);
    expect(explainCapability('AUTH=LOGIN', ['PLAIN']).parts.map(({ name }) => name)).toEqual([
      'LOGIN',
      'PLAIN',
    ]);
  });

  test('so have the limits of LIMITS', () => {
    const { parts } = explainCapability('LIMITS', ['RCPTMAX=100', 'MAILMAX', 'FROBMAX=1', 'RCPTDOMAINMAX=1']);
    expect(parts.map(({ sentence }) => sentence)).toEqual([
      'The number of recipients of one message is limited to 100.',
      'The number of messages on one connection is limited.',
      'No standard knows this limit.',
      'The number of the recipients’ domains on one connection is limited to 1.',
    ]);
  });
});

describe('parameters', () => {
  test.each([
    [
      'BODY',
      'The client says which bytes the content may hold: 7BIT, 8BITMIME, or BINARYMIME for any at all.',
    ],
    ['notify', 'The client says when it wants a delivery report: on SUCCESS, FAILURE, DELAY, or NEVER.'],
    ['XFROB', 'This parameter is private to the two programs; no standard describes it.'],
    ['FROB', 'No SMTP standard knows this parameter.'],
  ])('%s', (name, sentence) => {
    expect(explainParameter(name).sentence).toBe(sentence);
  });
});

test('mechanisms, in any capitals', () => {
  expect(explainMechanism('scram-sha-256').sentence).toBe(
    'Both sides prove that they know the password without saying it.',
  );
});

describe('references', () => {
  test.each([
    [rfc(5321, '4.2.3'), 'RFC 5321 section 4.2.3', 'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3'],
    [rfc(5321, 'F.6'), 'RFC 5321 appendix F.6', 'https://www.rfc-editor.org/rfc/rfc5321#appendix-F.6'],
    [rfc(1985), 'RFC 1985', 'https://www.rfc-editor.org/rfc/rfc1985'],
    [
      document('Postfix, XCLIENT', 'https://www.postfix.org/x'),
      'Postfix, XCLIENT',
      'https://www.postfix.org/x',
    ],
  ])('%j', (reference, text, url) => {
    expect(formatReference(reference)).toBe(text);
    expect(referenceUrl(reference)).toBe(url);
  });
});
