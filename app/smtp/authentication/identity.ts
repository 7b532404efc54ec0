import { detail, details, isName, malformed, utf8Problems, type MechanismReader } from './mechanism.ts';

/** EXTERNAL (RFC 4422 appendix A): whom to act as, or nothing; the proof lies elsewhere, as in a TLS certificate. */
export function externalReader(): MechanismReader {
  return {
    secretKind: 'none',
    challenge: () => ({ what: 'a challenge, though EXTERNAL has none' }),
    response(message) {
      const { text } = message;
      if (text === '') return { what: 'nothing more: the server shall see who it is' };
      if (!isName(text)) return malformed('the identity to act as', 'an identity', message);
      return {
        what: 'the identity to act as',
        authorizationId: text,
        details: details(detail('acts as', text)),
        problems: utf8Problems(message),
      };
    },
  };
}

/** ANONYMOUS (RFC 4505 section 2): a trace such as an address, or nothing. */
export function anonymousReader(): MechanismReader {
  return {
    secretKind: 'none',
    challenge: () => ({ what: 'a challenge, though ANONYMOUS has none' }),
    response(message) {
      if (message.text === '') return { what: 'nothing about who it is' };
      if (!isName(message.text)) return malformed('a trace that the client leaves', 'a trace', message);
      return {
        what: 'a trace that the client leaves',
        details: details(detail('trace', message.text)),
        problems: utf8Problems(message),
      };
    },
  };
}
