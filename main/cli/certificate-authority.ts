import { readFile, writeFile } from 'node:fs/promises';
import { LocalAuthority } from '../../app/certificates/authority.ts';
import { trustAdvice } from '../../app/certificates/trust-advice.ts';
import type { AuthorityFacts, TrustAdvice } from '../../app/contract.ts';
import { certificatesDirectoryIn } from '../../app/data-folder.ts';
import { outputTo } from './output.ts';

/** What `ca show` and `ca renew` are called with. */
export interface AuthorityArguments {
  /** The program's own folder. */
  readonly data: string;
}

/** What `ca export` is called with. */
export interface ExportAuthorityArguments extends AuthorityArguments {
  /** Where the certificate goes; without it, to stdout. */
  readonly out?: string;
}

/** Prints what the authority is, and how to trust it. Resolves to the exit code; rejects as reading and writing files does. */
export async function showAuthority({ data }: AuthorityArguments): Promise<number> {
  const facts = await authorityIn(data).facts();
  await print(`${describeAuthority(facts)}\n${trustAdvice(facts.file).map(describeAdvice).join('\n')}`);
  return 0;
}

/** Brings the authority's certificate, as PEM, without its key. See {@link showAuthority}. */
export async function exportAuthority({ data, out }: ExportAuthorityArguments): Promise<number> {
  const { file } = await authorityIn(data).facts();
  const certificate = await readFile(file, 'utf8');
  if (out === undefined) await print(certificate);
  else await writeFile(out, certificate);
  return 0;
}

/** Makes a new authority, and says what it is. See {@link showAuthority}. */
export async function renewAuthority({ data }: AuthorityArguments): Promise<number> {
  const authority = authorityIn(data);
  await authority.renew();
  const facts = await authority.facts();
  await print(
    `${describeAuthority(facts)}\nClients that trusted the old one have to be told anew: smtp-spy ca show says how.\n`,
  );
  return 0;
}

function authorityIn(data: string): LocalAuthority {
  return new LocalAuthority(certificatesDirectoryIn(data));
}

async function print(text: string): Promise<void> {
  const output = outputTo(process.stdout);
  await output.write(text);
  await output.end();
}

function describeAuthority({ name, fingerprint, validFrom, validTo, file }: AuthorityFacts): string {
  const lines = [
    name,
    `  certificate   ${file}`,
    `  SHA-256       ${fingerprint}`,
    `  valid         from ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`,
    '',
    'The spy shows clients certificates of this authority, which only this program has on this machine. Its key stays in',
    'that folder. Tell the client that you test to trust it, and take it away again when you are done.',
  ];
  return `${lines.join('\n')}\n`;
}

function describeAdvice({ client, trust, trustCode, skip, skipCode }: TrustAdvice): string {
  const skipped = skip === '' ? [] : [`  Without a check: ${skip}`, ...code(skipCode)];
  return `${[client, `  ${trust}`, ...code(trustCode), ...skipped].join('\n')}\n`;
}

function code(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `      ${line}`);
}
