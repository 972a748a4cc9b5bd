import type { Say } from './say.ts';
import type { CohortOptions } from './request/cohort-options.ts';

/** Everything is optional; the defaults suit a service behind no configuration at all. */
export interface FlagsOptions {
  /** Before a flag's key in the attribute's name. Default `feature_flags.` */
  readonly prefix?: string;
  /** Flags to keep first where there is not room for all; where given, no others are taken from a calling service. */
  readonly watch?: readonly string[];
  /** Flags on one span. Default 16. */
  readonly flagsPerSpan?: number;
  /** Flags on a local root span, those in `seatrial.flags.more` included. Default 64. */
  readonly flagsPerRootSpan?: number;
  /** Distinct keys that the process remembers; further ones are counted only. Default 500. */
  readonly flagKeysPerProcess?: number;
  /** The span limit of your SDK. Flags leave room of up to 32 below it. Default 128. */
  readonly attributeCountLimit?: number;
  /** Put `feature_flags.reason.<key>` on local root spans. Default `false`. */
  readonly reasons?: boolean;
  /** Emit a `feature_flag.evaluation` log event for each distinct evaluation of a request. Default `false`. */
  readonly events?: boolean;
  /** Count evaluations in `feature_flag.evaluations`. Default: as `events`. */
  readonly metrics?: boolean;
  /** The variable that holds the key with which subjects are hashed (HMAC-SHA256). Default: subjects never leave. */
  readonly subject?: { readonly hmacKeyEnv: string };
  /** Who a request is for, and whose word is taken for it. */
  readonly cohorts?: CohortOptions;
  /** Hosts beside internal ones that flags and cohorts are sent to: `api.example.com`, `*.example.com`, `203.0.113.0/24`, `*`. */
  readonly propagateTo?: readonly string[];
  /** This service faces the outside: nothing that a caller claims is believed, whoever it is. Default `false`. */
  readonly edge?: boolean;
  /** This deployment serves mirrored traffic only, so that all it does is shadow. Default `false`. */
  readonly shadow?: boolean;
  /** Where a line goes that says what is wrong. Default: stderr, each once. */
  readonly say?: Say;
}
