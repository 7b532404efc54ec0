import { cramMd5Reader } from './cram-md5.ts';
import { digestMd5Reader } from './digest-md5.ts';
import { anonymousReader, externalReader } from './identity.ts';
import { loginReader } from './login.ts';
import type { MechanismReader } from './mechanism.ts';
import { ntlmReader } from './ntlm.ts';
import { oauthBearerReader, xoauth2Reader } from './oauth.ts';
import { opaqueReader } from './opaque.ts';
import { plainReader } from './plain.ts';
import { scramReader } from './scram.ts';

/** Whoever reads the messages of a mechanism, its name in capitals. `now`: milliseconds since 1970, for tokens. */
export function mechanismReader(name: string, now: number | null): MechanismReader {
  if (name.startsWith('SCRAM-')) return scramReader();
  switch (name) {
    case 'PLAIN':
      return plainReader();
    case 'LOGIN':
      return loginReader();
    case 'CRAM-MD5':
      return cramMd5Reader();
    case 'DIGEST-MD5':
      return digestMd5Reader();
    case 'XOAUTH2':
      return xoauth2Reader(now);
    case 'OAUTHBEARER':
      return oauthBearerReader(now);
    case 'NTLM':
      return ntlmReader();
    case 'EXTERNAL':
      return externalReader();
    case 'ANONYMOUS':
      return anonymousReader();
    case 'GSSAPI':
    case 'GSS-SPNEGO':
    case 'KERBEROS_V4':
    case 'KERBEROS_V5':
    case 'GS2-KRB5':
    case 'GS2-KRB5-PLUS':
      return opaqueReader('token', 'a Kerberos exchange');
    default:
      return opaqueReader('response', 'an exchange that cannot be read');
  }
}
