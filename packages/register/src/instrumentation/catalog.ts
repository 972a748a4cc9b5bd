/** When an instrumentation is loaded: with `register()` (on AWS Lambda only), when one of its packages is, or once the service has started. */
type LoadTime = 'start' | 'lambda' | 'package' | 'later';

export interface CatalogEntry {
  /** Behind `@opentelemetry/instrumentation-`, as `OTEL_NODE_ENABLED_INSTRUMENTATIONS` takes it. */
  readonly name: string;
  readonly className: string;
  readonly when: LoadTime;
  /** The packages and built-in modules that it patches. */
  readonly modules: readonly string[];
  /** Off unless it is asked for. */
  readonly quiet?: true;
  /** The package whose own instrumentation tells the same where it brings this one along. */
  readonly coveredBy?: string;
}

/**
 * The instrumentations of auto-instrumentations-node, known without loading them: loading all costs several times what
 * the service itself may cost. A test holds the table to what upstream declares.
 *
 * dns and net are quiet, since outside of a request their spans have no parent, which every store has to take for a
 * request; fs and host-metrics are quiet upstream, too. Express 5 is built on router: with both on, each handler and
 * each middleware has a second span, "middleware - patched".
 */
export const catalog: readonly CatalogEntry[] = [
  onPackage('amqplib', 'AmqplibInstrumentation', 'amqplib'),
  { name: 'aws-lambda', className: 'AwsLambdaInstrumentation', when: 'lambda', modules: [] },
  onPackage(
    'aws-sdk',
    'AwsInstrumentation',
    '@aws-sdk/middleware-stack',
    '@smithy/middleware-stack',
    '@smithy/core',
    '@aws-sdk/smithy-client',
    '@smithy/smithy-client',
  ),
  onPackage('bunyan', 'BunyanInstrumentation', 'bunyan'),
  onPackage('cassandra-driver', 'CassandraDriverInstrumentation', 'cassandra-driver'),
  onPackage('connect', 'ConnectInstrumentation', 'connect'),
  onPackage('cucumber', 'CucumberInstrumentation', '@cucumber/cucumber'),
  onPackage('dataloader', 'DataloaderInstrumentation', 'dataloader'),
  { name: 'dns', className: 'DnsInstrumentation', when: 'start', modules: ['dns', 'dns/promises'], quiet: true },
  onPackage('express', 'ExpressInstrumentation', 'express'),
  { name: 'fs', className: 'FsInstrumentation', when: 'start', modules: ['fs', 'fs/promises'], quiet: true },
  onPackage('generic-pool', 'GenericPoolInstrumentation', 'generic-pool'),
  onPackage('graphql', 'GraphQLInstrumentation', 'graphql'),
  onPackage('grpc', 'GrpcInstrumentation', '@grpc/grpc-js'),
  onPackage('hapi', 'HapiInstrumentation', '@hapi/hapi'),
  { name: 'host-metrics', className: 'HostMetricsInstrumentation', when: 'later', modules: [], quiet: true },
  { name: 'http', className: 'HttpInstrumentation', when: 'start', modules: ['http', 'https'] },
  onPackage('ioredis', 'IORedisInstrumentation', 'ioredis'),
  onPackage('kafkajs', 'KafkaJsInstrumentation', 'kafkajs'),
  onPackage('knex', 'KnexInstrumentation', 'knex'),
  onPackage('koa', 'KoaInstrumentation', 'koa'),
  onPackage('lru-memoizer', 'LruMemoizerInstrumentation', 'lru-memoizer'),
  onPackage('memcached', 'MemcachedInstrumentation', 'memcached'),
  onPackage('mongodb', 'MongoDBInstrumentation', 'mongodb'),
  onPackage('mongoose', 'MongooseInstrumentation', 'mongoose'),
  onPackage('mysql2', 'MySQL2Instrumentation', 'mysql2'),
  onPackage('mysql', 'MySQLInstrumentation', 'mysql'),
  onPackage('nestjs-core', 'NestInstrumentation', '@nestjs/core'),
  { name: 'net', className: 'NetInstrumentation', when: 'start', modules: ['net'], quiet: true },
  onPackage('openai', 'OpenAIInstrumentation', 'openai'),
  onPackage('oracledb', 'OracleInstrumentation', 'oracledb'),
  onPackage('pg', 'PgInstrumentation', 'pg', 'pg-pool'),
  onPackage('pino', 'PinoInstrumentation', 'pino'),
  onPackage('redis', 'RedisInstrumentation', 'redis', '@redis/client', '@node-redis/client'),
  onPackage('restify', 'RestifyInstrumentation', 'restify'),
  { ...onPackage('router', 'RouterInstrumentation', 'router'), coveredBy: 'express' },
  { name: 'runtime-node', className: 'RuntimeNodeInstrumentation', when: 'later', modules: [] },
  onPackage('socket.io', 'SocketIoInstrumentation', 'socket.io'),
  onPackage('tedious', 'TediousInstrumentation', 'tedious'),
  { name: 'undici', className: 'UndiciInstrumentation', when: 'start', modules: [] },
  onPackage('winston', 'WinstonInstrumentation', 'winston'),
];

/** The package of an instrumentation. */
export function toPackageName(name: string): string {
  return `@opentelemetry/instrumentation-${name}`;
}

function onPackage(name: string, className: string, ...modules: readonly string[]): CatalogEntry {
  return { name, className, when: 'package', modules };
}
