import { createAttributesPage } from './attributes-page.ts';
import { createConfigurationPage, createConfigurationSchema } from './configuration-page.ts';

/** What "npm run docs" writes: a path in the repository, and how its text is made. */
export const generatedFiles: readonly (readonly [string, () => string])[] = [
  ['docs/attributes.md', createAttributesPage],
  ['docs/configuration.md', createConfigurationPage],
  ['packages/cli/seatrial.schema.json', createConfigurationSchema],
];
