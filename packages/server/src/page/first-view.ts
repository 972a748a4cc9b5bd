import type { LiveStatus } from '../api.ts';
import type { FirstAnswer } from './first-answers.ts';

/**
 * The page's HTML with answers in it, as a block of data that is no script: `{"live":…,"answers":{"/api/…":{"asOf":…,
 * "current":…,"answer":…}}}`. Nothing in it can end the block, since no `<` is left in it.
 */
export function toFirstView(html: string, answers: readonly FirstAnswer[], live: LiveStatus): string {
  const parts = answers.map(
    ({ path, text, asOf, current }) => `${JSON.stringify(path)}:{"asOf":${asOf},"current":${current},"answer":${text}}`,
  );
  const data = `{"live":${JSON.stringify(live)},"answers":{${parts.join()}}}`.replaceAll('<', String.raw`\u003c`);
  const end = html.lastIndexOf('</body>');
  return `${html.slice(0, end)}<script type="application/json" id="first-answers">${data}</script>${html.slice(end)}`;
}
