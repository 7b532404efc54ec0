import { issueServerCertificate, makeAuthority } from '../../app/certificates/issue.ts';
import type { KeyAndCertificate } from '../../app/certificates/key-and-certificate.ts';

const DAY = 24 * 60 * 60 * 1_000;

/** An authority for tests, and what it signs. */
export interface TestAuthority {
  /** PEM: what a peer has to trust. */
  readonly certificate: string;
  /** A certificate for these names, the authority's behind it. `daysAgo`: it was made so long ago. */
  issue(names: readonly [string, ...string[]], daysAgo?: number): Promise<KeyAndCertificate>;
}

/** Makes an authority that nobody trusts yet. */
export async function testAuthority(name = 'Test CA'): Promise<TestAuthority> {
  const long = new Date(Date.now() - 1_000 * DAY);
  const authority = await makeAuthority(name, long);
  return {
    certificate: authority.certificate,
    async issue(names, daysAgo = 0) {
      const { key, certificate } = await issueServerCertificate(
        authority,
        names,
        new Date(Date.now() - daysAgo * DAY),
      );
      return { key, certificate: `${certificate}\n${authority.certificate}\n` };
    },
  };
}
