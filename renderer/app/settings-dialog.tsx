import { Keyboard } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { EngineSettings } from '../../engine/api/contract.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { setPreferences } from '../state/preferences-actions.ts';
import { failureText } from '../state/session.ts';
import { saveSettings } from '../state/settings-actions.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatBytes } from '../ui/format-figures.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { t } from '../words/words.ts';
import './settings-dialog.css';

/** How the window looks and what the engine may use, for this person on this machine. */
export function SettingsDialog() {
  const open = useWorkbench((s) => s.dialog === 'settings');
  return open ? <Form /> : null;
}

type Texts = Readonly<Record<keyof EngineSettings, string>>;

const close = () => change({ dialog: null });
const textsOf = (settings: EngineSettings): Texts => ({ memory: settings.memory ?? '', threads: settings.threads === null ? '' : String(settings.threads), spillFolder: settings.spillFolder ?? '', spillLimit: settings.spillLimit ?? '', cacheSize: settings.cacheSize ?? '' });
const settingsOf = (texts: Texts): EngineSettings => {
  const text = (name: keyof EngineSettings): string | null => texts[name].trim() || null;
  return { memory: text('memory'), threads: text('threads') === null ? null : Number(texts.threads), spillFolder: text('spillFolder'), spillLimit: text('spillLimit'), cacheSize: text('cacheSize') };
};

function Form() {
  const preferences = useWorkbench((s) => s.preferences);
  const stored = useWorkbench((s) => s.settings);
  const engine = useWorkbench((s) => s.engine);
  const [texts, setTexts] = useState(() => textsOf(workbench().settings));
  const [problem, setProblem] = useState<{ readonly at: string | undefined; readonly text: string } | null>(null);
  const [said, setSaid] = useState('');
  const changed = JSON.stringify(texts) !== JSON.stringify(textsOf(stored));
  const finish = async () => {
    setSaid('');
    if (texts.threads.trim() !== '' && !/^\d+$/.test(texts.threads.trim())) {
      setProblem({ at: 'threads', text: t('“{text}” is not a whole number.', { text: texts.threads }) });
      return;
    }
    try {
      await saveSettings(settingsOf(texts));
      setProblem(null);
      setSaid(t('Set. It holds for what starts from now on.'));
    } catch (error) {
      setProblem({ at: error instanceof DiagnosticError ? error.diagnostic.at.param : undefined, text: failureText(error) });
    }
  };
  const field = (name: keyof EngineSettings, label: string, own: string, help: string) => (
    <Line name={name} label={label} help={help} problem={problem?.at === name ? problem.text : null}>
      <input
        id={`setting-${name}`}
        className="text-field mono"
        placeholder={own}
        value={texts[name]}
        spellCheck={false}
        inputMode={name === 'threads' ? 'numeric' : 'text'}
        aria-invalid={problem?.at === name}
        aria-describedby={`setting-${name}-help`}
        onChange={(e) => {
          setTexts({ ...texts, [name]: e.target.value });
          setSaid('');
        }}
      />
    </Line>
  );
  return (
    <Dialog
      open
      onClose={close}
      title={t('Settings')}
      note={t('For you on this machine; flows do not hold them.')}
      width={600}
      footer={
        <>
          <span className={problem === null ? 'muted settings-said' : 'field-problem settings-said'} role="status" data-testid="settings-said">
            {problem === null ? said : problem.at === undefined ? problem.text : ''}
          </span>
          <Button onClick={close}>{t('Close')}</Button>
          <Button variant="primary" type="submit" form="settings" disabled={!changed} data-testid="settings-apply">
            {t('Apply')}
          </Button>
        </>
      }
    >
      <form
        id="settings"
        className="settings"
        data-testid="settings"
        onSubmit={(e) => {
          e.preventDefault();
          void finish();
        }}
      >
        <h2>{t('Window')}</h2>
        <Line label={t('Language')}>
          <SegmentedControl label={t('Language')} value={preferences.language} options={[{ value: 'system', label: t('As the system') }, { value: 'en', label: 'English' }, { value: 'de', label: 'Deutsch' }]} onChange={(language) => setPreferences({ language })} />
        </Line>
        <Line label={t('Theme')}>
          <SegmentedControl label={t('Theme')} value={preferences.theme} options={[{ value: 'system', label: t('As the system') }, { value: 'light', label: t('Light') }, { value: 'dark', label: t('Dark') }]} onChange={(theme) => setPreferences({ theme })} />
        </Line>
        <Line label={t('Motion')}>
          <SegmentedControl label={t('Motion')} value={preferences.motion} options={[{ value: 'system', label: t('As the system') }, { value: 'none', label: t('None') }]} onChange={(motion) => setPreferences({ motion })} />
        </Line>
        <Line label={t('Keyboard')}>
          <Button size="small" icon={<Keyboard />} onClick={() => change({ dialog: 'shortcuts' })}>
            {t('Keyboard shortcuts')}
          </Button>
        </Line>
        <h2>{t('Engine')}</h2>
        {field('memory', t('Memory'), engine && stored.memory === null ? engine.memoryLimit : t('the machine’s own'), t('What all runs and previews share, such as 2GB. More than that is spilled to disk.'))}
        {field('threads', t('Threads'), engine && stored.threads === null ? String(engine.threads) : t('all cores'), t('What one run uses at most.'))}
        {field('spillFolder', t('Spill folder'), engine && stored.spillFolder === null ? engine.spillFolder : t('the temporary folder'), t('A folder that is there, where rows go that do not fit into memory.'))}
        {field('spillLimit', t('Most spilled'), t('what is free there'), t('What one run may use of that disk, such as 20GB.'))}
        {field('cacheSize', t('Kept rows'), engine?.cacheLimit === null ? t('none are kept') : engine && stored.cacheSize === null ? formatBytes(engine.cacheLimit) : '10GB', t('Most that rows kept for the next run take on disk. Those used longest ago go first.'))}
      </form>
    </Dialog>
  );
}

interface LineProps {
  readonly name?: string;
  readonly label: string;
  readonly help?: string;
  readonly problem?: string | null;
  readonly children: ReactNode;
}

const Line = ({ name, label, help, problem = null, children }: LineProps) => (
  <div className="settings-line">
    {name === undefined ? <span className="field-label">{label}</span> : <label className="field-label" htmlFor={`setting-${name}`}>{label}</label>}
    <div>
      {children}
      {problem === null ? null : <p className="field-problem" role="alert">{problem}</p>}
      {help === undefined ? null : <p className="settings-help" id={`setting-${name}-help`}>{help}</p>}
    </div>
  </div>
);
