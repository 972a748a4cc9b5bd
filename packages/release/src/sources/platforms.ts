import type { Candidates, Environment } from '../candidate.ts';
import type { ReleaseNote } from '../note.ts';
import { isSet, readVariables } from './variables.ts';
import type { VariableTable } from './variables.ts';

interface Platform {
  readonly name: string;
  /** Any of these proves it. */
  readonly proof: readonly string[];
  readonly fields: VariableTable;
}

/** Where services run, and what the platform's documentation says that its variables hold. */
const platforms: readonly Platform[] = [
  {
    name: 'Vercel',
    proof: ['VERCEL', 'NOW_BUILDER'],
    fields: {
      deploymentId: ['VERCEL_DEPLOYMENT_ID'],
      environment: ['VERCEL_TARGET_ENV', 'VERCEL_ENV'],
      commit: [
        'VERCEL_GIT_COMMIT_SHA',
        'VERCEL_GITHUB_COMMIT_SHA',
        'VERCEL_GITLAB_COMMIT_SHA',
        'VERCEL_BITBUCKET_COMMIT_SHA',
        'ZEIT_GITHUB_COMMIT_SHA',
        'ZEIT_GITLAB_COMMIT_SHA',
        'ZEIT_BITBUCKET_COMMIT_SHA',
      ],
      branch: ['VERCEL_GIT_COMMIT_REF'],
      changeId: ['VERCEL_GIT_PULL_REQUEST_ID'],
      repositoryUrl: [{ name: 'VERCEL_GIT_REPO_SLUG', to: toVercelRepository }],
    },
  },
  {
    name: 'Heroku',
    proof: ['HEROKU_APP_NAME', 'HEROKU_RELEASE_VERSION', 'DYNO', 'HEROKU_TEST_RUN_ID'],
    fields: {
      service: ['HEROKU_APP_NAME'],
      instanceId: ['DYNO'],
      deploymentId: ['HEROKU_RELEASE_VERSION'],
      commit: ['HEROKU_BUILD_COMMIT', 'HEROKU_SLUG_COMMIT', 'HEROKU_TEST_RUN_COMMIT_VERSION', 'SOURCE_VERSION'],
      branch: ['HEROKU_TEST_RUN_BRANCH'],
    },
  },
  {
    name: 'Fly',
    proof: ['FLY_APP_NAME'],
    fields: {
      service: ['FLY_APP_NAME'],
      instanceId: ['FLY_MACHINE_ID', 'FLY_ALLOC_ID'],
      buildId: ['FLY_IMAGE_REF'],
      deploymentId: ['FLY_MACHINE_VERSION'],
    },
  },
  {
    name: 'Render',
    proof: ['RENDER'],
    fields: {
      service: ['RENDER_SERVICE_NAME'],
      instanceId: ['RENDER_INSTANCE_ID'],
      commit: ['RENDER_GIT_COMMIT'],
      branch: ['RENDER_GIT_BRANCH'],
    },
  },
  {
    name: 'Railway',
    proof: ['RAILWAY_PROJECT_ID', 'RAILWAY_SERVICE_ID', 'RAILWAY_ENVIRONMENT_ID'],
    fields: {
      service: ['RAILWAY_SERVICE_NAME'],
      namespace: ['RAILWAY_PROJECT_NAME'],
      instanceId: ['RAILWAY_REPLICA_ID'],
      deploymentId: ['RAILWAY_DEPLOYMENT_ID'],
      environment: ['RAILWAY_ENVIRONMENT_NAME'],
      commit: ['RAILWAY_GIT_COMMIT_SHA'],
      branch: ['RAILWAY_GIT_BRANCH'],
    },
  },
  {
    name: 'Cloud Run',
    proof: ['K_SERVICE', 'K_REVISION'],
    fields: { service: ['K_SERVICE'], deploymentId: ['K_REVISION'], deploymentName: ['K_CONFIGURATION'] },
  },
  {
    name: 'App Engine',
    proof: ['GAE_SERVICE', 'GAE_VERSION'],
    fields: {
      service: ['GAE_SERVICE'],
      instanceId: ['GAE_INSTANCE'],
      deploymentId: ['GAE_DEPLOYMENT_ID'],
      deploymentName: ['GAE_VERSION'],
    },
  },
  {
    name: 'AWS Lambda',
    proof: ['AWS_LAMBDA_FUNCTION_NAME'],
    fields: {
      service: ['AWS_LAMBDA_FUNCTION_NAME'],
      instanceId: ['AWS_LAMBDA_LOG_STREAM_NAME'],
      // $LATEST is whatever was uploaded last: no roll-out in particular.
      deploymentId: [{ name: 'AWS_LAMBDA_FUNCTION_VERSION', to: (value) => (value === '$LATEST' ? undefined : value) }],
    },
  },
  {
    name: 'AWS ECS',
    proof: ['ECS_CONTAINER_METADATA_URI_V4', 'ECS_CONTAINER_METADATA_URI'],
    // The task revision is behind an HTTP request, which start-up does not wait for; the address ends in the container id.
    fields: {
      instanceId: [
        { name: 'ECS_CONTAINER_METADATA_URI_V4', to: toLastSegment },
        { name: 'ECS_CONTAINER_METADATA_URI', to: toLastSegment },
      ],
    },
  },
  {
    name: 'AWS Amplify',
    proof: ['AWS_COMMIT_ID', 'AWS_BRANCH'],
    fields: {
      commit: ['AWS_COMMIT_ID'],
      branch: ['AWS_BRANCH'],
      buildId: ['AWS_JOB_ID'],
      changeId: ['AWS_PULL_REQUEST_ID'],
    },
  },
  {
    name: 'Azure Container Apps',
    proof: ['CONTAINER_APP_NAME'],
    fields: {
      service: ['CONTAINER_APP_NAME'],
      instanceId: ['CONTAINER_APP_REPLICA_NAME'],
      deploymentId: ['CONTAINER_APP_REVISION'],
    },
  },
  {
    name: 'Azure App Service',
    proof: ['WEBSITE_SITE_NAME'],
    fields: {
      service: ['WEBSITE_SITE_NAME'],
      instanceId: ['WEBSITE_INSTANCE_ID'],
      deploymentName: ['WEBSITE_SLOT_NAME'],
      commit: ['SCM_COMMIT_ID'],
    },
  },
  {
    name: 'Netlify',
    proof: ['NETLIFY', 'NETLIFY_DEV'],
    fields: {
      service: ['SITE_NAME'],
      buildId: ['BUILD_ID'],
      deploymentId: ['DEPLOY_ID'],
      environment: ['CONTEXT'],
      commit: ['COMMIT_REF'],
      branch: ['HEAD', 'BRANCH'],
      changeId: ['REVIEW_ID'],
      repositoryUrl: ['REPOSITORY_URL'],
    },
  },
  {
    name: 'Cloudflare Pages',
    proof: ['CF_PAGES'],
    fields: { commit: ['CF_PAGES_COMMIT_SHA'], branch: ['CF_PAGES_BRANCH'] },
  },
  {
    name: 'Cloudflare Workers',
    proof: ['WORKERS_CI'],
    fields: { buildId: ['WORKERS_CI_BUILD_UUID'], commit: ['WORKERS_CI_COMMIT_SHA'], branch: ['WORKERS_CI_BRANCH'] },
  },
  {
    name: 'Clever Cloud',
    proof: ['CC_PRETTY_INSTANCE_NAME', 'CC_DEPLOYMENT_ID'],
    fields: { instanceId: ['INSTANCE_ID'], deploymentId: ['CC_DEPLOYMENT_ID'], commit: ['CC_COMMIT_ID', 'COMMIT_ID'] },
  },
  {
    name: 'Coolify',
    proof: ['COOLIFY_RESOURCE_UUID', 'COOLIFY_CONTAINER_NAME'],
    fields: { instanceId: ['COOLIFY_CONTAINER_NAME'], commit: ['SOURCE_COMMIT'], branch: ['COOLIFY_BRANCH'] },
  },
  {
    name: 'Flightcontrol',
    proof: ['FC_GIT_COMMIT_SHA'],
    fields: { commit: ['FC_GIT_COMMIT_SHA'], branch: ['FC_GIT_BRANCH'] },
  },
];

/** What the platforms say that this process runs on, in the order of the table. */
export function readPlatforms(env: Environment, notes: ReleaseNote[]): readonly Candidates[] {
  return platforms
    .filter((platform) => platform.proof.some((name) => isSet(env, name)))
    .map((platform) => readVariables(platform.fields, platform.name, env, notes));
}

function toLastSegment(value: string): string | undefined {
  return value.split('/').at(-1);
}

const vercelHosts: Readonly<Record<string, string>> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
};

function toVercelRepository(slug: string, env: Environment): string | undefined {
  const host = vercelHosts[env['VERCEL_GIT_PROVIDER'] ?? ''];
  const owner = env['VERCEL_GIT_REPO_OWNER'];
  return host === undefined || !owner ? undefined : `${host}/${owner}/${slug}`;
}
