import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { canonicalJson } from '../../engine/core/json.ts';
import { environmentFile } from '../../engine/core/environment-file.ts';
import { setParameters } from '../state/edit-actions.ts';
import { saveEnvironments } from '../state/environment-actions.ts';
import { failureText } from '../state/session.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { environmentDrafts, environmentProblem, environmentsOf, environmentValueProblem, strangersOf, type EnvironmentDraft } from './environment-drafts.ts';
import { draftOf, draftProblem, parametersOf, type ParameterDraft } from './parameter-drafts.ts';
import { ParameterRow } from './parameter-row.tsx';
import { rich } from '../words/rich.tsx';
import { t } from '../words/words.ts';

/** The flow's parameters: names with a type and a default, to be used in expressions, and their values in the environments beside the flow. */
export function ParametersDialog() {
  const open = useWorkbench((s) => s.dialog === 'parameters');
  return open ? <Form /> : null;
}

const close = () => change({ dialog: null });
const nextKey = (all: readonly { readonly key: number }[]): number => Math.max(-1, ...all.map((d) => d.key)) + 1;

function Form() {
  const [start] = useState(() => {
    const { document, environments } = workbench();
    const drafts = document.parameters.map(draftOf);
    return { drafts, sets: environmentDrafts(environments.all, drafts) };
  });
  const [drafts, setDrafts] = useState<readonly ParameterDraft[]>(start.drafts);
  const [sets, setSets] = useState<readonly EnvironmentDraft[]>(start.sets);
  const [shown, setShown] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const broken = useWorkbench((s) => s.environments.problem);
  const unsaved = useWorkbench((s) => s.path === null);
  const edit = (key: number, part: Partial<ParameterDraft>) => setDrafts((all) => all.map((d) => (d.key === key ? { ...d, ...part } : d)));
  const editSet = (key: number, part: Partial<EnvironmentDraft>) => setSets((all) => all.map((d) => (d.key === key ? { ...d, ...part } : d)));
  const finish = async () => {
    setShown(true);
    if (drafts.some((d) => draftProblem(d, drafts) !== null || sets.some((set) => environmentValueProblem(set, d) !== null))) return;
    if (sets.some((set) => environmentProblem(set, sets) !== null)) return;
    const { environments, environment, document } = workbench();
    const all = environmentsOf(sets, drafts);
    const parameters = parametersOf(drafts);
    const next = canonicalJson(parameters) === canonicalJson(document.parameters) ? document.parameters : parameters;
    try {
      if (canonicalJson(all) !== canonicalJson(environments.all)) await saveEnvironments(all, sets.find((set) => set.was !== null && set.was.name === environment)?.name.trim() ?? null, next);
      else if (next !== document.parameters) setParameters(next);
    } catch (error) {
      setFailure(failureText(error));
      return;
    }
    close();
  };
  const strangers = sets.flatMap((set) => strangersOf(set, drafts).map((name) => t('{name} in {place}', { name, place: set.name })));
  return (
    <Dialog
      open
      onClose={close}
      title={t('Parameters and environments')}
      note={
        rich('Write {inExpression} in an expression or {inPath} in a path to use a parameter. An environment gives parameters other values; it is chosen beside Run.', {
          inExpression: <code>{'$name'}</code>,
          inPath: <code>{'${name}'}</code>,
        })
      }
      width={Math.min(1100, 640 + 170 * sets.length)}
      footer={
        <>
          {failure === null ? null : (
            <p className="field-problem" role="alert">
              {failure}
            </p>
          )}
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button variant="primary" onClick={() => void finish()} data-testid="parameters-done">
            {t('Apply')}
          </Button>
        </>
      }
    >
      {drafts.length + sets.length > 0 ? (
        <div className="parameters-scroll">
          <table className="parameters-table">
            <thead>
              <tr>
                <th scope="col">{t('Name')}</th>
                <th scope="col">{t('Type')}</th>
                <th scope="col">{t('Default')}</th>
                {sets.map((set) => (
                  <th key={set.key} scope="col">
                    <span className="environment-head">
                      <input className="text-field" aria-label={t('Name of the environment {name}', { name: set.name })} placeholder={t('Environment')} value={set.name} spellCheck={false} autoFocus={set.was === null} aria-invalid={shown && environmentProblem(set, sets) !== null} onChange={(e) => editSet(set.key, { name: e.target.value })} />
                      <IconButton label={t('Delete the environment {name}', { name: set.name })} size="small" onClick={() => setSets((all) => all.filter((d) => d.key !== set.key))}>
                        <Trash2 />
                      </IconButton>
                    </span>
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {drafts.map((draft) => (
                <ParameterRow
                  key={draft.key}
                  draft={draft}
                  sets={sets}
                  problems={[shown || draft.name !== '' ? draftProblem(draft, drafts) : null, ...sets.map((set) => environmentValueProblem(set, draft))]}
                  onEdit={(part) => edit(draft.key, part)}
                  onValue={(set, text) => editSet(set.key, { texts: { ...set.texts, [draft.key]: text } })}
                  onDelete={() => setDrafts((all) => all.filter((d) => d.key !== draft.key))}
                />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {drafts.length === 0 ? <p className="muted">{t('This flow has no parameters.')}</p> : null}
      {shown ? sets.flatMap((set) => environmentProblem(set, sets) ?? []).map((problem) => <p key={problem} className="field-problem">{problem}</p>) : null}
      {strangers.length > 0 ? <p className="field-problem">{t('The flow does not declare {names}, so a run with that environment stops. Apply takes them out of {file}.', { names: strangers.join(', '), file: environmentFile })}</p> : null}
      <div className="parameters-add">
        <Button size="small" icon={<Plus />} onClick={() => setDrafts((all) => [...all, { key: nextKey(all), name: '', type: 'text', text: '', label: '', help: '', group: '', choices: '', kept: {} }])} data-testid="parameters-add">
          {t('Add a parameter')}
        </Button>
        <Button size="small" icon={<Plus />} disabled={unsaved || broken !== null} onClick={() => setSets((all) => [...all, { key: nextKey(all), name: '', texts: {}, was: null }])} data-testid="environments-add">
          {t('Add an environment')}
        </Button>
        <span className="muted">{broken ?? (unsaved ? t('Environments are kept beside the flow: save it first.') : t('Environments are kept in {file}, for all flows of this folder.', { file: environmentFile }))}</span>
      </div>
    </Dialog>
  );
}
