import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that takes one connection to wait, and never any off the queue: its process stands still. */
const PROGRAM = `
  const server = require('node:net').createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(server.address().port));
`;

/** Connections that surely fill a queue for one: Linux takes one more than it was told. */
const MOST_WAITING = 5;

/** Milliseconds in which a connection on this machine is there, if it ever is. */
const SOON = 300;

/**
 * Resolves to a port of this machine where a connection is neither made nor refused, until the test is over; to null
 * where the system does not behave so.
 */
export async function portThatNeverAnswers(): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  child.kill('SIGSTOP');
  for (let waiting = 0; waiting < MOST_WAITING; waiting += 1) {
    if (!(await connectsSoon(port))) return port;
  }
  return null;
}

function connectsSoon(port: number): Promise<boolean> {
  const socket = net.connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    setTimeout(() => resolve(false), SOON);
  });
}
