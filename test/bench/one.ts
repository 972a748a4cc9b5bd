import { benches } from './benches.ts';

// One benchmark in a process of its own; main.ts starts it and prints what it sends.
const bench = await benches[process.argv[2] ?? '']?.();
process.send?.(await bench?.());
process.disconnect?.();
