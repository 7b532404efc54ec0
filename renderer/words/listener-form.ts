import * as v from 'valibot';
import { BUILT_IN, listenerSettings } from '../../app/contract.ts';
import type { ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { clientAddress, readPort, readServer } from './address.ts';

/** The listener's settings as a person types them. */
export interface ListenerForm {
  /** What the form does not ask for stays as it was. */
  readonly others: ListenerSettings;
  readonly host: string;
  readonly port: string;
  readonly builtIn: boolean;
  readonly server: string;
}

/** What is wrong with each field, in words. */
export interface ListenerFormProblems {
  readonly host?: string;
  readonly port?: string;
  readonly server?: string;
}

/** The settings as they stand in the form. Where any free port was asked for, the one that was found stands there. */
export function writeListenerForm(settings: ListenerSettings, status: ListenerStatus): ListenerForm {
  const { host, upstream } = settings;
  return {
    others: settings,
    host,
    port: String(clientAddress(settings, status).port),
    builtIn: upstream === BUILT_IN,
    server: upstream === BUILT_IN ? '' : endpointName({ address: upstream.host, port: upstream.port }),
  };
}

/** The settings that the form names, or what is wrong with it. */
export function readListenerForm(
  form: ListenerForm,
):
  | { readonly ok: true; readonly settings: ListenerSettings }
  | { readonly ok: false; readonly problems: ListenerFormProblems } {
  const port = readPort(form.port);
  const server = form.builtIn ? null : readServer(form.server);
  if (port === null || server?.ok === false) {
    return {
      ok: false,
      problems: {
        ...(port === null && { port: 'A number up to 65535; 0 takes any free port.' }),
        ...(server?.ok === false && { server: server.text }),
      },
    };
  }
  const upstream = server === null ? BUILT_IN : { host: server.host, port: server.port };
  const settings = v.safeParse(listenerSettings, { ...form.others, host: form.host, port, upstream });
  if (settings.success) return { ok: true, settings: settings.output };
  return { ok: false, problems: { host: 'An address is at most 255 characters long.' } };
}
