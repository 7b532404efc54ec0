import { createTransport } from 'nodemailer';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { startKeepingServer, type KeepingServer } from '../support/smtp-peers.ts';
import { testAuthority } from '../support/certificates.ts';

/** What the pictures show: a shop's mail on an ordinary afternoon, with the ways in which it goes wrong. */

const SERVER_NAME = 'mx1.example.com';

/** How long the server looks up a domain that it does not know, in milliseconds. */
export const LOOK_UP_MS = 340;

/** A reply of the server's own, where smtp-server would accept. */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

/** What the server thinks of recipients and of those who log in. */
const OPINIONS: SMTPServerOptions = {
  name: SERVER_NAME,
  banner: 'ready',
  size: 35_882_577,
  // The client that is still thinking is to be in every picture.
  socketTimeout: 3_600_000,
  onRcptTo({ address }, _session, callback) {
    if (address.endsWith('@example.org')) {
      const refusal = new Refusal(550, `5.7.1 <${address}>: Relay access denied`);
      setTimeout(() => callback(refusal), LOOK_UP_MS);
    } else if (address.startsWith('alerts@')) {
      callback(new Refusal(451, '4.7.1 Greylisted, please try again in 5 minutes'));
    } else callback();
  },
  onAuth({ username = '', password = '' }, _session, callback) {
    if (password === 'correct horse') callback(null, { user: username });
    else callback(new Refusal(535, '5.7.8 Authentication credentials invalid'));
  },
};

/** A mail server with opinions on its recipients, in clear. */
export function startMailServer(): Promise<KeepingServer> {
  return startKeepingServer(OPINIONS);
}

/** The same with STARTTLS, on a port of its own; `authorities` is what has to be trusted to believe it, as PEM. */
export async function startSecureMailServer(
  port: number,
): Promise<KeepingServer & { readonly authorities: string }> {
  const authority = await testAuthority('Example Trust Root');
  const { key, certificate: cert } = await authority.issue(['localhost', SERVER_NAME]);
  const server = await startKeepingServer({ ...OPINIONS, key, cert, disabledCommands: [] }, port);
  return { ...server, authorities: authority.certificate };
}

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly filename: string; readonly content: string }[];
  readonly password?: string;
}

const INVOICE = [
  'Dear Bob,',
  '',
  'please find your invoice 4711 attached. It is due within 14 days.',
  '',
  'With kind regards',
  'The shop at the corner',
].join('\n');

const INVOICE_PAGE = `<div style="font-family: sans-serif; max-width: 34em">
<h2 style="color: #08704f">Invoice 4711</h2>
<p>Dear Bob,</p>
<table style="border-collapse: collapse; width: 100%">
<tr style="text-align: left; border-bottom: 1px solid #bbb"><th>What</th><th>How many</th><th style="text-align: right">Price</th></tr>
<tr><td>Coffee, whole beans, 500 g</td><td>2</td><td style="text-align: right">19.80 €</td></tr>
<tr><td>Paper filters</td><td>1</td><td style="text-align: right">3.20 €</td></tr>
<tr style="font-weight: bold; border-top: 1px solid #bbb"><td>Sum</td><td></td><td style="text-align: right">23.00 €</td></tr>
</table>
<p>It is due within 14 days.</p>
<p>With kind regards<br>The shop at the corner</p>
<img src="https://pixel.example/open.gif" width="1" height="1">
</div>`;

const MAILS: readonly Mail[] = [
  {
    from: 'noreply@shop.example',
    to: ['ann@example.net'],
    subject: 'Your order has been sent',
    text: 'On its way.',
  },
  {
    from: 'monitor@ops.example',
    to: ['alerts@example.net'],
    subject: 'Disk full on db-3',
    text: '97 %',
  },
  {
    from: 'newsletter@shop.example',
    to: ['carol@example.net', 'dan@example.net', 'eve@example.net'],
    subject: 'November news',
    text: 'What is new this month.\n'.repeat(400),
  },
  {
    from: 'crm@shop.example',
    to: ['ann@example.net'],
    subject: 'Call back',
    text: '',
    password: 'battery staple',
  },
  {
    from: 'billing@shop.example',
    to: ['bob@example.org', 'carol@example.net'],
    subject: 'Invoice 4711',
    text: INVOICE,
    html: INVOICE_PAGE,
    attachments: [{ filename: 'invoice-4711.pdf', content: '%PDF-1.7\n%'.padEnd(9_000, 'a page of it\n') }],
  },
];

/** Sends the afternoon's mail to the port. Resolves when the last conversation is over. */
export async function sendMail(port: number): Promise<void> {
  for (const { from, to, password = 'correct horse', ...parts } of MAILS) {
    const transport = createTransport({
      host: '127.0.0.1',
      port,
      name: 'app-7.shop.example',
      secure: false,
      auth: { user: from, pass: password },
      // It would have to be told of the authority that is made for the pictures.
      tls: { rejectUnauthorized: false },
    });
    const attachments = [...(parts.attachments ?? [])];
    // A refusal is what the pictures are about.
    await transport.sendMail({ from, to: [...to], ...parts, attachments }).catch(() => {});
    transport.close();
  }
}

/** Connects, and waits for what the spy says of a server that is not there. Resolves when it hangs up. */
export function knock(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
  });
}

/** A client that has said hello, and is still thinking. */
export function leaveOneOpen(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.once('data', () => socket.write('EHLO app-7.shop.example\r\n'));
  return socket;
}

/** A client that is about to name a recipient. `speak` has it do so. */
export async function beginMail(port: number): Promise<{ readonly speak: () => void }> {
  const socket = connect(port, '127.0.0.1');
  for (const line of ['EHLO app-7.shop.example', 'MAIL FROM:<billing@shop.example>', null]) {
    await once(socket, 'data');
    if (line !== null) socket.write(`${line}\r\n`);
  }
  return { speak: () => void socket.write('RCPT TO:<bob@example.org>\r\n') };
}
