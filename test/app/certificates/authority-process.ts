import { LocalAuthority } from '../../../app/certificates/authority.ts';

/** A process that makes the authority of the folder it is given, and says which one it then has. */
const { fingerprint } = await new LocalAuthority(process.argv[2] ?? '').get();
process.send?.(fingerprint);
process.disconnect();
