import { describe, expect, test } from 'vitest';
import type { RequestResults, RulePreview } from '../../../app/contract.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { recordAll } from '../capture/recording.ts';
import { connectViewer, openedApplication, type TestViewer } from '../opened-application.ts';

const ANSWER = { action: 'reply', code: 550, text: 'no' };

/** A viewer of two conversations in which somebody logs in, and one in between without. */
async function viewerOfThree(): Promise<TestViewer> {
  const folder = await temporaryFolder();
  const login = RECORDED['authenticated'] ?? [];
  await recordAll(folder, [login, RECORDED['pipelined'] ?? [], login]);
  return connectViewer(await openedApplication({}, folder));
}

function rule(when: string, ...actions: object[]): object {
  return { name: 'tried', when, do: actions.length === 0 ? [ANSWER] : actions };
}

/** What a rule would have met, when it has been looked at all. */
async function previewOf({ connection, events }: TestViewer, tried: object): Promise<RulePreview> {
  const begun = await connection.request('rule.preview', { rule: tried });
  if (!begun.ok) throw new Error(begun.problem.code);
  const { preview } = begun.value as RequestResults['rule.preview'];
  const latest = () =>
    events.flatMap((event) =>
      event.type === 'rule-preview' && event.preview.preview === preview ? [event.preview] : [],
    );
  await eventually('the preview', () => latest().at(-1)?.state === 'done');
  const [end] = latest().slice(-1);
  if (end === undefined) throw new Error('no preview');
  return end;
}

describe('what a rule would have met', () => {
  test('is found in the newest conversations first, with its lines', async () => {
    const preview = await previewOf(await viewerOfThree(), rule('cmd:AUTH'));
    expect(preview).toMatchObject({ looked: 3, total: 3, conversations: 2 });
    expect(preview.shown.map(({ session }) => session)).toEqual([3, 3, 1, 1]);
    expect(preview.lines).toBe(4);
    expect(preview.shown[0]).toMatchObject({ from: 'client', text: 'AUTH LOGIN' });
  });

  test('is masked where it holds a secret, though the rule looks at it', async () => {
    const preview = await previewOf(await viewerOfThree(), rule('kind:authentication', { action: 'drop' }));
    expect(preview.lines).toBeGreaterThan(0);
    expect(JSON.stringify(preview)).not.toContain('cGFzcw==');
  });

  test('is only what its actions can act on, however often it is to act', async () => {
    const viewer = await viewerOfThree();
    const hide = { action: 'remove-capability', capability: 'STARTTLS' };
    const replies = await previewOf(viewer, { ...rule('EHLO', hide), first: 1, probability: 0 });
    expect(replies.shown.filter(({ from }) => from === 'client')).toEqual([]);
    const commands = await previewOf(viewer, rule('EHLO'));
    expect(commands.shown.every(({ from }) => from === 'client')).toBe(true);
    expect(commands.conversations).toBeGreaterThan(1);
  });

  test('of a rule that makes no sense is why', async () => {
    const { connection } = await viewerOfThree();
    const wrong = await connection.request('rule.preview', { rule: rule('code:sixty') });
    expect(wrong).toMatchObject({ ok: false, problem: { code: 'wrong-rule' } });
  });

  test('ends with the next one', async () => {
    const viewer = await viewerOfThree();
    await viewer.connection.request('rule.preview', { rule: rule('cmd:MAIL') });
    const last = await previewOf(viewer, rule('nobody says this'));
    expect(last).toMatchObject({ lines: 0, looked: 3 });
    const later = viewer.events.findLastIndex(
      (event) => event.type === 'rule-preview' && event.preview.preview !== last.preview,
    );
    const first = viewer.events.findIndex(
      (event) => event.type === 'rule-preview' && event.preview.preview === last.preview,
    );
    expect(later).toBeLessThan(first);
  });
});
