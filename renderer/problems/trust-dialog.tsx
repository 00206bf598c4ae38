import { useState } from 'react';
import type { FlowScript } from '../../engine/api/contract.ts';
import { flowRef } from '../state/flow-ref.ts';
import { rich } from '../words/rich.tsx';
import { trustScripts } from '../state/allow-actions.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, nodeTitle, useWorkbench, workbench } from '../state/workbench.ts';
import { useAnswer } from '../runs/use-answer.ts';
import { plainlyShown } from './plainly-shown.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../words/words.ts';

/** Shows the scripts of the flow that have not been trusted in full; what is trusted is exactly what is shown. */
export function TrustDialog() {
  const open = useWorkbench((s) => s.dialog === 'trust');
  return (
    <Dialog open={open} onClose={close} title={t('Scripts to trust')} note={t('Python is not kept in a sandbox: a script can read, change and send whatever you can. Trust it only when you know what it does. A change of its text or interpreter asks anew.')} width={760}>
      {open ? <Scripts /> : null}
    </Dialog>
  );
}

const close = () => change({ dialog: null });

function Scripts() {
  const [call] = useState(() => bridge().engine.scripts(flowRef()));
  const answer = useAnswer(call);
  if (answer === null) return <p className="muted">{t('Reading the scripts…')}</p>;
  if ('failure' in answer) return <p className="muted">{failureText(answer.failure)}</p>;
  const waiting = answer.value.filter((script) => !script.trusted);
  if (waiting.length === 0) return <p className="muted">{t('All scripts of the flow are trusted.')}</p>;
  const trust = () => {
    trustScripts(waiting.map((script) => script.hash)).then(close, (error: unknown) => notify(failureText(error), 'danger'));
  };
  return (
    <div className="trust" data-testid="scripts-to-trust">
      {waiting.map((script) => (
        <Script key={script.node} script={script} />
      ))}
      <div className="trust-foot">
        <Button onClick={close}>{t('Not now')}</Button>
        <Button variant="primary" onClick={trust} data-testid="trust-scripts">
          {t('Trust {count|script|scripts}', { count: waiting.length })}
        </Button>
      </div>
    </div>
  );
}

function Script({ script }: { readonly script: FlowScript }) {
  const { node, interpreter, code } = script;
  const title = Object.hasOwn(workbench().document.nodes, node) ? nodeTitle(workbench(), node) : node;
  return (
    <section className="trust-script" aria-label={title}>
      <h3>{title}</h3>
      <p className="muted">{interpreter === '' ? t('Run by the Python that is found on this machine') : rich('Run by {interpreter}', { interpreter: <code>{interpreter}</code> })}</p>
      {/* A long script is scrolled with the keyboard too. */}
      <pre tabIndex={0} aria-label={t('Script of {title}', { title })}>
        {plainlyShown(code)}
      </pre>
    </section>
  );
}
