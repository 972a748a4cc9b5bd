import { z } from 'zod';
import { notificationEvents } from '@seatrial/server';
import { undecidedPolicies } from '@seatrial/trial';
import type { SeatrialConfig } from './config.ts';

const duration = z.string().regex(/^\d+(\.\d+)?(s|m|h|d)$/, 'no duration: write 30s, 15m, 2h or 1d');
const name = z.string().min(1, 'give a name');
const share = z.number().gt(0).lt(1);

const errors = z
  .strictObject({
    ceiling: share
      .exactOptional()
      .describe("A release whose own share of failing requests is below this is fine, whatever the baseline's.")
      .meta({ default: 0.005 }),
    factor: z
      .number()
      .gt(1)
      .lt(1000)
      .exactOptional()
      .describe("OK wants proof that the odds of failing are below this multiple of the baseline's.")
      .meta({ default: 2 }),
    regressedFactor: z
      .number()
      .gte(1)
      .lt(1000)
      .exactOptional()
      .describe('REGRESSED wants proof that the odds of failing are above this multiple.')
      .meta({ default: 1.2 }),
  })
  .describe('Failing requests.');

const latency = z
  .strictObject({
    factor: z
      .number()
      .gt(1)
      .lt(100)
      .exactOptional()
      .describe("OK wants proof that requests take less than this multiple of the baseline's time.")
      .meta({ default: 1.2 }),
    leastMs: z
      .number()
      .min(0)
      .max(60_000)
      .exactOptional()
      .describe('Milliseconds below which a difference is none: two processes of one release differ by hundredths.')
      .meta({ default: 0.5 }),
    threshold: z
      .strictObject({
        ms: z.number().gt(0).lt(1_000_000).describe('Milliseconds that a request may take.'),
        budget: share.describe('Share of the requests that may take longer.'),
      })
      .exactOptional()
      .describe("An objective of its own, beside the baseline's quantiles."),
  })
  .describe('How long requests take.');

const objectives = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .lt(0.5)
    .exactOptional()
    .describe(
      'The chance of ever saying REGRESSED of a release that is no worse; a rollout divides it among its stages.',
    )
    .meta({ default: 0.05 }),
  warmUp: duration
    .exactOptional()
    .describe('Age of a process below which its requests are warm-up.')
    .meta({ default: '30s' }),
  minimumRequests: z
    .int()
    .gte(0)
    .exactOptional()
    .describe('Requests of the candidate before which nothing is OK.')
    .meta({ default: 100 }),
  errors: errors.exactOptional(),
  latency: latency.exactOptional(),
  routes: z
    .record(name, z.strictObject({ errors: errors.exactOptional(), latency: latency.exactOptional() }))
    .exactOptional()
    .describe('Routes that are judged by themselves, by name. What is left out is as for the service.'),
});

const stage = z
  .strictObject({
    name: name.describe('How it is called: canary, 10%, …'),
    ring: name.exactOptional().describe('The ring that runs the candidate in this stage.'),
    cohort: z
      .string()
      .regex(/^[^=,]+=[^=,]+$/, 'no cohort: write name=value, such as audience=internal')
      .exactOptional()
      .describe('Instead of a ring, the requests that are looked at: audience=internal.'),
    share: share
      .exactOptional()
      .describe('The share of the traffic that the candidate is to get, 0.1; it is said where it gets another.'),
    bake: duration
      .exactOptional()
      .describe('How long it lasts at least, however well it goes.')
      .meta({ default: '10m' }),
    onUndecided: z
      .enum(undecidedPolicies)
      .exactOptional()
      .describe('What to do when the bake time is over and the verdict is UNDECIDED.')
      .meta({ default: 'wait' }),
  })
  .refine(
    ({ ring, cohort }) => ring === undefined || cohort === undefined,
    'has a ring and a cohort: give one of them',
  );

const stages = z
  .array(stage)
  .min(1, 'is empty: leave it out, or name a stage')
  .superRefine((list, context) => {
    for (const [index, { name: each }] of list.entries())
      if (list.findIndex((other) => other.name === each) < index)
        context.addIssue({ code: 'custom', path: [index, 'name'], message: 'two stages have that name' });
  });

const notification = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'no address: write https://hooks.slack.com/services/…' })
      .exactOptional()
      .describe('The address of a Slack-compatible webhook. It is a secret: better name a variable.'),
    urlFrom: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'no name of a variable')
      .exactOptional()
      .describe('The environment variable that holds the address.'),
    on: z
      .array(z.enum(notificationEvents))
      .exactOptional()
      .describe('What to tell: a stage passed, or how a rollout or a watch ended.')
      .meta({ default: [...notificationEvents] }),
    services: z.array(name).exactOptional().describe('Only of these; left out: of all.'),
  })
  .refine(
    ({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined),
    'wants an address: give url, or urlFrom with the name of a variable',
  );

/** What a configuration may hold; the reference page and the JSON schema are made from it. */
export const configSchema: z.ZodType<SeatrialConfig> = z.strictObject({
  $schema: z.string().exactOptional().describe('For editors; means nothing here.'),
  objectives: objectives.exactOptional().describe('What every release has to keep to.'),
  stages: stages.exactOptional().describe('How releases go out.'),
  services: z
    .record(
      name,
      z.strictObject({
        environment: name
          .exactOptional()
          .describe("Only requests of this environment count; left out: of the candidate's."),
        objectives: objectives.exactOptional().describe('Beside and above those of all services.'),
        stages: stages.exactOptional().describe('Instead of those of all services.'),
      }),
    )
    .exactOptional()
    .describe('What differs for a service, by its name.'),
  notifications: z.array(notification).exactOptional().describe('Who is told.'),
});

/** The part of a JSON schema that a key, a reference page or an editor needs. */
export interface ConfigJsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minimum?: number;
  readonly items?: ConfigJsonSchema;
  readonly properties?: Readonly<Record<string, ConfigJsonSchema>>;
  readonly additionalProperties?: ConfigJsonSchema | boolean;
}

export function createConfigJsonSchema(): ConfigJsonSchema {
  return z.toJSONSchema(configSchema, { io: 'input' }) as ConfigJsonSchema;
}
