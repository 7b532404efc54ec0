import type { Session } from 'electron';

/**
 * The viewer needs no camera, no location: whatever is asked for is denied. Electron grants
 * everything where nobody says otherwise. Writing to the clipboard is what a person does with "copy", and
 * notifying is off until they switch it on.
 * https://www.electronjs.org/docs/latest/tutorial/security#5-handle-session-permission-requests-from-remote-content
 */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isHarmless(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isHarmless(permission));
  session.setDevicePermissionHandler(() => false);
}

function isHarmless(permission: string): boolean {
  return permission === 'clipboard-sanitized-write' || permission === 'notifications';
}
