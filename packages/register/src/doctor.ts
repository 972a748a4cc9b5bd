import { isMainThread } from 'node:worker_threads';
import { startProbe } from './doctor/probe.ts';
import { isPackageManager } from './package-manager.ts';

// Loaded by "seatrial doctor" through NODE_OPTIONS, before everything else of the program.
const { SEATRIAL_DOCTOR_FOLDER: folder, SEATRIAL_DOCTOR_MS: ms } = process.env;
if (folder !== undefined && isMainThread && !isPackageManager(process.argv[1])) startProbe(folder, Number(ms));
