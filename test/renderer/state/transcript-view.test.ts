import { describe, expect, it } from 'vitest';
import type { ViewState } from '../../../app/contract.ts';
import type { ViewRow } from '../../../app/transcript/row.ts';
import { keepTranscriptView } from '../../../renderer/state/transcript-view.ts';
import type { TranscriptView } from '../../../renderer/state/transcript-view.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeRows, viewState } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

/** An application whose sessions have lines that say their place; a query shows every tenth. */
function application(lengths: Record<number, number>) {
  const clock = new HandClock();
  const views = new Map<number, { readonly session: number; readonly every: number }>();
  let lastView = 0;
  const stateOf = (view: number): ViewState => {
    const { session, every } = views.get(view) ?? { session: 0, every: 1 };
    const lines = lengths[session] ?? 0;
    const rows = Math.ceil(lines / every);
    return viewState({ view, session, rows, matched: rows, scanned: lines, lines });
  };
  const transport = new ScriptedTransport({
    'view.open': ({ session, query }) => {
      if (lengths[session] === undefined) {
        return { ok: false, problem: { code: 'no-such-session', text: 'Gone.', remedy: '' } };
      }
      const view = (lastView += 1);
      views.set(view, { session, every: query === '' ? 1 : 10 });
      return stateOf(view);
    },
    'view.rows': ({ view, from, count }) => {
      const { every } = views.get(view) ?? { every: 0 };
      if (every === 0) return { ok: false, problem: { code: 'no-such-view', text: 'Closed.', remedy: '' } };
      const to = Math.min(from + count, stateOf(view).rows);
      return {
        rows: makeRows(from * every, to * every).filter((_, index) => index % every === 0),
        layout: 0,
      };
    },
    'view.close': ({ view }) => {
      views.delete(view);
      return null;
    },
  });
  const transcript = keepTranscriptView(transport, clock.schedule);
  const grow = (view: number, by: number) => {
    const { session } = stateOf(view);
    lengths[session] = (lengths[session] ?? 0) + by;
    transport.emit({ type: 'view', view: stateOf(view) });
  };
  /** A new connection: the application knows of no view, and counts them from 1. */
  const reconnect = () => {
    views.clear();
    lastView = 0;
    transcript.reopen();
  };
  return { clock, transport, transcript, grow, reconnect };
}

const text = (row: ViewRow | undefined) => (row?.type === 'line' ? row.text : undefined);
const everything = (session: number) => ({ session, query: '', reveal: false });
const rowsOf = (transcript: TranscriptView) => transcript.get().shown?.state.rows;

describe('the open transcript', () => {
  it('opens with its end in hand', async () => {
    const { transcript } = application({ 1: 1_000 });
    transcript.open(everything(1));
    expect(transcript.get().shown).toBeNull();
    await settle();
    expect(rowsOf(transcript)).toBe(1_000);
    expect(text(transcript.at(999))).toBe('line 999');
  });

  it('reads what is on screen, and never all of it', async () => {
    const { transcript, transport } = application({ 1: 100_000 });
    transcript.open(everything(1));
    await settle();
    const before = transport.payloads('view.rows').length;
    transcript.show(50_000, 50_040);
    await settle();
    expect(text(transcript.at(50_020))).toBe('line 50020');
    expect(transcript.at(20_000)).toBeUndefined();
    const [onScreen, ...around] = transport.payloads('view.rows').slice(before);
    expect(onScreen).toMatchObject({ ahead: false });
    expect(around.length).toBeGreaterThan(0);
    for (const asked of around) expect(asked).toMatchObject({ ahead: true });
    expect(transport.payloads('view.rows').length).toBeLessThan(8);
  });

  it('reads on when the conversation grows, once a frame', async () => {
    const { transcript, transport, grow, clock } = application({ 1: 10 });
    transcript.open(everything(1));
    await settle();
    transcript.show(0, 40);
    for (let times = 0; times < 5; times++) grow(1, 2);
    expect(rowsOf(transcript)).toBe(10);
    const before = transport.payloads('view.rows').length;
    await clock.frame();
    expect(rowsOf(transcript)).toBe(20);
    expect(text(transcript.at(19))).toBe('line 19');
    expect(transport.payloads('view.rows').slice(before)).toEqual([
      { view: 1, from: 10, count: 10, ahead: false },
    ]);
  });

  it('has new rows in hand before there are more, where the end is on screen', async () => {
    const { transcript, transport, clock, grow } = application({ 1: 100 });
    transcript.open(everything(1));
    await settle();
    transcript.show(60, 99);
    const lacking: number[] = [];
    transcript.subscribe(() => {
      const end = (rowsOf(transcript) ?? 0) - 1;
      for (let place = end - 39; place <= end; place++) {
        if (transcript.at(place) === undefined) lacking.push(place);
      }
      transcript.show(end - 39, end);
    });
    transport.hold();
    grow(1, 500);
    await clock.frame();
    grow(1, 7);
    await clock.frame();
    expect(rowsOf(transcript)).toBe(100);
    transport.release();
    await settle();
    expect(rowsOf(transcript)).toBe(607);
    expect(text(transcript.at(606))).toBe('line 606');
    expect(lacking).toEqual([]);
  });

  it('loses nothing that was told while it was being paused', async () => {
    const { transcript, transport, clock, grow } = application({ 1: 100 });
    transcript.open(everything(1));
    await settle();
    transcript.show(60, 99);
    transport.hold();
    grow(1, 500);
    await clock.frame();
    transcript.pause(true);
    transport.release();
    await settle();
    expect(transcript.get()).toMatchObject({ waiting: 500, shown: { state: { rows: 100 } } });
    transcript.pause(false);
    await settle();
    expect(rowsOf(transcript)).toBe(600);
  });

  it('keeps the former rows on screen while a filter is being opened, and closes their view', async () => {
    const { transcript, transport } = application({ 1: 100 });
    transcript.open(everything(1));
    await settle();
    transcript.open({ session: 1, query: 'code:250', reveal: false });
    expect(rowsOf(transcript)).toBe(100);
    await settle();
    expect(rowsOf(transcript)).toBe(10);
    expect(text(transcript.at(3))).toBe('line 30');
    expect(transport.payloads('view.close')).toEqual([{ view: 1 }]);
  });

  it('shows nothing of one conversation under the name of another', async () => {
    const { transcript } = application({ 1: 100, 2: 50 });
    transcript.open(everything(1));
    await settle();
    transcript.open(everything(2));
    expect(transcript.get().shown).toBeNull();
    expect(transcript.at(0)).toBeUndefined();
    await settle();
    expect(rowsOf(transcript)).toBe(50);
  });

  it('closes a view that comes too late', async () => {
    const { transcript, transport } = application({ 1: 100, 2: 50 });
    transport.hold();
    transcript.open(everything(1));
    transcript.open(everything(2));
    transport.release();
    await settle();
    expect(transcript.get().shown?.target.session).toBe(2);
    expect(transport.payloads('view.close')).toEqual([{ view: 1 }]);
  });

  it('says why a conversation cannot be opened', async () => {
    const { transcript } = application({});
    transcript.open(everything(7));
    await settle();
    expect(transcript.get()).toMatchObject({ shown: null, problem: { code: 'no-such-session' } });
  });

  it('asks once for its rows where a notice was sent before the answer that knows of more', async () => {
    const { transcript, transport, clock } = application({ 1: 1_000 });
    transport.hold();
    transcript.open({ session: 1, query: 'every tenth', reveal: false });
    await settle();
    transport.emit({
      type: 'view',
      view: viewState({ view: 1, session: 1, rows: 1, matched: 1, scanned: 8, lines: 1_000 }),
    });
    transport.release();
    await settle();
    await clock.frame();
    expect(transcript.get().shown?.state).toMatchObject({ rows: 100, scanned: 1_000 });
    expect(transport.payloads('view.rows')).toMatchObject([{ ahead: false, from: 0, count: 100 }]);
  });

  it('takes a notice that comes before the answer which tells of the view', async () => {
    const { transcript, transport } = application({ 1: 10 });
    transport.hold();
    transcript.open(everything(1));
    transport.emit({
      type: 'view',
      view: viewState({ view: 1, rows: 12 }),
    });
    transport.release();
    await settle();
    expect(rowsOf(transcript)).toBe(12);
  });

  it('stays on screen when it is opened once more, after the connection was lost', async () => {
    const { transcript, transport } = application({ 1: 100 });
    transcript.open(everything(1));
    await settle();
    transport.hold();
    transcript.reopen();
    expect(text(transcript.at(5))).toBe('line 5');
    transport.release();
    await settle();
    expect(transcript.get().shown?.state.view).toBe(2);
    expect(text(transcript.at(5))).toBe('line 5');
  });

  it('goes on in the view that a new connection opens, under whatever number', async () => {
    const { transcript, transport, clock, grow, reconnect } = application({ 1: 10 });
    transcript.open(everything(1));
    await settle();
    expect(transcript.get().shown?.state.view).toBe(1);
    reconnect();
    await settle();
    expect(transport.payloads('view.close')).toEqual([]);
    grow(1, 5);
    await clock.frame();
    expect(rowsOf(transcript)).toBe(15);
    transcript.show(0, 14);
    await settle();
    expect(text(transcript.at(14))).toBe('line 14');
  });

  it('fetches all rows of a range, however far they reach', async () => {
    const { transcript } = application({ 1: 5_000 });
    transcript.open(everything(1));
    await settle();
    const rows = await transcript.fetch(150, 1_450);
    expect(rows).toHaveLength(1_301);
    expect(text(rows?.[0])).toBe('line 150');
    expect(text(rows?.[1_300])).toBe('line 1450');
    expect(await transcript.fetch(4_990, 5_001)).toBeNull();
  });
});

/** A session of a hundred rows of which some are folded: a view of ten rows while they are closed. */
function foldedApplication() {
  const clock = new HandClock();
  const state = { layout: 0, open: false, lines: 100 };
  const viewOf = () =>
    viewState({
      layout: state.layout,
      rows: state.open ? state.lines : 10,
      steady: state.open ? state.lines : 9,
      matched: state.lines,
      lines: state.lines,
      folds: 1,
    });
  const transport = new ScriptedTransport({
    'view.open': () => viewOf(),
    'view.rows': ({ from, count }) => {
      const { rows } = viewOf();
      const read = makeRows(from, Math.min(from + count, rows));
      return { rows: read.map((row) => ({ ...row, at: state.lines })), layout: state.layout };
    },
    'view.fold': ({ open, kept }) => {
      state.layout += 1;
      state.open = open;
      return { state: viewOf(), places: kept.map(({ row }) => row + 40) };
    },
    'view.locate': ({ target, open }) => {
      if (open && !state.open) state.layout += 1;
      state.open ||= open;
      const row = 'row' in target ? target.row : target.line - 1;
      return row < state.lines ? { row, place: row, shown: true, state: viewOf() } : null;
    },
    'view.find': ({ query }) => ({
      ...viewOf(),
      find: query === '' ? null : { query, matched: 3, scanned: 50, stopped: false },
    }),
    'view.found': ({ row }) => ({ row: row + 1, rank: 0 }),
  });
  const transcript = keepTranscriptView(transport, clock.schedule);
  const grow = async (by: number) => {
    state.lines += by;
    transport.emit({ type: 'view', view: viewOf() });
    await clock.frame();
    await settle();
  };
  return { transcript, transport, clock, grow };
}

const key = { row: 5, heading: true };

describe('folds of the open transcript', () => {
  it('open with the rows around them in hand, and say by how much they moved', async () => {
    const { transcript } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    transcript.show(0, 9);
    const place = await transcript.fold(5, true, { key, place: 5 }, { row: 7, heading: false });
    expect(place).toBe(47);
    expect(transcript.get().shown).toMatchObject({ moved: 40, state: { layout: 1, rows: 100 } });
    expect(text(transcript.at(45))).toBe('line 45');
  });

  it('are opened in the same way when the view is opened once more', async () => {
    const { transcript, transport } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    await transcript.fold(5, true, { key, place: 5 }, null);
    transcript.open({ session: 1, query: '', reveal: true });
    await settle();
    expect(transport.payloads('view.open').at(-1)).toMatchObject({
      reveal: true,
      folding: { open: false, wishes: [{ row: 5, open: true }] },
    });
  });

  it('read anew what may have changed, and show it as it was until then', async () => {
    const { transcript, grow } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    transcript.show(0, 9);
    expect(transcript.at(9)?.at).toBe(100);
    await grow(50);
    expect(transcript.at(9)?.at).toBe(150);
    expect(transcript.at(8)?.at).toBe(100);
  });

  it('are opened by going to a line in them', async () => {
    const { transcript } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    expect(await transcript.locate({ line: 61 }, true)).toMatchObject({ row: 60, place: 60 });
    expect(text(transcript.at(60))).toBe('line 60');
    expect(await transcript.locate({ line: 500 }, true)).toBeNull();
  });
});

describe('the open transcript, while it is paused', () => {
  it('stands still, says how much waits, and catches up', async () => {
    const { transcript, grow } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    transcript.pause(true);
    await grow(20);
    expect(transcript.get()).toMatchObject({ paused: true, waiting: 20, shown: { state: { lines: 100 } } });
    transcript.pause(false);
    expect(transcript.get()).toMatchObject({ paused: false, waiting: 0, shown: { state: { lines: 120 } } });
  });

  it('finds lines all the same', async () => {
    const { transcript } = foldedApplication();
    transcript.open(everything(1));
    await settle();
    transcript.pause(true);
    expect(await transcript.find('needle')).toBeNull();
    expect(transcript.get().shown?.state.find).toMatchObject({ query: 'needle', matched: 3, scanned: 50 });
    expect(await transcript.found(-1, 'next')).toEqual({ row: 0, rank: 0 });
  });
});
