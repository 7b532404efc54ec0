/**
 * One of each hook, for a mail system that is being tested: no mail of it may reach a customer.
 *
 *     smtp-spy listen --upstream mail.example.com --hooks docs/example-hooks.mjs
 *
 * docs/hooks.md says what each hook gets and may return. With the comments that name their types, an editor completes and
 * checks them.
 */

/** Milliseconds that each of these may take. */
export const timeLimit = 2_000;

/**
 * Turns away whom it may not serve, before the server hears of them.
 * @type {import('smtp-spy').OnConnect}
 */
export function onConnect(session) {
  session.state.began = Date.now();
  if (session.client.address === '192.0.2.13') return { reply: '554 5.7.1 Not from there' };
}

/**
 * Sends what is meant for others to one mailbox of our own, and keeps the world from reading who exists.
 * @type {import('smtp-spy').OnCommand}
 */
export function onCommand(command, session) {
  if (command.verb === 'RCPT' && command.path?.endsWith('@example.org') === false) {
    session.note(`${command.path} gets none of this`);
    return { command: 'RCPT TO:<everybody@example.org>' };
  }
  if (command.verb === 'VRFY') return { reply: '252 2.5.0 Send it, and see' };
}

/**
 * Tells of what was refused, and hides an extension from the client.
 * @type {import('smtp-spy').OnReply}
 */
export function onReply(reply, session) {
  if (reply.code >= 500) session.alert(`Refused: ${reply.lines.join(' ')}`);
  if (reply.command?.verb !== 'EHLO' || reply.code !== 250) return;
  return { reply: { code: 250, text: reply.texts.filter((text) => text !== 'CHUNKING') } };
}

/**
 * Leaves no number of a card in a message.
 * @type {import('smtp-spy').OnContentLine}
 */
export function onContentLine(line) {
  return { line: line.text.replaceAll(/\b\d{4} \d{4} \d{4} \d{4}\b/g, 'XXXX XXXX XXXX XXXX') };
}

/**
 * Marks what went through here. A hook may wait: for a file, a database, another program.
 * @type {import('smtp-spy').OnMessage}
 */
export async function onMessage(message, session) {
  const subject = await markedSubject(message.header('Subject'));
  console.log('%s, for %s', subject, session.envelope.to.join(', '));
  return { message: message.withHeader('Subject', subject).withHeader('X-Tested', 'yes') };
}

/**
 * Adds up what it has seen.
 * @type {import('smtp-spy').OnClose}
 */
export function onClose(closing, session) {
  const seconds = (Date.now() - Number(session.state.began)) / 1_000;
  console.log('ended by the %s after %d s', closing.by, seconds.toFixed(1));
}

/** @param {string | undefined} subject */
async function markedSubject(subject) {
  await new Promise((done) => setTimeout(done, 10));
  return `[test] ${subject ?? ''}`.trimEnd();
}
