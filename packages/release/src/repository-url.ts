/**
 * The address of a repository as OpenTelemetry's `vcs.repository.url.full` wants it: a browsable https address without
 * `.git`. User, password, query and fragment never leave. `undefined` for local paths, which are nobody else's business.
 */
export function toRepositoryUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const scp = /^(?:[^@/\s]+@)?([\w.-]+\.[\w-]+):(?!\/\/)(.+)$/.exec(trimmed);
  const url = toUrl(scp === null ? trimmed : `https://${scp[1]}/${scp[2]}`);
  if (url === undefined || url.hostname === '') return undefined;
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  if (!web && !['ssh:', 'git:', 'git+ssh:', 'git+https:'].includes(url.protocol)) return undefined;
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  // The port of ssh or git says nothing about the web address.
  const host = web ? url.host : url.hostname;
  const path = url.pathname
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return path === '' ? undefined : `${scheme}://${host}${path}`;
}

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
