import type { ReactNode } from 'react';

/** A text in Markdown: headings, paragraphs, lists, code, bold, italic and web links. Nothing in it becomes HTML. */
export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown">{blocks(text)}</div>;
}

function blocks(text: string): ReactNode[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const out: ReactNode[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (line.startsWith('```')) {
      const end = lines.findIndex((l, n) => n > i && l.startsWith('```'));
      const stop = end < 0 ? lines.length : end;
      out.push(<pre key={i}>{lines.slice(i + 1, stop).join('\n')}</pre>);
      i = stop + 1;
    } else if (heading) {
      // Which level the page is at is not the note's to say.
      out.push(
        <p key={i} className="markdown-heading" data-level={heading[1]!.length}>
          {inline(heading[2]!)}
        </p>,
      );
      i++;
    } else if (isItem(line)) {
      const start = i;
      // An indented line goes on with the item before it.
      while (i < lines.length && (isItem(lines[i]!) || /^\s{2,}\S/.test(lines[i]!))) i++;
      const texts: string[] = [];
      for (const l of lines.slice(start, i)) {
        if (isItem(l)) texts.push(l.replace(/^\s*([-*]|\d+[.)])\s+/, ''));
        else texts.push(`${texts.pop() ?? ''} ${l.trim()}`);
      }
      const items = texts.map((item, n) => <li key={n}>{inline(item)}</li>);
      out.push(/^\s*\d/.test(line) ? <ol key={start}>{items}</ol> : <ul key={start}>{items}</ul>);
    } else if (line.trim() === '') {
      i++;
    } else {
      const start = i;
      while (i < lines.length && lines[i]!.trim() !== '' && !isItem(lines[i]!) && !/^(#{1,4}\s|```)/.test(lines[i]!)) i++;
      out.push(<p key={start}>{inline(lines.slice(start, i).join('\n'))}</p>);
    }
  }
  return out;
}

const isItem = (line: string): boolean => /^\s*([-*]|\d+[.)])\s+/.test(line);

const mark = /(`[^`]+`)|(\*\*[^*]+\*\*)|(\*[^*]+\*|(?<!\w)_[^_]+_(?!\w))|(\[[^\]]+\]\(https?:\/\/[^)\s]+\))/;

function inline(text: string): ReactNode[] {
  return text.split(mark).map((part, i) => {
    if (!part) return null;
    if (/^`[^`]+`$/.test(part)) return <code key={i}>{part.slice(1, -1)}</code>;
    if (/^\*\*[^*]+\*\*$/.test(part)) return <strong key={i}>{part.slice(2, -2)}</strong>;
    if (/^(\*[^*]+\*|_[^_]+_)$/.test(part)) return <em key={i}>{part.slice(1, -1)}</em>;
    const link = /^\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)$/.exec(part);
    if (link) {
      return (
        <a key={i} href={link[2]} target="_blank" rel="noreferrer">
          {link[1]}
        </a>
      );
    }
    return part;
  });
}
