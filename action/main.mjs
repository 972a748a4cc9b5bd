// Runs in the author's CI: plain JavaScript without dependencies, so that the action needs no installation of its own.
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGithubApi } from './github-api.mjs';
import { runVerify, verdictCodes } from './verify.mjs';

const { env } = process;
const service = env.SERVICE ?? '';
const passes = env.ON_UNDECIDED === 'pass';
if (service === '') fail('Which service? Give the input "service".', 64);
if (env.ON_UNDECIDED !== 'block' && !passes)
  fail(`on-undecided is ${JSON.stringify(env.ON_UNDECIDED)}; it is "block" or "pass".`, 64);

const event = env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {};
const github = createGithubApi({
  url: env.GITHUB_API_URL ?? 'https://api.github.com',
  token: env.GITHUB_TOKEN ?? '',
  repository: env.GITHUB_REPOSITORY ?? '',
});
const check = await tell('the check', () =>
  github.createCheck({
    name: `Seatrial: ${service}`,
    // Of a pull request GITHUB_SHA is the merge commit, which nobody looks at.
    head_sha: event.pull_request?.head?.sha ?? env.GITHUB_SHA,
    status: 'in_progress',
    output: { title: 'Waiting for a verdict', summary: `\`seatrial verify --service ${service}\` waits ${env.WAIT}.` },
  }),
);

const evidence = join(mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'seatrial-')), 'evidence.json');
const command = env.COMMAND ?? 'npx --yes seatrial';
const asked = await runVerify({ command, words: toWords(evidence) });
const decided = Object.values(verdictCodes).includes(asked.code);
const verdict = decided ? JSON.parse(asked.stdout) : undefined;
const markdown = decided
  ? (await runVerify({ command, words: ['--replay', evidence, '--markdown'] })).stdout
  : `No verdict: \`seatrial verify\` ended with ${asked.code}.\n\n\`\`\`\n${asked.stderr.trim().slice(-2000)}\n\`\`\`\n`;

if (check !== undefined)
  await tell('the check', () =>
    github.updateCheck(check.id, {
      status: 'completed',
      conclusion: toConclusion(verdict?.verdict),
      output: { title: toTitle(verdict), summary: markdown },
    }),
  );
const pullRequest = event.pull_request?.number ?? event.issue?.number;
if (pullRequest !== undefined)
  await tell('the comment', () => github.putComment(pullRequest, `<!-- seatrial: ${service} -->`, markdown));
if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, markdown);
if (env.GITHUB_OUTPUT && verdict !== undefined)
  appendFileSync(env.GITHUB_OUTPUT, `verdict=${verdict.verdict}\nheadline=${verdict.headline.replaceAll('\n', ' ')}\n`);
process.exitCode = passes && asked.code === verdictCodes.undecided ? 0 : asked.code;

function toWords(file) {
  const given = [
    ['--service', service],
    ['--candidate', env.CANDIDATE],
    ['--baseline', env.BASELINE],
    ['--environment', env.ENVIRONMENT],
    ['--wait', env.WAIT],
    ['--out', file],
  ];
  return [...given.filter(([, value]) => value).flat(), '--json'];
}

/** A neutral check lets a pull request be merged; undecided does so only where that is asked for. */
function toConclusion(outcome) {
  if (outcome === 'ok') return 'success';
  if (outcome === 'undecided') return passes ? 'neutral' : 'action_required';
  return 'failure';
}

function toTitle(judged) {
  return judged === undefined ? 'No verdict' : judged.headline.slice(0, 255);
}

/** A verdict stands without being told: what GitHub refuses is a warning. */
async function tell(what, work) {
  try {
    return await work();
  } catch (error) {
    console.log(
      `::warning::Seatrial could not set ${what}: ${error.message.replaceAll('\n', ' ')}. Does the job have "permissions: checks: write, pull-requests: write"?`,
    );
    return undefined;
  }
}

function fail(message, code) {
  console.log(`::error::${message}`);
  process.exit(code);
}
