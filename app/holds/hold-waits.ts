import type { HeldThing, HoldWait } from '../contract/holds.ts';
import type { Inquiry } from '../relay/inquiry.ts';
import {
  BLOCK_TIMEOUT,
  commandTimeout,
  MESSAGE_TIMEOUT,
  SERVER_TIMEOUT,
  type Timeout,
} from '../smtp/timeouts.ts';

/** How long each side may be expected to wait. `started`: when the conversation began, in microseconds since 1970. */
export function waitsOf(inquiry: Inquiry, started: number): HeldThing['waits'] {
  const { client, server } = inquiry.waits;
  const { ofClient, ofServer } = timeoutsOf(inquiry);
  return { client: waitOf(client, started, ofClient), server: waitOf(server, started, ofServer) };
}

function waitOf(since: number | null, started: number, timeout: Timeout): HoldWait | null {
  return since === null ? null : { since: started + since, limitMs: timeout.ms, section: timeout.section };
}

function timeoutsOf({ matter, verb, line }: Inquiry): { ofClient: Timeout; ofServer: Timeout } {
  switch (matter.type) {
    case 'connection':
    case 'command':
    case 'reply':
      return {
        ofClient: line?.answered === 'content' ? MESSAGE_TIMEOUT : commandTimeout(verb),
        ofServer: SERVER_TIMEOUT,
      };
    case 'content-line':
      return { ofClient: BLOCK_TIMEOUT, ofServer: BLOCK_TIMEOUT };
    case 'message':
      return { ofClient: MESSAGE_TIMEOUT, ofServer: SERVER_TIMEOUT };
  }
}
