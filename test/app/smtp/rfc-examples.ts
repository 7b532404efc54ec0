import { conversation, type Example } from './rfc-conversation.ts';
import { EXTENSION_EXAMPLES } from './rfc-examples-of-extensions.ts';

/** Where an RFC puts several lines in one packet, so does the script. */
const CORE_EXAMPLES: Readonly<Record<string, Example>> = {
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
};

/** Examples by the document that they stand in. */
export const RFC_EXAMPLES: Readonly<Record<string, Example>> = { ...CORE_EXAMPLES, ...EXTENSION_EXAMPLES };
