import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { setParameters } from '../state/edit-actions.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { draftOf, draftProblem, parametersOf, parameterTypes, type ParameterDraft, type ParameterType } from './parameter-drafts.ts';

/** The flow's parameters: names with a type and a default, to be used in expressions and given anew at every run. */
export function ParametersDialog() {
  const open = useWorkbench((s) => s.dialog === 'parameters');
  return open ? <Form /> : null;
}

const close = () => change({ dialog: null });

function Form() {
  const [drafts, setDrafts] = useState<readonly ParameterDraft[]>(() => workbench().document.parameters.map(draftOf));
  const [shown, setShown] = useState(false);
  const edit = (key: number, part: Partial<ParameterDraft>) => setDrafts((all) => all.map((d) => (d.key === key ? { ...d, ...part } : d)));
  const add = () => setDrafts((all) => [...all, { key: Math.max(-1, ...all.map((d) => d.key)) + 1, name: '', type: 'text', text: '', kept: {} }]);
  const finish = () => {
    setShown(true);
    if (drafts.some((d) => draftProblem(d, drafts) !== null)) return;
    const next = parametersOf(drafts);
    if (JSON.stringify(next) !== JSON.stringify(workbench().document.parameters)) setParameters(next);
    close();
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Parameters"
      note={
        <>
          Write <code>$name</code> in an expression or <code>{'${name}'}</code> in a path to use one. A run can be given other values.
        </>
      }
      width={640}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" onClick={finish} data-testid="parameters-done">
            Apply
          </Button>
        </>
      }
    >
      {drafts.length > 0 ? (
        <div className="parameters-grid">
          <span>Name</span>
          <span>Type</span>
          <span>Default</span>
          <span />
          {drafts.map((draft) => (
            <Row key={draft.key} draft={draft} problem={shown || draft.name !== '' ? draftProblem(draft, drafts) : null} onEdit={(part) => edit(draft.key, part)} onDelete={() => setDrafts((all) => all.filter((d) => d.key !== draft.key))} />
          ))}
        </div>
      ) : (
        <p className="muted">This flow has no parameters.</p>
      )}
      <Button size="small" icon={<Plus />} onClick={add} style={{ marginTop: 12 }} data-testid="parameters-add">
        Add a parameter
      </Button>
    </Dialog>
  );
}

interface RowProps {
  readonly draft: ParameterDraft;
  readonly problem: string | null;
  readonly onEdit: (part: Partial<ParameterDraft>) => void;
  readonly onDelete: () => void;
}

function Row({ draft, problem, onEdit, onDelete }: RowProps) {
  return (
    <>
      <input className="text-field mono" aria-label="Name" value={draft.name} spellCheck={false} autoFocus={draft.name === ''} aria-invalid={problem !== null} onChange={(e) => onEdit({ name: e.target.value })} />
      <select className="text-field" aria-label={`Type of ${draft.name}`} value={draft.type} onChange={(e) => onEdit({ type: e.target.value as ParameterType })}>
        {parameterTypes.map((t) => (
          <option key={t.value} value={t.value}>
            {t.label}
          </option>
        ))}
      </select>
      <input className="text-field mono" aria-label={`Default of ${draft.name}`} placeholder="none" value={draft.text} spellCheck={false} onChange={(e) => onEdit({ text: e.target.value })} />
      <IconButton label={`Delete ${draft.name || 'this parameter'}`} onClick={onDelete}>
        <Trash2 />
      </IconButton>
      {problem === null ? null : <p className="field-problem">{problem}</p>}
    </>
  );
}
