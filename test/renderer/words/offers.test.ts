import { describe, expect, it } from 'vitest';
import type { ServerOffer } from '../../../app/transcript/details.ts';
import { compareOffers } from '../../../renderer/words/offers.ts';

/** An offer of capabilities, written as a server writes them: `AUTH PLAIN LOGIN`. */
function offer(tls: boolean, ...lines: readonly string[]): ServerOffer {
  const capabilities = lines.map((line) => {
    const [keyword = '', ...parameters] = line.split(' ');
    return { keyword, parameters };
  });
  return { row: 1, line: 2, protocol: 'EHLO', tls, greeting: 'mx.example', capabilities };
}

describe('the offers of a server', () => {
  it('are as they are where there is but one', () => {
    expect(compareOffers([offer(false, 'PIPELINING')])).toEqual([
      { keyword: 'PIPELINING', parameters: [], change: null, before: [] },
    ]);
  });

  it('say what is new inside TLS, what has changed, and what has gone', () => {
    const before = offer(false, 'SIZE 1000', 'STARTTLS', '8BITMIME');
    const inside = offer(true, 'SIZE 5000', 'AUTH PLAIN', '8BITMIME');
    expect(compareOffers([before, inside])).toEqual([
      { keyword: 'SIZE', parameters: ['5000'], change: 'changed', before: ['1000'] },
      { keyword: 'AUTH', parameters: ['PLAIN'], change: 'new', before: [] },
      { keyword: '8BITMIME', parameters: [], change: null, before: [] },
      { keyword: 'STARTTLS', parameters: [], change: 'gone', before: [] },
    ]);
  });

  it('take the two lines of AUTH that old clients need for one', () => {
    const [auth] = compareOffers([offer(false, 'AUTH PLAIN LOGIN', 'AUTH LOGIN')]);
    expect(auth).toMatchObject({ keyword: 'AUTH', parameters: ['PLAIN', 'LOGIN'] });
  });
});
