import type { ClientSecurity, ServerSecurity } from '../../app/contract.ts';

/** A choice of protection in plain words, and what follows from it. */
export interface SecurityWords {
  readonly title: string;
  /** What it means for what one sees, and for the mail client. */
  readonly consequence: string;
}

/** What the spy offers to mail clients. */
export const CLIENT_SECURITY_WORDS: Record<ClientSecurity, SecurityWords> = {
  auto: {
    title: 'As the server does',
    consequence:
      'The client sees what your server offers. Where it asks for STARTTLS, both sides are encrypted and you read along; the client then meets a certificate of SMTP Spy, which it has to trust.',
  },
  plain: {
    title: 'No encryption',
    consequence:
      'Between client and SMTP Spy everything goes in clear, passwords too. On this computer that harms nobody, and no client complains about a certificate.',
  },
  starttls: {
    title: 'STARTTLS',
    consequence:
      'The client is offered STARTTLS whatever the server has. It meets a certificate of SMTP Spy, which it has to trust. You read along.',
  },
  tls: {
    title: 'TLS from the first byte',
    consequence:
      'As on port 465: the client has to be set to SSL/TLS, and to trust the certificate of SMTP Spy. You read along.',
  },
  pass: {
    title: 'Leave it alone',
    consequence:
      'TLS stays between client and server, with the server’s own certificate. You see that it is encrypted, and nothing of what is said from then on.',
  },
};

/** What the spy speaks to the mail server. */
export const SERVER_SECURITY_WORDS: Record<ServerSecurity, SecurityWords> = {
  auto: {
    title: 'As the client does',
    consequence: 'TLS on port 465; elsewhere STARTTLS when the client asks for it, else none.',
  },
  plain: {
    title: 'No encryption',
    consequence: 'Mail and passwords go to the server in clear: everybody between can read them.',
  },
  starttls: {
    title: 'STARTTLS',
    consequence: 'Encrypted before anything is sent; a server that does not offer it gets no mail.',
  },
  tls: {
    title: 'TLS from the first byte',
    consequence: 'As on port 465. A server that does not speak it does not answer.',
  },
};
