import { conversation, type Example } from './rfc-conversation.ts';

/** Examples of extensions and of what stands beside SMTP, by the document that they stand in. */
export const EXTENSION_EXAMPLES: Readonly<Record<string, Example>> = {
  'RFC 4954 section 4.1: AUTH with a challenge, and cancelled': {
    script: conversation`
      S: 220 smtp.example.com ESMTP server ready
      C: EHLO jgm.example.com
      S: 250-smtp.example.com
      S: 250 AUTH CRAM-MD5 DIGEST-MD5
      C: AUTH FOOBAR
      S: 504 Unrecognized authentication type.
      C: AUTH CRAM-MD5
      S: 334 PENCeUxFREJoU0NnbmhNWitOMjNGNndAZWx3b29kLmlubm9zb2Z0LmNvbT4=
      C: *
      S: 501 Authentication cancelled
      C: AUTH CRAM-MD5
      S: 334 PENCeUxFREJoU0NnbmhNWitOMjNGNndAZWx3b29kLmlubm9zb2Z0LmNvbT4=
      C: ZnJlZCA5ZTk1YWVlMDljNDBhZjJiODRhMGMyYjNiYmFlNzg2ZQ==
      S: 235 2.7.0 Authentication successful
      C: QUIT
      S: 221 bye
    `,
    exchanges: [
      'EHLO jgm.example.com → 250',
      'AUTH FOOBAR → 504',
      'AUTH CRAM-MD5 → 501',
      'AUTH CRAM-MD5 → 235',
      'QUIT → 221',
    ],
  },
  'RFC 4954 section 4.1: AUTH PLAIN with an empty initial response': {
    script: conversation`
      S: 220 smtp.example.com ESMTP server ready
      C: EHLO jgm.example.com
      S: 250-smtp.example.com
      S: 250 AUTH EXTERNAL
      C: AUTH EXTERNAL =
      S: 235 2.7.0 Authentication successful
      C: QUIT
      S: 221 bye
    `,
    exchanges: ['EHLO jgm.example.com → 250', 'AUTH EXTERNAL = → 235', 'QUIT → 221'],
  },
  'draft-hall-prdr-00: behind 353 a reply for each recipient, and one about the whole': {
    script: conversation`
      S: 220 mx.example.com ESMTP Exim 4.96
      C: EHLO client.example.com
      S: 250-mx.example.com Hello client.example.com
      S: 250-PIPELINING
      S: 250 PRDR
      C: MAIL FROM:<ann@client.example.com> PRDR
      S: 250 OK, PRDR Requested
      C: RCPT TO:<bob@example.com>
      C: RCPT TO:<nobody@example.com>
      C: RCPT TO:<picky@example.com>
      C: DATA
      S: 250 Accepted
      S: 550 Unrouteable address
      S: 250 Accepted
      S: 354 Enter message, ending with "." on a line by itself
      C: Subject: one for both
      C: .
      C: MAIL FROM:<ann@client.example.com> PRDR
      S: 353 PRDR content analysis beginning
      S: 250 PRDR R=<bob@example.com> acceptance
      S: 550 picky does not like this
      S: 250 id=1xWNVj-00011m-0q message accepted for some recipients
      S: 250 OK, PRDR Requested
      C: RCPT TO:<picky@example.com>
      S: 250 Accepted
      C: DATA
      S: 354 Enter message, ending with "." on a line by itself
      C: .
      S: 353 PRDR content analysis beginning
      S: 550 picky does not like this
      S: 550 no recipient wants it
      C: QUIT
      S: 221 mx.example.com closing connection
    `,
    exchanges: [
      'EHLO client.example.com → 250',
      'MAIL FROM:<ann@client.example.com> PRDR → 250',
      'RCPT TO:<bob@example.com> → 250',
      'RCPT TO:<nobody@example.com> → 550',
      'RCPT TO:<picky@example.com> → 250',
      'DATA → 354',
      'MAIL FROM:<ann@client.example.com> PRDR → 250',
      'RCPT TO:<picky@example.com> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: [
      'ann@client.example.com → bob@example.com 250, nobody@example.com 550, picky@example.com 550: 250',
      'ann@client.example.com → picky@example.com 550: 550',
    ],
  },
  'RFC 2033 section 4.2: LMTP, a reply for each recipient that was accepted': {
    script: conversation`
      S: 220 foo.edu LMTP server ready
      C: LHLO foo.edu
      S: 250-foo.edu
      S: 250-PIPELINING
      S: 250 SIZE
      C: MAIL FROM:<chris@bar.com>
      S: 250 OK
      C: RCPT TO:<pat@foo.edu>
      S: 250 OK
      C: RCPT TO:<jones@foo.edu>
      S: 550 No such user here
      C: RCPT TO:<green@foo.edu>
      S: 250 OK
      C: DATA
      S: 354 Start mail input; end with <CRLF>.<CRLF>
      C: Blah blah blah...
      C: .
      S: 250 OK
      S: 452 <green@foo.edu> is temporarily over quota
      C: QUIT
      S: 221 foo.edu closing connection
    `,
    exchanges: [
      'LHLO foo.edu → 250',
      'MAIL FROM:<chris@bar.com> → 250',
      'RCPT TO:<pat@foo.edu> → 250',
      'RCPT TO:<jones@foo.edu> → 550',
      'RCPT TO:<green@foo.edu> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: ['chris@bar.com → pat@foo.edu 250, jones@foo.edu 550, green@foo.edu 452: 250'],
  },
  'RFC 6531 section 3.4: SMTPUTF8': {
    script: conversation`
      S: 220 mail.example
      C: EHLO client.example
      S: 250-mail.example
      S: 250-8BITMIME
      S: 250 SMTPUTF8
      C: MAIL FROM:<\xc3\xa4nne@b\xc3\xbccher.example> SMTPUTF8 BODY=8BITMIME
      S: 250 ok
      C: RCPT TO:<j\xc3\xb6rg@mail.example>
      S: 250 ok
      C: QUIT
      S: 221 bye
    `.map(([who, words]) => [
      who,
      words.replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    ]),
    exchanges: [
      'EHLO client.example → 250',
      'MAIL FROM:<änne@bücher.example> SMTPUTF8 BODY=8BITMIME → 250',
      'RCPT TO:<jörg@mail.example> → 250',
      'QUIT → 221',
    ],
  },
  'RFC 2852 section 6, RFC 6710, RFC 8689, RFC 4865: DELIVERBY, MT-PRIORITY, REQUIRETLS, FUTURERELEASE': {
    script: conversation`
      S: 220 acme.com
      C: EHLO bigbiz.com
      S: 250-acme.com
      S: 250-DELIVERBY 240
      S: 250-MT-PRIORITY MIXER
      S: 250-REQUIRETLS
      S: 250-FUTURERELEASE 86400 2027-01-01T00:00:00Z
      S: 250 LIMITS RCPTMAX=100
      C: MAIL FROM:<eljefe@bigbiz.com> BY=120;R MT-PRIORITY=-3 REQUIRETLS HOLDFOR=3600
      S: 250 ok
      C: QUIT
      S: 221 bye
    `,
    exchanges: [
      'EHLO bigbiz.com → 250',
      'MAIL FROM:<eljefe@bigbiz.com> BY=120;R MT-PRIORITY=-3 REQUIRETLS HOLDFOR=3600 → 250',
      'QUIT → 221',
    ],
  },
  'RFC 4468 section 3.4: BURL': {
    script: conversation`
      S: 220 owlry.example.org ESMTP
      C: EHLO potter.example.com
      S: 250-owlry.example.com
      S: 250-8BITMIME
      S: 250-BURL imap
      S: 250 CHUNKING
      C: MAIL FROM:<harry@gryffindor.example.com>
      S: 250 2.5.0 Address Ok.
      C: RCPT TO:<ron@gryffindor.example.com>
      S: 250 2.1.5 ron@gryffindor.example.com OK.
      C: BURL imap://harry@gryffindor.example.com/outbox LAST
      S: 250 2.5.0 Ok.
      C: QUIT
      S: 221 bye
    `,
    exchanges: [
      'EHLO potter.example.com → 250',
      'MAIL FROM:<harry@gryffindor.example.com> → 250',
      'RCPT TO:<ron@gryffindor.example.com> → 250',
      'BURL imap://harry@gryffindor.example.com/outbox LAST → 250',
      'QUIT → 221',
    ],
    messages: ['harry@gryffindor.example.com → ron@gryffindor.example.com 250: 250'],
  },
  'RFC 1985 section 6: ETRN': {
    script: conversation`
      S: 220 sigurd.innosoft.com -- Server SMTP (PMDF V4.2-6 #1992)
      C: EHLO ymir.claremont.edu
      S: 250-sigurd.innosoft.com
      S: 250-EXPN
      S: 250-HELP
      S: 250 ETRN
      C: ETRN localhost
      S: 458 Unable to queue messages for node localhost
      C: ETRN sigurd.innosoft.com
      S: 250 OK, queuing for node sigurd.innosoft.com started
      C: QUIT
      S: 221 Goodbye
    `,
    exchanges: [
      'EHLO ymir.claremont.edu → 250',
      'ETRN localhost → 458',
      'ETRN sigurd.innosoft.com → 250',
      'QUIT → 221',
    ],
  },
  'RFC 5321 section 3.5: VRFY, EXPN and HELP': {
    script: conversation`
      S: 220 foo.com
      C: EHLO bar.com
      S: 250-foo.com
      S: 250-EXPN
      S: 250 HELP
      C: VRFY Crispin
      S: 250 Mark Crispin <Admin.MRC@foo.com>
      C: EXPN Example-People
      S: 250-Jon Postel <Postel@isi.edu>
      S: 250 Sam Q. Smith <SQSmith@specific.generic.com>
      C: HELP
      S: 214 RFC 5321
      C: QUIT
      S: 221 bye
    `,
    exchanges: [
      'EHLO bar.com → 250',
      'VRFY Crispin → 250',
      'EXPN Example-People → 250',
      'HELP → 214',
      'QUIT → 221',
    ],
  },
  'Postfix XCLIENT and XFORWARD: the server greets anew': {
    script: conversation`
      S: 220 server.example.com ESMTP Postfix
      C: EHLO client.example.com
      S: 250-server.example.com
      S: 250-XFORWARD NAME ADDR
      S: 250 XCLIENT NAME ADDR PROTO HELO
      C: XFORWARD NAME=spike.porcupine.org ADDR=168.100.189.2
      S: 250 Ok
      C: XCLIENT NAME=spike.porcupine.org ADDR=168.100.189.2
      S: 220 server.example.com ESMTP Postfix
      C: HELO spike.porcupine.org
      S: 250 server.example.com
      C: MAIL FROM:<wietse@porcupine.org>
      S: 250 Ok
      C: RCPT TO:<user@example.com>
      S: 250 Ok
      C: DATA
      S: 354 End data with <CR><LF>.<CR><LF>
      C: message content
      C: .
      S: 250 Ok: queued as CF1E52AAE7
      C: QUIT
      S: 221 Bye
    `,
    exchanges: [
      'EHLO client.example.com → 250',
      'XFORWARD NAME=spike.porcupine.org ADDR=168.100.189.2 → 250',
      'XCLIENT NAME=spike.porcupine.org ADDR=168.100.189.2 → 220',
      'HELO spike.porcupine.org → 250',
      'MAIL FROM:<wietse@porcupine.org> → 250',
      'RCPT TO:<user@example.com> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: ['wietse@porcupine.org → user@example.com 250: 250'],
  },
  'RFC 2645 section 5.2.1: ATRN, the roles turn': {
    script: conversation`
      S: 220 EXAMPLE.NET on-demand mail relay server ready
      C: EHLO example.org
      S: 250-EXAMPLE.NET
      S: 250-AUTH CRAM-MD5
      S: 250 ATRN
      C: AUTH CRAM-MD5
      S: 334 MTg5Ni42OTcxNzA5NTJASVNQLkNPTQo=
      C: Zm9vYmFyLm5ldCBiOTEzYTYwMmM3ZWRhN2E0OTViNGU2ZTczMzRkMzg5MAo=
      S: 235 now authenticated as example.org
      C: ATRN example.org,example.com
      S: 250 OK now reversing the connection
      C: 220 example.org ready to receive email
      S: EHLO EXAMPLE.NET
      C: 250-example.org
      C: 250 SIZE
      S: MAIL FROM:<Lester.Tester@dot.foo.bar>
      C: 250 OK
      S: RCPT TO:<l.eva.msg@example.com>
      C: 250 OK, recipient accepted
      S: DATA
      C: 354 OK, send message; end with CRLF.CRLF
      S: text
      S: .
      C: 250 OK
      S: QUIT
      C: 221 example.org closing connection
    `,
    exchanges: [
      'EHLO example.org → 250',
      'AUTH CRAM-MD5 → 235',
      'ATRN example.org,example.com → 250',
      'EHLO EXAMPLE.NET → 250',
      'MAIL FROM:<Lester.Tester@dot.foo.bar> → 250',
      'RCPT TO:<l.eva.msg@example.com> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: ['Lester.Tester@dot.foo.bar → l.eva.msg@example.com 250: 250'],
  },
  'The PROXY protocol section 2.1: a line in front': {
    script: conversation`
      C: PROXY TCP4 192.168.0.1 192.168.0.11 56324 443
      S: 220 mx.example
      C: EHLO a
      S: 250 mx.example
      C: QUIT
      S: 221 bye
    `,
    exchanges: ['EHLO a → 250', 'QUIT → 221'],
  },
  'The PROXY protocol section 2.2: a binary header in front': {
    script: [
      ['c', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\xdc\x04\0\x19'],
      ...conversation`
        S: 220 mx.example
        C: EHLO a
        S: 250 mx.example
        C: QUIT
        S: 221 bye
      `,
    ],
    exchanges: ['EHLO a → 250', 'QUIT → 221'],
  },
};

/** RFC 3207 section 5: what is said within TLS, the spy reads too. */
export const STARTTLS_EXAMPLE = {
  script: conversation`
    S: 220 mail.imc.org SMTP service ready
    C: EHLO mail.example.com
    S: 250-mail.imc.org offers a warm hug of welcome
    S: 250-8BITMIME
    S: 250-STARTTLS
    S: 250 DSN
    C: STARTTLS
    S: 220 Go ahead
    C: EHLO mail.example.com
    S: 250-mail.imc.org touches your hand gently for a moment
    S: 250 8BITMIME
    C: QUIT
    S: 221 bye
  `,
  /** Pieces from here on are within TLS. */
  secureFrom: 8,
};
