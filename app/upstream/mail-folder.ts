import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { KeptForm } from '../contract/built-in-settings.ts';
import type { Envelope, KeepResult, Mailbox, MailToKeep } from './mailbox.ts';

/** Kept mail is for the eyes of whoever runs the program. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Bytes of a message that wait for the disk, past which the client has to wait. */
const MOST_WAITING = 1024 * 1024;

/** Why a folder cannot take mail. */
export class MailFolderError extends Error {
  override readonly name = 'MailFolderError';
  /** The system's code: `EACCES`, `ENOTDIR`. */
  readonly code: string;
  readonly folder: string;

  constructor(code: string, folder: string, options: ErrorOptions) {
    super(`mail cannot be kept in ${folder}: ${code}`, options);
    this.code = code;
    this.folder = folder;
  }
}

/** Told of each message: it was kept (null), or the system's code says why not. */
export type OnKept = (failure: string | null) => void;

/**
 * A folder in which accepted mail is kept, each message in a file of its own: as .eml files, or as a maildir. A file gets its
 * name there when it is whole and on the disk, so that nobody ever reads half a message.
 */
export class MailFolder implements Mailbox {
  readonly #folder: string;
  readonly #form: KeptForm;
  readonly #onKept: OnKept;
  /** Messages that are neither kept nor given up. */
  readonly #open = new Set<MailFile>();

  private constructor(folder: string, form: KeptForm, onKept: OnKept) {
    this.#folder = folder;
    this.#form = form;
    this.#onKept = onKept;
  }

  /** Makes the folder where there is none. Rejects with a {@link MailFolderError} where mail cannot be kept in it. */
  static async open(folder: string, form: KeptForm, onKept: OnKept = () => {}): Promise<MailFolder> {
    const folders = form === 'maildir' ? ['tmp', 'new', 'cur'].map((part) => join(folder, part)) : [folder];
    try {
      for (const each of folders) {
        await mkdir(each, { recursive: true, mode: FOLDER_MODE });
        await access(each, constants.W_OK | constants.X_OK);
      }
    } catch (error) {
      throw new MailFolderError(codeOf(error), folder, { cause: error });
    }
    return new MailFolder(folder, form, onKept);
  }

  begin(envelope: Envelope): MailToKeep {
    const name = this.#form === 'maildir' ? maildirName() : emlName(new Date());
    const places =
      this.#form === 'maildir'
        ? { unfinished: join(this.#folder, 'tmp', name), kept: join(this.#folder, 'new', name) }
        : { unfinished: join(this.#folder, `.${name}.part`), kept: join(this.#folder, name) };
    const file = new MailFile(name, places, this.#onKept);
    this.#open.add(file);
    void file.over.then(() => this.#open.delete(file));
    void file.write(traceFields(envelope));
    return file;
  }

  /** Resolves when all messages are kept or given up, and nothing unfinished is left of them. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open].map(({ over }) => over));
  }
}

/**
 * What a server adds that puts mail into a mailbox (RFC 5321 section 4.4), and would otherwise be lost: the envelope. Behind
 * these lines the message stands as it came, byte for byte.
 */
function traceFields({ sender, recipients }: Envelope): Buffer {
  const delivered = recipients.map((recipient) => `Delivered-To: ${recipient}\r\n`);
  return Buffer.from(`Return-Path: <${sender}>\r\n${delivered.join('')}`);
}

/** A message's file, which is written in turn and gets its name at the end. */
class MailFile implements MailToKeep {
  readonly #name: string;
  readonly #places: { readonly unfinished: string; readonly kept: string };
  readonly #onKept: OnKept;
  #file: FileHandle | null = null;
  #failure: unknown = null;
  #waiting = 0;
  #written: Promise<void>;
  #end = (): void => {};
  /** Resolves when it is kept or given up. */
  readonly over = new Promise<void>((resolve) => (this.#end = resolve));

  constructor(name: string, places: { readonly unfinished: string; readonly kept: string }, onKept: OnKept) {
    this.#name = name;
    this.#places = places;
    this.#onKept = onKept;
    this.#written = this.#try(async () => {
      this.#file = await open(places.unfinished, 'wx', FILE_MODE);
    });
  }

  write(bytes: Uint8Array): Promise<void> | null {
    if (this.#failure !== null) return null;
    this.#waiting += bytes.length;
    this.#next(async () => {
      this.#waiting -= bytes.length;
      await this.#file?.appendFile(bytes);
    });
    return this.#waiting > MOST_WAITING ? this.#written : null;
  }

  async keep(): Promise<KeepResult> {
    this.#next(async () => {
      // What the system has taken may yet find no room, when it comes to the disk.
      await this.#file?.sync();
      await this.#file?.close();
      this.#file = null;
      await rename(this.#places.unfinished, this.#places.kept);
    });
    await this.#written;
    if (this.#failure !== null) await this.#remove();
    this.#end();
    if (this.#failure === null) {
      this.#onKept(null);
      return { ok: true, name: this.#name };
    }
    const code = codeOf(this.#failure);
    this.#onKept(code);
    return { ok: false, diskFull: isFull(code), why: isFull(code) ? 'the disk is full' : code };
  }

  discard(): void {
    this.#written = this.#written.then(() => this.#remove()).then(this.#end);
  }

  /** Does something when all before it is done, unless that has failed. */
  #next(what: () => Promise<void>): void {
    this.#written = this.#written.then(() => (this.#failure === null ? this.#try(what) : undefined));
  }

  async #try(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      this.#failure = error;
    }
  }

  /** What is left of it is of no use to anybody, nor is why it cannot be taken away. */
  async #remove(): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = null;
    await unlink(this.#places.unfinished).catch(() => {});
  }
}

function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/** `20010528-034820-6F1C2A9B.eml`: by them, mail stands in the order in which it came. */
function emlName(now: Date): string {
  const digits = now.toISOString().replaceAll(/[-:]|\..*$/g, '');
  return `${digits.replace('T', '-')}-${randomBytes(4).toString('hex').toUpperCase()}.eml`;
}

let delivered = 0;

/** Unique to this second, process and host, as maildir wants it (https://cr.yp.to/proto/maildir.html). */
function maildirName(): string {
  delivered += 1;
  const seconds = Math.floor(Date.now() / 1_000);
  const host = hostname().replaceAll('/', '\\057').replaceAll(':', '\\072');
  return `${seconds}.R${randomBytes(4).toString('hex')}P${process.pid}Q${delivered}.${host}`;
}
