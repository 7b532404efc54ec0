import { describe, expect, test } from 'vitest';
import { readDraft, writeDraft } from '../../../renderer/words/rule-draft.ts';
import { ruleFromLine } from '../../../renderer/words/rule-from-line.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { command, line, reply, session } from '../../app/transcript/rows.ts';

const content = (text: string) => line({ text, kind: 'content', phase: 'content' });

/** Lines that people point at, and what is done when such a line is said again. */
const LINES: readonly (readonly [TranscriptLine, Partial<SessionSummary>, string])[] = [
  [command('MAIL FROM:<me@example.com> SIZE=12'), { mailFrom: 'me@example.com' }, 'reply 550'],
  [command('MAIL FROM:<>'), { mailFrom: '' }, 'reply 550'],
  [command('MAIL FROM:<"a b"@example.com>'), { mailFrom: '"a b"@example.com' }, 'reply 550'],
  [command('RCPT TO:<bob@example.org>'), {}, 'reply 550'],
  [command('RCPT nonsense'), {}, 'reply 550'],
  [command('AUTH PLAIN ****'), {}, 'reply 535'],
  [command('STARTTLS'), {}, 'reply 454'],
  [command('DATA'), {}, 'reply 451'],
  [command('NOOP'), {}, 'alert note'],
  [reply('550 5.7.1 no'), {}, 'alert error'],
  [reply('451 later'), {}, 'alert warning'],
  [reply('250 ok'), {}, 'alert note'],
  [content('X-Spam (really): yes'), {}, 'alert note'],
  [content('Subject: Invoice "4711"'), {}, 'alert note'],
  [content('He said "no" \\ and left'), {}, 'alert note'],
  [content(''), {}, 'alert note'],
];

describe('a rule that is made of a line', () => {
  test.each(LINES)('means that line: %j', (said, summary, does) => {
    const settings = ruleFromLine(said);
    const read = readDraft(writeDraft(settings));
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(read.settings).toEqual(settings);
    expect(read.rule.query.matchesLine(said, session(summary))).toBe(true);
    expect(read.rule.kinds).toContain(said.kind);
    const [action] = settings.do;
    expect(
      action?.action === 'reply'
        ? `reply ${action.code}`
        : `alert ${action?.action === 'alert' ? action.severity : ''}`,
    ).toBe(does);
  });

  test('means that recipient alone', () => {
    const read = readDraft(writeDraft(ruleFromLine(command('RCPT TO:<bob@example.org>'))));
    const meets = (line: string, to: string) =>
      read.ok && read.rule.query.matchesLine(command(line), session({ rcptTo: [to] }));
    expect(meets('RCPT TO:<bob@example.org>', 'bob@example.org')).toBe(true);
    expect(meets('RCPT TO:<ann@example.org>', 'ann@example.org')).toBe(false);
  });
});
