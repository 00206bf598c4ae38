import '../app/settings-dialog.css';
import './schedules.css';
import { Switch } from '@base-ui/react/switch';
import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ScheduleState } from '../../engine/api/contract.ts';
import { scheduleFile } from '../../engine/core/schedule-file.ts';
import { readSchedules, writeSchedules, type Schedules } from '../../engine/document/schedules.ts';
import { saveSchedules, switchSchedules } from '../state/schedule-actions.ts';
import { bridge, failureText } from '../state/session.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { draftProblem, draftsOf, newDraft, schedulesOf, type ScheduleDraft } from './schedule-drafts.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { timeFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';

/** When the flows of this folder run by themselves, whom to tell, and the switch that lets them. */
export function SchedulesDialog() {
  const open = useWorkbench((s) => s.dialog === 'schedules');
  return open ? <Loading /> : null;
}

const close = () => change({ dialog: null });
const lookEvery = 2_000;

interface Read {
  readonly base: string;
  readonly text: string | null;
  readonly schedules: Schedules;
  readonly problem: string | null;
}

async function readFile(base: string): Promise<Read> {
  try {
    const text = await bridge().os.schedules({ base });
    const read = text === null ? { schedules: {} } : readSchedules(text, scheduleFile);
    return 'problem' in read ? { base, text, schedules: {}, problem: read.problem.message } : { base, text, schedules: read.schedules, problem: null };
  } catch (error) {
    return { base, text: null, schedules: {}, problem: failureText(error) };
  }
}

function Loading() {
  const [read, setRead] = useState<Read | null>(null);
  const unsaved = useWorkbench((s) => s.path === null);
  useEffect(() => {
    if (!unsaved) void readFile(workbench().base).then(setRead);
  }, [unsaved]);
  if (unsaved) return <Frame note={t('Schedules are kept beside the flow: save it first.')} />;
  if (read === null) return <Frame note={t('Reading the schedules…')} />;
  return read.problem === null ? <Form read={read} /> : <Frame note={read.problem} />;
}

const Frame = ({ note }: { readonly note: string }) => (
  <Dialog open onClose={close} title={t('Schedules')} width={760}>
    <p className="muted" data-testid="schedules">{note}</p>
  </Dialog>
);

function Form({ read }: { readonly read: Read }) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [file, setFile] = useState(read);
  const [drafts, setDrafts] = useState(() => draftsOf(read.schedules, zone));
  const [chosen, setChosen] = useState<number | null>(drafts[0]?.key ?? null);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [said, setSaid] = useState('');
  const [state, setState] = useState<ScheduleState | null>(null);
  const environments = useWorkbench((s) => s.environments.all);
  const flow = useWorkbench((s) => s.path?.replaceAll('\\', '/').split('/').at(-1) ?? 'flow.json');
  const { base } = file;
  useEffect(() => {
    let gone = false;
    const look = () => void bridge().engine.schedules({ base }).then((found) => (gone ? undefined : setState(found)), () => undefined);
    look();
    const timer = setInterval(look, lookEvery);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [base]);
  const edit = (next: readonly ScheduleDraft[]) => {
    setDrafts(next);
    setSaid('');
  };
  const add = () => {
    const key = Math.max(-1, ...drafts.map((d) => d.key)) + 1;
    edit([...drafts, newDraft(key, flow, zone)]);
    setChosen(key);
  };
  const save = async () => {
    setSaid('');
    const own = drafts.flatMap((d) => draftProblem(d, drafts) ?? []);
    if (own.length > 0) return setProblems(own);
    try {
      const next = schedulesOf(drafts, file.schedules);
      const { diagnostics } = await bridge().engine.schedules({ base, text: writeSchedules(next) });
      setProblems(diagnostics.map((d) => d.message));
      if (diagnostics.length > 0) return;
      setFile({ base, schedules: next, text: await saveSchedules(base, file.text, next), problem: null });
      setSaid(t('The schedules are saved.'));
    } catch (error) {
      setProblems([failureText(error)]);
    }
  };
  const current = drafts.find((d) => d.key === chosen);
  return (
    <Dialog
      open
      onClose={close}
      title={t('Schedules')}
      note={t('Kept in {file}, for all flows of this folder. On a server, {command} runs them.', { file: scheduleFile, command: 'millrace serve DIR --schedules' })}
      width={760}
      footer={
        <>
          <span className="muted settings-said" role="status" data-testid="schedules-said">{said}</span>
          <Button onClick={close}>{t('Close')}</Button>
          <Button variant="primary" onClick={() => void save()} data-testid="schedules-save">{t('Save')}</Button>
        </>
      }
    >
      <div className="schedules" data-testid="schedules">
        <RunSwitch state={state} empty={Object.keys(file.schedules).length === 0} onFailure={(text) => setProblems([text])} />
        {drafts.length === 0 ? <p className="muted">{t('Nothing runs by itself yet.')}</p> : null}
        <ul className="schedule-list">
          {drafts.map((d) => (
            <ScheduleLine key={d.key} draft={d} state={state} current={d.key === chosen} onChoose={() => setChosen(d.key)} onDelete={() => edit(drafts.filter((other) => other.key !== d.key))} />
          ))}
        </ul>
        <Button size="small" icon={<Plus />} onClick={add} data-testid="schedules-add">{t('Add a schedule')}</Button>
        {current ? <ScheduleForm key={current.key} draft={current} others={drafts.filter((d) => d.key !== current.key && d.name.trim() !== '').map((d) => d.name.trim())} environments={Object.keys(environments)} onChange={(next) => edit(drafts.map((d) => (d.key === next.key ? next : d)))} /> : null}
        {problems.map((problem) => (
          <p key={problem} className="field-problem" role="alert">{problem}</p>
        ))}
        {state && state.lines.length > 0 ? <Lines lines={state.lines} /> : null}
      </div>
    </Dialog>
  );
}

/** Off whenever a folder is opened: nothing runs by itself before a person wants it. */
function RunSwitch({ state, empty, onFailure }: { readonly state: ScheduleState | null; readonly empty: boolean; readonly onFailure: (text: string) => void }) {
  const on = useWorkbench((s) => s.scheduling === s.base && s.path !== null);
  return (
    <Switch.Root className="status-switch" checked={on} disabled={empty && !on} onCheckedChange={(next) => void switchSchedules(next).catch((error: unknown) => onFailure(failureText(error)))} nativeButton render={<button type="button" />} data-testid="schedules-on">
      {t('Run them while this window is open')}
      <Switch.Thumb className="status-track" />
      {state && state.running.length > 0 ? <span className="muted">{t('running: {names}', { names: state.running.join(', ') })}</span> : null}
    </Switch.Root>
  );
}

function ScheduleLine({ draft, state, current, onChoose, onDelete }: { readonly draft: ScheduleDraft; readonly state: ScheduleState | null; readonly current: boolean; readonly onChoose: () => void; readonly onDelete: () => void }) {
  const name = draft.name.trim() || t('New schedule');
  const next = state?.entries.find((e) => e.name === draft.name.trim())?.next[0]?.local;
  const starts = draft.starts === 'cron' ? `${draft.cron} ${draft.timeZone}` : draft.starts === 'files' ? draft.files : t('after {name}', { name: draft.after });
  return (
    <li>
      <button type="button" className="schedule-line" aria-current={current ? 'true' : undefined} onClick={onChoose} data-testid="schedule">
        <strong>{name}</strong>
        <span className="mono">{starts}</span>
        <span className="muted">{draft.enabled ? (next === undefined ? '' : t('next {time}', { time: next })) : t('not in use')}</span>
      </button>
      <IconButton label={t('Delete the schedule {name}', { name })} size="small" onClick={onDelete}>
        <Trash2 />
      </IconButton>
    </li>
  );
}

const shownLines = 20;

const Lines = ({ lines }: { readonly lines: ScheduleState['lines'] }) => (
  <ol className="schedule-lines" aria-label={t('What happened, newest first')} tabIndex={0} data-testid="schedule-lines">
    {lines.slice(-shownLines).toReversed().map((line, i) => (
      <li key={lines.length - i}>
        <time className="mono faint">{timeFormat(language(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(line.time))}</time> {line.text}
      </li>
    ))}
  </ol>
);
