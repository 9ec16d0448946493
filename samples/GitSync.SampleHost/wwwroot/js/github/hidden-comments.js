// GitHub does not show HTML comments of a body, unless they are in code. That is why nobody sees GitSync's marker.

const codeOrComment = /(^(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\2[^\n]*$|(?![\s\S]))|(`+)(?!`)[\s\S]*?[^`]\3(?!`))|<!--[\s\S]*?-->/gm;

/** The text as GitHub shows it: without HTML comments and without the blank lines that they leave at the end. */
export function withoutHiddenComments(text) {
  return text.replace(codeOrComment, (_, code) => code ?? "").trimEnd();
}
