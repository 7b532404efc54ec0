import type { Protocol } from 'electron';

type Used = 'handle' | 'registerSchemesAsPrivileged';

/** Chromium's pages cannot live under a scheme of our own, so each host of it becomes an https host of this domain. */
const DOMAIN = 'app-scheme.invalid';

/** `app://viewer/x` as Chromium is told it. Anything else stays what it is. */
export function forChromium(url: string): string {
  return url.replace(/^app:\/\/([^/]+)/, `https://$1.${DOMAIN}`);
}

/** What Chromium tells, as the program knows it. */
export function fromChromium(url: string): string {
  return url.replace(new RegExp(`^https://([^/]+)\\.${DOMAIN}`), 'app://$1');
}

/** `protocol`: one handler, for `app:`. */
export class StandInProtocol implements Pick<Protocol, Used> {
  readonly #isReady: () => boolean;
  readonly #privileged = new Set<string>();
  readonly #handlers = new Map<string, (request: Request) => Response | Promise<Response>>();

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: Parameters<Protocol['registerSchemesAsPrivileged']>[0]): void {
    if (this.#isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard && privileges.secure) this.#privileged.add(scheme);
    }
  }

  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    // Without the privileges, a page of this scheme has no origin, and modules are not loaded.
    if (!this.#privileged.has(scheme)) throw new Error(`${scheme}: is not a standard, secure scheme`);
    this.#handlers.set(scheme, handler);
  }

  /** The handler's answer; null where nobody handles the scheme. */
  async answer(url: string, method: string): Promise<Response | null> {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    return handler === undefined ? null : await handler(new Request(url, { method }));
  }
}
