import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Captures } from '../../../app/capture/captures.ts';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import { openSessions, type SessionSource } from '../../../app/capture/session-source.ts';
import { SessionView, type SearchStep } from '../../../app/capture/session-view.ts';
import { writeLongSession } from '../../bench/long-session.ts';
import type { ViewRow } from '../../../app/transcript/row.ts';
import { eventually } from '../../support/eventually.ts';
import type { Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import {
  beginRecording,
  begun,
  endRecording,
  foundSession,
  openCaptures,
  recordAll,
  recordedFile,
  said,
} from './recording.ts';
import { query } from './searched.ts';

function texts(rows: readonly ViewRow[]): string[] {
  return rows.map(textOf);
}

function textOf(row: ViewRow): string {
  switch (row.type) {
    case 'line':
      return row.text;
    case 'event':
      return `# ${row.event.event}`;
    case 'fold':
      return `${row.open ? '-' : '+'} ${row.holds.what}, ${row.rows} lines`;
  }
}

/** A session that is being recorded, and a view of it that is told when it grows. */
async function liveView(text: string): Promise<{
  captures: Captures;
  recorder: SessionRecorder;
  source: SessionSource;
  view: SessionView;
}> {
  const captures = await openCaptures(await temporaryFolder());
  const recorder = beginRecording(captures, [['s', '220 a\r\n']]);
  const source = await foundSession(captures, await begun(captures, recorder));
  const view = new SessionView(source, { query: query(text), reveal: true, folding: null }, () => {});
  captures.listen({ grew: () => view.grew() });
  return { captures, recorder, source, view };
}

async function recordedView(text: string | null): Promise<SessionView> {
  const folder = await temporaryFolder();
  await recordAll(folder, [RECORDED['plain'] ?? []]);
  const source = await foundSession(await openCaptures(folder), 1);
  const view = new SessionView(
    source,
    { query: text === null ? null : query(text), reveal: true, folding: null },
    () => {},
  );
  await view.settled();
  return view;
}

describe('a view of a session that is over', () => {
  test('shows all rows, events among them', async () => {
    const view = await recordedView(null);
    expect(view.progress).toMatchObject({ rows: 20, matched: 18, scanned: 18, lines: 18 });
    expect(texts(await view.rows(0, 3))).toEqual([
      '# connected',
      '220 mx.example ESMTP',
      'EHLO client.example',
    ]);
    expect(texts(await view.rows(18, 10))).toEqual(['221 2.0.0 Bye', '# closed']);
  });

  test('shows the lines that a query names', async () => {
    const view = await recordedView('code:354 or cmd:DATA');
    expect(view.progress).toMatchObject({ rows: 2, matched: 2, scanned: 18, lines: 18 });
    const rows = await view.rows(0, 10);
    expect(texts(rows)).toEqual(['DATA', '354 End data with <CR><LF>.<CR><LF>']);
    expect(rows.map(({ row }) => row)).toEqual([10, 11]);
    expect(texts(await view.rows(1, 1))).toEqual(['354 End data with <CR><LF>.<CR><LF>']);
  });

  test('has its first rows long before it has looked at all of them', async () => {
    const folder = await temporaryFolder();
    const lines = await writeLongSession(folder, 1, 100_000);
    const source = await foundSession(await openCaptures(folder), 1);
    await source.catchUp();
    const view = new SessionView(source, { query: query('needle'), reveal: true, folding: null }, () => {});
    expect(view.progress.rows).toBe(0);
    await view.hasRows(1);
    expect(view.progress.rows).toBeGreaterThan(0);
    expect(view.progress.scanned).toBeLessThanOrEqual(lines);
    await view.settled();
    expect(view.progress.scanned).toBe(lines);
  });

  test('gives rows piece by piece where they stand far from each other', async () => {
    const folder = await temporaryFolder();
    await writeLongSession(folder, 1, 100_000);
    const source = await foundSession(await openCaptures(folder), 1);
    const view = new SessionView(source, { query: query('needle'), reveal: true, folding: null }, () => {});
    await view.settled();
    let turns = 0;
    const rows = await view.rows(0, 20, async () => void (turns += 1));
    expect(rows.length).toBeGreaterThan(2);
    expect(turns).toBeGreaterThan(1);
    expect(rows).toEqual(await view.rows(0, 20));
  });

  test('shows nothing where nothing matches', async () => {
    const view = await recordedView('code:599');
    await view.hasRows(1);
    expect(view.progress).toMatchObject({ rows: 0, matched: 0, scanned: 18, lines: 18 });
    expect(await view.rows(0, 10)).toEqual([]);
  });
});

describe('a view of a session that grows', () => {
  test('finds each line once, as it comes', async () => {
    const { recorder, view } = await liveView('cmd:NOOP');
    for (let round = 1; round <= 20; round += 1) {
      recorder.bytes(said('client'), Buffer.from(`NOOP ${round}\r\nRSET\r\nNO`));
      recorder.bytes(said('client'), Buffer.from(`OP half ${round}\r\n`));
      await eventually(`round ${round}`, () => view.progress.matched === 2 * round);
    }
    endRecording(recorder);
    await eventually('the end', () => !view.source.index.isOpen);
    await view.settled();
    expect(view.progress).toMatchObject({ rows: 40, matched: 40, scanned: 61, lines: 61 });
    const expected = Array.from({ length: 20 }, (_, at) => [`NOOP ${at + 1}`, `NOOP half ${at + 1}`]).flat();
    expect(texts(await view.rows(0, 100))).toEqual(expected);
  });

  test('finds the same whether it was there from the start or came late', async () => {
    const { recorder, view, source } = await liveView('a or not cmd:RSET');
    for (let entry = 0; entry < 3_000; entry += 1) {
      recorder.bytes(
        said('client'),
        Buffer.from(entry % 3 === 0 ? 'RSET\r\n' : `NOOP ${entry}\r\nRSET a\r\n`),
      );
      if (entry % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    endRecording(recorder);
    await eventually('the end', () => !source.index.isOpen);
    await view.settled();
    const late = new SessionView(
      source,
      { query: query('a or not cmd:RSET'), reveal: true, folding: null },
      () => {},
    );
    await late.settled();
    expect(view.progress).toEqual(late.progress);
    expect(await view.rows(0, 10_000)).toEqual(await late.rows(0, 10_000));
  });

  test('sees an unfinished last line when the recording breaks off', async () => {
    const { captures, recorder, view, source } = await liveView('cmd:QUIT');
    recorder.bytes(said('client'), Buffer.from('NOOP\r\nQUIT without an ending'));
    await eventually('the first lines', () => view.progress.scanned === 2);
    expect(view.progress).toMatchObject({ matched: 0, lines: 2 });
    await captures.close();
    await view.settled();
    expect(source.index.summary()).toMatchObject({ outcome: 'failed', lines: 3 });
    expect(texts(await view.rows(0, 10))).toEqual(['QUIT without an ending']);
    expect(view.progress).toMatchObject({ scanned: 3, lines: 3 });
  });

  test('that was closed looks at nothing more', async () => {
    const { recorder, view, source } = await liveView('cmd:NOOP');
    await view.settled();
    view.close();
    recorder.bytes(said('client'), Buffer.from('NOOP\r\n'));
    await eventually('the line', async () => {
      await source.catchUp();
      return source.index.lines === 2;
    });
    view.grew();
    await view.settled();
    expect(view.progress.matched).toBe(0);
  });
});

describe('a view of a file that somebody else changes', () => {
  test('says so, and comes to its end', async () => {
    const folder = await temporaryFolder();
    await recordedFile(folder, RECORDED['plain'] ?? []);
    const source = await foundSession(await openCaptures(folder), 1);
    await truncate(join(folder, '00000001.session'), 300);
    const view = new SessionView(source, { query: query('cmd:QUIT'), reveal: true, folding: null }, () => {});
    await view.settled();
    expect(String(view.problem)).toMatch(/shorter than it was/);
  });
});

describe('very long rows', () => {
  test.each([null, 'dir:c'])('are given some at a time, and all when asked on (%s)', async (text) => {
    const folder = await temporaryFolder();
    const lines = Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(60_000)}`);
    await recordAll(folder, [lines.map((line): Said => ['c', `${line}\r\n`])]);
    const source = await foundSession(await openCaptures(folder), 1);
    const options = { query: text === null ? null : query(text), reveal: true, folding: null };
    const view = new SessionView(source, options, () => {});
    await view.settled();
    const rows: ViewRow[] = [];
    let requests = 0;
    while (rows.length < view.progress.rows) {
      const some = await view.rows(rows.length, 2_000);
      expect(JSON.stringify(some).length).toBeLessThan(1_100_000);
      rows.push(...some);
      requests += 1;
    }
    const read = rows.flatMap((row) => (row.type === 'line' ? [row.text] : []));
    expect(read).toEqual(lines);
    expect(requests).toBeGreaterThan(1);
    expect(requests).toBeLessThan(5);
  });
});

describe('what a view does', () => {
  /** A view of a long session that ends a step when it has come somewhere, and the steps that it told of. */
  async function viewThatStops(
    at: SearchStep,
    find: string,
  ): Promise<{ view: SessionView; steps: Set<string> }> {
    const folder = await temporaryFolder();
    await writeLongSession(folder, 1, 60_000);
    const opened = await openSessions(join(folder, '00000001.session'));
    const [source] = opened.ok ? opened.sources : [];
    if (source === undefined) throw new Error('the session could not be opened');
    const steps = new Set<string>();
    let isStopped = false;
    const options = { query: query('dir:s or dir:c'), reveal: true, folding: null };
    const view: SessionView = new SessionView(source, options, () => {
      const { underWay } = view;
      if (underWay === null) return;
      steps.add(underWay.step);
      expect(underWay.done).toBeLessThanOrEqual(underWay.total);
      if (underWay.step !== at || underWay.done === 0 || isStopped) return;
      isStopped = true;
      view.stop(at);
    });
    view.find(query(find));
    await view.settled();
    return { view, steps };
  }

  test('is told of step by step, and nothing is at its end', async () => {
    const { view, steps } = await viewThatStops('finding', '/./');
    expect([...steps]).toEqual(['indexing', 'filtering', 'finding']);
    expect(view.underWay).toBeNull();
  });

  test('may be ended while it filters, or finds: what was found stays', async () => {
    const filtering = await viewThatStops('filtering', '/./');
    const { stopped, lines, scanned, rows } = filtering.view.progress;
    expect(stopped).toBe(true);
    expect(scanned).toBeLessThan(lines);
    expect(rows).toBe(scanned);
    expect(await filtering.view.rows(rows - 1, 1)).toHaveLength(1);

    const { view } = await viewThatStops('finding', '/./');
    expect(view.progress).toMatchObject({ stopped: false, scanned: view.progress.lines });
    expect(view.finding).toMatchObject({ stopped: true });
    expect(view.finding?.scanned).toBeLessThan(view.progress.lines);
    view.find(query('needle'));
    await view.settled();
    expect(view.finding).toMatchObject({ stopped: false, scanned: view.progress.lines });
  });
});
