import type { SessionSummary } from '../transcript/row.ts';

/** What stands in for a conversation where nobody looks at it. */
export const NO_SESSION: SessionSummary = {
  session: 0,
  client: { address: '', port: 0 },
  server: { host: '', port: 0, address: null },
  listener: '',
  started: 0,
  ended: null,
  lines: 0,
  rows: 0,
  bytesFromClient: 0,
  bytesFromServer: 0,
  phase: 'greeting',
  outcome: 'open',
  reason: '',
  hello: '',
  mailFrom: null,
  rcptTo: [],
  recipients: 0,
  accepted: 0,
  refusal: null,
  subject: '',
  login: null,
  findings: { note: 0, warning: 0, error: 0 },
  messages: 0,
  tls: 'none',
};
