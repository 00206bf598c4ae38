import { useState } from 'react';
import { useAnswer } from '../runs/use-answer.ts';
import { failureText } from '../state/session.ts';
import { change, useWorkbench } from '../state/workbench.ts';
import { Badge } from '../ui/badge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { isVersion, readChanges } from './changes-text.ts';
import { t } from '../words/words.ts';
import './changes-dialog.css';

/** What each version brought; the text is part of the program, so nothing is asked for it. */
export function ChangesDialog() {
  const open = useWorkbench((s) => s.dialog === 'changes');
  return (
    <Dialog open={open} onClose={() => change({ dialog: null })} title={t('What changed')} width={760}>
      {open ? <Changes /> : null}
    </Dialog>
  );
}

/** Loaded when it is asked for: the window starts without it. */
const load = async () => readChanges((await import('../../CHANGELOG.md?raw')).default);

function Changes() {
  const [call] = useState(load);
  const answer = useAnswer(call);
  const version = useWorkbench((s) => s.platform?.version ?? '');
  if (answer === null) return <p className="muted">{t('Opening…')}</p>;
  if ('failure' in answer) return <p className="plan-failure">{failureText(answer.failure)}</p>;
  return (
    <div className="changes" data-testid="changes" tabIndex={0} role="group" aria-label={t('What changed, the newest version first')}>
      {answer.value.map(({ title, parts }) => (
        <section key={title} aria-label={title}>
          <h2>
            {title} {isVersion(title, version) ? <Badge tone="accent">{t('this version')}</Badge> : null}
          </h2>
          {parts.map((part) => (
            <section key={part.title} aria-label={part.title || title}>
              {part.title === '' ? null : <h3>{part.title}</h3>}
              <Markdown text={part.text} />
            </section>
          ))}
        </section>
      ))}
    </div>
  );
}
