import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AuthorityFacts } from '../contract/certificates.ts';
import { readIfThere, setAside, writeWhole } from '../private-file.ts';
import { readKeyFile, writeKeyFile, type KeyAndCertificate } from './key-and-certificate.ts';

/** The authority's file: its key stands in it, so it is for nobody else. */
const KEY_FILE = 'authority-private.pem';

/** The authority's certificate alone: what clients are told to trust. */
const CERTIFICATE_FILE = 'smtp-spy-ca.pem';

/** The authority itself, for whoever issues certificates. */
export interface Authority extends KeyAndCertificate {
  /** See {@link AuthorityFacts}. */
  readonly fingerprint: string;
}

/**
 * For so long, in milliseconds, the file counts as looked at. Conversations come in bursts, and a client names its server
 * only after the spy has looked for a certificate once; a person, or a script, needs longer to renew an authority.
 */
const LOOKED_AT_FOR = 100;

interface Loaded {
  readonly authority: Authority;
  /** When its certificate ends, in milliseconds since 1970. */
  readonly ends: number;
  /** What its file looked like from outside. */
  readonly version: string;
}

/**
 * The certificate authority of this machine and user, in a folder of its own. It is made when it is first needed, and is the
 * same for all processes of the program. Its key stays in that folder.
 */
export class LocalAuthority {
  readonly folder: string;
  readonly #now: () => Date;
  #loaded: Loaded | null = null;
  /** When the file was looked at last, on the clock of `performance`. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** Nothing is read or made yet. */
  constructor(folder: string, now: () => Date = () => new Date()) {
    this.folder = folder;
    this.#now = now;
  }

  /**
   * The authority as it stands now: another process may have renewed it. Makes it where there is none yet, or none that can
   * be used any more. Rejects as reading and writing files does.
   */
  get(): Promise<Authority> {
    return this.#inTurn(async () => {
      const version = await this.#versionOfFile();
      if (this.#loaded?.version === version && !this.#hasEnded(this.#loaded.ends)) {
        return this.#loaded.authority;
      }
      return (await this.#load()) ?? (await this.#make());
    });
  }

  /**
   * As {@link get}, without a look at the file where that was looked at a moment ago: in a handshake somebody waits, and
   * another one follows.
   */
  getForHandshake(): Promise<Authority> {
    const loaded = this.#loaded;
    const isFresh = performance.now() - this.#lookedAt < LOOKED_AT_FOR;
    if (loaded === null || !isFresh || this.#hasEnded(loaded.ends)) return this.get();
    return Promise.resolve(loaded.authority);
  }

  /** What is known of the authority; makes it where need be, as {@link get} does. */
  async facts(): Promise<AuthorityFacts> {
    const { certificate } = await this.get();
    const { subject, fingerprint256, validFrom, validTo } = new X509Certificate(certificate);
    return {
      name: /^CN=(.*)$/m.exec(subject)?.[1] ?? subject,
      fingerprint: fingerprint256,
      validFrom: new Date(validFrom).toISOString(),
      validTo: new Date(validTo).toISOString(),
      file: join(this.folder, CERTIFICATE_FILE),
    };
  }

  /** Makes a new authority in the place of the old one, which clients go on trusting until it is taken from them. */
  renew(): Promise<Authority> {
    return this.#inTurn(() => this.#make(true));
  }

  /** Finding and making take time, and must not get into each other's way. */
  #inTurn(turn: () => Promise<Authority>): Promise<Authority> {
    const result = this.#lastTurn.then(turn);
    this.#lastTurn = result.catch(() => {});
    return result;
  }

  get #path(): string {
    return join(this.folder, KEY_FILE);
  }

  async #versionOfFile(): Promise<string | null> {
    this.#lookedAt = performance.now();
    try {
      const { ino, mtimeMs, size } = await stat(this.#path);
      return `${ino} ${mtimeMs} ${size}`;
    } catch {
      return null;
    }
  }

  /** Resolves to null where there is no authority that can be used. */
  async #load(): Promise<Authority | null> {
    const version = await this.#versionOfFile();
    if (version === null) return null;
    const pair = await readKeyFile(this.#path);
    if (pair === null) {
      // Perhaps somebody knows how to mend it.
      await setAside(this.#path);
      return null;
    }
    const { fingerprint256: fingerprint, validTo } = new X509Certificate(pair.certificate);
    const ends = new Date(validTo).getTime();
    if (this.#hasEnded(ends)) return null;
    const authority = { ...pair, fingerprint };
    await this.#layOutCertificate(authority);
    this.#loaded = { authority, ends, version };
    return authority;
  }

  async #make(replaces = false): Promise<Authority> {
    const { makeAuthority } = await import('./issue.ts');
    const now = this.#now();
    const made = await makeAuthority(`SMTP Spy CA ${now.toISOString().slice(0, 10)} ${hostname()}`, now);
    // One that has ended is in the way, and of no use to anybody.
    const ended = (await readKeyFile(this.#path)) !== null && (await this.#load()) === null;
    await writeKeyFile(this.#path, made, replaces || ended);
    const authority = await this.#load();
    if (authority === null)
      throw new Error(`The certificate authority in ${this.#path} cannot be read back.`);
    return authority;
  }

  /** The certificate alone lies beside the key, where commands can name it for as long as the authority lasts. */
  async #layOutCertificate({ certificate }: Authority): Promise<void> {
    const path = join(this.folder, CERTIFICATE_FILE);
    const text = `${certificate.trim()}\n`;
    if ((await readIfThere(path)) !== text) await writeWhole(path, text);
  }

  #hasEnded(ends: number): boolean {
    return ends <= this.#now().getTime();
  }
}
