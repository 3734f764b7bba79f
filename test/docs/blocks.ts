/**
 * The code blocks of a Markdown page: each TypeScript block, and the text block behind it, which is what it prints.
 */

/** One TypeScript block. */
export interface CodeBlock {
  readonly line: number;
  readonly code: string;
  /** What it prints, if the page says so. */
  readonly prints: string | null;
}

/** Find the TypeScript blocks of a page. */
export function findBlocks(markdown: string): CodeBlock[] {
  const fences = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
  return fences.flatMap((fence, index) => {
    if (fence.language !== 'ts') return [];
    const next = fences[index + 1];
    const follows = next?.language === 'text' && markdown.slice(fence.end, next.start).trim() === '';
    const line = markdown.slice(0, fence.start).split('\n').length;
    return [{ line, code: fence.text, prints: follows ? next.text : null }];
  });
}
