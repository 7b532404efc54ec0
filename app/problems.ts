import type { Problem, StorageState } from './contract.ts';
import type { KeyFileError } from './certificates/key-files.ts';
import type { RecordingFailure } from './capture/captures.ts';
import type { ListenError } from './relay/listener.ts';

/** Words for people, made at the edge from codes: what went wrong, and what to do about it. */

/** Ports below this need rights that an ordinary user does not have, on Linux and some other systems. */
const FIRST_FREE_PORT = 1_024;

/** Why a port could not be opened. */
export function describeListenError(
  error: ListenError,
  platform: NodeJS.Platform = process.platform,
): Problem {
  const where = `${error.address} port ${error.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return {
        code: 'address-in-use',
        text: `Port ${error.port} is taken: another program listens on ${error.address}.`,
        remedy: `Choose another port, or find the program (perhaps an SMTP Spy started before) with: ${portOwnerCommand(error.port, platform)}`,
      };
    case 'EACCES':
      return {
        code: 'not-allowed',
        text: `Listening on ${where} is not allowed.`,
        remedy: describeRights(error, platform),
      };
    case 'EADDRNOTAVAIL':
      return {
        code: 'no-such-address',
        text: `This machine has no address ${error.address}.`,
        remedy: 'Name an address of this machine, or none at all to listen on localhost.',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        code: 'no-such-host',
        text: `The name ${error.address} is not known.`,
        remedy: 'Name an address of this machine, or none at all to listen on localhost.',
      };
    default:
      return {
        code: 'listen-failed',
        text: `Cannot listen on ${where}: ${error.code}.`,
        remedy: 'Choose another port or address.',
      };
  }
}

function portOwnerCommand(port: number, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return `netstat -ano | findstr :${port}`;
    case 'linux':
      return `ss -ltnp 'sport = :${port}'`;
    default:
      return `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  }
}

function describeRights({ port }: ListenError, platform: NodeJS.Platform): string {
  if (port >= FIRST_FREE_PORT)
    return 'Choose another port, such as 2525: this one is reserved by the system.';
  const free = 'Choose a port from 1024 on, such as 2525';
  if (platform !== 'linux') return `${free}, or start SMTP Spy with administrator's rights.`;
  return `${free}, or allow low ports until the next start: sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`;
}

/** Why conversations pass without being kept. */
export function describeRecordingFailure(failure: RecordingFailure, directory: string): Problem {
  const since = failure.session === 0 ? '' : `, in session ${failure.session}`;
  const code = 'recording-failed';
  switch (failure.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code,
        text: `Recording stopped${since}: the disk is full. Mail still passes, but is not kept.`,
        remedy: `Make room, or delete old sessions in ${directory}. Recording goes on with the next conversation.`,
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code,
        text: `Recording stopped${since}: ${directory} cannot be written to. Mail still passes, but is not kept.`,
        remedy: 'Change the folder’s permissions, or name another folder with --captures.',
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        code,
        text: `Recording stopped${since}: too many files are open. Mail still passes, but is not kept.`,
        remedy: 'Raise the limit of open files (ulimit -n), or have fewer clients at once.',
      };
    default:
      return {
        code,
        text: `Recording stopped${since}: ${failure.text}. Mail still passes, but is not kept.`,
        remedy: `Check the disk that holds ${directory}.`,
      };
  }
}

/** Why a certificate or key of the person's own cannot be used. */
export function describeKeyFileError({ code, file, cause }: KeyFileError): Problem {
  switch (code) {
    case 'unreadable':
      return {
        code,
        text: `${file} cannot be read: ${whyUnreadable(cause)}.`,
        remedy: 'Check its name and permissions.',
      };
    case 'no-certificate':
      return {
        code,
        text: `${file} holds no certificate.`,
        remedy: 'Name a PEM file: it begins with -----BEGIN CERTIFICATE-----.',
      };
    case 'no-key':
      return {
        code,
        text: `${file} holds no private key.`,
        remedy: 'Name a PEM file: it has a line -----BEGIN PRIVATE KEY-----.',
      };
    case 'encrypted-key':
      return {
        code,
        text: `The key in ${file} is protected by a password.`,
        remedy: `Take the password off a copy of it: openssl pkey -in ${file} -out plain.key`,
      };
    case 'not-a-pair':
      return {
        code,
        text: `The key in ${file} belongs to another certificate.`,
        remedy: 'Name the key that the certificate was made for.',
      };
    case 'certificate-ended':
      return {
        code,
        text: `The certificate in ${file} has expired: no client would take it.`,
        remedy: 'Renew it, or leave it out: the local authority makes one.',
      };
  }
}

function whyUnreadable(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the system does not say why';
  const code = 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'you are not allowed to read it';
    default:
      return cause.message;
  }
}

/** Secrets of TLS are no longer written down. */
export function describeKeyLogFailure(path: string, error: Error): Problem {
  return {
    code: 'key-log-failed',
    text: `The key log ${path} takes nothing more: ${error.message}.`,
    remedy: 'Connections from now on cannot be decrypted with it. Make room, and start the program again.',
  };
}

/** The captures take up more than is to be kept, and nothing more may be taken away. */
export function describeFullStorage({ directory }: StorageState): Problem {
  return {
    code: 'captures-over-limit',
    text: 'The captures take up more than you want to keep, and nothing more may be taken away.',
    remedy: `What is left in ${directory} is pinned, still open, or the newest. Unpin or delete some, or keep more.`,
  };
}

/** The captures take up much, and nobody has said what is to be kept. */
export function describeLargeStorage({ directory }: StorageState): Problem {
  return {
    code: 'captures-large',
    text: `The captures in ${directory} have grown beyond 10 GB. All of them are kept until you say otherwise.`,
    remedy: 'How much is kept can be limited under Settings, or with --keep and --keep-for.',
  };
}

/** Why mail cannot be kept in a folder: `code` is the system's. */
export function describeKeepingFailure(folder: string, code: string): Problem {
  const problem = (why: string, remedy: string): Problem => ({
    code: 'mail-not-kept',
    text: `The built-in server cannot keep mail in ${folder}: ${why}. Clients are told to try again later.`,
    remedy,
  });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('the disk is full', 'Make room, or choose a folder on another disk.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return problem('it cannot be written to', 'Change its permissions, or choose another folder.');
    case 'ENOTDIR':
    case 'EEXIST':
      return problem('a part of this path is a file', 'Choose another folder.');
    case 'ENOENT':
      return problem('it is gone', 'Make it again, or choose another folder.');
    case 'EMFILE':
    case 'ENFILE':
      return problem(
        'too many files are open',
        'Raise the limit of open files (ulimit -n), or have fewer clients.',
      );
    default:
      return problem(code, 'Check the disk, or choose another folder.');
  }
}

/** Any error, where nothing better is known of it. */
export function describeError(error: unknown, doing: string): Problem {
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'failed', text: `${doing}: ${text}`, remedy: '' };
}
