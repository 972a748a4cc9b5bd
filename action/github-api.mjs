/**
 * GitHub's REST API (docs.github.com/rest), as far as a check and a comment need it.
 * @param {{ readonly url: string, readonly token: string, readonly repository: string }} options
 */
export function createGithubApi({ url, token, repository }) {
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const ask = async (method, path, body) => {
    const response = await fetch(`${url}/repos/${repository}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
        'user-agent': 'seatrial',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  return {
    /** @param {object} check */
    createCheck: (check) => ask('POST', '/check-runs', check),
    /** @param {number} id @param {object} check */
    updateCheck: (id, check) => ask('PATCH', `/check-runs/${id}`, check),
    /**
     * The one comment that begins with `marker` and is a program's is edited in place; where there is none, it is made.
     * @param {number} pullRequest @param {string} marker @param {string} text
     */
    async putComment(pullRequest, marker, text) {
      const body = `${marker}\n${text}`;
      for (let page = 1; ; page += 1) {
        const comments = await ask('GET', `/issues/${pullRequest}/comments?per_page=100&page=${page}`);
        const own = comments.find((comment) => comment.user?.type === 'Bot' && comment.body?.startsWith(marker));
        if (own !== undefined) return ask('PATCH', `/issues/comments/${own.id}`, { body });
        if (comments.length < 100) return ask('POST', `/issues/${pullRequest}/comments`, { body });
      }
    },
  };
}
