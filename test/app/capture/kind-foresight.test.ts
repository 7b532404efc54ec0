import { expect, test } from 'vitest';
import { KindForesight } from '../../../app/capture/kind-foresight.ts';

/** The kinds that are foreseen of what the client says; numbers are codes of the server's replies. */
function foreseen(stage: 'ready' | 'data' | 'content', said: readonly (string | number)[]): string[] {
  const foresight = new KindForesight();
  foresight.begin(stage);
  return said.flatMap((each) => {
    if (typeof each === 'number') {
      foresight.server(each);
      return [];
    }
    const bytes = Buffer.from(` ${each} `, 'latin1');
    return [foresight.client(bytes, 1, bytes.length - 1)];
  });
}

test('from DATA to the dot the client says content', () => {
  const said = ['RCPT TO:<a@b>', 'data', 354, 'DATA', '..', '', '.', 250, 'QUIT'];
  expect(foreseen('ready', said)).toEqual([
    'command',
    'command',
    'content',
    'content',
    'content',
    'content',
    'command',
  ]);
});

test('where DATA is refused there is no content', () => {
  expect(foreseen('ready', ['DATA', 250, 554, 'RSET'])).toEqual(['command', 'command']);
  expect(foreseen('data', [503, 'RSET'])).toEqual(['command']);
});

test('a recipient that is refused does not keep the message back', () => {
  expect(foreseen('ready', ['DATA', 550, 354, 'words', '.', 'QUIT'])).toEqual([
    'command',
    'content',
    'content',
    'command',
  ]);
});

test('only the word alone is DATA', () => {
  expect(foreseen('ready', ['DATAX', 'XDATA', 'DAT', 'DATA\tnow', 'words'])).toEqual([
    'command',
    'command',
    'command',
    'command',
    'content',
  ]);
});

test('it goes on in the middle of content', () => {
  expect(foreseen('content', [550, 'words', '.', 'QUIT'])).toEqual(['content', 'content', 'command']);
});
