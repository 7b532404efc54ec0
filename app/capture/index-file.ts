import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import * as v from 'valibot';
import { FILE_MODE } from './folder.ts';
import type { SavedIndex, SessionIndex } from './session-index.ts';
import type { SessionSource } from './session-source.ts';

/** To be raised with whatever changes what an index holds, or what is derived into it. */
const FORM = 7;

/** Rows from which on an index is worth a file: reading fewer anew takes no time that anybody notices. */
const WORTH_ROWS = 50_000;

/** Bytes of a record below which nobody need look for an index. */
const WORTH_BYTES = 1_000_000;

/** What an index was made of, and by what. It holds for nothing else. */
const heading = v.object({
  form: v.number(),
  /** The program's version. */
  version: v.string(),
  session: v.number(),
  /** Bytes of the record. */
  size: v.number(),
  slowAfter: v.nullable(v.number()),
});

const savedIndex = v.object({
  position: v.number(),
  summary: v.looseObject({ session: v.number(), outcome: v.string(), rows: v.number() }),
  state: v.looseObject({ rows: v.number() }),
  facets: v.looseObject({}),
  checkpoints: v.looseObject({
    positions: v.instance(Float64Array),
    rows: v.instance(Float64Array),
    lines: v.instance(Float64Array),
    ends: v.instance(Float64Array),
    states: v.instance(Uint8Array),
    facets: v.array(v.looseObject({ kinds: v.array(v.string()), plain: v.boolean(), foreseen: v.boolean() })),
    stretches: v.instance(Uint32Array),
  }),
  folds: v.looseObject({ count: v.number() }),
});

/** Where the index of a record is kept: beside it. */
export function indexPathOf(recordPath: string): string {
  return recordPath.replace(/\.session$/u, '.index');
}

/**
 * Knows a closed session at once, where its index was kept. Resolves to whether that was so: a file that is missing, damaged or
 * made of something else counts for nothing. `version`: the program's.
 */
export async function loadIndex(source: SessionSource, version: string): Promise<boolean> {
  try {
    const { size } = await stat(source.path);
    if (size < WORTH_BYTES) return false;
    const kept: unknown = deserialize(await readFile(indexPathOf(source.path)));
    if (!Array.isArray(kept)) return false;
    const found = v.parse(heading, kept[0]);
    const expected = headingOf(source, version, size);
    if (JSON.stringify(found) !== JSON.stringify(expected) || !isSavedIndex(kept[1])) return false;
    source.index.restore(kept[1]);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the index of a closed session, if it is worth that. Never rejects: what cannot be kept is made again. */
export async function saveIndex(source: SessionSource, version: string): Promise<void> {
  const { index } = source;
  if (index.rows < WORTH_ROWS) return;
  const saved = index.save();
  if (saved === null) return;
  const path = indexPathOf(source.path);
  const unfinished = `${path}.part`;
  try {
    const { size } = await stat(source.path);
    // Several processes may find it worth the while at a time; the last to begin finishes.
    const file = await open(unfinished, 'w', FILE_MODE);
    try {
      await file.writeFile(serialize([headingOf(source, version, size), saved]));
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch {
    await rm(unfinished, { force: true }).catch(() => {});
  }
}

function headingOf(source: SessionSource, version: string, size: number): v.InferOutput<typeof heading> {
  const { slowAfter }: SessionIndex = source.index;
  return { form: FORM, version, session: source.session, size, slowAfter: slowAfter ?? null };
}

/** Checked in its outline: it is the program's own, and of the same version. */
function isSavedIndex(value: unknown): value is SavedIndex {
  return v.is(savedIndex, value);
}
