import { Buffer } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { firstBytes, readBytes, type ReadingWatch } from './file-bytes.ts';
import type { SessionFile, SessionFiles } from './session-file.ts';

/** Bytes of the message in which its sender and recipients are looked for: more header than any mail has. */
const HEADER_BYTES = 256 * 1024;

/** Recipients that the conversation names; a header with more would make a long one of it. */
const MOST_RECIPIENTS = 100;

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** A field's name and its colon (RFC 5322 section 2.2), or mbox's line before it. */
const HEADER_START = /^(?:From [^\n]*\r?\n)?[A-Za-z][A-Za-z0-9-]{0,69}:/;

/** A field that mails have and other texts do not. */
const MAIL_FIELD = /^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|DKIM-Signature):/im;

/** Whether a file's first bytes are those of a mail (.eml). */
export function beginsMail(first: Buffer): boolean {
  const text = first.toString('latin1');
  return HEADER_START.test(text) && MAIL_FIELD.test(text);
}

/**
 * Brings in a mail as the session that could have brought it: the content is the file's, line ends as SMTP has them and
 * dots doubled (RFC 5321 section 4.5.2); envelope and replies are made up from the header, and marked as the spy's own.
 * Rejects as reading and writing files does, and where the signal is raised.
 */
export async function readMailFile(
  path: string,
  sessions: SessionFiles,
  { version, ...watch }: { readonly version: string } & ReadingWatch,
): Promise<void> {
  const time = Math.round((await stat(path)).mtimeMs * 1_000);
  const nobody = { address: 'unknown', port: 0 };
  const file = sessions.begin({
    started: time,
    listener: basename(path),
    client: nobody,
    server: { host: 'unknown', ...nobody },
    writer: { process: process.pid, version },
  });
  const header = (await firstBytes(path, HEADER_BYTES)).toString('utf8').split(/\r?\n\r?\n/)[0] ?? '';
  sayEnvelope(file, time, header);
  const stuffing = new ContentLines((line) => file.bytes('client', time, line));
  const take = async (bytes: Buffer): Promise<boolean> => {
    stuffing.take(bytes);
    await sessions.write();
    return true;
  };
  await readBytes(path, take, watch);
  stuffing.end();
  sayEnd(file, time);
  await sessions.write();
}

function sayEnvelope(file: SessionFile, time: number, header: string): void {
  const says = speaker(file, time);
  const sender = addressesIn(header, ['Return-Path', 'Sender', 'From'])[0] ?? '';
  const recipients = addressesIn(header, ['To', 'Cc', 'Bcc']).slice(0, MOST_RECIPIENTS);
  file.event(
    {
      event: 'injected',
      to: 'client',
      reason: 'A mail file has no conversation: only the content is the file’s',
    },
    time,
  );
  says('server', '220 a mail file');
  says('client', 'EHLO mail-file.invalid');
  says('server', '250 a mail file');
  says('client', `MAIL FROM:<${sender}>`);
  says('server', '250 2.1.0 Ok');
  for (const recipient of recipients) {
    says('client', `RCPT TO:<${recipient}>`);
    says('server', '250 2.1.5 Ok');
  }
  says('client', 'DATA');
  says('server', '354 Go on');
}

function sayEnd(file: SessionFile, time: number): void {
  const says = speaker(file, time);
  says('client', '.');
  says('server', '250 2.0.0 Ok');
  says('client', 'QUIT');
  says('server', '221 2.0.0 Bye');
  file.event({ event: 'closed', by: 'spy', how: 'stopped', text: 'The mail file ends here.' }, time);
  file.close();
}

function speaker(file: SessionFile, time: number) {
  return (from: 'client' | 'server', words: string) =>
    file.bytes(from, time, Buffer.from(`${words}\r\n`), { injected: true });
}

/** The addresses in these fields, in the fields' order; folded lines belong to their field (RFC 5322 section 2.2.3). */
function addressesIn(header: string, fields: readonly string[]): string[] {
  const lines = header.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const addresses = fields.flatMap((field) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${field.toLowerCase()}:`))
      .flatMap((line) => line.slice(field.length + 1).match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? []),
  );
  return [...new Set(addresses)];
}

/** Cuts content into lines that end in CR LF, and doubles the dots that begin one. */
class ContentLines {
  readonly #say: (line: Buffer) => void;
  #waiting = Buffer.alloc(0);

  constructor(say: (line: Buffer) => void) {
    this.#say = say;
  }

  take(bytes: Buffer): void {
    const all = Buffer.concat([this.#waiting, bytes]);
    let from = 0;
    for (let at = all.indexOf(LF); at >= 0; at = all.indexOf(LF, from)) {
      this.#line(all.subarray(from, all[at - 1] === CR && at > from ? at - 1 : at));
      from = at + 1;
    }
    this.#waiting = Buffer.from(all.subarray(from));
  }

  end(): void {
    if (this.#waiting.length > 0) this.#line(this.#waiting);
  }

  #line(words: Buffer): void {
    const stuffed = words[0] === DOT ? [Buffer.of(DOT)] : [];
    this.#say(Buffer.concat([...stuffed, words, Buffer.of(CR, LF)]));
  }
}
