import { useState } from 'react';
import { collapsedSelection, collapseSelection, componentFile } from '../state/component-actions.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../words/words.ts';

const close = () => change({ dialog: null });

/** Asks what the component made of the selected nodes is called and where its file lies, and says which ports and settings it gets. */
export function CollapseDialog() {
  return useWorkbench((s) => s.dialog === 'collapse') ? <Form /> : null;
}

function Form() {
  const [title, setTitle] = useState(t('Part'));
  const [written, setWritten] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const path = written ?? componentFile(title);
  const { inputs, outputs, parameters } = describe(title, path);
  const make = async () => {
    const problem = await collapseSelection(title.trim(), path.trim());
    setFailure(problem);
    if (problem === null) close();
  };
  const ready = title.trim() !== '' && path.trim() !== '';
  return (
    <Dialog
      open
      onClose={close}
      title={t('Collapse to a component')}
      note={t('The selected nodes become a flow of their own, which other flows may use too. One node stands in their place.')}
      width={520}
      footer={
        <>
          {failure === null ? null : (
            <p className="field-problem" role="alert">
              {failure}
            </p>
          )}
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button variant="primary" disabled={!ready} onClick={() => void make()} data-testid="collapse-done">
            {t('Collapse')}
          </Button>
        </>
      }
    >
      <form
        className="collapse-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void make();
        }}
      >
        <label>
          {t('Name')}
          <input className="text-field" autoFocus value={title} data-testid="collapse-title" onFocus={(e) => e.target.select()} onChange={(e) => setTitle(e.target.value)} />
        </label>
        <label>
          {t('File, from the folder of this flow')}
          <input className="text-field mono" value={path} spellCheck={false} data-testid="collapse-path" onChange={(e) => setWritten(e.target.value)} />
        </label>
        {/* A form of several fields is sent by Enter only where it has a button. */}
        <button type="submit" hidden />
      </form>
      <dl className="collapse-ports" data-testid="collapse-ports">
        <dt>{t('Inputs')}</dt>
        <dd>{inputs.join(', ') || t('none')}</dd>
        <dt>{t('Outputs')}</dt>
        <dd>{outputs.join(', ') || t('none')}</dd>
        <dt>{t('Settings')}</dt>
        <dd>{parameters.join(', ') || t('none')}</dd>
      </dl>
    </Dialog>
  );
}

function describe(title: string, path: string) {
  const { component } = collapsedSelection(workbench(), title, path);
  const titles = (type: string) => Object.values(component.nodes).flatMap((n) => (n.type === type ? [n.title ?? ''] : []));
  return { inputs: titles('component-input'), outputs: titles('component-output'), parameters: component.parameters.map((p) => p.label ?? p.name) };
}
