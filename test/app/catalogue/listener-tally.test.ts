import { expect, test } from 'vitest';
import { tallyOf } from '../../../app/catalogue/listener-tally.ts';
import { STARTED } from '../../renderer/support/make.ts';
import { makeEntry } from './catalogued.ts';

const HERE = { listener: '127.0.0.1:2525', started: STARTED, bytesFromClient: 10, bytesFromServer: 5 };
const REFUSAL = { verb: 'RCPT', code: 550, text: 'no', line: 6 };

test('counts what came of the conversations at a listener since a moment', () => {
  const entries = [
    makeEntry({ ...HERE, accepted: 2 }),
    makeEntry({ ...HERE, listener: '[::1]:2525', accepted: 0, refusal: REFUSAL }),
    makeEntry({ ...HERE, accepted: 0, outcome: 'unreachable' }),
    makeEntry({ ...HERE, accepted: 0, outcome: 'failed', refusal: REFUSAL }),
    makeEntry({ ...HERE, accepted: 0, outcome: 'aborted-by-client' }),
    makeEntry({ ...HERE, started: STARTED - 1 }),
    makeEntry({ ...HERE, listener: '127.0.0.1:2526' }),
  ];
  expect(tallyOf(entries, ['127.0.0.1:2525', '[::1]:2525'], STARTED)).toEqual({
    conversations: 5,
    refused: 2,
    failed: 2,
    messages: 2,
    bytesFromClients: 50,
    bytesFromServer: 25,
  });
});
