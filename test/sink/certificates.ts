import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** An authority of its own, a server at 127.0.0.1 and a client that it vouches for; and an authority that nobody knows. */
export interface Certificates {
  /** Holds `ca.pem`, `client.pem`, `client.key` and `other.pem`. */
  readonly folder: string;
  readonly server: { readonly ca: Buffer; readonly key: Buffer; readonly cert: Buffer };
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** Why there can be no certificates here; `undefined` where there can. */
export function findObstacle(): string | undefined {
  const { stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  return /^OpenSSL ([3-9]|\d\d)/.test(stdout ?? '') ? undefined : 'there is no OpenSSL 3 or later to make certificates';
}

/** Makes certificates that are valid for a day, with the `openssl` command, version 3 or later. */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'seatrial-certificates-'));
  const make = async (name: string, ...more: readonly string[]): Promise<void> => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', `${name}.key`];
    const certificate = ['-days', '1', '-subj', `/CN=seatrial test ${name}`, '-out', `${name}.pem`];
    await run('openssl', ['req', '-x509', ...key, ...certificate, ...more], { cwd: folder });
  };
  await make('ca');
  await make('other');
  const byAuthority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  await make('server', ...byAuthority, '-addext', 'subjectAltName=IP:127.0.0.1');
  await make('client', ...byAuthority);
  const [ca, key, cert] = await Promise.all(
    ['ca.pem', 'server.key', 'server.pem'].map((name) => readFile(join(folder, name))),
  );
  if (ca === undefined || key === undefined || cert === undefined) throw new Error(`no certificates in ${folder}`);
  return { folder, server: { ca, key, cert }, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The variables by which an exporter trusts the server, and shows the client's certificate. */
export function toCertificateVariables({ folder }: Certificates): Readonly<Record<string, string>> {
  return {
    OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem'),
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(folder, 'client.pem'),
    OTEL_EXPORTER_OTLP_CLIENT_KEY: join(folder, 'client.key'),
  };
}
