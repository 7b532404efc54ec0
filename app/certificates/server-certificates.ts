import { createHash, X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority, LocalAuthority } from './authority.ts';
import { readKeyFile, writeKeyFile, type KeyAndCertificate } from './key-and-certificate.ts';
import { serverNames } from './server-names.ts';

/** Milliseconds before its end from which on a certificate is issued anew. */
const RENEWED_BEFORE = 30 * 24 * 60 * 60 * 1_000;

/** Certificates kept in memory: far more than the names of servers that anybody tests, and an end to those made up. */
const MOST_IN_MEMORY = 500;

/** Certificates kept on disk, for the same reason. Past it they are made anew after a restart. */
const MOST_ON_DISK = 200;

interface Kept {
  readonly pair: KeyAndCertificate;
  readonly authority: string;
  /** When it is to be issued anew, in milliseconds since 1970. */
  readonly staleFrom: number;
}

/**
 * The certificates by which the spy is the server that a client asks for, issued by the local authority. They outlast the
 * program: a client in which a person has accepted one goes on knowing it.
 */
export class ServerCertificates {
  readonly #authority: LocalAuthority;
  readonly #folder: string;
  readonly #now: () => Date;
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<KeyAndCertificate>>();

  /** Nothing is read or made yet. */
  constructor(authority: LocalAuthority, now: () => Date = () => new Date()) {
    this.#authority = authority;
    this.#folder = join(authority.folder, 'issued');
    this.#now = now;
  }

  /**
   * A certificate for the name that a client asks for (SNI), empty where it asks for none: it may then have connected to one
   * of the spy's `own` names and addresses. Its chain is with it. Rejects as making and keeping the authority does.
   */
  async certificateFor(name: string, own: readonly string[] = []): Promise<KeyAndCertificate> {
    const names = serverNames(name, own);
    const id = names.join(',');
    const authority = await this.#authority.getForHandshake();
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.authority === authority.fingerprint && kept.staleFrom > this.#time) {
      return kept.pair;
    }
    const underWay = this.#underWay.get(id);
    if (underWay !== undefined) return underWay;
    const finding = this.#findOrIssue(id, names, authority).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, finding);
    return finding;
  }

  get #time(): number {
    return this.#now().getTime();
  }

  async #findOrIssue(
    id: string,
    names: readonly [string, ...string[]],
    authority: Authority,
  ): Promise<KeyAndCertificate> {
    const path = join(this.#folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.pem`);
    const found = await readKeyFile(path);
    const usable = found !== null && isIssuedBy(found, authority) && staleFrom(found) > this.#time;
    const pair = usable ? found : await this.#issue(path, names, authority);
    const whole = {
      key: pair.key,
      certificate: `${pair.certificate.trim()}\n${authority.certificate.trim()}\n`,
    };
    this.#keep(id, { pair: whole, authority: authority.fingerprint, staleFrom: staleFrom(pair) });
    return whole;
  }

  async #issue(
    path: string,
    names: readonly [string, ...string[]],
    authority: Authority,
  ): Promise<KeyAndCertificate> {
    const { issueServerCertificate } = await import('./issue.ts');
    const pair = await issueServerCertificate(authority, names, this.#now());
    await this.#writeIfRoom(path, pair);
    return pair;
  }

  /** A disk that takes nothing more does not keep it from being used. */
  async #writeIfRoom(path: string, pair: KeyAndCertificate): Promise<void> {
    try {
      if ((await this.#onDisk()) < MOST_ON_DISK) await writeKeyFile(path, pair, true);
    } catch {
      return;
    }
  }

  async #onDisk(): Promise<number> {
    try {
      return (await readdir(this.#folder)).length;
    } catch {
      return 0;
    }
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_IN_MEMORY && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function isIssuedBy(pair: KeyAndCertificate, authority: Authority): boolean {
  return new X509Certificate(pair.certificate).verify(new X509Certificate(authority.certificate).publicKey);
}

/** Near the authority's own end, a certificate cannot last longer by being issued anew. */
function staleFrom({ certificate }: KeyAndCertificate): number {
  const { validFrom, validTo } = new X509Certificate(certificate);
  const end = new Date(validTo).getTime();
  const half = (new Date(validFrom).getTime() + end) / 2;
  return Math.max(half, end - RENEWED_BEFORE);
}
