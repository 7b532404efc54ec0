import { expect, test } from 'vitest';
import { reportRules } from '../../../app/reading/rule-report.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, openCaptures, recordAll } from '../capture/recording.ts';
import { ruleSet } from '../rules/asked.ts';

/** What rules would have done in a conversation: each with the line that it would have acted on. */
async function reported(rules: readonly object[], script: ConversationScript): Promise<string[]> {
  const folder = await temporaryFolder();
  await recordAll(folder, [script]);
  const source = await foundSession(await openCaptures(folder), 1);
  const said: string[] = [];
  for await (const { line, event } of reportRules(source, ruleSet(rules))) said.push(`${line} ${event.rule}`);
  return said;
}

const OFFER = '250-mx.example\r\n250-SIZE 1000\r\n250 HELP\r\n';
const look = { action: 'note', text: 'looked' };

test('a rule is listed once for each reply, however many lines that has', async () => {
  const script: ConversationScript = [
    ['s', '220 hi\r\n'],
    ['c', 'EHLO me\r\n'],
    ['s', OFFER],
    ['c', 'NOOP\r\n'],
    ['s', '250 2.0.0 Ok\r\n'],
  ];
  const rules = [
    { name: 'replies', when: 'kind:reply', do: [look] },
    { name: 'size', when: 'kind:reply SIZE', do: [look] },
    { name: 'commands', when: 'kind:command', do: [look] },
  ];
  expect(await reported(rules, script)).toEqual([
    '1 replies',
    '2 commands',
    '3 replies',
    '4 size',
    '6 commands',
    '7 replies',
  ]);
});

test('what the client says while a reply is under way begins no other reply', async () => {
  const script: ConversationScript = [
    ['s', '220 hi\r\n'],
    ['c', 'EHLO me\r\n'],
    ['s', '250-mx.example\r\n'],
    ['c', 'NOOP\r\n'],
    ['s', '250 HELP\r\n'],
  ];
  const rules = [{ name: 'two hundred', when: 'code:250', do: [look] }];
  expect(await reported(rules, script)).toEqual(['3 two hundred']);
});

test('behind a rule that leaves nothing of a reply, the rest of it is no rule’s', async () => {
  const script: ConversationScript = [
    ['s', '220 hi\r\n'],
    ['c', 'EHLO me\r\n'],
    ['s', OFFER],
  ];
  const rules = [
    { name: 'swallow', when: 'kind:reply mx.example', do: [{ action: 'drop' }] },
    { name: 'help', when: 'kind:reply HELP', do: [look] },
  ];
  expect(await reported(rules, script)).toEqual(['3 swallow']);
});
