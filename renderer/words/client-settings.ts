import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { BuiltInSettings, ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { clientAddress, numericAddress } from './address.ts';

/** How a mail client has to be set up so that it talks through the listener. */
export interface ClientTarget {
  /** The name that the client is given: `localhost`. */
  readonly host: string;
  /** The numeric address, for programs that would look the name up in the wrong family first. */
  readonly address: string;
  readonly port: number;
  /** What the client speaks: `optional`: STARTTLS where the server behind the spy offers it. */
  readonly tls: 'none' | 'optional' | 'starttls' | 'tls';
  /** No login is needed. */
  readonly needsNoLogin: boolean;
  /** LMTP is spoken (RFC 2033), which few clients do. */
  readonly lmtp: boolean;
}

/** Where and how clients reach a listener. `usual`: the kind of built-in server that it has unless it names one. */
export function clientTarget(
  settings: ListenerSettings,
  status: ListenerStatus,
  usual: BuiltInSettings,
): ClientTarget {
  const { address: host, port } = clientAddress(settings, status);
  const numeric = numericAddress(settings, status);
  const builtIn = settings.upstream === BUILT_IN ? (settings.builtIn ?? usual) : null;
  return {
    host,
    address: numeric.slice(0, numeric.lastIndexOf(':')),
    port,
    tls: clientTls(settings),
    needsNoLogin: builtIn !== null && builtIn.auth?.required !== true,
    lmtp: builtIn?.lmtp === true,
  };
}

function clientTls({ security, upstream, upstreamSecurity, stripStarttls }: ListenerSettings) {
  switch (security) {
    case 'plain':
      return 'none';
    case 'starttls':
    case 'tls':
      return security;
    case 'pass':
      return upstream !== BUILT_IN && upstream.port === 465 ? 'tls' : 'optional';
    case 'auto':
      if (stripStarttls || upstream === BUILT_IN) return 'none';
      return upstreamSecurity === 'tls' || upstream.port === 465 ? 'none' : 'optional';
  }
}

/** How one mail client or library is set up. */
export interface ClientRecipe {
  readonly client: string;
  /** What to do with the text. */
  readonly where: string;
  readonly text: string;
}

type Make = (target: ClientTarget) => Omit<ClientRecipe, 'client'>;

/** How the clients and libraries that people use most are set up, each as a text to copy. */
export function clientRecipes(target: ClientTarget): ClientRecipe[] {
  return Object.entries(RECIPES)
    .filter(([client]) => !target.lmtp || SPEAK_LMTP.has(client))
    .map(([client, make]) => ({ client, ...make(target) }));
}

const SPEAK_LMTP: ReadonlySet<string> = new Set([
  'swaks',
  'msmtp',
  'Node.js (nodemailer)',
  'Python (smtplib)',
]);

const lines = (...all: readonly (string | null)[]) => all.filter((line) => line !== null).join('\n');

/** The three things that a mail program asks for, by its own names for them. */
function formRecipe(where: string, names: Readonly<Record<ClientTarget['tls'], string>>): Make {
  return ({ host, port, tls, needsNoLogin }) => ({
    where,
    text: lines(
      `Server: ${host}`,
      `Port: ${port}`,
      names[tls],
      `Login: ${needsNoLogin ? 'none' : 'as for your mail server'}`,
    ),
  });
}

const RECIPES: Readonly<Record<string, Make>> = {
  Thunderbird: formRecipe('Settings of the account, Outgoing Server (SMTP), Edit.', {
    none: 'Connection security: None',
    optional: 'Connection security: STARTTLS, or None',
    starttls: 'Connection security: STARTTLS',
    tls: 'Connection security: SSL/TLS',
  }),
  Outlook: formRecipe('Account settings, Server settings, Outgoing mail.', {
    none: 'Encryption method: None',
    optional: 'Encryption method: STARTTLS, or None',
    starttls: 'Encryption method: STARTTLS',
    tls: 'Encryption method: SSL/TLS',
  }),
  'Apple Mail': formRecipe('Settings, Accounts, Server Settings; switch off “Automatically manage”.', {
    none: 'Use TLS/SSL: off',
    optional: 'Use TLS/SSL: on where your server has it, else off',
    starttls: 'Use TLS/SSL: on',
    tls: 'Use TLS/SSL: on',
  }),
  swaks: ({ address, port, tls, lmtp }) => ({
    where: 'In a terminal.',
    text: `swaks --server ${address} --port ${port} --to you@example.com${swaksTls(tls)}${lmtp ? ' --protocol LMTP' : ''}`,
  }),
  curl: ({ address, port, tls }) => ({
    where: 'In a terminal.',
    text: lines(
      `printf 'Subject: Test\\r\\n\\r\\nHello\\r\\n' | curl --no-progress-meter${curlTls(tls)} \\`,
      `  ${tls === 'tls' ? 'smtps' : 'smtp'}://${address}:${port}/client.example \\`,
      `  --mail-from me@example.com --mail-rcpt you@example.com --upload-file -`,
    ),
  }),
  msmtp: ({ address, port, tls, lmtp }) => ({
    where: 'In ~/.msmtprc.',
    text: lines(
      'account spy',
      `host ${address}`,
      `port ${port}`,
      lmtp ? 'protocol lmtp' : null,
      'from me@example.com',
      `tls ${tls === 'starttls' || tls === 'tls' ? 'on' : 'off'}`,
      tls === 'starttls' || tls === 'tls' ? `tls_starttls ${tls === 'starttls' ? 'on' : 'off'}` : null,
      'account default : spy',
    ),
  }),
  'Node.js (nodemailer)': ({ host, port, tls, lmtp }) => ({
    where: 'Where the transport is made.',
    text: lines(
      "const transport = require('nodemailer').createTransport({",
      `  host: '${host}',`,
      `  port: ${port},`,
      `  secure: ${tls === 'tls'},`,
      lmtp ? '  lmtp: true,' : null,
      tls === 'none' ? '  ignoreTLS: true,' : null,
      tls === 'starttls' ? '  requireTLS: true,' : null,
      '});',
    ),
  }),
  'Python (smtplib)': ({ host, port, tls, lmtp }) => ({
    where: 'Where the message is sent.',
    text: lines(
      'import smtplib',
      '',
      `with smtplib.${lmtp ? 'LMTP' : tls === 'tls' ? 'SMTP_SSL' : 'SMTP'}('${host}', ${port}) as server:`,
      tls === 'starttls' ? '    server.starttls()' : null,
      "    server.sendmail('me@example.com', ['you@example.com'], 'Subject: Test\\r\\n\\r\\nHello')",
    ),
  }),
  'PHP (PHPMailer)': ({ host, port, tls }) => ({
    where: 'Before send().',
    text: lines(
      '$mail->isSMTP();',
      `$mail->Host = '${host}';`,
      `$mail->Port = ${port};`,
      `$mail->SMTPSecure = ${phpTls(tls)};`,
      tls === 'none' ? '$mail->SMTPAutoTLS = false;' : null,
    ),
  }),
  'Java (Jakarta Mail)': ({ host, port, tls }) => ({
    where: 'Properties of the session.',
    text: lines(
      `mail.smtp.host=${host}`,
      `mail.smtp.port=${port}`,
      `mail.smtp.starttls.enable=${tls === 'optional' || tls === 'starttls'}`,
      `mail.smtp.ssl.enable=${tls === 'tls'}`,
    ),
  }),
  'Spring Boot': ({ host, port, tls }) => ({
    where: 'In application.properties.',
    text: lines(
      `spring.mail.host=${host}`,
      `spring.mail.port=${port}`,
      `spring.mail.properties.mail.smtp.starttls.enable=${tls === 'optional' || tls === 'starttls'}`,
      tls === 'tls' ? 'spring.mail.properties.mail.smtp.ssl.enable=true' : null,
    ),
  }),
  Laravel: ({ host, port, tls, needsNoLogin }) => ({
    where: 'In .env.',
    text: lines(
      'MAIL_MAILER=smtp',
      `MAIL_SCHEME=${tls === 'tls' ? 'smtps' : 'smtp'}`,
      `MAIL_HOST=${host}`,
      `MAIL_PORT=${port}`,
      needsNoLogin ? 'MAIL_USERNAME=null' : null,
      needsNoLogin ? 'MAIL_PASSWORD=null' : null,
    ),
  }),
  Django: ({ host, port, tls }) => ({
    where: 'In settings.py.',
    text: lines(
      `EMAIL_HOST = '${host}'`,
      `EMAIL_PORT = ${port}`,
      `EMAIL_USE_TLS = ${tls === 'starttls' ? 'True' : 'False'}`,
      `EMAIL_USE_SSL = ${tls === 'tls' ? 'True' : 'False'}`,
    ),
  }),
  Rails: ({ host, port, tls }) => ({
    where: 'In config/environments/development.rb.',
    text: lines(
      'config.action_mailer.delivery_method = :smtp',
      'config.action_mailer.smtp_settings = {',
      `  address: '${host}',`,
      `  port: ${port},`,
      `  enable_starttls: ${tls === 'starttls'},`,
      `  enable_starttls_auto: ${tls === 'optional' || tls === 'starttls'},`,
      `  tls: ${tls === 'tls'},`,
      '}',
    ),
  }),
  '.NET (MailKit)': ({ host, port, tls }) => ({
    where: 'Where the client connects.',
    text: `client.Connect("${host}", ${port}, SecureSocketOptions.${mailKitTls(tls)});`,
  }),
};

function swaksTls(tls: ClientTarget['tls']): string {
  switch (tls) {
    case 'none':
      return '';
    case 'optional':
      return ' --tls-optional';
    case 'starttls':
      return ' --tls';
    case 'tls':
      return ' --tls-on-connect';
  }
}

function curlTls(tls: ClientTarget['tls']): string {
  if (tls === 'optional') return ' --ssl';
  return tls === 'starttls' ? ' --ssl-reqd' : '';
}

function phpTls(tls: ClientTarget['tls']): string {
  if (tls === 'tls') return 'PHPMailer::ENCRYPTION_SMTPS';
  return tls === 'starttls' ? 'PHPMailer::ENCRYPTION_STARTTLS' : "''";
}

function mailKitTls(tls: ClientTarget['tls']): string {
  switch (tls) {
    case 'none':
      return 'None';
    case 'optional':
      return 'StartTlsWhenAvailable';
    case 'starttls':
      return 'StartTls';
    case 'tls':
      return 'SslOnConnect';
  }
}
