import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { builtInSettings, type BuiltInSettings } from '../contract/built-in-settings.ts';
import { replyTableFile, type ReplyTable } from '../contract/reply-table.ts';

/** Why a file of the built-in server's cannot be used: one sentence, which names the file and the key. */
export class BuiltInFileError extends Error {
  override readonly name = 'BuiltInFileError';
}

/**
 * Reads a settings file of the built-in server. Paths in it begin at the folder that it lies in. Rejects with a
 * {@link BuiltInFileError}.
 */
export async function readBuiltInFile(path: string): Promise<BuiltInSettings> {
  const settings = await readAs(builtInSettings, path);
  const { keep, replyTable } = settings;
  const from = (named: string): string => resolve(dirname(path), named);
  return {
    ...settings,
    keep: keep === null ? null : { ...keep, folder: from(keep.folder) },
    replyTable: replyTable === null ? null : from(replyTable),
  };
}

/** Reads a file of replies in other words. Rejects with a {@link BuiltInFileError}. */
export function readReplyTableFile(path: string): Promise<ReplyTable> {
  return readAs(replyTableFile, path);
}

async function readAs<Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
): Promise<v.InferOutput<Schema>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuiltInFileError(`${path} cannot be read: ${why}.`, { cause: error });
  }
  if (Array.isArray(content))
    throw new BuiltInFileError(`${path}: the whole: Name settings in braces, no list.`);
  const read = v.safeParse(schema, content);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new BuiltInFileError(`${path}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}
