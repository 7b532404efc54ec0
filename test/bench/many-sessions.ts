import { Buffer } from 'node:buffer';
import { Captures } from '../../app/capture/captures.ts';
import type { SessionRecorder } from '../../app/capture/recorder.ts';
import type { Speaker } from '../../app/smtp/words.ts';

/** Sessions that are recorded before the disk is waited for. */
const AT_ONCE = 500;

const SHOPS = ['shop', 'news', 'billing', 'monitor', 'noreply', 'support', 'crm', 'backup'];

/**
 * Records so many conversations with the real recorder: of 200 clients, one in twelve refused, one in thirty put off, one
 * in fifty broken off, with addresses and subjects of their own. `begun`: numbers from there on, for a folder that has some.
 */
export async function recordSessions(folder: string, count: number, begun = 0): Promise<void> {
  const captures = await Captures.open(folder, '0.0.0');
  try {
    for (let done = 0; done < count; done += AT_ONCE) {
      const batch = Math.min(AT_ONCE, count - done);
      const written = new Promise<void>((resolve) => {
        const stop = captures.listen({
          grew: () => {
            if (captures.total < begun + done + batch) return;
            stop();
            resolve();
          },
        });
      });
      for (let place = 0; place < batch; place += 1) recordOne(captures, begun + done + place);
      await written;
    }
  } finally {
    await captures.close();
  }
}

/** Records one conversation, the `number`th of {@link recordSessions}. */
function recordOne(captures: Captures, number: number): void {
  const address = `10.0.${Math.floor((number % 200) / 50)}.${(number % 50) + 1}`;
  const client = { address, port: 40_000 + (number % 20_000) };
  const server = { host: 'mx1.example.com', port: 25, address: '192.0.2.10' };
  const recorder = captures.begin({ listener: `127.0.0.1:${2525 + (number % 3)}`, client, server }, () => {});
  recorder.event({ event: 'connected', client });
  recorder.event({ event: 'upstream-connected', server, tookMs: 3 });
  say(recorder, 'server', '220 mx1.example.com ESMTP ready');
  say(recorder, 'client', `EHLO app-${number % 7}.shop.example`);
  say(recorder, 'server', '250-mx1.example.com\r\n250-PIPELINING\r\n250-SIZE 35882577\r\n250 8BITMIME');
  say(recorder, 'client', `MAIL FROM:<${SHOPS[number % SHOPS.length] ?? ''}@shop.example>`);
  say(recorder, 'server', '250 2.1.0 Ok');
  say(recorder, 'client', `RCPT TO:<customer-${number}@example.net>`);
  if (number % 50 === 49) {
    recorder.event({ event: 'closed', by: 'client', how: 'reset', text: '' });
    recorder.close();
    return;
  }
  say(recorder, 'server', answerTo(number));
  if (number % 12 !== 11 && number % 30 !== 29) sayMessage(recorder, number);
  say(recorder, 'client', 'QUIT');
  say(recorder, 'server', '221 2.0.0 Bye');
  recorder.event({ event: 'closed', by: 'server', how: 'end', text: '' });
  recorder.close();
}

function answerTo(number: number): string {
  if (number % 12 === 11) return `550 5.7.1 <customer-${number}@example.net>: Relay access denied`;
  if (number % 30 === 29) return '451 4.7.1 Greylisted, please try again in 5 minutes';
  return '250 2.1.5 Ok';
}

function sayMessage(recorder: SessionRecorder, number: number): void {
  say(recorder, 'client', 'DATA');
  say(recorder, 'server', '354 End data with <CR><LF>.<CR><LF>');
  const header = `Subject: Your order ${100_000 + number}\r\nFrom: Shop <noreply@shop.example>\r\n`;
  say(recorder, 'client', `${header}\r\nDear customer ${number},\r\n\r\nit is on its way.\r\n.`);
  say(recorder, 'server', `250 2.0.0 Ok: queued as ${number.toString(16)}`);
}

function say(recorder: SessionRecorder, from: Speaker, words: string): void {
  recorder.bytes({ from, tls: false, injected: false, withheld: false }, Buffer.from(`${words}\r\n`));
}
