import { createConfigJsonSchema } from '../../packages/cli/src/config/schema.ts';
import type { ConfigJsonSchema } from '../../packages/cli/src/config/schema.ts';

const jsonSchema = createConfigJsonSchema();

/** The schema for editors, as `seatrial` ships it. */
export function createConfigurationSchema(): string {
  return `${JSON.stringify({ title: "Seatrial's configuration", ...jsonSchema }, undefined, 2)}\n`;
}

/** The page on the configuration, made from the schema that checks it. */
export function createConfigurationPage(): string {
  return `# Configuration

<!-- Made by "npm run docs" from packages/cli/src/config/schema.ts. Change the schema there. -->

What a release has to keep to, and how it goes out, is one file in the root of the repository: \`seatrial.config.ts\`, \`.js\`
or \`.json\`. Without it every service has the defaults of this page.

\`\`\`ts
import { defineConfig } from 'seatrial/config';

export default defineConfig({
  objectives: { errors: { ceiling: 0.001 }, latency: { factor: 1.2 } },
  stages: [
    { name: 'internal', cohort: 'audience=internal', bake: '15m', onUndecided: 'advance' },
    { name: 'canary', ring: 'canary', bake: '30m' },
    { name: '10%', ring: 'canary', bake: '30m' },
    { name: '50%', ring: 'canary', bake: '1h', onUndecided: 'abort' },
  ],
  services: { checkout: { objectives: { routes: { '/orders': { latency: { threshold: { ms: 300, budget: 0.01 } } } } } } },
  notifications: [{ urlFrom: 'SLACK_WEBHOOK_URL', on: ['regressed', 'undecided'] }],
});
\`\`\`

\`\`\`sh
npx seatrial config check             # is it right? Each fault with its file and line
\`\`\`

TypeScript is read by Node.js itself (22.18 or later), types are left out. In JSON comments are fine, and
\`"$schema": "./node_modules/seatrial/seatrial.schema.json"\` makes an editor complete it. It is read when a command or a
server starts; objectives and stages are frozen when a rollout or a comparison starts.

| key | value | default | meaning |
| --- | --- | --- | --- |
${toRows(jsonSchema, '').join('\n')}

A ring or a cohort says who is judged in a stage; with neither it is all requests of the release. An OK needs another release
beside the candidate in the same minutes: a last stage with all traffic on the candidate is never OK by itself, so it says
\`onUndecided: 'advance'\`, or is left out.
`;
}

function toRows(schema: ConfigJsonSchema, path: string): readonly string[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    toRow(property, path === '' ? name : `${path}.${name}`),
  );
  const others = schema.additionalProperties;
  return typeof others === 'object' ? [...named, ...toRows(others, `${path}.NAME`)] : named;
}

function toRow(property: ConfigJsonSchema, path: string): readonly string[] {
  // What is the same elsewhere is told once.
  const same = /^services\.NAME\.(objectives|stages)$|^(objectives)\.routes\.NAME(\.\w+)$/.exec(path);
  if (same !== null) return [toCells(path, `as ${same.slice(1).join('')}`, property)];
  const inner = property.items?.properties === undefined ? toRows(property, path) : toRows(property.items, `${path}[]`);
  const value = toValue(property);
  return property.description === undefined ? inner : [toCells(path, value, property), ...inner];
}

function toCells(path: string, value: string, { description = '', default: standard }: ConfigJsonSchema): string {
  const shown =
    standard === undefined ? '' : `\`${typeof standard === 'string' ? standard : JSON.stringify(standard)}\``;
  return `| \`${path}\` | ${value.replaceAll('|', '\\|')} | ${shown} | ${description.replaceAll('|', '\\|')} |`;
}

function toValue({
  type,
  enum: words,
  pattern,
  items,
  exclusiveMinimum,
  exclusiveMaximum,
  minimum,
}: ConfigJsonSchema): string {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (items?.enum !== undefined) return `list of ${toValue(items)}`;
  if (type === 'array') return 'list';
  if (pattern?.includes('(s|m|h|d)') === true) return 'duration: `30s`, `15m`, `2h`, `1d`';
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  const below = exclusiveMaximum === undefined ? '' : ` below ${exclusiveMaximum}`;
  return `${type === 'string' ? 'text' : (type ?? '')}${above}${from}${below}`;
}
