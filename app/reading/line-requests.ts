import { Buffer } from 'node:buffer';
import { readRepeatable } from '../capture/repeatable.ts';
import { readRows } from '../capture/row-reader.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import type { LineBytes, lineRequests, RepeatCommand, RepeatingProgram } from '../contract.ts';
import { RequestError, type Handlers } from '../requests/handlers.ts';
import { redactLine } from '../transcript/redaction.ts';
import { curlCommand, opensslCommand, swaksCommand, type Repeatable } from '../transcript/repeat-command.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import { findSession } from './request-parts.ts';

const ENDINGS = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' } as const;

const COMMANDS: Record<RepeatingProgram, (repeatable: Repeatable) => string> = {
  swaks: swaksCommand,
  curl: curlCommand,
  openssl: opensslCommand,
};

/** Answers requests about single lines. */
export function lineHandlers(library: SessionLibrary): Handlers<keyof typeof lineRequests> {
  return {
    'line.bytes': async ({ session, row, reveal }) => {
      const source = await findSession(library, session);
      await source.catchUp();
      const [line] = await readRows(source, row, row + 1, true);
      if (line?.type !== 'line') return null;
      if (!reveal && redactLine(line).masked) {
        const text = 'This line holds a secret.';
        throw new RequestError({ code: 'masked', text, remedy: 'Reveal secrets to see its bytes.' });
      }
      return bytesOf(line);
    },
    'line.repeat': async ({ session, line, program, reveal }) => {
      const source = await findSession(library, session);
      await source.catchUp();
      const words = await readRepeatable(source, line, reveal);
      const { host, port } = addressOf(source.index.summary().listener);
      return commandFor({ ...words, host, port }, program);
    },
  };
}

function bytesOf({ text, bytes, ending }: TranscriptLine): LineBytes {
  const words = bytes === undefined ? Buffer.from(text) : Buffer.from(bytes, 'base64');
  return { bytes: Buffer.concat([words, Buffer.from(ENDINGS[ending])]).toString('base64'), ending };
}

function addressOf(listener: string): { readonly host: string; readonly port: number } {
  const colon = listener.lastIndexOf(':');
  return { host: listener.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(listener.slice(colon + 1)) };
}

function commandFor(repeatable: Repeatable, program: RepeatingProgram): RepeatCommand {
  if (program === 'openssl' && repeatable.tls === null) {
    throw new RequestError({
      code: 'no-tls',
      text: 'The conversation had no TLS, and openssl speaks nothing else.',
      remedy: 'Copy it for swaks or curl.',
    });
  }
  const { login, isCut, mailFrom, rcptTo } = repeatable;
  const notes = [
    login !== null && login.password === null ? 'Put the password where **** stands.' : '',
    isCut ? 'The message is long, and was cut.' : '',
    mailFrom === null ? 'There was no message.' : '',
    rcptTo.some((address) => address.includes(','))
      ? 'A recipient has a comma in it: swaks would take it for two.'
      : '',
  ];
  return { text: COMMANDS[program](repeatable), notes: notes.filter((note) => note !== '') };
}
