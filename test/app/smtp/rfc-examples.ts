import type { ConversationScript, Said } from '../../support/conversation-script.ts';

/** A conversation as RFCs write it: `C: ` and `S: ` in front of each line; what is behind `C: ` goes with CRLF. */
export function conversation({ raw: [text = ''] }: TemplateStringsArray): ConversationScript {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line): Said[] => {
    const [, who, words = ''] = /^([CS]):\s?(.*)$/.exec(line) ?? [];
    if (who === undefined) return [];
    return [[who === 'C' ? 'c' : 's', `${words}\r\n`]];
  });
}

/** An example, and what follows from it. */
export interface Example {
  readonly script: ConversationScript;
  /** Each command and the code that answered it, in the order of the answers. */
  readonly exchanges: readonly string[];
  /** Each message: sender, recipients with codes, code. */
  readonly messages?: readonly string[];
  /** What is true of the example: RFCs have their habits too. */
  readonly findings?: readonly string[];
}

/** Examples by the document that they stand in. Where an RFC puts several lines in one packet, so does the script. */
export const RFC_EXAMPLES: Readonly<Record<string, Example>> = {
  'RFC 5321 appendix D.1: a typical transaction': {
    script: conversation`
      S: 220 foo.com Simple Mail Transfer Service Ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250-8BITMIME
      S: 250-SIZE
      S: 250-DSN
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 No such user here
      C: RCPT TO:<Brown@foo.com>
      S: 250 OK
      C: DATA
      S: 354 Start mail input; end with <CRLF>.<CRLF>
      C: Blah blah blah...
      C: ...etc. etc. etc.
      C: .
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
    `,
    exchanges: [
      'EHLO bar.com → 250',
      'MAIL FROM:<Smith@bar.com> → 250',
      'RCPT TO:<Jones@foo.com> → 250',
      'RCPT TO:<Green@foo.com> → 550',
      'RCPT TO:<Brown@foo.com> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: ['Smith@bar.com → Jones@foo.com 250, Green@foo.com 550, Brown@foo.com 250: 250'],
  },
  'RFC 5321 appendix D.2: an aborted transaction': {
    script: conversation`
      S: 220 foo.com Simple Mail Transfer Service Ready
      C: EHLO bar.com
      S: 250-foo.com greets bar.com
      S: 250 HELP
      C: MAIL FROM:<Smith@bar.com>
      S: 250 OK
      C: RCPT TO:<Jones@foo.com>
      S: 250 OK
      C: RCPT TO:<Green@foo.com>
      S: 550 No such user here
      C: RSET
      S: 250 OK
      C: QUIT
      S: 221 foo.com Service closing transmission channel
    `,
    exchanges: [
      'EHLO bar.com → 250',
      'MAIL FROM:<Smith@bar.com> → 250',
      'RCPT TO:<Jones@foo.com> → 250',
      'RCPT TO:<Green@foo.com> → 550',
      'RSET → 250',
      'QUIT → 221',
    ],
  },
  'RFC 2920 section 4: pipelining': {
    script: [
      ...conversation`
        S: 220 innosoft.com SMTP service ready
        C: EHLO dbc.mtview.ca.us
        S: 250-innosoft.com
        S: 250 PIPELINING
      `,
      [
        'c',
        'MAIL FROM:<mrose@dbc.mtview.ca.us>\r\nRCPT TO:<ned@innosoft.com>\r\nRCPT TO:<dan@innosoft.com>\r\n' +
          'RCPT TO:<kvc@innosoft.com>\r\nDATA\r\n',
      ],
      [
        's',
        '250 sender <mrose@dbc.mtview.ca.us> OK\r\n250 recipient <ned@innosoft.com> OK\r\n' +
          '250 recipient <dan@innosoft.com> OK\r\n250 recipient <kvc@innosoft.com> OK\r\n' +
          '354 enter mail, end with line containing only "."\r\n',
      ],
      ['c', 'text\r\n.\r\nQUIT\r\n'],
      ['s', '250 message sent\r\n221 goodbye\r\n'],
    ],
    exchanges: [
      'EHLO dbc.mtview.ca.us → 250',
      'MAIL FROM:<mrose@dbc.mtview.ca.us> → 250',
      'RCPT TO:<ned@innosoft.com> → 250',
      'RCPT TO:<dan@innosoft.com> → 250',
      'RCPT TO:<kvc@innosoft.com> → 250',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: [
      'mrose@dbc.mtview.ca.us → ned@innosoft.com 250, dan@innosoft.com 250, kvc@innosoft.com 250: 250',
    ],
  },
  'RFC 1870 section 8: SIZE': {
    script: conversation`
      S: 220 sigurd.innosoft.com -- Server SMTP (PMDF V4.2-6 #1992)
      C: EHLO ymir.claremont.edu
      S: 250-sigurd.innosoft.com
      S: 250-EXPN
      S: 250-HELP
      S: 250 SIZE 1000000
      C: MAIL FROM:<ned@thor.innosoft.com> SIZE=500000
      S: 250 Address Ok.
      C: RCPT TO:<ned@innosoft.com>
      S: 250 ned@innosoft.com OK; can accomodate 500000 byte message
      C: RCPT TO:<ned@ymir.claremont.edu>
      S: 552 Channel size limit exceeded: ned@YMIR.CLAREMONT.EDU
      C: RCPT TO:<ned@hmcvax.claremont.edu>
      S: 452 Insufficient channel storage: ned@hmcvax.CLAREMONT.EDU
      C: DATA
      S: 354 Send message, ending in CRLF.CRLF.
      C: text
      C: .
      S: 250 Some recipients OK
      C: QUIT
      S: 221 Goodbye
    `,
    exchanges: [
      'EHLO ymir.claremont.edu → 250',
      'MAIL FROM:<ned@thor.innosoft.com> SIZE=500000 → 250',
      'RCPT TO:<ned@innosoft.com> → 250',
      'RCPT TO:<ned@ymir.claremont.edu> → 552',
      'RCPT TO:<ned@hmcvax.claremont.edu> → 452',
      'DATA → 354',
      'QUIT → 221',
    ],
    messages: [
      'ned@thor.innosoft.com → ned@innosoft.com 250, ned@ymir.claremont.edu 552, ned@hmcvax.claremont.edu 452: 250',
    ],
  },
  'RFC 3030 section 4.2: BDAT, pipelined': {
    script: [
      ...conversation`
        S: 220 cnri.reston.va.us SMTP service ready
        C: EHLO ymir.claremont.edu
        S: 250-cnri.reston.va.us says hello
        S: 250-PIPELINING
        S: 250-BINARYMIME
        S: 250-8BITMIME
        S: 250 CHUNKING
      `,
      [
        'c',
        'MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME\r\nRCPT TO:<gvaudre@cnri.reston.va.us>\r\n' +
          'RCPT TO:<jstewart@cnri.reston.va.us>\r\n',
      ],
      [
        's',
        '250 <ned@ymir.claremont.edu>... Sender and BINARYMIME ok\r\n' +
          '250 <gvaudre@cnri.reston.va.us>... Recipient ok\r\n250 <jstewart@cnri.reston.va.us>... Recipient ok\r\n',
      ],
      ['c', 'BDAT 12\r\n0\0\xff\n\r\n.\r\n345BDAT 5\r\n67890'],
      ['s', '250 12 octets received\r\n'],
      ['s', '250 5 octets received\r\n'],
      ['c', 'BDAT 0 LAST\r\nQUIT\r\n'],
      ['s', '250 Message OK, 17 octets received\r\n221 goodbye\r\n'],
    ],
    exchanges: [
      'EHLO ymir.claremont.edu → 250',
      'MAIL FROM:<ned@ymir.claremont.edu> BODY=BINARYMIME → 250',
      'RCPT TO:<gvaudre@cnri.reston.va.us> → 250',
      'RCPT TO:<jstewart@cnri.reston.va.us> → 250',
      'BDAT 12 → 250',
      'BDAT 5 → 250',
      'BDAT 0 LAST → 250',
      'QUIT → 221',
    ],
    messages: ['ned@ymir.claremont.edu → gvaudre@cnri.reston.va.us 250, jstewart@cnri.reston.va.us 250: 250'],
  },
  'RFC 3461 section 10: delivery status notifications': {
    script: conversation`
      S: 220 Example.ORG SMTP server here
      C: EHLO Example.ORG
      S: 250-Example.ORG
      S: 250-DSN
      S: 250-EXPN
      S: 250 SIZE
      C: MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159
      S: 250 <Alice@Example.ORG> sender ok
      C: RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM
      S: 250 <Bob@Example.COM> recipient ok
      C: RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU
      S: 250 <Carol@Ivory.EDU> recipient ok
      C: RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU
      S: 250 <Dana@Ivory.EDU> recipient ok
      C: RCPT TO:<Fred@Bombs.AF.MIL> NOTIFY=NEVER
      S: 250 <Fred@Bombs.AF.MIL> recipient ok
      C: QUIT
      S: 221 goodbye
    `,
    exchanges: [
      'EHLO Example.ORG → 250',
      'MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159 → 250',
      'RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM → 250',
      'RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU → 250',
      'RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU → 250',
      'RCPT TO:<Fred@Bombs.AF.MIL> NOTIFY=NEVER → 250',
      'QUIT → 221',
    ],
  },
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
