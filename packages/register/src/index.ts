export { register } from './register.ts';
export type { SeatrialHandle } from './handle.ts';
export type {
  ProbeOptions,
  PropagatorName,
  RegisterOptions,
  ResourceDetectorName,
  SamplerName,
  TraceExporterName,
} from './options.ts';
export type { Redact } from './redact/redact.ts';
// For people who own their OpenTelemetry set-up; @seatrial/release has them without the SDK.
export { createReleaseDetector, createReleaseProcessor } from '@seatrial/release';
export type { ReleaseDetector, ReleaseProcessor, ReleaseProcessorOptions } from '@seatrial/release';
export type { Release, ReleaseField } from '@seatrial/model';
export type { CohortOptions, CohortRule, FlagsOptions, ShadowOptions, SplitterRule } from '@seatrial/flags';
