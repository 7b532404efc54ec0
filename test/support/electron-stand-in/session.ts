import type { Session } from 'electron';
import type { BrowserContext } from 'playwright-core';

type Used = 'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler';
type Check = Exclude<Parameters<Session['setPermissionCheckHandler']>[0], null>;
type Permission = Parameters<Check>[1];

/** What pages commonly ask for: Chromium's name and Electron's. */
const PERMISSIONS: readonly (readonly [string, Permission])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['camera', 'media'],
  ['microphone', 'media'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-write', 'clipboard-sanitized-write'],
];

/** `session.defaultSession`: what pages may do. As in Electron, everything, unless a handler says otherwise. */
export class StandInSession implements Pick<Session, Used> {
  #check: Check | null = null;

  setPermissionCheckHandler(handler: Check | null): void {
    this.#check = handler;
  }

  /** The stand-in's pages are never asked: what the check denies stays denied. */
  setPermissionRequestHandler(): void {}

  /** Its pages see no devices. */
  setDevicePermissionHandler(): void {}

  /** Lets Chromium grant what the program does. */
  async applyTo(context: BrowserContext, origin: string): Promise<void> {
    const details = { embeddingOrigin: origin, isMainFrame: true, requestingUrl: origin };
    const granted = PERMISSIONS.filter(
      ([, permission]) => this.#check?.(null, permission, origin, details) ?? true,
    );
    await context.grantPermissions(granted.map(([name]) => name));
  }
}
