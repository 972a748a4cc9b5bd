import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { stop } from '../shop/services.ts';

export interface NginxOptions {
  readonly program: string;
  /** A configuration in which `${name}` stands for the option of that name. */
  readonly template: string;
  /** For its configuration, pid and temporary files. */
  readonly folder: string;
  readonly port: number;
  readonly primary: string;
  readonly candidate: string;
}

/** The path of nginx, where it is installed. */
export function findNginx(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'nginx')).find(existsSync);
}

/** Starts nginx; answers with a function that ends it. */
export async function startNginx({ program, template, ...options }: NginxOptions): Promise<() => Promise<unknown>> {
  const values: Readonly<Record<string, unknown>> = { ...options };
  const path = join(options.folder, 'nginx.conf');
  writeFileSync(
    path,
    readFileSync(template, 'utf8').replaceAll(/\$\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all)),
  );
  const child = spawn(program, ['-e', 'stderr', '-p', options.folder, '-c', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (child.exitCode !== null) break;
    if (await isListening(options.port)) return () => stop(child);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill();
  throw new Error(`nginx did not start:\n${stderr}`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
