import { explained, type Explanation } from './explanation.ts';
import { document, MECHANISM_REGISTRY, rfc } from './reference.ts';

const LOGIN = document(
  'Internet draft, the LOGIN mechanism',
  'https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login-00',
);
const XOAUTH2 = document(
  'Google, the XOAUTH2 mechanism',
  'https://developers.google.com/workspace/gmail/imap/xoauth2-protocol',
);
const NTLM = document(
  'Microsoft, NTLM over SMTP',
  'https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-smtpntlm/62888982-a911-40fa-b587-50b5c69f7334',
);
const SCRAM_SHA_512 = document(
  'Internet draft, SCRAM-SHA-512',
  'https://datatracker.ietf.org/doc/html/draft-melnikov-scram-sha-512',
);
const SCRAM_SHA3_512 = document(
  'Internet draft, SCRAM-SHA3-512',
  'https://datatracker.ietf.org/doc/html/draft-melnikov-scram-sha3-512',
);
const CHANNEL_BINDING = rfc(5802, '6');

/** How each mechanism proves who the client is. */
export const MECHANISM_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  [
    'PLAIN',
    explained(
      'The client says user name and password at once, which only encryption hides from others.',
      rfc(4616, '2'),
    ),
  ],
  [
    'LOGIN',
    explained(
      'The client says user name, then password, when asked, which only encryption hides from others.',
      LOGIN,
    ),
  ],
  [
    'CRAM-MD5',
    explained(
      'The client answers a challenge with the help of its password; the method is old and weak.',
      rfc(2195, '2'),
    ),
  ],
  [
    'DIGEST-MD5',
    explained(
      'The client answers a challenge with the help of its password; the method has been withdrawn.',
      rfc(6331),
      rfc(2831, '2'),
    ),
  ],
  [
    'SCRAM-SHA-1',
    explained(
      'Both sides prove that they know the password without saying it, with the older hash SHA-1.',
      rfc(5802, '3'),
    ),
  ],
  [
    'SCRAM-SHA-1-PLUS',
    explained(
      'Both sides prove that they know the password, and that they share this very TLS connection, with SHA-1.',
      CHANNEL_BINDING,
    ),
  ],
  [
    'SCRAM-SHA-256',
    explained('Both sides prove that they know the password without saying it.', rfc(7677), rfc(5802, '3')),
  ],
  [
    'SCRAM-SHA-256-PLUS',
    explained(
      'Both sides prove that they know the password, and that they share this very TLS connection.',
      rfc(7677),
      CHANNEL_BINDING,
    ),
  ],
  [
    'SCRAM-SHA-512',
    explained(
      'Both sides prove that they know the password without saying it, with the long hash SHA-512.',
      SCRAM_SHA_512,
      rfc(5802, '3'),
    ),
  ],
  [
    'SCRAM-SHA-512-PLUS',
    explained(
      'Both sides prove that they know the password, and that they share this very TLS connection, with SHA-512.',
      SCRAM_SHA_512,
      CHANNEL_BINDING,
    ),
  ],
  [
    'SCRAM-SHA3-512',
    explained(
      'Both sides prove that they know the password without saying it, with the newer hash SHA3-512.',
      SCRAM_SHA3_512,
      rfc(5802, '3'),
    ),
  ],
  [
    'SCRAM-SHA3-512-PLUS',
    explained(
      'Both sides prove that they know the password, and that they share this very TLS connection, with SHA3-512.',
      SCRAM_SHA3_512,
      CHANNEL_BINDING,
    ),
  ],
  [
    'XOAUTH',
    explained('The client shows a signed request of the first version of OAuth.', MECHANISM_REGISTRY),
  ],
  [
    'XOAUTH2',
    explained('The client shows a token that its provider gave it in place of the password.', XOAUTH2),
  ],
  [
    'OAUTHBEARER',
    explained(
      'The client shows a token that it was given in place of the password; whoever holds it is let in.',
      rfc(7628, '3'),
    ),
  ],
  ['OAUTH10A', explained('The client shows a signed token of OAuth 1.0a.', rfc(7628, '3'))],
  [
    'NTLM',
    explained('The client answers a challenge with its Windows password; the method is old and weak.', NTLM),
  ],
  ['GSSAPI', explained('The client shows a Kerberos ticket.', rfc(4752, '3'))],
  [
    'GSS-SPNEGO',
    explained('Both sides agree on Kerberos or NTLM, and the client logs in by that.', MECHANISM_REGISTRY),
  ],
  [
    'SPNEGO',
    explained('Both sides agree on a GSS-API method, and the client logs in by that.', MECHANISM_REGISTRY),
  ],
  [
    'SPNEGO-PLUS',
    explained(
      'Both sides agree on a GSS-API method that is bound to this very TLS connection.',
      MECHANISM_REGISTRY,
    ),
  ],
  ['GS2-KRB5', explained('The client shows a Kerberos ticket, in a newer form.', rfc(5801))],
  [
    'GS2-KRB5-PLUS',
    explained('The client shows a Kerberos ticket, bound to this very TLS connection.', rfc(5801)),
  ],
  [
    'KERBEROS_V4',
    explained('The client shows a ticket of the long obsolete Kerberos 4.', MECHANISM_REGISTRY),
  ],
  ['KERBEROS_V5', explained('The client shows a ticket of Kerberos 5.', MECHANISM_REGISTRY)],
  [
    'EXTERNAL',
    explained(
      'The client relies on what the server knows already, mostly a TLS client certificate.',
      rfc(4422, 'A'),
    ),
  ],
  ['ANONYMOUS', explained('The client does not say who it is, and may leave a trace.', rfc(4505, '2'))],
  ['OTP', explained('The client says a password that is valid only once.', rfc(2444))],
  [
    'SKEY',
    explained('The client says a password that is valid only once, in an obsolete way.', MECHANISM_REGISTRY),
  ],
  ['SECURID', explained('The client says the number that a SecurID token shows.', rfc(2808))],
  ['SAML20', explained('The person logs in on a web page, by SAML.', rfc(6595))],
  ['OPENID20', explained('The person logs in on a web page, by OpenID.', rfc(6616))],
  ['EAP-AES128', explained('The client logs in as to a network, by EAP.', rfc(7055))],
  [
    'EAP-AES128-PLUS',
    explained('The client logs in as to a network, by EAP, bound to this very TLS connection.', rfc(7055)),
  ],
  [
    'SXOVER-PLUS',
    explained(
      'The client lets another realm vouch for it, bound to this very TLS connection.',
      MECHANISM_REGISTRY,
    ),
  ],
  ['MSN', explained('The client logs in the way of Microsoft’s former online service.', MECHANISM_REGISTRY)],
]);

/** How an authentication mechanism works; `name` in any capitals. Of one that nobody knows, it says that. */
export function explainMechanism(name: string): Explanation {
  return (
    MECHANISM_EXPLANATIONS.get(name.toUpperCase()) ??
    explained('No registered authentication mechanism has this name.', MECHANISM_REGISTRY)
  );
}
