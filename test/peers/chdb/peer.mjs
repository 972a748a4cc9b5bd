// The in-process ClickHouse engine in a process of its own: takes statements, answers with the result and the CPU time.
import { Session } from 'chdb';

const session = new Session(process.argv[2]);

process.on('message', ({ sql, format }) => {
  const before = process.cpuUsage();
  const began = performance.now();
  try {
    const result = session.query(sql, format ?? 'JSONCompact');
    const { user, system } = process.cpuUsage(before);
    process.send({ result, cpuMicro: user + system, milliseconds: performance.now() - began });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.send({ result: 'ready', cpuMicro: 0, milliseconds: 0 });
