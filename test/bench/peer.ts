import { testAuthority } from '../support/certificates.ts';
import { sendLoad } from '../support/load.ts';
import { startLoadSink } from '../support/load-sink.ts';
import { startPipeRelay } from '../support/pipe-relay.ts';
import { loadFromWords } from './loads.ts';

/**
 * What the bench runs as a process of its own, besides the spy, so that each has its own processor time:
 * `pipe-relay PORT`, `sink`, `load PORT …`, and the last two inside TLS: `tls-sink`, `tls-load PORT …`.
 */
const [role, port = '0', ...rest] = process.argv.slice(2);

switch (role) {
  case 'pipe-relay':
    tellPort((await startPipeRelay(Number(port))).port);
    break;
  case 'sink':
    tellPort((await startLoadSink()).port);
    break;
  case 'tls-sink': {
    const authority = await testAuthority();
    tellPort((await startLoadSink(await authority.issue(['127.0.0.1']))).port);
    break;
  }
  case 'load':
  case 'tls-load': {
    const begun = performance.now();
    await sendLoad(Number(port), loadFromWords(rest), role === 'tls-load');
    process.stdout.write(`${performance.now() - begun}\n`);
    break;
  }
  default:
    process.stderr.write(
      'usage: peer pipe-relay PORT | [tls-]sink | [tls-]load PORT SESSIONS MESSAGES SIZE REUSE\n',
    );
    process.exitCode = 2;
}

/** In the words of `smtp-spy serve`, so that all are waited for alike. */
function tellPort(port: number): void {
  process.stderr.write(`listening on 127.0.0.1:${port}\n`);
}
