import { LineFollower } from '../../../app/capture/line-follower.ts';
import type { Asker, Inquiry, Verdict } from '../../../app/relay/inquiry.ts';
import type { RelayRules } from '../../../app/relay/relay-rules.ts';
import { saveMessage } from '../../../app/relay/in-step/saved-message.ts';
import type { RelayCommand } from '../../../app/relay/relay-events.ts';
import { RuleSet } from '../../../app/rules/rule-set.ts';
import { PASS_THROUGH, type RelaySecurity } from '../../../app/relay/security.ts';
import { ruleSet } from '../rules/asked.ts';
import { clientConnected, data, PlayedRelay, serverConnected } from './relay-script.ts';

const INFO = {
  session: 1,
  started: 1_763_647_331_000_000,
  listener: '127.0.0.1:2525',
  client: { address: '127.0.0.1', port: 50_000 },
  server: { host: 'mx.example', port: 25, address: null },
  writer: { process: 1, version: '' },
};

/** What a relay has to know of rules, in a world whose time stands still. */
export function relayRulesOf(current: () => RuleSet, askers: readonly Asker[] = []): RelayRules {
  return {
    current,
    follower: new LineFollower(INFO, true),
    now: () => 0,
    random: () => 0.5,
    save: saveMessage,
    isLate: false,
    askers,
  };
}

/** A relay that rules look at, spoken with in lines. */
export class RuledConversation {
  readonly relay: PlayedRelay;

  constructor(
    current: () => RuleSet,
    security: RelaySecurity = PASS_THROUGH,
    askers: readonly Asker[] = [],
    relay = new PlayedRelay(security, relayRulesOf(current, askers)),
  ) {
    this.relay = relay;
    this.relay.on(clientConnected).on(serverConnected);
  }

  /** The questions that are open, the oldest first. */
  get asked(): readonly Inquiry[] {
    return [...this.relay.asked.values()];
  }

  /** The oldest question is decided. Returns what the server got then, and the client. */
  decide(verdict: Verdict): Heard {
    const [token] = this.relay.asked.keys();
    if (token === undefined) throw new Error('nobody is asked anything');
    return this.#heard(() => this.relay.on({ type: 'verdict', token, verdict }));
  }

  /** The client says something. Returns what the server got then, and the client. */
  client(words: string): Heard {
    return this.#heard(() => this.relay.on(data('client', words)));
  }

  /** The server says something. Returns what the server got then, and the client. */
  server(words: string): Heard {
    return this.#heard(() => this.relay.on(data('server', words)));
  }

  /** All waiting is over. */
  wait(): Heard {
    const tokens = this.relay.commands.flatMap((command) => (command.type === 'wait' ? [command.token] : []));
    return this.#heard(() => {
      for (const token of tokens) this.relay.on({ type: 'waited', token });
    });
  }

  /** Up to the server's consent to EHLO. */
  greeted(offer = '250-mx.example\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 SIZE 1000\r\n'): this {
    this.server('220 mx.example\r\n');
    this.client('EHLO me\r\n');
    this.server(offer);
    return this;
  }

  /** What the record would hold of lines and rules, each in a few words. */
  get record(): string[] {
    return this.relay.commands.flatMap(inRecord);
  }

  #heard(happen: () => void): Heard {
    const before = { server: this.relay.saidTo('server').length, client: this.relay.saidTo('client').length };
    happen();
    const server = this.relay.saidTo('server').slice(before.server);
    const client = this.relay.saidTo('client').slice(before.client);
    return { ...(server !== '' && { server }), ...(client !== '' && { client }) };
  }
}

/** A conversation that nobody looks at when it begins, spoken with in lines. */
export class PassingConversation extends RuledConversation {
  constructor(security: RelaySecurity) {
    super(() => NO_RULES, security, [], new PlayedRelay(security));
  }
}

const NO_RULES = new RuleSet([]);

/** What either side got; a side that got nothing is left out. */
export interface Heard {
  readonly server?: string;
  readonly client?: string;
}

/** An asker that wants to be asked what `wants` says. Who decides is whoever plays the conversation. */
export function askerFor(
  wants: (inquiry: Inquiry) => boolean,
  traits: Partial<Omit<Asker, 'wants' | 'decide' | 'ended'>> = {},
): Asker {
  return {
    isIdle: false,
    looksAtContent: false,
    gathers: false,
    changesContent: false,
    isPerson: true,
    ...traits,
    wants,
    decide: () => Promise.resolve({ type: 'go-on' }),
    ended: () => null,
  };
}

/** A conversation that no rule looks at, in which these want to be asked. */
export function asked(...askers: readonly Asker[]): RuledConversation {
  const none = ruleSet([]);
  return new RuledConversation(() => none, PASS_THROUGH, askers);
}

/** A conversation that these rules look at. */
export function ruled(...rules: object[]): RuledConversation {
  const set = ruleSet(rules);
  return new RuledConversation(() => set);
}

function inRecord(command: RelayCommand): string[] {
  if (command.type === 'record-bytes') {
    const { from, injected, withheld } = command.origin;
    const how = `${injected ? ' (injected)' : ''}${withheld ? ' (withheld)' : ''}`;
    const lines = command.bytes.toString('latin1').split('\r\n').slice(0, -1);
    return lines.map((line) => `${from === 'client' ? 'c>' : 's<'} ${line}${how}`);
  }
  if (command.type !== 'record-event') return [];
  const { event } = command;
  if (event.event === 'rule') return [`# ${event.rule}: ${event.action} at ${event.line}`];
  return event.event === 'sent-as' ? [`# as: ${event.text}`] : [];
}
