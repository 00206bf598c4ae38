import { useState } from 'react';
import type { OutsidePath } from '../../engine/api/contract.ts';
import { trustFolders } from '../state/allow-actions.ts';
import { flowRef } from '../state/flow-ref.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { useAnswer } from '../runs/use-answer.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plainlyShown } from './plainly-shown.ts';
import { t } from '../words/words.ts';

const close = () => change({ dialog: null });

/** The folders outside the project that the flow names, for the person to allow once. */
export function OutsideDialog() {
  const open = useWorkbench((s) => s.dialog === 'outside');
  return (
    <Dialog open={open} onClose={close} title={t('Folders outside the project')} note={t('This flow names files outside its own folder, {folder}. Nothing is read or written there before you allow it. What you allow holds for this project on this machine.', { folder: workbench().base })} width={640}>
      {open ? <Folders /> : null}
    </Dialog>
  );
}

function Folders() {
  const [call] = useState(() => bridge().engine.outsidePaths(flowRef()));
  const answer = useAnswer(call);
  if (answer === null) return <p className="muted">{t('Looking')}</p>;
  if ('failure' in answer) return <p className="muted">{failureText(answer.failure)}</p>;
  const waiting = answer.value.filter((path) => !path.trusted);
  if (waiting.length === 0) return <p className="muted">{t('All folders that the flow uses are allowed.')}</p>;
  const folders = [...new Set(waiting.map((path) => path.folder))].sort();
  const allow = () => {
    trustFolders(folders).then(close, (error: unknown) => notify(failureText(error), 'danger'));
  };
  return (
    <div className="trust" data-testid="outside">
      {folders.map((folder) => (
        <Folder key={folder} folder={folder} paths={waiting.filter((path) => path.folder === folder)} />
      ))}
      <div className="trust-foot">
        <Button onClick={close}>{t('Not now')}</Button>
        <Button variant="primary" onClick={allow} data-testid="allow-folders">
          {t('Allow {count|folder|folders}', { count: folders.length })}
        </Button>
      </div>
    </div>
  );
}

function Folder({ folder, paths }: { readonly folder: string; readonly paths: readonly OutsidePath[] }) {
  return (
    <section className="trust-script" aria-label={folder}>
      <h3 className="mono">{plainlyShown(folder)}</h3>
      <ul className="muted">
        {paths.map(({ path, access }) => (
          <li key={`${access} ${path}`}>{access === 'read' ? t('to read {path}', { path: plainlyShown(path) }) : t('to write {path}', { path: plainlyShown(path) })}</li>
        ))}
      </ul>
    </section>
  );
}
