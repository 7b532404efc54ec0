import { CONTENT, type AdviceRule } from './advice.ts';
import { rfc } from './reference.ts';

const LOGIN_REQUIRED = rfc(6409, '4.3');

/** As servers say that they pass on no mail to other places. */
const RELAY_DENIED =
  /\brelay(?:ing)?\b.{0,40}\b(?:denied|prohibited|not|access|disabled|rejected)\b|\b(?:unable|not|refused?|cannot|may not|allowed) (?:\w+ )?to relay|\bnot (?:an? )?(?:open )?relay\b/i;

/** Refusals that are known by their words, beyond those over a message's origin. */
export const ADVICE_ON_TEXT: readonly AdviceRule[] = [
  {
    to: ['MAIL', 'RCPT', 'AUTH', 'VRFY', 'EXPN', 'DATA', 'BDAT', 'content', ''],
    text: /\b(?:must|needs?|requires?|required|first)\b.{0,60}(?:starttls|\btls\b|\bssl\b|\bencrypt)|(?:starttls|\btls\b|\bssl\b|\bencrypt(?:ion|ed)\b).{0,60}\b(?:must|needed|needs|required|requires|first|only)\b/i,
    codes: [421, 450, 451, 503, 504, 523, 530, 534, 535, 538, 550, 554],
    reason: 'the connection must be encrypted first',
    cause: 'The server takes mail or passwords on encrypted connections only, and this one is not.',
    attempt:
      'Turn on STARTTLS in the client, or TLS on port 465; if it is on, look whether the server offered STARTTLS here.',
    references: [rfc(3207, '4'), rfc(8314, '3.3')],
  },
  {
    text: /app(?:lication)?[- ](?:specific )?password/i,
    reason: 'the account needs an app password',
    cause:
      'The account has a second step for logins, so its normal password is not taken from mail programs.',
    attempt: 'Make an app password in the account’s security settings and use it here, or log in with OAuth.',
    references: [rfc(4954, '6')],
  },
  {
    text: /(?:log ?in|sign ?in|web ?login).{0,30}\b(?:browser|web|required)\b/i,
    codes: [534, 535],
    reason: 'the provider wants the owner to log in with a browser first',
    cause: 'The provider takes this login for unusual and has locked it until somebody confirms it.',
    attempt: 'Log in to the account in a browser, confirm that it was you, then try again.',
    references: [rfc(4954, '6')],
  },
  {
    text: /basic auth\w*.{0,30}(?:disabled|blocked|not)|client ?auth\w*.{0,20}disabled|smtp auth\w*.{0,20}disabled/i,
    reason: 'logging in with a password is switched off',
    cause: 'The provider no longer takes passwords from mail programs, for this mailbox or for all.',
    attempt:
      'Let the client log in with OAuth (XOAUTH2), or ask the administrator to allow SMTP AUTH for the mailbox.',
    references: [rfc(4954, '6')],
  },
  {
    text: RELAY_DENIED,
    loggedIn: true,
    reason: 'it does not pass mail on to other places for this client',
    cause:
      'The recipient is not at home on this server, and whoever the client logged in as may not send to other places from here.',
    attempt:
      'Look which server this login is meant for, and what it may do there. If the recipient should be at home here, add the domain to the server’s own domains.',
    references: [rfc(5321, '7.9'), LOGIN_REQUIRED],
  },
  {
    text: RELAY_DENIED,
    reason: 'it does not pass mail on to other places for this client',
    cause:
      'The recipient is not at home on this server, and the client has not logged in or may not send from here.',
    attempt:
      'Log in, on port 587 or 465. If the recipient should be at home here, add the domain to the server’s own domains.',
    references: [LOGIN_REQUIRED, rfc(5321, '7.9')],
  },
  {
    text: /\bauth\w*(?: is)? required|\bmust (?:authenticate|log ?in)\b|not (?:been )?(?:authenticated|logged in)|authenticate first|log ?in required/i,
    codes: [421, 450, 451, 503, 530, 550, 553, 554],
    reason: 'the client must log in first',
    cause:
      'This server sends mail only for people whom it knows, and nobody has logged in on this connection.',
    attempt:
      'Turn on the login for outgoing mail in the client, with user name and password, on port 587 or 465.',
    references: [rfc(4954, '6'), LOGIN_REQUIRED],
  },
  {
    to: ['RCPT'],
    text: /recipient address rejected: access denied/i,
    reason: 'it does not know this recipient, or lets nobody write to it',
    cause: 'At Microsoft 365, where these words come from, there is mostly no such mailbox.',
    attempt: 'Check the address letter by letter, and ask the recipient in another way if it looks right.',
    references: [rfc(5321, '4.2.3')],
  },
  {
    to: ['RCPT', 'VRFY', ...CONTENT],
    text: /\bunknown (?:user|recipient|mailbox|address)|\b(?:user|recipient|mailbox|address) (?:is )?unknown|\bno such (?:user|mailbox|recipient|person|address)|\b(?:user|recipient|mailbox|account|address)\b.{0,60}\b(?:does not exist|doesn['’]t exist|not found|could not be found|undeliverable)|\bunrout(?:e)?able address|\binvalid (?:recipient|mailbox)|\bno mailbox\b/i,
    reason: 'there is no mailbox of this name',
    cause: 'The name in front of the @ is misspelt, or the mailbox has been closed.',
    attempt: 'Check the address letter by letter, and ask the recipient in another way if it looks right.',
    references: [rfc(3463, '3.2')],
  },
  {
    text: /\bover ?-?quota|quota (?:is )?(?:exceeded|full|reached)|exceed\w* .{0,20}quota|(?:mailbox|inbox)(?: is)? full|out of storage/i,
    reason: 'the mailbox is full',
    cause: 'The recipient has used up the room that the mailbox may take.',
    attempt: 'Tell the recipient in another way, and send again when there is room.',
    references: [rfc(3463, '3.3')],
  },
  {
    text: /(?:message|mail|size)\b.{0,40}\b(?:too (?:large|big)|exceeds|exceeded)|\bsize limit|\btoo (?:large|big)\b/i,
    reason: 'the message is too large',
    cause:
      'The message, attachments included, is larger than the server takes; in mail, attachments grow by a third.',
    attempt:
      'Compare its size with the SIZE that the server offers after EHLO, and send large files by a link.',
    references: [rfc(1870, '6')],
  },
  {
    text: /\b(?:bare|lone) (?:<?lf>?|<?cr>?|line ?feeds?|new ?lines?|carriage)|\bline endings?\b/i,
    reason: 'the lines do not end as mail’s lines must',
    cause:
      'The client ends lines with a line feed alone. Servers refuse that since it has been used to smuggle messages.',
    attempt:
      'Let the client end every line with CR LF, or hand the message to a local mail server that does.',
    references: [rfc(5321, '2.3.8')],
  },
  {
    text: /synchroni[sz]ation error|(?:improper|unauthori[sz]ed|unexpected|invalid).{0,30}\bpipelin|\bpipelin\w*.{0,30}\b(?:improper|not|without)\b|before (?:the )?(?:greeting|banner)|\btalk\w* (?:too soon|before|first)/i,
    reason: 'the client spoke before it was its turn',
    cause: 'The client did not wait for the greeting or for a reply, as spam programs do.',
    attempt: 'Let the client wait for the greeting and, where PIPELINING is not offered, for every reply.',
    references: [rfc(2920, '3.1'), rfc(5321, '4.3.1')],
  },
  {
    text: /\bline(?: is)? too long|\blines? .{0,30}(?:length|exceed)/i,
    reason: 'a line is too long',
    cause: 'Commands may have 512 bytes and lines of content 1,000, and the client wrote a longer one.',
    attempt: 'Let the client break long lines, mostly by sending the content as quoted-printable or base64.',
    references: [rfc(5321, '4.5.3.1')],
  },
  {
    text: /\btoo many hops|\bhop count|\bmail loop|\bloops? back|\brouting loop|\bmail forwarding loop/i,
    reason: 'the message is going round in circles',
    cause: 'Two servers or forwarding rules send the message to each other.',
    attempt: 'Read the Received headers of the message: where names repeat is the rule or route to correct.',
    references: [rfc(5321, '6.3')],
  },
  {
    text: /\btoo many (?:errors|invalid|bad|unknown|unrecogni[sz]ed|syntax|protocol|nonmail|non-mail)/i,
    reason: 'the client has made too many mistakes',
    cause:
      'Several commands or recipients of this conversation were refused, which servers take for a sign of abuse.',
    attempt: 'Look for the first refusal in this conversation and begin there.',
    references: [rfc(5321, '7.8')],
  },
  {
    text: /\btoo many recipients|\brecipient limit|\btoo much recipients/i,
    reason: 'there are too many recipients',
    cause: 'The server limits how many recipients one message, or one account in a day, may have.',
    attempt: 'Send the message several times, to fewer recipients each; 100 at once must always be possible.',
    references: [rfc(5321, '4.5.3.1.10')],
  },
  {
    to: CONTENT,
    text: /(?:multiple|missing|duplicate|invalid|malformed|no)\b.{0,30}\b(?:headers?|from:|['"]?from['"]? header|date:|message-id)|\brfc ?-?(?:5322|2822|822)\b/i,
    reason: 'the headers of the message are not as they must be',
    cause:
      'A header such as From, Date or Message-ID is missing, stands there twice, or is not written correctly.',
    attempt:
      'Look at the headers in this conversation: From and Date must be there exactly once, and an empty line must end them.',
    references: [rfc(5322, '3.6')],
  },
  {
    text: /\bspam\w*|\bvirus\b|\bmalware\b|\bphish|\bunsolicited\b|\bcontent (?:rejected|policy)|\bbulk mail/i,
    reason: 'it takes the message for spam or for harmful',
    cause: 'A filter did not like the content, its links or attachments, or what it knows of the sender.',
    attempt:
      'Send a short plain text to the same recipient: if that passes, it is the content; if not, it is the sender.',
    references: [rfc(5321, '6.2')],
  },
  {
    codes: [421, 451],
    text: /\btime(?:d)?[- ]?out\b|\bidle\b|\btoo (?:long|slow)\b/i,
    reason: 'the client took too long',
    cause: 'Nothing came from the client for longer than the server waits, which is some minutes.',
    attempt:
      'Look at the times in this conversation to see who waited for whom, and whether a firewall holds something up.',
    references: [rfc(5321, '4.5.3.2.7')],
  },
  {
    codes: [421, 450, 451, 452, 454],
    to: ['greeting', 'MAIL', 'RCPT', 'DATA'],
    details: ['', '2.0', '3.0', '7.0', '7.1'],
    text: /\b(?:try|come|retry|attempt|send)\b.{0,20}\b(?:again|later|back)\b|\bplease retry\b|\bdeferred\b/i,
    reason: 'it asks the client to come back later',
    cause: 'Probably greylisting: the server lets a sender that it does not know wait. It may also be busy.',
    attempt: 'Send again from the same address after 5 to 15 minutes; mail servers do so by themselves.',
    references: [rfc(6647, '2')],
  },
];
