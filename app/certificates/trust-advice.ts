import type { TrustAdvice } from '../contract/certificates.ts';

/**
 * What to do in each client to trust an authority, whose certificate stands in `file`. The one place for these words: the
 * terminal and the viewer show them.
 */
export function trustAdvice(file: string): readonly TrustAdvice[] {
  return [...commands(quoted(file)), ...programs(quoted(file)), ...languages(file)];
}

function commands(file: string): readonly TrustAdvice[] {
  return [
    {
      client: 'swaks',
      trust: 'Name the file. It checks only when told to.',
      trustCode: `swaks --tls --tls-verify --tls-ca-path ${file} …`,
      skip: 'Leave --tls-verify out.',
      skipCode: 'swaks --tls …',
    },
    {
      client: 'curl',
      trust: 'Name the file.',
      trustCode: `curl --ssl-reqd --cacert ${file} smtp://localhost:2525 …`,
      skip: 'It goes on whatever it is shown with:',
      skipCode: 'curl --ssl-reqd --insecure smtp://localhost:2525 …',
    },
    {
      client: 'msmtp',
      trust: 'In the account’s settings (~/.msmtprc):',
      trustCode: `tls_trust_file ${file}`,
      skip: 'In the account’s settings:',
      skipCode: 'tls_certcheck off',
    },
    {
      client: 'openssl s_client',
      trust: 'Name the file. It ends at a failed check only when told to.',
      trustCode: `openssl s_client -starttls smtp -CAfile ${file} -verify_return_error -connect localhost:2525`,
      skip: 'Leave -verify_return_error out: it says what is wrong, and goes on.',
      skipCode: 'openssl s_client -starttls smtp -connect localhost:2525',
    },
  ];
}

function programs(file: string): readonly TrustAdvice[] {
  return [
    {
      client: 'Thunderbird',
      trust:
        'Settings › Privacy & Security › Certificates › Manage Certificates › Authorities › Import: choose the file, and tick “Trust this CA to identify websites”.',
      trustCode: '',
      skip: 'When it asks while sending, confirm the exception. It holds for the spy’s certificate as it is now.',
      skipCode: '',
    },
    {
      client: 'Outlook, and all that uses Windows’ certificates',
      trust: 'Put the file among the trusted root authorities of your account:',
      trustCode: `certutil -user -addstore Root ${file}`,
      skip: 'When classic Outlook warns, answer that you go on using this server. New Outlook cannot be told so.',
      skipCode: '',
    },
    {
      client: 'Apple Mail, and all that uses the Mac’s keychain',
      trust: 'Put the file into your keychain as a trusted root:',
      trustCode: `security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${file}`,
      skip: 'When Mail says that it cannot verify the server, choose Connect.',
      skipCode: '',
    },
    {
      client: 'Debian, Ubuntu: programs that use the system’s authorities',
      trust: 'Put the file beside the system’s own (its name there has to end in .crt):',
      trustCode: `sudo cp ${file} /usr/local/share/ca-certificates/smtp-spy-ca.crt && sudo update-ca-certificates`,
      skip: '',
      skipCode: '',
    },
    {
      client: 'Fedora, Red Hat, Arch: programs that use the system’s authorities',
      trust: 'Make the file an anchor of trust:',
      trustCode: `sudo trust anchor ${file}`,
      skip: '',
      skipCode: '',
    },
  ];
}

function languages(file: string): readonly TrustAdvice[] {
  const text = JSON.stringify(file);
  return [
    {
      client: 'Node.js, nodemailer',
      trust: 'For the whole program by its environment, or for one transport by its options:',
      trustCode: `NODE_EXTRA_CA_CERTS=${quoted(file)} node …\nnodemailer.createTransport({ …, tls: { ca: fs.readFileSync(${text}) } })`,
      skip: 'In the transport’s options:',
      skipCode: 'tls: { rejectUnauthorized: false }',
    },
    {
      client: 'Python: smtplib, Django',
      trust: 'Give smtplib a context that knows the file; Django and others follow the environment:',
      trustCode: `smtp.starttls(context=ssl.create_default_context(cafile=${text}))\nSSL_CERT_FILE=${quoted(file)} python …`,
      skip: 'Python’s smtplib checks nothing unless it is given a context. Where a program gives it one:',
      skipCode: 'context.check_hostname = False; context.verify_mode = ssl.CERT_NONE',
    },
    {
      client: 'PHP: PHPMailer, Symfony, Laravel',
      trust: 'For all of PHP in php.ini, or for one PHPMailer:',
      trustCode: `openssl.cafile=${text}\n$mail->SMTPOptions = ['ssl' => ['cafile' => ${text}]];`,
      skip: 'In PHPMailer; in the address of Symfony and Laravel, add verify_peer=0:',
      skipCode: "$mail->SMTPOptions = ['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]];",
    },
    {
      client: 'Java: Jakarta Mail, Spring',
      trust: 'Make a store of it, and start Java with it. Java then trusts nobody else:',
      trustCode: `keytool -importcert -noprompt -alias smtp-spy -file ${quoted(file)} -keystore smtp-spy.p12 -storetype PKCS12 -storepass changeit\njava -Djavax.net.ssl.trustStore=smtp-spy.p12 -Djavax.net.ssl.trustStorePassword=changeit …`,
      skip: 'In the session’s properties (mail.smtps.… for TLS from the first byte on):',
      skipCode: 'mail.smtp.ssl.trust=*\nmail.smtp.ssl.checkserveridentity=false',
    },
    {
      client: '.NET: MailKit, SmtpClient',
      trust:
        'It uses the system’s authorities; on Linux, the environment, too. MailKit also asks whether a certificate was revoked, which nobody can answer for this one:',
      trustCode: `SSL_CERT_FILE=${quoted(file)} dotnet run\nclient.CheckCertificateRevocation = false;`,
      skip: 'In MailKit:',
      skipCode: 'client.ServerCertificateValidationCallback = (_, _, _, _) => true;',
    },
    {
      client: 'Go, Ruby, Perl, Rust, and most else that uses OpenSSL',
      trust: 'By the environment. The program then trusts nobody else:',
      trustCode: `SSL_CERT_FILE=${quoted(file)} …`,
      skip: 'In Go:',
      skipCode: '&tls.Config{InsecureSkipVerify: true}',
    },
  ];
}

/** A path as a shell takes it. */
function quoted(file: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(file) ? file : `"${file}"`;
}
