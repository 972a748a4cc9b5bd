/** Evaluations that reached no span, since the process started. */
export interface LostEvaluations {
  /** Outside of any recorded span: not sampled, or no OpenTelemetry context. */
  outside: number;
  /** After the local root span had ended. */
  late: number;
  /** Under a key beyond the limit of keys. */
  overLimit: number;
  /** With a key that is no text. */
  unnamed: number;
}
