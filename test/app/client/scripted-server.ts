import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { portOf, type TestServer } from '../../support/smtp-peers.ts';

/** What a scripted server does when its turn comes: says something, says nothing, or hangs up. */
export type Turn = { readonly say: string } | 'silence' | 'hang up';

/** What the server does at each verb; and, without one, as its `greeting` and at the end of `content`. */
export type Script = Readonly<Record<string, Turn>>;

/** A server that follows a script, and the lines that it heard. */
export interface ScriptedServer extends TestServer {
  readonly heard: readonly string[];
}

const USUAL: Script = {
  greeting: { say: '220 scripted.example\r\n' },
  DATA: { say: '354 go ahead\r\n' },
  QUIT: { say: '221 goodbye\r\n' },
};

/** Starts a server that says yes to everything, but for what the script says. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    follow({ ...USUAL, ...script }, socket, heard);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { host: '127.0.0.1', port: portOf(server), heard, close };
}

function follow(script: Script, socket: Socket, heard: string[]): void {
  let inContent = false;
  const take = (turn: Turn | undefined) => {
    if (turn === 'hang up') socket.end();
    else if (turn !== 'silence') socket.write(turn?.say ?? '250 yes\r\n');
  };
  take(script['greeting']);
  createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
    heard.push(line);
    if (inContent && line !== '.') return;
    const verb = inContent ? 'content' : (line.split(' ')[0] ?? '');
    take(script[verb]);
    inContent = verb === 'DATA' && script[verb] === USUAL['DATA'];
  });
}
