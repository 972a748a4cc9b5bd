import { attributeDefinitions, intrinsics, releaseFields } from '@seatrial/model';

/** The page on attributes, made from the table in the code so that it cannot go stale. */
export function createAttributesPage(): string {
  return [
    '# Attributes',
    '',
    '<!-- Made by "npm run docs" from packages/model/src/attributes.ts. Change the table there. -->',
    '',
    'Names come from OpenTelemetry’s semantic conventions where they have one, with the stability that they give it;',
    '`seatrial` marks our own. What is not known is absent, never invented.',
    '',
    ...table(
      ['attribute', 'on', 'meaning', 'stability', 'example'],
      attributeDefinitions.map((row) => [
        code(row.name),
        row.placement.join(', ').replaceAll('-', ' '),
        row.meaning,
        row.stability.replaceAll('_', ' '),
        code(row.example),
      ]),
    ),
    '',
    '## Variables that set a release field',
    '',
    'They win over everything but `register({ release })`. `seatrial whoami` prints where each field came from.',
    '',
    ...table(
      ['variable', 'attribute', 'on every span'],
      releaseFields.map((row) => [code(row.variable), code(row.attribute), row.stamped ? 'yes' : 'no']),
    ),
    '',
    '## Names in a selector',
    '',
    'Every other name is an attribute: of the span, else of its resource. `flag.<key>` and `cohort.<name>` are short for the',
    'attributes above; a leading dot (`.status=paid`) names an attribute where one of these has its name.',
    '',
    ...table(
      ['name', 'meaning'],
      intrinsics.map((row) => [code(row.name), row.meaning]),
    ),
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function code(text: string): string {
  return `\`${text}\``;
}
