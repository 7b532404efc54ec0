import { expect, test } from 'vitest';
import { GatheredContent, MOST_IN_MEMORY } from '../../../../app/relay/in-step/gathered-content.ts';

test.each([
  ['nothing', 0],
  ['a short message', 500],
  ['what just fits into memory', MOST_IN_MEMORY],
  ['what goes on on the disk', MOST_IN_MEMORY * 2 + 12_345],
])('%s comes out as it went in', (_, size) => {
  const gathered = new GatheredContent();
  const all = Buffer.from(Array.from({ length: size }, (_, at) => at % 251));
  for (let at = 0; at < size; at += 10_000) gathered.append(all.subarray(at, at + 10_000));
  expect(gathered.length).toBe(size);
  expect(Buffer.concat([...gathered.pieces()]).equals(all)).toBe(true);
  gathered.close();
});
