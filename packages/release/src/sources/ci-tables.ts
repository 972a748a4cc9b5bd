import type { Environment } from '../candidate.ts';
import type { VariableTable } from './variables.ts';

/** Fields by CI system, under the constants of ci-info, which says how each is recognised. */
export const ciTables: Readonly<Record<string, VariableTable>> = {
  GITHUB_ACTIONS: {
    commit: ['GITHUB_SHA'],
    branch: ['GITHUB_HEAD_REF', { name: 'GITHUB_REF', to: toBranch }],
    buildId: ['GITHUB_RUN_ID'],
    pipelineRunId: ['GITHUB_RUN_ID'],
    changeId: [{ name: 'GITHUB_REF', to: (ref) => /^refs\/pull\/(\d+)\//.exec(ref)?.[1] }],
    repositoryUrl: [
      { name: 'GITHUB_REPOSITORY', to: (slug, env) => `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${slug}` },
    ],
  },
  GITEA_ACTIONS: {
    commit: ['GITHUB_SHA'],
    branch: ['GITHUB_HEAD_REF', { name: 'GITHUB_REF', to: toBranch }],
    buildId: ['GITHUB_RUN_ID'],
    pipelineRunId: ['GITHUB_RUN_ID'],
    repositoryUrl: [{ name: 'GITHUB_REPOSITORY', to: (slug, env) => joinUrl(env['GITHUB_SERVER_URL'], slug) }],
  },
  GITLAB: {
    // In merge-request pipelines CI_COMMIT_SHA can be a merge result that nobody pushed.
    commit: ['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', 'CI_COMMIT_SHA', 'CI_BUILD_REF'],
    branch: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_BRANCH', 'CI_COMMIT_REF_NAME'],
    buildId: ['CI_PIPELINE_ID'],
    pipelineRunId: ['CI_PIPELINE_ID'],
    changeId: ['CI_MERGE_REQUEST_IID'],
    environment: ['CI_ENVIRONMENT_NAME'],
    repositoryUrl: ['CI_PROJECT_URL', 'CI_REPOSITORY_URL'],
  },
  BUILDKITE: {
    commit: ['BUILDKITE_COMMIT'],
    branch: ['BUILDKITE_BRANCH'],
    buildId: ['BUILDKITE_BUILD_NUMBER'],
    pipelineRunId: ['BUILDKITE_BUILD_ID'],
    changeId: [{ name: 'BUILDKITE_PULL_REQUEST', to: unlessFalse }],
    repositoryUrl: ['BUILDKITE_REPO'],
  },
  CIRCLE: {
    commit: ['CIRCLE_SHA1'],
    branch: ['CIRCLE_BRANCH'],
    buildId: ['CIRCLE_BUILD_NUM'],
    pipelineRunId: ['CIRCLE_PIPELINE_ID', 'CIRCLE_WORKFLOW_ID'],
    changeId: ['CIRCLE_PR_NUMBER', { name: 'CIRCLE_PULL_REQUEST', to: toLastNumber }],
    repositoryUrl: ['CIRCLE_REPOSITORY_URL'],
  },
  JENKINS: {
    commit: ['GIT_COMMIT'],
    branch: ['CHANGE_BRANCH', 'BRANCH_NAME', { name: 'GIT_BRANCH', to: (value) => value.replace(/^origin\//, '') }],
    buildId: ['BUILD_NUMBER'],
    pipelineRunId: ['BUILD_TAG'],
    changeId: ['CHANGE_ID'],
    repositoryUrl: ['GIT_URL'],
  },
  AZURE_PIPELINES: {
    commit: ['SYSTEM_PULLREQUEST_SOURCECOMMITID', 'BUILD_SOURCEVERSION'],
    branch: [
      { name: 'SYSTEM_PULLREQUEST_SOURCEBRANCH', to: toBranch },
      { name: 'BUILD_SOURCEBRANCH', to: toBranch },
    ],
    buildId: ['BUILD_BUILDNUMBER', 'BUILD_BUILDID'],
    pipelineRunId: ['BUILD_BUILDID'],
    changeId: ['SYSTEM_PULLREQUEST_PULLREQUESTNUMBER', 'SYSTEM_PULLREQUEST_PULLREQUESTID'],
    repositoryUrl: ['BUILD_REPOSITORY_URI'],
  },
  BITBUCKET: {
    commit: ['BITBUCKET_COMMIT'],
    branch: ['BITBUCKET_BRANCH'],
    buildId: ['BITBUCKET_BUILD_NUMBER'],
    pipelineRunId: ['BITBUCKET_PIPELINE_UUID'],
    changeId: ['BITBUCKET_PR_ID'],
    environment: ['BITBUCKET_DEPLOYMENT_ENVIRONMENT'],
    repositoryUrl: ['BITBUCKET_GIT_HTTP_ORIGIN'],
  },
  TEAMCITY: { commit: ['BUILD_VCS_NUMBER'], buildId: ['BUILD_NUMBER'] },
  TRAVIS: {
    commit: ['TRAVIS_PULL_REQUEST_SHA', 'TRAVIS_COMMIT'],
    branch: ['TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_BRANCH'],
    buildId: ['TRAVIS_BUILD_NUMBER'],
    pipelineRunId: ['TRAVIS_BUILD_ID'],
    changeId: [{ name: 'TRAVIS_PULL_REQUEST', to: unlessFalse }],
  },
  APPVEYOR: {
    commit: ['APPVEYOR_PULL_REQUEST_HEAD_COMMIT', 'APPVEYOR_REPO_COMMIT'],
    branch: ['APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH', 'APPVEYOR_REPO_BRANCH'],
    buildId: ['APPVEYOR_BUILD_NUMBER'],
    pipelineRunId: ['APPVEYOR_BUILD_ID'],
    changeId: ['APPVEYOR_PULL_REQUEST_NUMBER'],
  },
  CODEBUILD: {
    commit: ['CODEBUILD_RESOLVED_SOURCE_VERSION'],
    branch: [{ name: 'CODEBUILD_WEBHOOK_HEAD_REF', to: toBranch }],
    buildId: ['CODEBUILD_BUILD_NUMBER'],
    pipelineRunId: ['CODEBUILD_BUILD_ID'],
    changeId: [{ name: 'CODEBUILD_SOURCE_VERSION', to: (value) => /^pr\/(\d+)$/.exec(value)?.[1] }],
    repositoryUrl: ['CODEBUILD_SOURCE_REPO_URL'],
  },
  DRONE: {
    commit: ['DRONE_COMMIT_SHA'],
    branch: ['DRONE_SOURCE_BRANCH', 'DRONE_BRANCH'],
    buildId: ['DRONE_BUILD_NUMBER'],
    pipelineRunId: ['DRONE_BUILD_NUMBER'],
    changeId: ['DRONE_PULL_REQUEST'],
    repositoryUrl: ['DRONE_REPO_LINK', 'DRONE_GIT_HTTP_URL'],
  },
  WOODPECKER: {
    commit: ['CI_COMMIT_SHA'],
    branch: ['CI_COMMIT_SOURCE_BRANCH', 'CI_COMMIT_BRANCH'],
    buildId: ['CI_PIPELINE_NUMBER'],
    pipelineRunId: ['CI_PIPELINE_NUMBER'],
    changeId: ['CI_COMMIT_PULL_REQUEST'],
    repositoryUrl: ['CI_REPO_URL'],
  },
  SEMAPHORE: {
    commit: ['SEMAPHORE_GIT_SHA'],
    branch: ['SEMAPHORE_GIT_PR_BRANCH', 'SEMAPHORE_GIT_WORKING_BRANCH', 'SEMAPHORE_GIT_BRANCH'],
    buildId: ['SEMAPHORE_WORKFLOW_NUMBER'],
    pipelineRunId: ['SEMAPHORE_WORKFLOW_ID'],
    changeId: ['SEMAPHORE_GIT_PR_NUMBER'],
    repositoryUrl: ['SEMAPHORE_GIT_URL'],
  },
  CIRRUS: {
    commit: ['CIRRUS_CHANGE_IN_REPO'],
    branch: ['CIRRUS_BRANCH'],
    buildId: ['CIRRUS_BUILD_ID'],
    pipelineRunId: ['CIRRUS_BUILD_ID'],
    changeId: ['CIRRUS_PR'],
    repositoryUrl: ['CIRRUS_REPO_CLONE_URL'],
  },
  CODEFRESH: {
    commit: ['CF_REVISION'],
    branch: ['CF_BRANCH'],
    buildId: ['CF_BUILD_ID'],
    pipelineRunId: ['CF_BUILD_ID'],
    changeId: ['CF_PULL_REQUEST_NUMBER'],
  },
  BUDDY: {
    commit: ['BUDDY_EXECUTION_REVISION'],
    branch: ['BUDDY_EXECUTION_BRANCH'],
    buildId: ['BUDDY_EXECUTION_ID'],
    pipelineRunId: ['BUDDY_EXECUTION_ID'],
    changeId: ['BUDDY_EXECUTION_PULL_REQUEST_NO'],
    repositoryUrl: ['BUDDY_SCM_URL'],
  },
  BITRISE: {
    commit: ['GIT_CLONE_COMMIT_HASH', 'BITRISE_GIT_COMMIT'],
    branch: ['BITRISE_GIT_BRANCH'],
    buildId: ['BITRISE_BUILD_NUMBER'],
    pipelineRunId: ['BITRISE_BUILD_SLUG'],
    changeId: ['BITRISE_PULL_REQUEST'],
    repositoryUrl: ['GIT_REPOSITORY_URL'],
  },
  CODEMAGIC: {
    commit: ['CM_COMMIT'],
    branch: ['CM_BRANCH'],
    buildId: ['CM_BUILD_ID'],
    pipelineRunId: ['CM_BUILD_ID'],
    changeId: ['CM_PULL_REQUEST_NUMBER'],
  },
};

/** What build systems and container recipes without a row of their own set by custom. */
export const customVariables: VariableTable = {
  commit: [
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
  ],
  branch: ['GIT_BRANCH'],
};

/** `refs/heads/feature/x` is a branch; tags and pull requests are none. */
function toBranch(ref: string): string | undefined {
  if (!ref.startsWith('refs/')) return ref;
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
}

function unlessFalse(value: string): string | undefined {
  return value === 'false' ? undefined : value;
}

function toLastNumber(url: string): string | undefined {
  return /\/(\d+)$/.exec(url)?.[1];
}

function joinUrl(base: Environment[string], slug: string): string | undefined {
  return base ? `${base}/${slug}` : undefined;
}
