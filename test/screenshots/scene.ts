import { createTransport } from 'nodemailer';
import { connect, type Socket } from 'node:net';
import { startKeepingServer, type TestServer } from '../support/smtp-peers.ts';

/** What the pictures show: a shop's mail on an ordinary afternoon, with the ways in which it goes wrong. */

const SERVER_NAME = 'mx1.example.com';

/** A reply of the server's own, where smtp-server would accept. */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/** A mail server with opinions on its recipients. */
export function startMailServer(): Promise<TestServer> {
  return startKeepingServer({
    name: SERVER_NAME,
    banner: 'ready',
    size: 35_882_577,
    onRcptTo({ address }, _session, callback) {
      if (address.endsWith('@example.org')) {
        callback(new Refusal(550, `5.7.1 <${address}>: Relay access denied`));
      } else if (address.startsWith('alerts@')) {
        callback(new Refusal(451, '4.7.1 Greylisted, please try again in 5 minutes'));
      } else callback();
    },
  });
}

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const INVOICE = [
  'Dear Bob,',
  '',
  'please find your invoice 4711 attached. It is due within 14 days.',
  '',
  'With kind regards',
  'The shop at the corner',
].join('\n');

const MAILS: readonly Mail[] = [
  {
    from: 'noreply@shop.example',
    to: ['ann@example.net'],
    subject: 'Your order has been sent',
    text: 'On its way.',
  },
  { from: 'monitor@ops.example', to: ['alerts@example.net'], subject: 'Disk full on db-3', text: '97 %' },
  {
    from: 'newsletter@shop.example',
    to: ['carol@example.net', 'dan@example.net', 'eve@example.net'],
    subject: 'November news',
    text: 'What is new this month.\n'.repeat(400),
  },
  {
    from: 'billing@shop.example',
    to: ['bob@example.org', 'carol@example.net'],
    subject: 'Invoice 4711',
    text: INVOICE,
  },
];

/** Sends the afternoon's mail to the port. Resolves when the last conversation is over. */
export async function sendMail(port: number): Promise<void> {
  for (const { from, to, subject, text } of MAILS) {
    const transport = createTransport({ host: '127.0.0.1', port, name: 'app-7.shop.example', secure: false });
    // A refusal is what the pictures are about.
    await transport.sendMail({ from, to: [...to], subject, text }).catch(() => {});
    transport.close();
  }
}

/** A client that has said hello, and is still thinking. */
export function leaveOneOpen(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.once('data', () => socket.write('EHLO app-7.shop.example\r\n'));
  return socket;
}
