// Where the object on GitHub is found: on GitHub itself, or on the simulator's page.

/**
 * The link to a task's issue, or null. `repositories` are the simulator's, null when there is none. A page of the simulator shows one
 * repository at a time, so the name is needed only where there are several.
 */
export function issueLink(issue, repositories) {
  if (!issue) {
    return null;
  }

  const text = `${issue.repository}#${issue.number}`;
  if (repositories) {
    const which = repositories.length > 1 ? `@${issue.repository}` : "";
    return { text, href: `/github#issue-${issue.number}${which}`, isSimulated: true };
  }

  return isWeb(issue.url) ? { text, href: issue.url, isSimulated: false } : null;
}

/** The link to a comment on GitHub, or null: the simulator's page shows comments with their issue. */
export function commentLink(comment, repositories) {
  return comment && !repositories && isWeb(comment.url) ? { text: "on GitHub", href: comment.url, isSimulated: false } : null;
}

function isWeb(url) {
  return URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
}
