import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readIfThere } from '../../app/private-file.ts';
import { freePort, endProcess } from './smtp-peers.ts';
import { eventually } from './eventually.ts';
import { programPath } from './programs-installed.ts';

const run = promisify(execFile);

/** What Postfix needs to speak TLS: PEM files that it may read. */
export interface PostfixCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A Postfix of a test's own: it takes mail for example.org, and keeps it. */
export interface Postfix {
  /** A port for each way of protecting a connection. */
  readonly ports: { readonly plain: number; readonly starttls: number; readonly tls: number };
  /** Resolves to the messages it has kept, once there are so many. Rejects where there never are. */
  messages(count: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Starts Postfix in a folder of its own, which has to be empty; its master needs to be root. Its own programs in the
 * system's folders are used, its settings and queue are not.
 */
export async function startPostfix(folder: string, certificate: PostfixCertificate): Promise<Postfix> {
  const postfix = programPath('postfix');
  if (postfix === null) throw new Error('not installed: postfix');
  const ports = { plain: await freePort(), starttls: await freePort(), tls: await freePort() };
  const user = await idsOf('postfix');
  const config = join(folder, 'config');
  const mail = join(folder, 'mail');
  // Its parts run as a user of their own, who has to get at the folder.
  await chmod(folder, 0o711);
  for (const name of ['config', 'queue', 'data', 'mail']) await mkdir(join(folder, name));
  for (const name of ['data', 'mail']) await chown(join(folder, name), user.uid, user.gid);
  await writeFile(join(config, 'main.cf'), mainSettings(folder, user, certificate));
  await writeFile(join(config, 'master.cf'), services(ports));
  await run(postfix, ['-c', config, 'check']);
  const child = spawn(postfix, ['-c', config, 'start-fg'], { stdio: 'ignore' });
  await eventually(
    'Postfix to start',
    async () => (await readIfThere(join(folder, 'log')))?.includes('daemon started') === true,
  );
  return {
    ports,
    messages: (count) => keptMessages(join(mail, 'all', 'new'), count),
    async close() {
      // The process that was started only waits for the master, whose number stands in Postfix's own file.
      await run(postfix, ['-c', config, 'stop']);
      await endProcess(child);
    },
  };
}

async function idsOf(user: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, user])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

function mainSettings(
  folder: string,
  { uid, gid }: { readonly uid: number; readonly gid: number },
  { certificateFile, keyFile }: PostfixCertificate,
): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
virtual_minimum_uid = 1
smtpd_tls_cert_file = ${certificateFile}
smtpd_tls_key_file = ${keyFile}
smtpd_peername_lookup = no
`;
}

function services({ plain, starttls, tls }: Postfix['ports']): string {
  return `127.0.0.1:${plain} inet n - n - - smtpd -o smtpd_tls_security_level=none
127.0.0.1:${starttls} inet n - n - - smtpd -o smtpd_tls_security_level=may
127.0.0.1:${tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_security_level=encrypt
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}

async function keptMessages(folder: string, count: number): Promise<readonly string[]> {
  const names = await eventually(`${count} messages`, async () => {
    const kept = await readdir(folder).catch(() => []);
    return kept.length >= count && kept;
  });
  return await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}
