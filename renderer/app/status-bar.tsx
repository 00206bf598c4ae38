import { Switch } from '@base-ui/react/switch';
import { CalendarClock, CircleAlert, CircleCheck, Globe, PanelBottom, PanelLeft, PanelRight, TriangleAlert } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { listProblems } from '../problems/list-problems.ts';
import { allowNetwork } from '../state/allow-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { formatBytes } from '../ui/format-figures.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { runCommand, shortcutOf } from './commands.ts';
import { t } from '../words/words.ts';

/** Problems, the size of the flow, and how the engine is. */
export function StatusBar() {
  const nodes = useWorkbench((s) => Object.keys(s.document.nodes).length);
  const plan = useWorkbench(useShallow((s) => s.check?.plan ?? null));
  const engine = useWorkbench((s) => s.engine);
  const preferences = useWorkbench((s) => s.preferences);
  return (
    <footer className="status-bar" data-testid="status">
      <Problems />
      <span>
        {t('{nodes|node|nodes}', { nodes })}
        {plan && plan.statements !== null ? ` · ${t('{count|statement|statements}', { count: plan.statements })}${plan.sinks ? ` + ${t('{count|sink|sinks}', { count: plan.sinks })}` : ''}` : ''}
      </span>
      <NetworkSwitch />
      <SchedulesOn />
      <span className="spacer" />
      <span className="status-engine">
        {engine ? [t('engine ready'), t('{count|thread|threads}', { count: engine.threads }), engine.memoryLimit ? t('{used} of {limit}', { used: formatBytes(engine.residentBytes), limit: engine.memoryLimit }) : formatBytes(engine.residentBytes)].join(' · ') : t('engine is starting')}
      </span>
      <span style={{ display: 'flex' }}>
        <IconButton label={preferences.paletteOpen ? t('Hide the palette') : t('Show the palette')} shortcut={shortcutOf('view.palette')} aria-pressed={preferences.paletteOpen} onClick={() => runCommand('view.palette')}>
          <PanelLeft />
        </IconButton>
        <IconButton label={preferences.dataOpen ? t('Hide the data') : t('Show the data')} shortcut={shortcutOf('view.data')} aria-pressed={preferences.dataOpen} onClick={() => runCommand('view.data')}>
          <PanelBottom />
        </IconButton>
        <IconButton label={preferences.inspectorOpen ? t('Hide the inspector') : t('Show the inspector')} shortcut={shortcutOf('view.inspector')} aria-pressed={preferences.inspectorOpen} onClick={() => runCommand('view.inspector')}>
          <PanelRight />
        </IconButton>
      </span>
    </footer>
  );
}

/** Whether the flow may ask servers: in sight all the time, off whenever a flow is opened. */
function NetworkSwitch() {
  const network = useWorkbench((s) => s.network);
  return (
    <Switch.Root
      className="status-switch"
      checked={network}
      onCheckedChange={allowNetwork}
      nativeButton
      render={<button type="button" />}
      title={network ? t('Checks, previews and runs of this flow ask the servers its nodes name') : t('Nothing of this flow asks a server until this is on')}
      data-testid="network"
    >
      <Globe aria-hidden="true" />
      {t('May ask servers')}
      <Switch.Thumb className="status-track" />
    </Switch.Root>
  );
}

/** In sight as long as flows may run by themselves. */
function SchedulesOn() {
  const on = useWorkbench((s) => s.scheduling !== null);
  if (!on) return null;
  return (
    <button type="button" className="status-switch" onClick={() => runCommand('flow.schedules')} data-testid="scheduling">
      <CalendarClock aria-hidden="true" />
      {t('Schedules run')}
    </button>
  );
}

function Problems() {
  const problems = useWorkbench(listProblems);
  const open = useWorkbench((s) => s.problemsOpen);
  const checked = useWorkbench((s) => s.check !== null);
  const errors = problems.filter((p) => p.severity === 'error').length;
  const warnings = problems.filter((p) => p.severity === 'warning').length;
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'none';
  const Icon = tone === 'error' ? CircleAlert : tone === 'warning' ? TriangleAlert : CircleCheck;
  const text = [errors > 0 ? t('{count|problem|problems}', { count: errors }) : '', warnings > 0 ? t('{count|warning|warnings}', { count: warnings }) : ''].filter(Boolean).join(', ');
  return (
    <button type="button" className="status-problems" data-tone={tone} data-testid="problems" aria-pressed={open} onClick={() => runCommand('view.problems')}>
      <Icon aria-hidden="true" />
      {text || (checked ? t('No problems') : t('Checking'))}
    </button>
  );
}
