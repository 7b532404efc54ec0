import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ExportedFile, ExportedSources } from './export-sessions.ts';
import { writeMessageFiles } from './message-files.ts';
import { ZipWriter } from './zip-writer.ts';

/**
 * The messages of sessions as .eml files in one zip archive, piece by piece; those that the server never answered are left
 * out. A session's messages lie in a temporary folder while they are put in. Rejects as reading and writing files does.
 */
export async function* messageArchive(sources: ExportedSources): ExportedFile {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-messages-'));
  const zip = new ZipWriter();
  try {
    for await (const source of sources) {
      const { files } = await writeMessageFiles(source, folder, null);
      const recorded = new Date(source.index.summary().started / 1_000);
      for (const path of files) {
        yield* zip.file(basename(path), path, recorded);
        await rm(path);
      }
      // Whoever waits learns that it goes on, also where there are no messages for long.
      yield '';
    }
    yield zip.end();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
