import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatReleaseManifest, releaseFields } from '@seatrial/model';
import type { Release } from '@seatrial/model';
import { detectRelease } from './detect-release.ts';
import type { DetectedRelease, DetectOptions } from './detect-release.ts';

const sha = '3f2c1a9d5e0b7c8f6a4d2e1b0c9f8a7d6e5b4c3f';
const gitEnvironment = {
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-release-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function writeManifest(path: string, release: Release): void {
  write(path, formatReleaseManifest({ schema: 1, createdAt: '', createdBy: '', sources: {}, dirty: false, release }));
}

function git(args: readonly string[], cwd: string = folder): string {
  return execFileSync('git', args, {
    cwd,
    env: gitEnvironment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function commit(cwd: string = folder): string {
  git(['commit', '--quiet', '--allow-empty', '-m', 'change'], cwd);
  return git(['rev-parse', 'HEAD'], cwd);
}

function detect(options: DetectOptions = {}): DetectedRelease {
  return detectRelease({ env: {}, cwd: folder, entry: join(folder, 'server.js'), root: folder, ...options });
}

describe('platforms', () => {
  it.each<[string, Record<string, string>, Release]>([
    [
      'Vercel',
      {
        VERCEL: '1',
        VERCEL_ENV: 'preview',
        VERCEL_DEPLOYMENT_ID: 'dpl_7Gx',
        VERCEL_GIT_COMMIT_SHA: sha,
        VERCEL_GIT_COMMIT_REF: 'feature/cart',
        VERCEL_GIT_PULL_REQUEST_ID: '481',
        VERCEL_GIT_PROVIDER: 'github',
        VERCEL_GIT_REPO_OWNER: 'acme',
        VERCEL_GIT_REPO_SLUG: 'shop',
      },
      {
        environment: 'preview',
        deploymentId: 'dpl_7Gx',
        commit: sha,
        branch: 'feature/cart',
        changeId: '481',
        repositoryUrl: 'https://github.com/acme/shop',
        version: '3f2c1a9',
      },
    ],
    ['Vercel, older', { NOW_BUILDER: '1', VERCEL_GITLAB_COMMIT_SHA: sha }, { commit: sha, version: '3f2c1a9' }],
    ['Vercel, oldest', { NOW_BUILDER: '1', ZEIT_GITHUB_COMMIT_SHA: sha }, { commit: sha, version: '3f2c1a9' }],
    [
      'Heroku',
      { DYNO: 'web.1', HEROKU_APP_NAME: 'checkout', HEROKU_RELEASE_VERSION: 'v42', HEROKU_BUILD_COMMIT: sha },
      { service: 'checkout', instanceId: 'web.1', deploymentId: 'v42', commit: sha, version: '3f2c1a9' },
    ],
    [
      'Heroku CI',
      { HEROKU_TEST_RUN_ID: '7', HEROKU_TEST_RUN_COMMIT_VERSION: sha, HEROKU_TEST_RUN_BRANCH: 'main' },
      { commit: sha, branch: 'main', version: '3f2c1a9' },
    ],
    [
      'Heroku, older',
      { DYNO: 'web.1', HEROKU_SLUG_COMMIT: sha },
      { instanceId: 'web.1', commit: sha, version: '3f2c1a9' },
    ],
    [
      'Fly',
      {
        FLY_APP_NAME: 'checkout',
        FLY_MACHINE_ID: '148',
        FLY_IMAGE_REF: 'registry.fly.io/checkout:deployment-01H',
        FLY_MACHINE_VERSION: '01HX',
      },
      {
        service: 'checkout',
        instanceId: '148',
        buildId: 'registry.fly.io/checkout:deployment-01H',
        deploymentId: '01HX',
      },
    ],
    [
      'Render',
      {
        RENDER: 'true',
        RENDER_SERVICE_NAME: 'checkout',
        RENDER_GIT_COMMIT: sha,
        RENDER_GIT_BRANCH: 'main',
        RENDER_INSTANCE_ID: 'srv-1',
      },
      { service: 'checkout', commit: sha, branch: 'main', instanceId: 'srv-1', version: '3f2c1a9' },
    ],
    [
      'Railway',
      {
        RAILWAY_SERVICE_ID: 's',
        RAILWAY_SERVICE_NAME: 'checkout',
        RAILWAY_PROJECT_NAME: 'shop',
        RAILWAY_ENVIRONMENT_NAME: 'production',
        RAILWAY_DEPLOYMENT_ID: 'd-1',
        RAILWAY_REPLICA_ID: 'r-1',
        RAILWAY_GIT_COMMIT_SHA: sha,
        RAILWAY_GIT_BRANCH: 'main',
      },
      {
        service: 'checkout',
        namespace: 'shop',
        environment: 'production',
        deploymentId: 'd-1',
        instanceId: 'r-1',
        commit: sha,
        branch: 'main',
        version: '3f2c1a9',
      },
    ],
    [
      'Cloud Run',
      { K_SERVICE: 'checkout', K_REVISION: 'checkout-00042-xyz', K_CONFIGURATION: 'checkout' },
      { service: 'checkout', deploymentId: 'checkout-00042-xyz', deploymentName: 'checkout' },
    ],
    [
      'App Engine',
      { GAE_SERVICE: 'checkout', GAE_VERSION: '20261124t101530', GAE_INSTANCE: 'i', GAE_DEPLOYMENT_ID: '42' },
      { service: 'checkout', deploymentName: '20261124t101530', instanceId: 'i', deploymentId: '42' },
    ],
    [
      'AWS Lambda',
      { AWS_LAMBDA_FUNCTION_NAME: 'checkout', AWS_LAMBDA_FUNCTION_VERSION: '17', AWS_LAMBDA_LOG_STREAM_NAME: 'stream' },
      { service: 'checkout', deploymentId: '17', instanceId: 'stream' },
    ],
    [
      'AWS Lambda, unpublished',
      { AWS_LAMBDA_FUNCTION_NAME: 'checkout', AWS_LAMBDA_FUNCTION_VERSION: '$LATEST' },
      { service: 'checkout' },
    ],
    [
      'AWS ECS',
      { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/7b7b-527074092' },
      { instanceId: '7b7b-527074092' },
    ],
    [
      'AWS Amplify',
      { AWS_COMMIT_ID: sha, AWS_BRANCH: 'main', AWS_JOB_ID: '0000000012', AWS_PULL_REQUEST_ID: '7' },
      { commit: sha, branch: 'main', buildId: '0000000012', changeId: '7', version: '3f2c1a9' },
    ],
    [
      'Azure Container Apps',
      { CONTAINER_APP_NAME: 'checkout', CONTAINER_APP_REVISION: 'checkout--v7', CONTAINER_APP_REPLICA_NAME: 'r' },
      { service: 'checkout', deploymentId: 'checkout--v7', instanceId: 'r' },
    ],
    [
      'Azure App Service',
      { WEBSITE_SITE_NAME: 'checkout', WEBSITE_INSTANCE_ID: 'i', WEBSITE_SLOT_NAME: 'staging', SCM_COMMIT_ID: sha },
      { service: 'checkout', instanceId: 'i', deploymentName: 'staging', commit: sha, version: '3f2c1a9' },
    ],
    [
      'Netlify',
      {
        NETLIFY: 'true',
        SITE_NAME: 'checkout',
        BUILD_ID: 'b',
        DEPLOY_ID: 'd',
        CONTEXT: 'deploy-preview',
        COMMIT_REF: sha,
        HEAD: 'feature/cart',
        REVIEW_ID: '12',
        REPOSITORY_URL: 'https://user:token@github.com/acme/shop',
      },
      {
        service: 'checkout',
        buildId: 'b',
        deploymentId: 'd',
        environment: 'deploy-preview',
        commit: sha,
        branch: 'feature/cart',
        changeId: '12',
        repositoryUrl: 'https://github.com/acme/shop',
        version: '3f2c1a9',
      },
    ],
    [
      'Cloudflare Pages',
      { CF_PAGES: '1', CF_PAGES_COMMIT_SHA: sha, CF_PAGES_BRANCH: 'main' },
      { commit: sha, branch: 'main', version: '3f2c1a9' },
    ],
    [
      'Cloudflare Workers',
      { WORKERS_CI: '1', WORKERS_CI_BUILD_UUID: 'u', WORKERS_CI_COMMIT_SHA: sha, WORKERS_CI_BRANCH: 'main' },
      { buildId: 'u', commit: sha, branch: 'main', version: '3f2c1a9' },
    ],
    [
      'Clever Cloud',
      { CC_DEPLOYMENT_ID: 'd', INSTANCE_ID: 'i', COMMIT_ID: sha },
      { deploymentId: 'd', instanceId: 'i', commit: sha, version: '3f2c1a9' },
    ],
    [
      'Coolify',
      { COOLIFY_RESOURCE_UUID: 'u', COOLIFY_CONTAINER_NAME: 'c', COOLIFY_BRANCH: 'main', SOURCE_COMMIT: sha },
      { instanceId: 'c', commit: sha, branch: 'main', version: '3f2c1a9' },
    ],
    [
      'Flightcontrol',
      { FC_GIT_COMMIT_SHA: sha, FC_GIT_BRANCH: 'main' },
      { commit: sha, branch: 'main', version: '3f2c1a9' },
    ],
    [
      'Kubernetes, by convention',
      { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'checkout-7d9f-x2x4z' },
      { instanceId: 'checkout-7d9f-x2x4z' },
    ],
    [
      'Kubernetes, downward API',
      { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'h', MY_POD_NAME: 'checkout-7d9f-x2x4z', POD_NAMESPACE: 'shop' },
      { instanceId: 'checkout-7d9f-x2x4z', namespace: 'shop' },
    ],
    ['nothing in particular', { HOSTNAME: 'h', BUILD_ID: 'x', NODE_ENV: 'production' }, {}],
  ])('%s', (_name, env, release) => {
    const detected = detect({ env });
    expect(detected.release).toEqual(release);
    expect(Object.keys(detected.sources).toSorted()).toEqual(Object.keys(release).toSorted());
    expect(detected.notes).toEqual([]);
  });

  it('Kubernetes, labels of a downward API volume', () => {
    write(
      'etc/podinfo/labels',
      'app.kubernetes.io/name="checkout"\napp.kubernetes.io/version="1.4.2"\npod-template-hash="7d9f8c6b5"\n',
    );
    const { release, sources } = detect({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } });
    expect(release).toEqual({ service: 'checkout', version: '1.4.2', deploymentId: '7d9f8c6b5' });
    expect(sources.deploymentId).toBe('Kubernetes: label pod-template-hash');
  });
});

describe('CI systems', () => {
  it.each<[string, Record<string, string>, Release, string]>([
    [
      'GitHub Actions, push',
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_SHA: sha,
        GITHUB_REF: 'refs/heads/feature/cart',
        GITHUB_RUN_ID: '98',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_SERVER_URL: 'https://github.com',
      },
      {
        commit: sha,
        branch: 'feature/cart',
        buildId: '98',
        pipelineRunId: '98',
        repositoryUrl: 'https://github.com/acme/shop',
      },
      'GitHub Actions: GITHUB_SHA',
    ],
    [
      'GitHub Actions, pull request',
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_SHA: sha,
        GITHUB_REF: 'refs/pull/481/merge',
        GITHUB_HEAD_REF: 'feature/cart',
        GITHUB_RUN_ID: '98',
      },
      { commit: sha, branch: 'feature/cart', changeId: '481', buildId: '98', pipelineRunId: '98' },
      'GitHub Actions: GITHUB_SHA',
    ],
    [
      'GitHub Actions, tag',
      { GITHUB_ACTIONS: 'true', GITHUB_SHA: sha, GITHUB_REF: 'refs/tags/v1' },
      { commit: sha },
      'GitHub Actions: GITHUB_SHA',
    ],
    [
      'GitLab, merge request',
      {
        GITLAB_CI: 'true',
        CI_COMMIT_SHA: 'f'.repeat(40),
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: sha,
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'cart',
        CI_MERGE_REQUEST_IID: '7',
        CI_PIPELINE_ID: '5',
        CI_PROJECT_URL: 'https://gitlab.example.org/acme/shop',
      },
      {
        commit: sha,
        branch: 'cart',
        changeId: '7',
        buildId: '5',
        pipelineRunId: '5',
        repositoryUrl: 'https://gitlab.example.org/acme/shop',
      },
      'GitLab CI: CI_MERGE_REQUEST_SOURCE_BRANCH_SHA',
    ],
    ['GitLab, oldest', { GITLAB_CI: 'true', CI_BUILD_REF: sha }, { commit: sha }, 'GitLab CI: CI_BUILD_REF'],
    [
      'Buildkite',
      {
        BUILDKITE: 'true',
        BUILDKITE_COMMIT: sha,
        BUILDKITE_BRANCH: 'main',
        BUILDKITE_BUILD_NUMBER: '12',
        BUILDKITE_BUILD_ID: 'u',
        BUILDKITE_PULL_REQUEST: 'false',
        BUILDKITE_REPO: 'git@github.com:acme/shop.git',
      },
      { commit: sha, branch: 'main', buildId: '12', pipelineRunId: 'u', repositoryUrl: 'https://github.com/acme/shop' },
      'Buildkite: BUILDKITE_COMMIT',
    ],
    [
      'CircleCI',
      {
        CIRCLECI: 'true',
        CIRCLE_SHA1: sha,
        CIRCLE_BRANCH: 'main',
        CIRCLE_BUILD_NUM: '9',
        CIRCLE_WORKFLOW_ID: 'w',
        CIRCLE_PULL_REQUEST: 'https://github.com/acme/shop/pull/481',
      },
      { commit: sha, branch: 'main', buildId: '9', pipelineRunId: 'w', changeId: '481' },
      'CircleCI: CIRCLE_SHA1',
    ],
    [
      'Jenkins',
      {
        JENKINS_URL: 'https://ci.example.org/',
        BUILD_ID: '9',
        BUILD_NUMBER: '9',
        BUILD_TAG: 'jenkins-shop-9',
        GIT_COMMIT: sha,
        GIT_BRANCH: 'origin/main',
        GIT_URL: 'https://u:p@example.org/shop.git',
      },
      {
        commit: sha,
        branch: 'main',
        buildId: '9',
        pipelineRunId: 'jenkins-shop-9',
        repositoryUrl: 'https://example.org/shop',
      },
      'Jenkins: GIT_COMMIT',
    ],
    [
      'Azure Pipelines',
      {
        TF_BUILD: 'True',
        BUILD_SOURCEVERSION: sha,
        BUILD_SOURCEBRANCH: 'refs/heads/main',
        BUILD_BUILDNUMBER: '20261124.1',
        BUILD_BUILDID: '77',
        BUILD_REPOSITORY_URI: 'https://acme@dev.azure.com/acme/shop/_git/shop',
      },
      {
        commit: sha,
        branch: 'main',
        buildId: '20261124.1',
        pipelineRunId: '77',
        repositoryUrl: 'https://dev.azure.com/acme/shop/_git/shop',
      },
      'Azure Pipelines: BUILD_SOURCEVERSION',
    ],
    [
      'Bitbucket',
      { BITBUCKET_COMMIT: sha, BITBUCKET_BRANCH: 'main', BITBUCKET_BUILD_NUMBER: '4', BITBUCKET_PR_ID: '3' },
      { commit: sha, branch: 'main', buildId: '4', changeId: '3' },
      'Bitbucket Pipelines: BITBUCKET_COMMIT',
    ],
    [
      'TeamCity',
      { TEAMCITY_VERSION: '2026.1', BUILD_VCS_NUMBER: sha, BUILD_NUMBER: '8' },
      { commit: sha, buildId: '8' },
      'TeamCity: BUILD_VCS_NUMBER',
    ],
    [
      'Travis',
      {
        TRAVIS: 'true',
        TRAVIS_COMMIT: sha,
        TRAVIS_BRANCH: 'main',
        TRAVIS_BUILD_NUMBER: '6',
        TRAVIS_BUILD_ID: '60',
        TRAVIS_PULL_REQUEST: 'false',
      },
      { commit: sha, branch: 'main', buildId: '6', pipelineRunId: '60' },
      'Travis CI: TRAVIS_COMMIT',
    ],
    [
      'AppVeyor',
      {
        APPVEYOR: 'True',
        APPVEYOR_REPO_COMMIT: 'f'.repeat(40),
        APPVEYOR_PULL_REQUEST_HEAD_COMMIT: sha,
        APPVEYOR_REPO_BRANCH: 'main',
        APPVEYOR_BUILD_NUMBER: '2',
      },
      { commit: sha, branch: 'main', buildId: '2' },
      'AppVeyor: APPVEYOR_PULL_REQUEST_HEAD_COMMIT',
    ],
    [
      'CodeBuild',
      {
        CODEBUILD_BUILD_ARN: 'arn',
        CODEBUILD_RESOLVED_SOURCE_VERSION: sha,
        CODEBUILD_BUILD_NUMBER: '5',
        CODEBUILD_BUILD_ID: 'shop:1',
        CODEBUILD_SOURCE_VERSION: 'pr/12',
      },
      { commit: sha, buildId: '5', pipelineRunId: 'shop:1', changeId: '12' },
      'AWS CodeBuild: CODEBUILD_RESOLVED_SOURCE_VERSION',
    ],
    [
      'Drone',
      { DRONE: 'true', DRONE_COMMIT_SHA: sha, DRONE_BRANCH: 'main', DRONE_BUILD_NUMBER: '3' },
      { commit: sha, branch: 'main', buildId: '3', pipelineRunId: '3' },
      'Drone: DRONE_COMMIT_SHA',
    ],
    [
      'Woodpecker',
      { CI: 'woodpecker', CI_COMMIT_SHA: sha, CI_COMMIT_BRANCH: 'main', CI_PIPELINE_NUMBER: '3' },
      { commit: sha, branch: 'main', buildId: '3', pipelineRunId: '3' },
      'Woodpecker: CI_COMMIT_SHA',
    ],
    [
      'Semaphore',
      { SEMAPHORE: 'true', SEMAPHORE_GIT_SHA: sha, SEMAPHORE_GIT_BRANCH: 'main', SEMAPHORE_WORKFLOW_ID: 'w' },
      { commit: sha, branch: 'main', pipelineRunId: 'w' },
      'Semaphore: SEMAPHORE_GIT_SHA',
    ],
    [
      'Cirrus',
      { CIRRUS_CI: 'true', CIRRUS_CHANGE_IN_REPO: sha, CIRRUS_BRANCH: 'main', CIRRUS_BUILD_ID: '1' },
      { commit: sha, branch: 'main', buildId: '1', pipelineRunId: '1' },
      'Cirrus CI: CIRRUS_CHANGE_IN_REPO',
    ],
    [
      'Codefresh',
      { CF_BUILD_ID: '1', CF_REVISION: sha, CF_BRANCH: 'main' },
      { commit: sha, branch: 'main', buildId: '1', pipelineRunId: '1' },
      'Codefresh: CF_REVISION',
    ],
    [
      'Buddy',
      {
        BUDDY_WORKSPACE_ID: '1',
        BUDDY_EXECUTION_REVISION: sha,
        BUDDY_EXECUTION_BRANCH: 'main',
        BUDDY_EXECUTION_ID: '4',
      },
      { commit: sha, branch: 'main', buildId: '4', pipelineRunId: '4' },
      'Buddy: BUDDY_EXECUTION_REVISION',
    ],
    [
      'Bitrise',
      { BITRISE_IO: 'true', GIT_CLONE_COMMIT_HASH: sha, BITRISE_GIT_BRANCH: 'main', BITRISE_BUILD_NUMBER: '4' },
      { commit: sha, branch: 'main', buildId: '4' },
      'Bitrise: GIT_CLONE_COMMIT_HASH',
    ],
    [
      'Codemagic',
      { CM_BUILD_ID: '4', CM_COMMIT: sha, CM_BRANCH: 'main' },
      { commit: sha, branch: 'main', buildId: '4', pipelineRunId: '4' },
      'Codemagic: CM_COMMIT',
    ],
    [
      'Gitea Actions',
      {
        GITEA_ACTIONS: 'true',
        GITHUB_SHA: sha,
        GITHUB_REF: 'refs/heads/main',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_SERVER_URL: 'https://git.example.org',
      },
      { commit: sha, branch: 'main', repositoryUrl: 'https://git.example.org/acme/shop' },
      'Gitea Actions: GITHUB_SHA',
    ],
    ...[
      'GIT_COMMIT',
      'COMMIT_SHA',
      'GIT_SHA',
      'GIT_REV',
      'CI_COMMIT_SHA',
      'CI_COMMIT_ID',
      'SOURCE_COMMIT',
      'SOURCE_VERSION',
      'COMMIT_REF',
      'BUILD_VCS_NUMBER',
    ].map((name): [string, Record<string, string>, Release, string] => [
      `custom: ${name}`,
      { [name]: sha },
      { commit: sha },
      name,
    ]),
  ])('%s', (_name, env, release, source) => {
    const detected = detect({ env });
    expect(detected.release).toEqual({ ...release, version: '3f2c1a9' });
    expect(detected.sources.commit).toBe(source);
    expect(detected.notes).toEqual([]);
  });
});

describe('.git, read as files', () => {
  beforeEach(() => {
    git(['init', '--quiet', '--initial-branch', 'main']);
    write('package.json', '{"name":"checkout","version":"1.4.2"}');
  });

  it('a branch, with its remote', () => {
    const hash = commit();
    git(['remote', 'add', 'origin', 'https://user:secret@example.org/acme/shop.git']);
    const { release, sources } = detect();
    expect(release).toEqual({
      service: 'checkout',
      version: `1.4.2-g${hash.slice(0, 7)}`,
      commit: hash,
      branch: 'main',
      repositoryUrl: 'https://example.org/acme/shop',
    });
    expect(sources).toEqual({
      service: 'package.json',
      version: 'package.json and commit',
      commit: '.git',
      branch: '.git',
      repositoryUrl: '.git',
    });
  });

  it('packed refs, a branch with slashes, and annotated tags beside it', () => {
    git(['checkout', '--quiet', '-b', 'feature/cart']);
    const hash = commit();
    git(['tag', '-a', '-m', 'v1', 'v1']);
    git(['pack-refs', '--all']);
    expect(detect().release).toMatchObject({ commit: hash, branch: 'feature/cart' });
  });

  it('a detached HEAD has a commit and no branch', () => {
    const hash = commit();
    commit();
    git(['checkout', '--quiet', hash]);
    expect(detect().release).toMatchObject({ commit: hash });
    expect(detect().release.branch).toBeUndefined();
  });

  it('a linked worktree, loose and packed', () => {
    commit();
    git(['remote', 'add', 'origin', 'git@github.com:acme/shop.git']);
    git(['worktree', 'add', '--quiet', '-b', 'other', join(folder, 'tree')]);
    const hash = commit(join(folder, 'tree'));
    const options = { cwd: join(folder, 'tree'), entry: join(folder, 'tree/server.js') };
    const expected = { commit: hash, branch: 'other', repositoryUrl: 'https://github.com/acme/shop' };
    expect(detect(options).release).toMatchObject(expected);
    git(['pack-refs', '--all']);
    expect(detect(options).release).toMatchObject(expected);
  });

  it('a sub-folder of a monorepo takes its own package and the repository around it', () => {
    write('services/checkout/package.json', '{"name":"@acme/checkout","version":"7.0.0"}');
    const hash = commit();
    const { release } = detect({ cwd: folder, entry: join(folder, 'services/checkout/dist/server.js') });
    expect(release).toMatchObject({ service: 'checkout', version: `7.0.0-g${hash.slice(0, 7)}` });
  });

  it('a submodule is its own repository', () => {
    const inner = join(folder, 'inner-origin');
    mkdirSync(inner);
    git(['init', '--quiet', '--initial-branch', 'main'], inner);
    const hash = commit(inner);
    commit();
    git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'inner']);
    write('inner/package.json', '{"name":"inner","version":"0.1.0"}');
    expect(detect({ entry: join(folder, 'inner/index.js') }).release).toMatchObject({ service: 'inner', commit: hash });
  });

  it('a shallow clone', () => {
    commit();
    const hash = commit();
    git(['clone', '--quiet', '--depth', '1', `file://${folder}`, join(folder, 'shallow')]);
    write('shallow/package.json', '{"name":"s","version":"1.0.0"}');
    expect(detect({ entry: join(folder, 'shallow/index.js') }).release.commit).toBe(hash);
  });

  it('a repository of SHA-256', () => {
    mkdirSync(join(folder, 'long'));
    git(['init', '--quiet', '--object-format=sha256'], join(folder, 'long'));
    const hash = commit(join(folder, 'long'));
    write('long/package.json', '{"name":"long","version":"1.0.0"}');
    expect(hash).toHaveLength(64);
    expect(detect({ entry: join(folder, 'long/index.js') }).release.commit).toBe(hash);
  });

  it('before the first commit there is a branch and no commit', () => {
    expect(detect().release).toEqual({ service: 'checkout', version: '1.4.2', branch: 'main' });
  });

  it('a reftable is named, not guessed at', () => {
    commit();
    git(['config', 'extensions.refstorage', 'reftable']);
    const { release, notes } = detect();
    expect(release.commit).toBeUndefined();
    expect(notes).toEqual([{ code: 'git-unreadable', message: expect.stringContaining('reftable') }]);
  });

  it('an installed package does not take the repository around it, nor its CI', () => {
    commit();
    const entry = write('node_modules/verdaccio/bin/verdaccio', '');
    write('node_modules/verdaccio/package.json', '{"name":"verdaccio","version":"6.1.2"}');
    mkdirSync(join(folder, 'node_modules/.bin'));
    symlinkSync('../verdaccio/bin/verdaccio', join(folder, 'node_modules/.bin/verdaccio'));
    for (const path of [entry, join(folder, 'node_modules/.bin/verdaccio')])
      expect(detect({ entry: path, env: { GITHUB_ACTIONS: 'true', GITHUB_SHA: sha } }).release).toEqual({
        service: 'verdaccio',
        version: '6.1.2',
      });
  });

  it('a package that starts somebody’s application stands back', () => {
    const hash = commit();
    write('node_modules/next/package.json', '{"name":"next","version":"15.0.0"}');
    expect(detect({ entry: join(folder, 'node_modules/next/dist/bin/next') }).release).toMatchObject({
      service: 'checkout',
      commit: hash,
    });
  });

  it.each(['ref: refs/heads/../../../secret', 'ref: /etc/hostname', 'nonsense', ''])(
    'a HEAD of %o gives no commit and leads nowhere',
    (head) => {
      write('.git/HEAD', head);
      expect(detect().release.commit).toBeUndefined();
    },
  );

  it('a symbolic ref that leads to itself ends', () => {
    write('.git/HEAD', 'ref: refs/heads/a');
    write('.git/refs/heads/a', 'ref: refs/heads/a');
    expect(detect().release.commit).toBeUndefined();
  });

  it('a .git file that points nowhere', () => {
    rmSync(join(folder, '.git'), { recursive: true });
    write('.git', 'gitdir: /nowhere/at/all\n');
    expect(detect().release).toEqual({ service: 'checkout', version: '1.4.2' });
  });
});

describe('no git at all', () => {
  it('the package version stands alone, without build metadata', () => {
    write('package.json', '{"name":"checkout","version":"1.4.2-rc.1+sha.5"}');
    expect(detect().release).toEqual({ service: 'checkout', version: '1.4.2-rc.1' });
  });

  it('marker files in a build folder are passed by', () => {
    write('package.json', '{"name":"checkout","version":"1.4.2"}');
    write('dist/package.json', '{"type":"module"}');
    expect(detect({ entry: join(folder, 'dist/server.js') }).release).toEqual({
      service: 'checkout',
      version: '1.4.2',
    });
  });

  it('nothing known is nothing said', () => {
    expect(detect()).toEqual({ release: {}, sources: {}, notes: [] });
  });
});

describe('precedence, field by field', () => {
  const fields = releaseFields.map((row) => row.field);

  it.each(fields)('%s', (field) => {
    const value = (who: string): string => {
      if (field === 'commit') return { code: 'a', seatrial: 'b', otel: 'c', manifest: 'd' }[who]?.repeat(40) ?? '';
      return field === 'repositoryUrl' ? `https://example.org/${who}` : who;
    };
    const row = releaseFields.find((entry) => entry.field === field);
    write('package.json', '{"name":"from-package","version":"0.0.1"}');
    writeManifest('seatrial.release.json', { [field]: value('manifest') });
    const weakest = {
      HEROKU_APP_NAME: 'p',
      DYNO: 'p',
      HEROKU_RELEASE_VERSION: 'p',
      HEROKU_BUILD_COMMIT: 'e'.repeat(40),
      NETLIFY: '1',
      BUILD_ID: 'p',
      CONTEXT: 'p',
      REVIEW_ID: 'p',
      HEAD: 'p',
      REPOSITORY_URL: 'https://example.org/p',
    };
    const otel = { ...weakest, OTEL_RESOURCE_ATTRIBUTES: `${row?.attribute}=${encodeURIComponent(value('otel'))}` };
    const seatrial = { ...otel, [row?.variable ?? '']: value('seatrial') };
    const at = (options: DetectOptions): string | undefined => detect(options).release[field];
    expect(at({ env: seatrial, release: { [field]: value('code') } })).toBe(value('code'));
    expect(at({ env: seatrial })).toBe(value('seatrial'));
    expect(at({ env: otel })).toBe(value('otel'));
    expect(at({ env: weakest })).toBe(value('manifest'));
    expect(at({ env: weakest, manifest: false })).not.toBe(value('manifest'));
  });

  it('OTEL_SERVICE_NAME wins over OTEL_RESOURCE_ATTRIBUTES', () => {
    const env = { OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b,deployment.environment=staging' };
    expect(detect({ env }).release).toEqual({ service: 'a', environment: 'staging' });
  });

  it('the platform wins over CI, and CI over .git', () => {
    git(['init', '--quiet']);
    commit();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_SHA: 'f'.repeat(40), RENDER: 'true', RENDER_GIT_COMMIT: sha };
    expect(detect({ env }).release.commit).toBe(sha);
    expect(detect({ env: { ...env, RENDER: '' } }).release.commit).toBe('f'.repeat(40));
  });
});

describe('what cannot be used is said', () => {
  it.each([
    ['$GITHUB_SHA', 'placeholder'],
    ['${GIT_SHA:-none}', 'placeholder'],
    ['SEATRIAL_COMMIT', 'placeholder'],
    ['%COMMIT%', 'placeholder'],
    ['{{ .Commit }}', 'placeholder'],
    ['<commit-sha>', 'placeholder'],
    ['main', 'not-a-commit'],
  ])('SEATRIAL_COMMIT=%s', (value, code) => {
    const { release, notes } = detect({ env: { SEATRIAL_COMMIT: value } });
    expect(release).toEqual({});
    expect(notes).toEqual([{ code, message: expect.stringContaining('SEATRIAL_COMMIT') }]);
  });

  it.each([['a\u0000b'], ['a\nb'], ['v'.repeat(256)]])('SEATRIAL_VERSION=%o', (value) => {
    const { release, notes } = detect({ env: { SEATRIAL_VERSION: value } });
    expect(release).toEqual({});
    expect(notes).toMatchObject([{ code: 'unusable-value' }]);
  });

  it('a bad pair in OTEL_RESOURCE_ATTRIBUTES, while the others are read', () => {
    const { release, notes } = detect({ env: { OTEL_RESOURCE_ATTRIBUTES: 'service.version=1,oops,team=%E0%A4%A' } });
    expect(release).toEqual({ version: '1' });
    expect(notes.map((note) => note.code)).toEqual(['bad-resource-attributes', 'bad-resource-attributes']);
  });

  it('a manifest that is none', () => {
    write('seatrial.release.json', '{"schema":9}');
    expect(detect().notes).toMatchObject([{ code: 'bad-manifest', message: expect.stringContaining('has schema 9') }]);
  });

  it('a manifest of another commit than .git’s, and the manifest is believed', () => {
    git(['init', '--quiet']);
    const hash = commit();
    write('package.json', '{"name":"checkout","version":"1.0.0"}');
    writeManifest('seatrial.release.json', { commit: sha });
    const { release, notes } = detect();
    expect(release.commit).toBe(sha);
    expect(notes).toMatchObject([{ code: 'manifest-differs', message: expect.stringContaining(hash.slice(0, 12)) }]);
  });

  it('a manifest beside the main script or above it, and none below another package', () => {
    write('package.json', '{"name":"checkout","version":"1.0.0"}');
    writeManifest('dist/seatrial.release.json', { buildId: '7' });
    expect(detect({ entry: join(folder, 'dist/server.js') }).release.buildId).toBe('7');
    expect(detect({ entry: join(folder, 'server.js') }).release.buildId).toBeUndefined();
  });
});

it('never throws, whatever the environment and the files', () => {
  const names = [
    ...releaseFields.map((row) => row.variable),
    'OTEL_RESOURCE_ATTRIBUTES',
    'GITHUB_ACTIONS',
    'GITHUB_REF',
    'VERCEL',
    'VERCEL_GIT_REPO_SLUG',
    'CI',
    'JENKINS_URL',
    'BUILD_ID',
    'NETLIFY',
    'REPOSITORY_URL',
  ];
  const env = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('ref: refs/heads/main', 'gitdir: .', '[remote "origin"]\nurl = x'),
  );
  const files = fc.dictionary(
    fc.constantFrom('package.json', '.git', '.git/HEAD', '.git/config', '.git/packed-refs', 'seatrial.release.json'),
    text,
  );
  fc.assert(
    fc.property(env, files, fc.boolean(), (variables, contents, closed) => {
      const place = mkdtempSync(join(folder, 'p-'));
      for (const [path, content] of Object.entries(contents).toSorted(([a], [b]) => b.length - a.length)) {
        const full = join(place, path);
        try {
          mkdirSync(dirname(full), { recursive: true });
          writeFileSync(full, content);
          if (closed) chmodSync(full, 0o000);
        } catch {
          // .git is a folder already: the file does not fit, which is one of the shapes.
        }
      }
      const { release } = detectRelease({ env: variables, cwd: place, entry: join(place, 'x.js'), root: place });
      for (const value of Object.values(release)) expect(value).toMatch(/^\S/);
    }),
    { numRuns: 200, seed: 7 },
  );
});
