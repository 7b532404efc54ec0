import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { builtInSettings, type BuiltInSettings } from '../contract/built-in-settings.ts';
import { describeSchemaIssue } from '../mistakes/schema-mistake.ts';
import { replyTableFile, type ReplyTable } from '../contract/reply-table.ts';

/** Why a file of the built-in server's cannot be used: one sentence, which names the file and the key. */
export class BuiltInFileError extends Error {
  override readonly name = 'BuiltInFileError';
}

/** Reads a settings file of the built-in server; see {@link parseBuiltInFile}. Rejects with a {@link BuiltInFileError}. */
export async function readBuiltInFile(path: string): Promise<BuiltInSettings> {
  return parseBuiltInFile(await readText(path), path);
}

/**
 * Reads what a settings file of the built-in server holds. Paths in it begin at the folder that it lies in. Throws a
 * {@link BuiltInFileError}.
 */
export function parseBuiltInFile(text: string, path: string): BuiltInSettings {
  const settings = parseAs(builtInSettings, text, path);
  const { keep, replyTable } = settings;
  const from = (named: string): string => resolve(dirname(path), named);
  return {
    ...settings,
    keep: keep === null ? null : { ...keep, folder: from(keep.folder) },
    replyTable: replyTable === null ? null : from(replyTable),
  };
}

/** Reads a file of replies in other words. Rejects with a {@link BuiltInFileError}. */
export async function readReplyTableFile(path: string): Promise<ReplyTable> {
  return parseAs(replyTableFile, await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): BuiltInFileError {
  const why = error instanceof Error ? error.message : String(error);
  return new BuiltInFileError(`${path} cannot be read: ${why}.`, { cause: error });
}

function parseAs<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  path: string,
): v.InferOutput<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuiltInFileError(
      `${path} is not JSON: ${why}. A comma too many or too few, or a missing quotation mark, is the usual reason.`,
      { cause: error },
    );
  }
  if (Array.isArray(content))
    throw new BuiltInFileError(`${path}: the whole: Name settings in braces, no list.`);
  const read = v.safeParse(schema, content);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const { text: wrong, remedy } = describeSchemaIssue(issue, KEYS);
  throw new BuiltInFileError(`${path}: ${v.getDotPath(issue) ?? 'the whole'}: ${wrong} ${remedy}`.trimEnd());
}

/** The keys that such a file may have at its top. */
const KEYS = Object.keys(builtInSettings.entries);
