import { version } from '../version.ts';

/** What receivers see of who sends: the distribution before the exporter (OTLP exporter specification, "User Agent"). */
export const userAgent: string = `seatrial/${version} OTel-OTLP-Exporter-JavaScript`;
