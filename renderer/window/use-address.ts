import { useEffect } from 'react';
import { keyOf } from '../state/transcript-view.ts';
import type { RowKey } from '../state/transcript-view.ts';
import type { Viewer } from '../state/viewer.ts';
import { useViewer } from '../state/viewer-context.ts';
import { placeFragment, readPlaceFragment } from '../words/line-link.ts';
import type { PlaceAddress } from '../words/line-link.ts';
import { TRANSCRIPT_ID } from './use-shortcuts.ts';

/**
 * How long the address may be behind what is on screen, in milliseconds: browsers take offence at a page that changes it
 * all the time.
 */
const WRITE_AFTER_MS = 300;

/** Pixels from the end of the transcript that still count as the end. */
const NEAR_END = 11;

/**
 * Keeps in the page's address what is on screen, and goes where the address leads: at first, so that a page which is loaded
 * anew shows what it showed, and whenever somebody changes it, as with a link to a line (`#session/12/line/30`).
 */
export function useAddress(): void {
  const viewer = useViewer();
  useEffect(() => {
    const follow = () => {
      const address = readPlaceFragment(location.hash);
      if (address !== null) void goTo(viewer, address);
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [viewer]);
  useEffect(() => keepWritten(viewer), [viewer]);
}

async function goTo(
  { selection, filter, listFilter, line, shelf }: Viewer,
  address: PlaceAddress,
): Promise<void> {
  await shelf.resume(address.file);
  listFilter.use(address.search);
  filter.use(address.filter);
  if (address.session === null) return;
  selection.choose(address.session);
  if (address.line !== null || address.middle !== null) line.resume(address.line, address.middle);
}

/** Returns what ends it. */
function keepWritten(viewer: Viewer): () => void {
  let timer: number | undefined;
  const writeSoon = () => {
    timer ??= window.setTimeout(() => {
      timer = undefined;
      write(viewer);
    }, WRITE_AFTER_MS);
  };
  const { selection, filter, listFilter, line, shelf, transcript } = viewer;
  // The transcript too: the row in its middle may come long after the scroll that led to it.
  const stores = [selection, filter, listFilter, line, shelf.shown, transcript];
  const stops = stores.map((store) => store.subscribe(writeSoon));
  document.addEventListener('scroll', writeSoon, { capture: true, passive: true });
  return () => {
    for (const stop of stops) stop();
    document.removeEventListener('scroll', writeSoon, { capture: true });
    window.clearTimeout(timer);
  };
}

function write(viewer: Viewer): void {
  // On the way to what the address says: it is told of when that is reached.
  if (viewer.line.get().wanted !== null) return;
  const address = new URL(location.href);
  address.hash = placeFragment(placeOf(viewer));
  if (address.href !== location.href) history.replaceState(null, '', address);
}

function placeOf({ selection, filter, listFilter, line, shelf, transcript }: Viewer): PlaceAddress {
  const { session, following } = selection.get();
  const { selected } = line.get();
  return {
    session: following ? null : session,
    line: following || selected?.type !== 'line' ? null : selected.n,
    middle: following ? null : rowInMiddle(transcript),
    filter: filter.get().text.trim(),
    search: listFilter.get().text.trim(),
    file: shelf.shown.get(),
  };
}

/** Null: there is none, or the end of the transcript is on screen. */
function rowInMiddle(transcript: Viewer['transcript']): RowKey | null {
  const scroller = document.getElementById(TRANSCRIPT_ID);
  if (scroller === null) return null;
  if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR_END) return null;
  const { left, top, width, height } = scroller.getBoundingClientRect();
  const row = document
    .elementsFromPoint(left + width / 2, top + height / 2)
    .map((element) => element.closest<HTMLElement>('[data-place]'))
    .find((found) => found !== null && scroller.contains(found));
  const found = row?.dataset['place'] === undefined ? undefined : transcript.at(Number(row.dataset['place']));
  return found === undefined ? null : keyOf(found);
}
