import { createAttributesPage } from './attributes-page.ts';
import { createConfigurationPage, createConfigurationSchema } from './configuration-page.ts';
import { createInspectPage } from './inspect-page.ts';

/** What "npm run docs" writes: a path in the repository, and how its text is made. */
export const generatedFiles: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['docs/attributes.md', createAttributesPage],
  ['docs/configuration.md', createConfigurationPage],
  ['docs/inspect.md', createInspectPage],
  ['packages/cli/seatrial.schema.json', createConfigurationSchema],
];
