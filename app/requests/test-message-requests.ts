import type { Application } from '../application.ts';
import { sendTestMessage } from '../client/test-message.ts';
import type { BuiltInSettings, ListenerSettings, testMessageRequests } from '../contract.ts';
import { RequestError, type Handlers } from './handlers.ts';
import { BUILT_IN } from '../transcript/session-event.ts';

/** Who the test message is from and to: names that RFC 2606 section 3 keeps from ever being anybody's. */
const TEST_ENVELOPE = { from: 'test@example.com', to: 'you@example.com' };

/** Answers requests for the test message. */
export function testMessageHandlers(application: Application): Handlers<keyof typeof testMessageRequests> {
  return { 'test-message.send': ({ listener }) => sendThroughListener(application, listener) };
}

async function sendThroughListener(
  application: Application,
  wanted: number | undefined,
): Promise<{ readonly reply: string }> {
  const [place] = application.state.listeners.flatMap(({ listener, settings, status }) =>
    status.state === 'listening' && (wanted ?? listener) === listener
      ? status.addresses.map((address) => ({ ...address, settings }))
      : [],
  );
  if (place === undefined) {
    const text = 'Nothing listens, so a message has nowhere to go.';
    throw new RequestError({ code: 'not-listening', text, remedy: 'Press Start first.' });
  }
  const result = await sendTestMessage({
    ...TEST_ENVELOPE,
    host: reachable(place.address),
    port: place.port,
    isTls: place.settings.security === 'tls',
    isLmtp: speaksLmtp(place.settings, application.state.builtIn),
  });
  if (result.ok) return { reply: result.reply };
  throw new RequestError({
    code: result.code,
    text: `The test message was not accepted: ${result.text}`,
    remedy: 'The conversation in the list shows where it stopped.',
  });
}

function speaksLmtp({ upstream, builtIn }: ListenerSettings, usual: BuiltInSettings): boolean {
  return upstream === BUILT_IN && (builtIn ?? usual).lmtp;
}

/** A listener on all addresses is reached on loopback. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
