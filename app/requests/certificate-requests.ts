import { readFile } from 'node:fs/promises';
import type { Application } from '../application.ts';
import { trustAdvice } from '../certificates/trust-advice.ts';
import type { AuthorityShown, certificateRequests } from '../contract.ts';
import type { ViewerHost } from '../viewer-connection.ts';
import type { Handlers } from './handlers.ts';

/** What the authority's certificate is called where it is saved: a name that Windows and macOS know what to do with. */
const FILE_NAME = 'smtp-spy-ca.crt';

/** Answers requests about the certificate authority. */
export function certificateHandlers(
  { authority }: Application,
  host: ViewerHost,
): Handlers<keyof typeof certificateRequests> {
  const show = async (): Promise<AuthorityShown> => {
    const facts = await authority.facts();
    return { facts, advice: trustAdvice(facts.file) };
  };
  return {
    'authority.show': show,
    'authority.save': async () => {
      const { file } = await authority.facts();
      const certificate = await readFile(file);
      return host.save(FILE_NAME, async function* () {
        yield certificate;
      });
    },
    'authority.renew': async () => {
      await authority.renew();
      return show();
    },
  };
}
