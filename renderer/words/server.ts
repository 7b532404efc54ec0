import { BUILT_IN, type ServerEndpoint } from '../../app/transcript/session-event.ts';
import { serverName } from '../../app/transcript/text-format.ts';

/** A conversation's server: by the name that it was given, with the address that answered. */
export function serverText(server: ServerEndpoint): string {
  return server.host === BUILT_IN ? 'built-in server' : serverName(server);
}
