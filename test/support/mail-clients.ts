import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { eventually } from './eventually.ts';
import { programPath, runProgram, type Program } from './programs-installed.ts';

/** How a mail client protects its connection. */
export type Protection = 'plain' | 'starttls' | 'tls';

/** A message for a client to send, and where to. */
export interface Sending {
  readonly port: number;
  readonly protection: Protection;
  /** The file of the authority to trust; null: the client trusts nobody that this machine does not. */
  readonly authorityFile: string | null;
  readonly from: string;
  readonly to: string;
  /** Header and body; lines end in LF. */
  readonly message: string;
}

/** What a client said in the end: nothing where the message was taken, else its own words of complaint. */
export type Complaint = string;

/** A real mail client, which always checks certificates. */
export interface MailClient {
  readonly name: string;
  /** What it needs to be installed; null: nothing. */
  readonly program: Program | null;
  readonly protections: readonly Protection[];
  send(sending: Sending): Promise<Complaint>;
}

const ALL = ['plain', 'starttls', 'tls'] as const;

/** The clients that people test mail with. */
export const MAIL_CLIENTS: readonly MailClient[] = [
  { name: 'swaks', program: 'swaks', protections: ALL, send: sendWithSwaks },
  { name: 'curl', program: 'curl', protections: ALL, send: sendWithCurl },
  { name: 'msmtp', program: 'msmtp', protections: ALL, send: sendWithMsmtp },
  { name: 'openssl', program: 'openssl', protections: ['starttls', 'tls'], send: sendWithOpenssl },
  { name: 'nodemailer', program: null, protections: ALL, send: sendWithNodemailer },
];

async function complaintOf(
  program: Program,
  parameters: readonly string[],
  input: string,
): Promise<Complaint> {
  const { code, stdout, stderr } = await runProgram(program, parameters, { input });
  return code === 0 ? '' : `${code}: ${stderr || stdout}`;
}

function sendWithSwaks(sending: Sending): Promise<Complaint> {
  const { port, protection, authorityFile, from, to, message } = sending;
  const secure = { plain: [], starttls: ['--tls'], tls: ['--tlsc'] }[protection];
  const trust = authorityFile === null ? [] : ['--tls-ca-path', authorityFile];
  const where = ['--server', 'localhost', '--port', String(port), ...secure, '--tls-verify', ...trust];
  return complaintOf('swaks', [...where, '--from', from, '--to', to, '--data', '-'], message);
}

function sendWithCurl(sending: Sending): Promise<Complaint> {
  const { port, protection, authorityFile, from, to, message } = sending;
  const url = `${protection === 'tls' ? 'smtps' : 'smtp'}://localhost:${port}`;
  const secure = protection === 'starttls' ? ['--ssl-reqd'] : [];
  const trust = authorityFile === null ? [] : ['--cacert', authorityFile];
  const mail = ['--mail-from', from, '--mail-rcpt', to, '--upload-file', '-', '--crlf'];
  return complaintOf('curl', ['--silent', '--show-error', ...secure, ...trust, ...mail, url], message);
}

function sendWithMsmtp(sending: Sending): Promise<Complaint> {
  const { port, protection, authorityFile, from, to, message } = sending;
  const secure = {
    plain: ['--tls=off'],
    starttls: ['--tls=on', '--tls-starttls=on'],
    tls: ['--tls=on', '--tls-starttls=off'],
  }[protection];
  const trust = authorityFile === null ? [] : [`--tls-trust-file=${authorityFile}`];
  const where = ['--host=localhost', `--port=${port}`, '--auth=off', ...secure, ...trust];
  return complaintOf('msmtp', [...where, `--from=${from}`, to], message);
}

async function sendWithNodemailer(sending: Sending): Promise<Complaint> {
  const { port, protection, authorityFile, from, to, message } = sending;
  const transport = createTransport({
    host: 'localhost',
    port,
    secure: protection === 'tls',
    requireTLS: protection === 'starttls',
    ignoreTLS: protection === 'plain',
    tls: authorityFile === null ? {} : { ca: await readFile(authorityFile) },
  });
  try {
    await transport.sendMail({ envelope: { from, to }, raw: message });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    transport.close();
  }
}

/** openssl brings the TLS, and the words are said by hand. */
async function sendWithOpenssl(sending: Sending): Promise<Complaint> {
  const { port, protection, authorityFile, from, to, message } = sending;
  const trust = authorityFile === null ? [] : ['-CAfile', authorityFile];
  const secure = protection === 'starttls' ? ['-starttls', 'smtp'] : [];
  const check = ['-verify_return_error', '-verify_hostname', 'localhost', ...trust];
  const form = ['-quiet', '-nocommands', '-crlf'];
  const child = spawn(
    programPath('openssl') ?? '',
    ['s_client', '-connect', `localhost:${port}`, ...secure, ...check, ...form],
    { timeout: 30_000, killSignal: 'SIGKILL' },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  let heard = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.stdin.on('error', () => undefined);
  const hears = (code: string) =>
    eventually(`openssl to hear ${code}`, () => hasEnded || new RegExp(`^${code} `, 'm').test(heard));
  if (protection === 'tls') await hears('220');
  const body = message.replaceAll(/^\./gm, '..');
  for (const [words, code] of [
    ['EHLO openssl.example', '250'],
    [`MAIL FROM:<${from}>`, '250'],
    [`RCPT TO:<${to}>`, '250'],
    ['DATA', '354'],
    [`${body}.`, '250'],
    ['QUIT', '221'],
  ] as const) {
    if (hasEnded) break;
    heard = '';
    child.stdin.write(`${words}\n`);
    await hears(code);
  }
  const said = heard;
  child.stdin.end();
  await ended;
  return said.startsWith('221') ? '' : complaints;
}
