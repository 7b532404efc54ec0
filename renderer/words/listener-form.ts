import * as v from 'valibot';
import { builtInSettings, listenerSettings } from '../../app/contract.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { BuiltInSettings, ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { clientAddress, readPort, readServer } from './address.ts';
import { readBuiltInForm, writeBuiltInForm } from './built-in-form.ts';
import type { BuiltInForm, BuiltInFormProblems } from './built-in-form.ts';
import { readGateForm, writeGateForm } from './gate-form.ts';
import type { GateForm, GateFormProblems } from './gate-form.ts';

/** The listener's settings as a person types them. */
export interface ListenerForm {
  /** What the form does not ask for stays as it was. */
  readonly others: ListenerSettings;
  readonly host: string;
  readonly port: string;
  /** The server is the built-in one. */
  readonly builtIn: boolean;
  readonly builtInForm: BuiltInForm;
  readonly server: string;
  readonly gate: GateForm;
}

/** What is wrong with each field, in words. */
export interface ListenerFormProblems {
  readonly host?: string;
  readonly port?: string;
  readonly server?: string;
  readonly builtIn?: BuiltInFormProblems;
  readonly gate?: GateFormProblems;
}

/**
 * The settings as they stand in the form. Where any free port was asked for, the one that was found stands there. `usual`: the
 * kind of built-in server that a listener has which names none of its own.
 */
export function writeListenerForm(
  settings: ListenerSettings,
  status: ListenerStatus,
  usual: BuiltInSettings,
): ListenerForm {
  const { host, upstream, builtIn } = settings;
  return {
    others: settings,
    host,
    port: String(clientAddress(settings, status).port),
    builtIn: upstream === BUILT_IN,
    builtInForm: writeBuiltInForm(builtIn ?? usual),
    server: upstream === BUILT_IN ? '' : endpointName({ address: upstream.host, port: upstream.port }),
    gate: writeGateForm(settings),
  };
}

/** The settings that the form names, or what is wrong with it. `usual`: see {@link writeListenerForm}. */
export function readListenerForm(
  form: ListenerForm,
  usual: BuiltInSettings,
):
  | { readonly ok: true; readonly settings: ListenerSettings }
  | { readonly ok: false; readonly problems: ListenerFormProblems } {
  const port = readPort(form.port);
  const server = form.builtIn ? null : readServer(form.server);
  const builtIn = readBuiltInForm(form.builtInForm);
  const gate = readGateForm(form.gate);
  // Of a server that is not in use nothing has to be right, and nothing is lost that is.
  const isBuiltInWrong = !builtIn.ok && form.builtIn;
  if (port === null || server?.ok === false || isBuiltInWrong || !gate.ok) {
    return {
      ok: false,
      problems: {
        ...(port === null && { port: 'A number up to 65535; 0 takes any free port.' }),
        ...(server?.ok === false && { server: server.text }),
        ...(isBuiltInWrong && { builtIn: builtIn.problems }),
        ...(!gate.ok && { gate: gate.problems }),
      },
    };
  }
  const upstream = server === null ? BUILT_IN : { host: server.host, port: server.port };
  const settings = v.safeParse(listenerSettings, {
    ...form.others,
    host: form.host,
    port,
    upstream,
    ...(builtIn.ok && { builtIn: isSame(builtIn.settings, usual) ? null : builtIn.settings }),
    ...gate.settings,
  });
  if (settings.success) return { ok: true, settings: settings.output };
  return { ok: false, problems: { host: 'An address is at most 255 characters long.' } };
}

/** Whether two kinds of server are one: then a listener follows the usual kind, should that ever be another. */
function isSame(one: BuiltInSettings, other: BuiltInSettings): boolean {
  return JSON.stringify(v.parse(builtInSettings, one)) === JSON.stringify(v.parse(builtInSettings, other));
}
