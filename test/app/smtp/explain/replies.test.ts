import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference } from '../../../../app/smtp/explain/reference.ts';
import { explainReply, type ReplyExplanation } from '../../../../app/smtp/explain/reply.ts';
import { parseReplyLine } from '../../../../app/smtp/reply.ts';

/** Explains a reply as it stood on the wire. */
function explain(to: string, line: string, mechanism = ''): ReplyExplanation {
  const bytes = new TextEncoder().encode(line);
  return explainReply({ ...parseReplyLine(bytes, 0, bytes.length), verb: to, loggedIn: false, mechanism });
}

describe('what was accepted', () => {
  test.each([
    ['greeting', '220 mx.example.com ESMTP', 'The server is ready and introduces itself.'],
    ['EHLO', '250-mx.example.com', 'The server greets the client and lists the extensions that it offers.'],
    ['STARTTLS', '220 2.0.0 go ahead', 'The server agrees to encrypt: what either side says next is TLS.'],
    ['AUTH', '334 VXNlcm5hbWU6', 'The server waits for the client’s next step in the login.'],
    ['AUTH', '235 2.7.0 welcome', 'The login succeeded.'],
    ['MAIL', '250 2.1.0 Ok', 'The server will take a message from this sender.'],
    ['rcpt', '250 2.1.5 Ok', 'The server accepts this recipient.'],
    [
      'RCPT',
      '251 2.1.5 will forward',
      'The server accepts this recipient, and will forward the message elsewhere.',
    ],
    ['DATA', '354 go on', 'The server waits for the content, up to a line that holds a single dot.'],
    [
      'content',
      '250 2.0.0 Ok: queued as 1',
      'The server has taken the message: it must now deliver it or send a bounce.',
    ],
    [
      'VRFY',
      '252 2.0.0 alice',
      'The server does not say whether the user exists, but would take a message and try.',
    ],
    [
      'content',
      '250 2.0.0 <bob@example.org> aFlH Saved',
      'The server has taken the message for the recipient that it names.',
    ],
    ['RSET', '250 2.0.0 Ok', 'The server has dropped the message that was begun.'],
    ['QUIT', '221 2.0.0 Bye', 'The server says goodbye too, and closes the connection.'],
    ['FROBNICATE', '250 done', 'The server has done what was asked.'],
    ['FROBNICATE', '299 done', 'The server agrees.'],
    ['FROBNICATE', '399 and now?', 'The server agrees so far, and waits for more.'],
  ])('%s: %s', (to, line, sentence) => {
    const explanation = explain(to, line);
    expect(explanation.sentence).toBe(sentence);
    expect(explanation).not.toHaveProperty('cause');
    expect(explanation).not.toHaveProperty('attempt');
  });

  test('says so if something was lost', () => {
    expect(explain('MAIL', '250 2.6.4 converted').sentence).toBe(
      'The server will take a message from this sender; the content has been converted, and something was lost.',
    );
  });
});

/** What was answered, and the reply; the sentence; a piece of what to try. */
const REFUSALS = `
  ---- The connection
  greeting: 554 mx.example.com no mail here
    The server refuses the connection: there is no mail service here, or not for this client.
    … through your provider’s mail server …
  greeting: 554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org
    The server refuses the connection: the sending host is on a block list.
    … ask to be removed …
  greeting: 521 5.3.2 mx does not accept mail
    The server refuses the connection: this host never takes mail.
    … MX records …
  greeting: 421 4.3.2 Service shutting down
    The server closes the connection: the mail system is not taking mail.
    … some minutes …
  greeting: 421 4.7.0 Too many connections from your host
    The server closes the connection: too much comes from this client in a short time.
    … fewer connections at once …
  MAIL: 421 4.4.2 mx Error: timeout exceeded
    The server closes the connection: the client took too long.
    … who waited for whom …
  RCPT: 421 4.7.0 mx Error: too many errors
    The server closes the connection: the client has made too many mistakes.
    … first refusal …
  content: 421 4.7.0 closing
    The server closes the connection: it is not available at the moment.
    … earlier refusals …
  greeting: 554 SMTP synchronization error
    The server refuses the connection: the client spoke before it was its turn.
    … wait for the greeting …
  ---- Introductions
  EHLO: 502 5.5.1 Unimplemented
    The server refuses to greet the client: it does not offer this command.
    … go on with HELO …
  EHLO: 500 what?
    The server refuses to greet the client: it does not know the command, or the line is too long.
    … SMTP inspection …
  HELO: 504 5.5.2 <pc>: Helo command rejected: need fully-qualified hostname
    The server refuses to greet the client: it does not take the name that the client gave itself.
    … such as mail.example.com …
  EHLO: 504 no
    The server refuses to greet the client: it does not take the name that the client gives itself.
    … mail.example.com …
  ---- TLS
  MAIL: 530 5.7.0 Must issue a STARTTLS command first
    The server takes no message from this sender: the connection must be encrypted first.
    … Turn on STARTTLS …
  MAIL: 523 5.7.10 later
    The server takes no message from this sender: the connection must be encrypted first.
    … STARTTLS …
  STARTTLS: 454 4.7.0 TLS not available
    The server cannot encrypt the connection now: TLS is out of order for a while.
    … certificate …
  STARTTLS: 502 5.5.1 no
    The server refuses to encrypt: it does not offer this command.
    … port 465 …
  ---- Logins
  MAIL: 530 5.7.0 Authentication required
    The server takes no message from this sender: the client must log in first.
    … port 587 or 465 …
  RCPT: 530 5.7.1 Client was not authenticated
    The server refuses this recipient: the client must log in first.
    … port 587 or 465 …
  AUTH: 535 5.7.8 no
    The server refuses the login: user name or password is wrong, or not allowed here.
    … full address as the user name …
  AUTH: 535 5.7.3 Authentication unsuccessful
    The server refuses the login: user name or password is wrong, or not allowed here.
    … app password …
  AUTH: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant
    The server refuses the login: logging in with a password is switched off.
    … OAuth …
  AUTH: 534 5.7.9 no
    The server refuses the login: the mechanism is too weak for this account.
    … another mechanism …
  AUTH: 534 5.7.9 Application-specific password required
    The server refuses the login: the account needs an app password.
    … Make an app password …
  AUTH: 534 5.7.14 Please log in via your web browser
    The server refuses the login: the provider wants the owner to log in with a browser first.
    … in a browser …
  AUTH: 538 5.7.11 no
    The server refuses the login: this mechanism may only be used on an encrypted connection.
    … STARTTLS …
  AUTH: 454 4.7.0 no
    The server cannot log the client in now: it cannot check the login at the moment.
    … some minutes …
  AUTH: 503 5.5.1 no
    The server refuses the login: the client has logged in already, or may not do so now.
    … answer to EHLO …
  AUTH: 504 5.5.4 no
    The server refuses the login: it does not offer this mechanism.
    … answer to EHLO …
  AUTH: 501 no
    The server refuses the login: the client gave up, or what it said was not base64.
    … decoded steps …
  ---- Senders
  MAIL: 501 5.1.7 no
    The server takes no message from this sender: the sender’s address is not written correctly.
    … MAIL FROM:<name@example.com> …
  MAIL: 501 5.5.4 no
    The server takes no message from this sender: the arguments of the command are not valid.
    … MAIL FROM:<name@example.com> …
  MAIL: 503 5.5.1 no
    The server takes no message from this sender: the command came at the wrong moment.
    … EHLO first …
  MAIL: 553 5.1.8 no
    The server takes no message from this sender: the sender’s domain does not exist or takes no mail.
    … a domain that takes mail …
  MAIL: 553 5.7.1 <a@b>: Sender address rejected: not owned by user c
    The server takes no message from this sender: the sender’s address is not one that this client may use.
    … Log in as the owner …
  MAIL: 555 5.5.4 Unsupported option
    The server takes no message from this sender: it does not know a parameter, or does not offer it.
    … answer to EHLO …
  MAIL: 552 5.3.4 no
    The server takes no message from this sender: the message is larger than the mail system allows.
    … SIZE …
  ---- Recipients
  RCPT: 550 5.1.1 <x@y>: User unknown in local recipient table
    The server refuses this recipient: there is no mailbox of this name.
    … letter by letter …
  RCPT: 550 no
    The server refuses this recipient: the mailbox does not exist, or may not be used.
    … letter by letter …
  RCPT: 550 no such user here
    The server refuses this recipient: there is no mailbox of this name.
    … letter by letter …
  RCPT: 550 5.4.1 Recipient address rejected: Access denied.
    The server refuses this recipient: it does not know this recipient, or lets nobody write to it.
    … letter by letter …
  RCPT: 550 5.7.1 no
    The server refuses this recipient: its rules do not let this sender send this here.
    … Log in first …
  RCPT: 554 5.7.1 <a@b>: Relay access denied
    The server refuses this recipient: it does not pass mail on to other places for this client.
    … the server’s own domains …
  RCPT: 450 4.2.0 <a@b>: Recipient address rejected: Greylisted for 300 seconds
    The server does not take this recipient now: it is greylisting, so senders that it does not know have to wait.
    … 5 to 15 minutes …
  RCPT: 451 4.7.1 Please try again later
    The server does not take this recipient now: it asks the client to come back later.
    … 5 to 15 minutes …
  RCPT: 450 4.2.1 no
    The server does not take this recipient now: the mailbox is switched off.
    … Ask the owner …
  RCPT: 450 4.1.1 unverified
    The server does not take this recipient now: it could not check yet whether the mailbox exists.
    … 15 minutes …
  RCPT: 452 4.2.2 no
    The server does not take this recipient now: the mailbox is full.
    … when there is room …
  RCPT: 452 4.5.3 no
    The server does not take this recipient now: there are too many recipients.
    … fewer recipients …
  RCPT: 552 5.2.2 no
    The server refuses this recipient: the mailbox is full.
    … when there is room …
  RCPT: 556 5.1.10 no
    The server refuses this recipient: the recipient’s domain takes no mail.
    … part behind the @ …
  RCPT: 551 user moved
    The server refuses this recipient: the recipient is elsewhere, and it does not forward.
    … address in the text …
  RCPT: 571 no
    The server refuses this recipient: it has blocked this mail, with a code that no standard knows.
    … in another way …
  RCPT: 503 5.5.1 no
    The server refuses this recipient: no message has been begun with MAIL.
    … reply to MAIL …
  RCPT: 450 4.7.25 no
    The server does not take this recipient now: the sending host has no proper name in reverse DNS.
    … PTR record …
  ---- Content
  DATA: 554 5.5.1 no valid recipients
    The server refuses to take the content: no recipient has been accepted.
    … replies to RCPT …
  DATA: 503 5.5.1 no
    The server refuses to take the content: there is no sender or no accepted recipient yet.
    … replies to MAIL and RCPT …
  content: 552 5.3.4 no
    The server refuses the message: the message is larger than the mail system allows.
    … large files by a link …
  content: 554 5.7.1 spam
    The server refuses the message: it takes the message for spam or for harmful.
    … short plain text …
  content: 550 5.7.20 no
    The server refuses the message: the message has no valid DKIM signature.
    … publish the key …
  content: 550 5.7.23 no
    The server refuses the message: SPF says that this host may not send for the domain.
    … v=spf1 …
  content: 550 5.7.26 no
    The server refuses the message: more than one check of the message’s origin failed.
    … SPF record …
  content: 550 5.7.1 Unauthenticated email from example.com is not accepted due to domain’s DMARC policy
    The server refuses the message: the domain in the From header does not vouch for the message (DMARC).
    … allowed to send for the domain …
  content: 550 5.7.27 no
    The server refuses the message: the sender’s domain has declared that it takes no mail.
    … null MX …
  content: 521 5.5.2 bare <LF> received
    The server refuses the message: the lines do not end as mail’s lines must.
    … CR LF …
  content: 452 4.3.1 no
    The server does not take the message now: the mail system has run out of room.
    … some hours …
  ---- Words of particular servers
  RCPT: 550 Sender verify failed
    The server refuses this recipient: the sender’s address could not be verified.
    … an address that takes mail …
  RCPT: 451 Temporary local problem - please try later
    The server does not take this recipient now: something went wrong on its side.
    … its log …
  RCPT: 550 Administrative prohibition
    The server refuses this recipient: its rules do not allow this.
    … which rule …
  RCPT: 554 5.7.1 <a@b.example>: Sender address rejected: Access denied
    The server refuses this recipient: its rules do not allow the sender’s address.
    … another address …
  RCPT: 450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages
    The server does not take this recipient now: the recipient gets more mail than is taken at once.
    … in an hour or two …
  content: 552 5.7.0 This message was blocked because its content presents a potential security issue.
    The server refuses the message: it takes an attachment or a link for dangerous.
    … without the attachment …
  content: 554 5.7.9 Message not accepted for policy reasons.
    The server refuses the message: its rules do not allow this message.
    … SPF, DKIM and DMARC …
  MAIL: 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints
    The server closes the connection: too much comes from this client in a short time, or people have complained.
    … more slowly …
  content: 554 Message rejected: Email address is not verified. The following identities failed the check
    The server refuses the message: the sender’s address is not confirmed for this account.
    … Confirm the address …
  content: 554 Message rejected: Address blacklisted.
    The server refuses the message: the provider does not send to this recipient any more.
    … suppression list …
  content: 554 Access denied: User is not authorized to perform ses:SendRawEmail
    The server refuses the message: the account may not send this mail.
    … the right that the reply names …
  RCPT: 550 5.7.606 Access denied, banned sending IP [192.0.2.1]
    The server refuses this recipient: the sending host is on a block list.
    … Ask to be removed …
  greeting: 554 IP address is block listed.
    The server refuses the connection: the sending host is on a block list.
    … Ask to be removed …
  content: 554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException
    The server refuses the message: the account has been stopped from sending.
    … Change the password …
  content: 550 5.7.520 Access denied, Your organization does not allow external forwarding.
    The server refuses the message: mail may not be forwarded to the outside.
    … Switch the forwarding off …
  content: 550 5.7.515 Access denied, sending domain b.example doesn't meet the required authentication level.
    The server refuses the message: the sender’s domain does not vouch for the message.
    … with DKIM …
  RCPT: 550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
    The server refuses this recipient: this recipient takes mail from its own organization only.
    … from outside …
  content: 432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded
    The server does not take the message now: it has too much to do at the moment.
    … fewer connections …
  MAIL: 454 4.7.0 Too many login attempts, please try again later.
    The server takes no message from this sender now: too many logins were tried.
    … wait an hour …
  EHLO: 550 5.7.1 Access denied
    The server refuses to greet the client: its rules do not let this sender send this here.
    … the host’s own …
  MAIL: 555 5.5.2 Syntax error, goodbye.
    The server takes no message from this sender: the command is not written correctly.
    … MAIL FROM:<name@example.com> …
  content: 550 5.6.0 Lone CR or LF in headers (see RFC2822 section 2.2)
    The server refuses the message: the lines do not end as mail’s lines must.
    … CR LF …
  ---- Anything else
  VRFY: 502 5.5.1 no
    The server refuses to answer the question: it does not offer this command.
    … Nothing needs to be done …
  NOOP: 500 no
    The server refuses the command: it does not know the command, or the line is too long.
    … lost step …
  ?: 500 no
    The server refuses: it does not know the command, or the line is too long.
    … lost step …
  RCPT: 599 no
    The server refuses this recipient: only its text tells why.
    … Read the text …
  RCPT: 459 no
    The server does not take this recipient now: the client may not ask for the mail of this host.
    … ETRN …
  RCPT: 499 5.1.250 no
    The server does not take this recipient now: something is the matter with the address.
    … Try again later …
`;

describe('what was refused', () => {
  const cases = REFUSALS.trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('----'));
  const refusals = Array.from({ length: cases.length / 3 }, (_, index) =>
    cases.slice(index * 3, index * 3 + 3),
  );

  test.each(refusals)('%s', (asked, sentence, attempt = '') => {
    const [, to = '', line = ''] = /^(\w+|\?): (.*)$/.exec(asked) ?? [];
    const explanation = explain(to === '?' ? '' : to, line);
    expect(explanation.sentence).toBe(sentence);
    expect(explanation.attempt).toContain(attempt.replace(/^… | …$/g, ''));
  });

  test('in full', () => {
    const { references, ...words } = explain('RCPT', '450 4.2.0 Greylisted');
    expect(words).toEqual({
      sentence:
        'The server does not take this recipient now: it is greylisting, so senders that it does not know have to wait.',
      cause:
        'The server turns away the first attempt of a sender that it has not met. Mail servers come back, most spam programs do not.',
      attempt: 'Send again from the same address after 5 to 15 minutes; mail servers do so by themselves.',
    });
    expect(references.map(formatReference)).toEqual(['RFC 6647 section 2', 'RFC 5321 section 4.2.3']);
  });

  test('words may be broken across the lines of a reply', () => {
    const reply = {
      code: 550,
      enhanced: '5.7.1',
      text: 'Relay\naccess\ndenied',
      verb: 'RCPT',
      loggedIn: false,
      mechanism: '',
    };
    expect(explainReply(reply).sentence).toContain('does not pass mail on');
  });
});

describe('a login with a token', () => {
  test('that was refused needs another token, and no other password', () => {
    const { sentence, attempt } = explain('AUTH', '535 5.7.8 Username and Password not accepted', 'XOAUTH2');
    expect(sentence).toBe('The server refuses the login: it does not take the token.');
    expect(attempt).toContain('fetch a new token');
    expect(explain('AUTH', '535 5.7.8 no', 'PLAIN').attempt).toContain('full address as the user name');
  });

  test('is refused in a challenge first', () => {
    const { sentence } = explain('AUTH', '334 eyJzdGF0dXMiOiI0MDEifQ==', 'OAUTHBEARER');
    expect(sentence).toContain('does not take the token');
    expect(explain('AUTH', '334 ', 'OAUTHBEARER').sentence).toContain('next step');
  });
});

test('trust that is lacking is about content only where content was asked for', () => {
  expect(explain('BURL', '554 5.7.14 no trust').attempt).toContain('URL in BURL');
  expect(explain('XCLIENT', '550 5.7.14 You are not from trusted IP').sentence).toBe(
    'The server refuses the command: it does not trust this client so far.',
  );
});

test.each([
  ['who knows', 'This line is no reply, since it does not begin with a code.'],
  ['199 soon', 'Replies of SMTP begin with a code from 200 to 599, so this one has no meaning.'],
])('what is no reply: %s', (line, sentence) => {
  expect(explain('MAIL', line).sentence).toBe(sentence);
});

describe('whatever a server says', () => {
  const codes = fc.integer({ min: 0, max: 999 });
  const enhanced = fc.oneof(
    fc.constant(''),
    fc.string(),
    fc
      .tuple(fc.constantFrom(2, 4, 5), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 999 }))
      .map((parts) => parts.join('.')),
  );
  const verb = fc.oneof(
    fc.constantFrom('greeting', 'content', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'STARTTLS', ''),
    fc.string(),
  );

  test('it is explained in one short sentence with a reference; a refusal has a cause and something to try', () => {
    fc.assert(
      fc.property(codes, enhanced, fc.string(), verb, fc.boolean(), (code, status, text, to, loggedIn) => {
        const { sentence, references, cause, attempt } = explainReply({
          code,
          enhanced: status,
          text,
          verb: to,
          loggedIn,
          mechanism: '',
        });
        expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
        expect(sentence.length).toBeLessThan(160);
        expect(references.length).toBeGreaterThan(0);
        expect(cause === undefined).toBe(code < 400 || code > 599);
        expect(attempt === undefined).toBe(code < 400 || code > 599);
      }),
    );
  });
});
