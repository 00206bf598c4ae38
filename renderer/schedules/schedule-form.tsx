import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Select } from '../inspector/fields/select.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { endings, startingBy, type Ending, type ReceiverDraft, type ScheduleDraft } from './schedule-drafts.ts';
import { t, type PlainText } from '../words/words.ts';

interface FormProps {
  readonly draft: ScheduleDraft;
  /** Names of the schedules that it may come after. */
  readonly others: readonly string[];
  /** Environments beside the flow. */
  readonly environments: readonly string[];
  readonly onChange: (draft: ScheduleDraft) => void;
}

/** The settings of one schedule. */
export function ScheduleForm({ draft, others, environments, onChange }: FormProps) {
  const set = (part: Partial<ScheduleDraft>) => onChange({ ...draft, ...part });
  const text = (name: 'name' | 'flow' | 'cron' | 'timeZone' | 'files' | 'parameter' | 'settle' | 'environment', label: string, help?: string, list?: string) => (
    <Line id={`schedule-${name}`} label={label} {...(help === undefined ? {} : { help })}>
      <input id={`schedule-${name}`} className="text-field mono" value={draft[name]} spellCheck={false} {...(list === undefined ? {} : { list })} onChange={(e) => set({ [name]: e.target.value })} data-testid={`schedule-${name}`} />
    </Line>
  );
  return (
    <div className="schedule-form" data-testid="schedule-form">
      {text('name', t('Name'))}
      {text('flow', t('Flow'), t('A flow file or its folder, in this folder or below it.'))}
      <Line label={t('Starts')}>
        <SegmentedControl label={t('Starts')} value={draft.starts} options={[{ value: 'cron', label: t('At times') }, { value: 'files', label: t('When files arrive') }, { value: 'after', label: t('After another') }]} onChange={(starts) => onChange(startingBy(draft, starts))} />
      </Line>
      {draft.starts === 'cron' ? (
        <>
          {text('cron', t('Times'), t('Minute, hour, day, month, weekday: 0 6 * * 1-5 is 6:00 from Monday to Friday, */15 every quarter of an hour.'))}
          {text('timeZone', t('Time zone'), undefined, 'schedule-zones')}
          <datalist id="schedule-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <Line label={t('Missed times')}>
            <SegmentedControl label={t('Missed times')} value={draft.missed} options={[{ value: 'skip', label: t('Leave out') }, { value: 'run', label: t('Make up for once') }]} onChange={(missed) => set({ missed })} />
          </Line>
        </>
      ) : null}
      {draft.starts === 'files' ? (
        <>
          {text('files', t('Files'), t('Such as inbox/*.csv; only the name may hold * and ?.'))}
          {text('parameter', t('Parameter with the path'), t('A parameter of the flow. With it each file has a run of its own; without, one run is for all that have arrived.'))}
          {text('settle', t('Seconds at rest'), t('For so long a file has to stay as it is.'))}
        </>
      ) : null}
      {draft.starts === 'after' ? (
        <>
          <Line id="schedule-after" label={t('Comes after')}>
            <Select id="schedule-after" label={t('Comes after')} value={draft.after === '' ? null : draft.after} options={others.map((name) => ({ value: name, label: name, note: null }))} onChange={(after) => set({ after })} />
          </Line>
          <Line label={t('When that')}>
            <SegmentedControl label={t('When that')} value={draft.when} options={[{ value: 'succeeded', label: t('has succeeded') }, { value: 'failed', label: t('has failed') }, { value: 'ended', label: t('has ended') }]} onChange={(when) => set({ when })} />
          </Line>
        </>
      ) : null}
      {draft.starts === 'files' ? null : (
        <Line label={t('While its flow runs')}>
          <SegmentedControl label={t('While its flow runs')} value={draft.overlap} options={[{ value: 'skip', label: t('Leave out') }, { value: 'wait', label: t('Wait') }]} onChange={(overlap) => set({ overlap })} />
        </Line>
      )}
      {text('environment', t('Environment'), undefined, 'schedule-environments')}
      <datalist id="schedule-environments">
        {environments.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Line id="schedule-parameters" label={t('Parameters')} help={t('A line name=value for each.')}>
        <textarea id="schedule-parameters" className="text-field mono" rows={2} value={draft.parameters} spellCheck={false} onChange={(e) => set({ parameters: e.target.value })} />
      </Line>
      <Line label={t('Tell')} help={t('A web address gets JSON, with the secret of that name as bearer token; a file gets the same as a line.')}>
        {draft.notify.map((receiver, i) => (
          <Receiver key={receiver.key} at={i + 1} receiver={receiver} onChange={(next) => set({ notify: draft.notify.map((r) => (r.key === receiver.key ? next : r)) })} onDelete={() => set({ notify: draft.notify.filter((r) => r.key !== receiver.key) })} />
        ))}
        <Button size="small" icon={<Plus />} onClick={() => set({ notify: [...draft.notify, { key: Math.max(-1, ...draft.notify.map((r) => r.key)) + 1, kind: 'webhook', to: '', secret: '', on: ['warnings', 'failed'] }] })} data-testid="schedule-receiver-add">
          {t('Add a receiver')}
        </Button>
      </Line>
      <Line label={t('In use')}>
        <input type="checkbox" aria-label={t('In use')} checked={draft.enabled} onChange={(e) => set({ enabled: e.target.checked })} />
      </Line>
    </div>
  );
}

const endingWords: Readonly<Record<Ending, PlainText>> = { succeeded: 'succeeded', warnings: 'with warnings', failed: 'failed' };

function Receiver({ at, receiver, onChange, onDelete }: { readonly at: number; readonly receiver: ReceiverDraft; readonly onChange: (receiver: ReceiverDraft) => void; readonly onDelete: () => void }) {
  return (
    <fieldset className="schedule-receiver" aria-label={t('Receiver {at}', { at: String(at) })}>
      <SegmentedControl label={t('Kind of receiver')} value={receiver.kind} options={[{ value: 'webhook', label: t('Webhook') }, { value: 'log', label: t('File') }]} onChange={(kind) => onChange({ ...receiver, kind })} />
      <input className="text-field mono" aria-label={receiver.kind === 'webhook' ? t('Web address') : t('File')} placeholder={receiver.kind === 'webhook' ? 'https://' : t('log/runs.ndjson')} value={receiver.to} spellCheck={false} onChange={(e) => onChange({ ...receiver, to: e.target.value })} />
      {receiver.kind === 'webhook' ? <input className="text-field mono" aria-label={t('Name of its secret')} placeholder={t('Name of its secret')} value={receiver.secret} spellCheck={false} onChange={(e) => onChange({ ...receiver, secret: e.target.value })} /> : null}
      <IconButton label={t('Delete receiver {at}', { at: String(at) })} size="small" onClick={onDelete}>
        <Trash2 />
      </IconButton>
      <span className="schedule-endings">
        {endings.map((ending) => (
          <label key={ending}>
            <input type="checkbox" checked={receiver.on.includes(ending)} onChange={(e) => onChange({ ...receiver, on: endings.filter((one) => (one === ending ? e.target.checked : receiver.on.includes(one))) })} />
            {t(endingWords[ending])}
          </label>
        ))}
      </span>
    </fieldset>
  );
}

const Line = ({ id, label, help, children }: { readonly id?: string; readonly label: string; readonly help?: string; readonly children: ReactNode }) => (
  <div className="settings-line">
    {id === undefined ? <span className="field-label">{label}</span> : <label className="field-label" htmlFor={id}>{label}</label>}
    <div>
      {children}
      {help === undefined ? null : <p className="settings-help">{help}</p>}
    </div>
  </div>
);
